"""From problem to solution: reduce, construct, anneal, mend, report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, load_labels, make_board, measure
from gridplan.partition.construct import from_initial, from_tree, to_count, wanted_count
from gridplan.partition.net import Net, Rules
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, make_rules
from gridplan.partition.resplit import recombine, repair
from gridplan.partition.search import sweep

N_SWEEPS = 40  # per cooling, at effort 1
STEPS_PER_NODE = 3  # proposals of a sweep
HOT = 0.1  # first temperature, as part of the mean household-metres of a node
COLD = 0.004  # last one
SOFT, HARD = 10.0, 1e4  # prices of a household out of band
N_TRIES = 300  # cuts anew per zone out of band before giving up
PLATEAU = 0.3  # warmth of cuts that carry a defect on, as part of a zone's household-metres

Progress = Callable[[float], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True)
class Control:
    """Who listens and when to stop: `progress` hears 0..1, `cancel` is asked now and then."""

    progress: Progress | None = None
    cancel: Cancel | None = None
    end_s: float | None = None

    def is_over(self) -> bool:
        """Tell whether the search is to stop with the best plan so far."""
        if self.cancel is not None and self.cancel():
            return True
        return self.end_s is not None and time.monotonic() > self.end_s

    def tell(self, share: float) -> None:
        """Report the share of the work that is done."""
        if self.progress is not None:
            self.progress(min(share, 1.0))

    def part(self, number: int, n_parts: int) -> Control:
        """Return the control of one of several parts of the work, counted from 0."""
        return replace(self, progress=lambda share: self.tell((number + share) / n_parts))


def forward(progress: Progress | None) -> Progress | None:
    """Return a progress that never goes back, whatever is tried again behind it."""
    if progress is None:
        return None
    furthest = 0.0

    def advance(share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        progress(furthest)

    return advance


class Search:
    """One search on one net: holds the board, the best plan met and the prices."""

    def __init__(
        self,
        net: Net,
        rules: Rules,
        labels: NDArray[np.int64],
        *,
        seed: int,
        zone_price: float,
        control: Control,
    ) -> None:
        self.net, self.rules, self.control = net, rules, control
        is_alone = np.diff(net.indptr) == 0
        self.board: Board = make_board(net, labels, seed, is_alone)
        load_labels(self.board, rules, labels)
        self.zone_price = zone_price
        self.is_anchored = len(net.center) > 0  # cutting anew would part zones from centers
        self.best_labels = labels.copy()
        self.best = self.first = measure(self.board, rules)

    @property
    def has_improved(self) -> bool:
        """Whether the best plan has fewer households out of band than the first."""
        return self.best[:2] < self.first[:2]

    def keep(self) -> None:
        """Keep the plan on the board if it is the best so far."""
        now = measure(self.board, self.rules)
        if now < self.best:
            self.best, self.best_labels = now, self.board.nodes["label"].copy()

    def rewind(self) -> None:
        """Put the best plan back on the board."""
        load_labels(self.board, self.rules, self.best_labels)

    def anneal(self, n_sweeps: int, price: float, share: tuple[float, float]) -> None:
        """Cool from `HOT` to `COLD`; keep the end if it is best, after mending what broke.

        *price*, for a household out of band, is in mean household-metres per household: low,
        the search passes through broken bounds; `HARD`, it never breaks one.
        """
        self.rewind()
        n = len(self.net.weight)
        scale = max(float(self.board.zones["cost"].sum()), 1.0) / n
        per_household = price * scale / max(float(self.net.weight.mean()), 1.0)
        n_zones = int((self.board.zones["size"] > 0).sum())
        for s in range(n_sweeps):
            if self.control.is_over():
                break
            warm = HOT * (COLD / HOT) ** (s / max(n_sweeps - 1, 1)) * scale
            sweep(self.board, self.rules, STEPS_PER_NODE * n, warm, per_household)
            if not self.is_anchored:
                recombine(self.board, self.rules, n_zones // 2 + 1, self.zone_price, warm)
            self.control.tell(share[0] + (share[1] - share[0]) * s / n_sweeps)
        load_labels(self.board, self.rules, self.board.nodes["label"].copy())  # all centers right
        self.keep()
        self.mend()

    def mend(self) -> None:
        """Cut anew around zones that are out of band, as the board stands."""
        if self.is_anchored or self.control.is_over():
            return
        warm = self.best[2] / max(int((self.board.zones["size"] > 0).sum()), 1)
        repair(self.board, self.rules, N_TRIES, self.zone_price, PLATEAU * warm)
        self.keep()


def search_net(
    problem: Problem, reduction: Reduction, net: Net, control: Control
) -> NDArray[np.int64]:
    """Return the best labels of the nodes that the search finds."""
    if len(net.weight) == 0:
        return np.zeros(0, dtype=np.int64)
    rules = make_rules(problem)
    labels, price = from_tree(net, rules, wanted_count(problem, net))
    if problem.initial is not None:
        labels = from_initial(problem, reduction, net)
    if problem.n_zones is not None:
        labels = to_count(net, labels, problem.n_zones)
    search = Search(net, rules, labels, seed=problem.seed, zone_price=price, control=control)
    n_sweeps = max(4, round(N_SWEEPS * problem.effort))
    search.mend()
    for price, done in ((SOFT, 0.3), (SOFT, 0.6), (HARD, 0.9)):
        search.anneal(n_sweeps, price, (done - 0.3, done))
    return search.best_labels


def improve_net(
    problem: Problem, net: Net, labels: NDArray[np.int64], seed: int, control: Control
) -> NDArray[np.int64]:
    """Return better labels than *labels*, by mending and a short hard cooling."""
    rules = make_rules(problem)
    search = Search(net, rules, labels, seed=seed, zone_price=0.0, control=control)
    search.mend()
    if search.has_improved:
        search.anneal(max(2, round(N_SWEEPS * problem.effort / 4)), HARD, (0.9, 1.0))
    return search.best_labels
