"""Annealing of one plan: cooling after cooling on one board, the best plan kept."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, make_board
from gridplan.partition.control import Control
from gridplan.partition.net import Net, Rules
from gridplan.partition.pool import Pool
from gridplan.partition.resplit import recombine, repair
from gridplan.partition.search import sweep
from gridplan.partition.tally import load_labels, measure

STEPS_PER_NODE = 3  # proposals of a sweep
N_TRIES = 300  # cuts anew per zone out of band before giving up
PLATEAU = 0.3  # warmth of cuts that carry a defect on, as part of a zone's household-metres
UP, DOWN = 1.03, 0.98  # of the price after a sweep that ends out of band, and within
N_SAMPLES = 40  # plans of a cooling whose zones are kept, from its colder half
MAX_CUT_NODES = 16  # mean nodes of a zone up to which random pairs of zones are cut anew


class Recipe(NamedTuple):
    """How to cool.

    `hot` and `cold`, the first and last temperature, are parts of the mean household-metres of a
    node. `price`, of a household out of band, is in mean household-metres per household: low,
    the search passes through broken bounds; high, it never breaks one. Where it swings, it rises
    while bounds are broken and falls while they are kept (strategic oscillation).
    """

    hot: float
    cold: float
    price: float
    is_swinging: bool = False

    def warmth(self, share: float) -> float:
        """Return the temperature when *share* of the cooling is done."""
        return float(self.hot * (self.cold / self.hot) ** share)


class Search:
    """One search on one net: holds the board and the best plan met."""

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
        self.best_labels = labels.copy()
        self.best = self.first = measure(self.board, rules)
        self.n_sweeps, self.seconds = 0, 0.0
        self.pool: Pool | None = None

    @property
    def has_improved(self) -> bool:
        """Whether the best plan has fewer households out of band than the first."""
        return self.best[:2] < self.first[:2]

    @property
    def n_zones(self) -> int:
        """Number of zones on the board."""
        return int((self.board.zones["size"] > 0).sum())

    def keep(self) -> None:
        """Keep the plan on the board if it is the best so far."""
        now = measure(self.board, self.rules)
        if now < self.best:
            self.best, self.best_labels = now, self.board.nodes["label"].copy()

    def load(self, labels: NDArray[np.int64]) -> None:
        """Put a plan on the board."""
        load_labels(self.board, self.rules, labels)

    def rewind(self) -> None:
        """Put the best plan back on the board."""
        self.load(self.best_labels)

    def cool(self, recipe: Recipe, n_sweeps: int, share: tuple[float, float]) -> None:
        """Cool the plan on the board in *n_sweeps*; keep the best plan met.

        *share* is the part of the whole work that this is, for who listens.
        """
        n, start = len(self.net.weight), time.monotonic()
        scale = max(float(self.board.zones["cost"].sum()), 1.0) / n
        price = recipe.price * scale / max(float(self.net.weight.mean()), 1.0)
        is_cutting = len(self.net.center) == 0 and n <= MAX_CUT_NODES * self.n_zones
        n_cuts = self.n_zones // 2 + 1 if is_cutting else 0
        self.board.best[:] = np.inf
        for s in range(n_sweeps):
            if self.control.is_over():
                break
            warm = recipe.warmth(s / max(n_sweeps - 1, 1)) * scale
            sweep(self.board, self.rules, STEPS_PER_NODE * n, warm, price)
            if recipe.is_swinging:
                price *= UP if measure(self.board, self.rules)[1] > 0 else DOWN
            recombine(self.board, self.rules, n_cuts, self.zone_price, warm)
            if s >= n_sweeps // 2 and s % max(n_sweeps // (2 * N_SAMPLES), 1) == 0:
                self.sample()
            self.control.tell(share[0] + (share[1] - share[0]) * s / n_sweeps)
            self.n_sweeps += 1
        self.seconds += time.monotonic() - start
        self._keep_met()

    def sample(self) -> None:
        """Add the zones on the board to the pool, where there is one with room."""
        if self.pool is not None and not self.pool.is_full:
            self.pool.add(self.board)

    def combine(self) -> None:
        """Put together the best plan from the zones met."""
        if self.pool is not None and self.best[:2] == (0, 0):
            self.rewind()
            self.pool.add(self.board)
            self.load(self.pool.best_plan(self.best_labels, self.control))
            self.keep()

    def _keep_met(self) -> None:
        """Keep the best plan that the sweeps met if it is the best; stay where they ended."""
        end = self.board.nodes["label"].copy()
        for labels in (self.board.nodes["kept"].copy(), end):
            self.load(labels)  # all centers anew
            self.keep()

    def mend(self) -> None:
        """Cut anew around zones that are out of band, as the board stands.

        A cut does not know which part belongs to a given center: such plans stay as they are.
        """
        if self.control.is_over() or len(self.net.center):
            return
        warm = self.best[2] / max(self.n_zones, 1)
        repair(self.board, self.rules, N_TRIES, self.zone_price, PLATEAU * warm)
        self.keep()
