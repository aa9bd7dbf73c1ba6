"""From problem to solution: reduce, construct, anneal, mend, report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, load_labels, make_board, measure, recenter_all
from gridplan.partition.construct import from_initial, from_tree, wanted_count
from gridplan.partition.net import Net, Rules
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.resplit import Room, make_room, recombine, repair
from gridplan.partition.search import sweep

N_SWEEPS = 60  # at effort 1
HOT = 0.35  # first temperature, as part of the mean household-metres of a node
COLD = 0.004  # last one
N_TRIES = 150  # cuts anew per zone out of band

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
        is_hopeless: NDArray[np.bool_],
        control: Control,
    ) -> None:
        self.net, self.rules, self.control = net, rules, control
        self.board: Board = make_board(net, rules, labels, seed)
        self.room: Room = make_room(len(net.weight), is_hopeless)
        self.zone_price = zone_price
        self.best_labels = labels.copy()
        self.best = self._measure()

    def _measure(self) -> tuple[int, int, float]:
        off, foes, cost = measure(self.net, self.rules, self.board)
        return (foes, off, cost)

    def keep(self) -> None:
        """Keep the plan on the board if it is the best so far."""
        now = self._measure()
        if now < self.best:
            self.best, self.best_labels = now, self.board.label.copy()

    def rewind(self) -> None:
        """Put the best plan back on the board."""
        load_labels(self.net, self.rules, self.board, self.best_labels)

    def anneal(self, n_sweeps: int, hot: float, cold: float, share: tuple[float, float]) -> None:
        """Sweep from *hot* to *cold*, raising the price of broken bounds while there are any."""
        n = len(self.net.weight)
        scale = max(float(self.board.cost.sum()), 1.0) / max(n, 1)
        mean_weight = max(float(self.net.weight.mean()), 1.0)
        price = 2.0 * scale / mean_weight
        for s in range(n_sweeps):
            if self.control.is_over():
                return
            warmth = hot * (cold / hot) ** (s / max(n_sweeps - 1, 1))
            sweep(self.net, self.rules, self.board, 3 * n, warmth * scale, price)
            recenter_all(self.net, self.rules, self.board)
            is_broken = measure(self.net, self.rules, self.board)[0] > self.best[1]
            price = min(price * 1.25, 1e3 * scale) if is_broken else max(price / 1.1, scale * 0.02)
            self.keep()
            self.control.tell(share[0] + (share[1] - share[0]) * s / n_sweeps)

    def mend(self, n_tries: int) -> None:
        """Cut anew around zones that are out of band."""
        self.rewind()
        off = self.best[1]
        if off == 0 or self.control.is_over():
            return
        warm = max(self.best[2], 1.0) / max(int((self.board.size > 0).sum()), 1)
        repair(self.net, self.rules, self.board, self.room, n_tries, self.zone_price, warm)
        self.keep()

    def recombine(self, n_tries: int) -> None:
        """Cut pairs and triples of zones anew where that is more compact."""
        self.rewind()
        recombine(self.net, self.rules, self.board, self.room, n_tries, self.zone_price, 0.0)
        self.keep()

    def n_off(self) -> int:
        """Return how many zones of the best plan are out of band."""
        loads = np.bincount(self.best_labels, self.net.weight)[np.unique(self.best_labels)]
        return int(((loads < self.rules.low) | (loads > self.rules.high)).sum())


def search_net(
    problem: Problem,
    reduction: Reduction,
    net: Net,
    rules: Rules,
    is_hopeless: NDArray[np.bool_],
    control: Control,
) -> NDArray[np.int64]:
    """Return the best labels of the nodes that the search finds."""
    if len(net.weight) == 0:
        return np.zeros(0, dtype=np.int64)
    labels, price = _first_plan(problem, reduction, net, rules)
    search = Search(
        net,
        rules,
        labels,
        seed=problem.seed,
        zone_price=price,
        is_hopeless=is_hopeless,
        control=control,
    )
    n_sweeps = max(4, round(N_SWEEPS * problem.effort))
    search.mend(N_TRIES * search.n_off())
    search.anneal(n_sweeps, HOT, COLD, (0.1, 0.7))
    search.mend(N_TRIES * search.n_off())
    search.anneal(max(2, n_sweeps // 6), 10 * COLD, COLD, (0.7, 0.9))
    search.mend(N_TRIES * search.n_off())
    return search.best_labels


def _first_plan(
    problem: Problem, reduction: Reduction, net: Net, rules: Rules
) -> tuple[NDArray[np.int64], float]:
    labels, price = from_tree(net, rules, wanted_count(problem, net), 0.0, problem.seed)
    if problem.initial is not None:
        return from_initial(problem, reduction, net), price
    return labels, price
