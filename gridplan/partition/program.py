"""The integer program of a few zones: who goes to which center.

Each node goes to one center, and a center fills its zone up to the bounds. What a zone in one piece
asks for is added row by row.

References
----------
Hess, Weaver, Siegfeldt, Whelan, Zitlau, "Nonpartisan political redistricting by computer",
Operations Research 13 (1965).
"""

from __future__ import annotations

import itertools
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from gridplan.highs import Highs
from gridplan.partition.control import Control
from gridplan.partition.deal import Deal

MAX_NODES = 500  # of the search tree, where no clock ends it
MAX_CHECKS = 300  # times that the solver asks whether to go on, the same
CLOSE = 1e-6  # gap, as part of the cost, that counts as none
HARD = 1000.0  # price of a household out of band, in mean costs of one
FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Program:
    """The integer program of a deal: who goes to which center.

    Parameters
    ----------
    deal, control
        The zones, and when to stop.
    is_likely
        Which pairs of a node and a center count, (n, m); all by default.
    """

    def __init__(self, deal: Deal, control: Control, is_likely: Bools | None = None) -> None:
        self.deal = deal
        n, m = deal.cost.shape
        is_kept = np.ones((n, m), dtype=bool) if is_likely is None else is_likely
        self.place = np.where(is_kept, np.cumsum(is_kept).reshape(n, m) - 1, -1)
        self.n_pairs = int(is_kept.sum())
        self.usual = max(deal.merit(deal.choice)[1] / n, 1e-9)
        self.is_off = deal.is_given and deal.off(deal.choice) > 0
        self.solver = Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("mip_rel_gap", CLOSE)
        low = np.zeros((n, m))
        low[deal.fixed, deal.choice[deal.fixed]] = 1.0
        if deal.is_given:
            low[deal.centers, np.arange(m)] = 1.0
        self._add_columns(deal.cost[is_kept] / self.usual, low[is_kept])
        for node in range(n):
            self._row(1.0, 1.0, self.place[node], np.ones(m))
        for pair, column in itertools.product(deal.foes, range(m)):
            self._row(0.0, 1.0, self.place[pair, column], np.ones(2))
        self._add_bounds()
        self._stop_in_time(control)

    def demand_first_steps(self) -> None:
        """Demand of each node that is not beside its center a neighbor in the same zone."""
        deal = self.deal
        for node in range(len(deal.nodes)):
            around = deal.beside(np.array([node]))
            for column, center in enumerate(deal.centers.tolist()):
                if center != node and center not in around:
                    self.forbid(column, np.array([node]), around)

    def forbid(self, column: int, part: Ints, around: Ints) -> None:
        """Let no node of *part* have the center of *column* without one of those *around*."""
        for node in part.tolist():
            values = np.append(-1.0, np.ones(len(around)))
            self._row(0.0, highspy.kHighsInf, self.place[np.append(node, around), column], values)

    def excess(self) -> Floats:
        """Return by how much each pair costs too much where nodes may be divided, (n, m)."""
        self.solver.run()
        excess = np.full(self.place.shape, np.inf)
        duals = np.array(self.solver.getSolution().col_dual)
        excess[self.place >= 0] = duals[: self.n_pairs]
        return excess

    def solve(self) -> tuple[Ints, bool]:
        """Return the center of each node, and whether nothing is better; start from the present."""
        deal, n = self.deal, self.n_pairs
        kinds = [highspy.HighsVarType.kInteger] * n
        self.solver.changeColsIntegrality(n, np.arange(n, dtype=np.int32), kinds)
        given = highspy.HighsSolution()
        given.col_value = self._present().tolist()
        self.solver.setSolution(given)
        self.n_checks = itertools.count(1)
        self.solver.run()
        status = self.solver.getModelStatus()
        if self.solver.getInfo().primal_solution_status != FEASIBLE:
            return deal.choice, status == highspy.HighsModelStatus.kInfeasible
        values = np.zeros(self.place.shape)
        values[self.place >= 0] = np.array(self.solver.getSolution().col_value)[:n]
        return values.argmax(axis=1), status == highspy.HighsModelStatus.kOptimal

    def _present(self) -> Floats:
        """Return the value of each variable in the present deal."""
        deal = self.deal
        values = np.zeros(self.solver.getNumCol())
        values[self.place[np.arange(len(deal.nodes)), deal.choice]] = 1.0
        if self.is_off:
            load = np.bincount(deal.choice, deal.weight, len(deal.centers))
            off = [np.maximum(deal.low - load, 0), np.maximum(load - deal.high, 0)]
            values[self.n_pairs :] = np.concatenate(off)
        return values

    def _add_bounds(self) -> None:
        """Keep loads within the bounds, at a price where they are not now; count the centers."""
        deal = self.deal
        n, m = deal.cost.shape
        if self.is_off:
            price = HARD * n / max(float(deal.weight.sum()), 1.0)
            self._add_columns(np.full(2 * m, price), np.zeros(2 * m), np.inf)
        for column in range(m):
            load, weight = self.place[:, column], deal.weight.astype(float)
            low, high = float(deal.low[column]), float(deal.high[column])
            if deal.is_given:
                slack = self.n_pairs + np.array([column, m + column])[: 2 * self.is_off]
                signs = np.array([1.0, -1.0])[: 2 * self.is_off]
                self._row(low, high, np.append(load, slack), np.append(weight, signs))
            else:
                self._open_row(column, load, weight, (low, high))
        if not deal.is_given:
            opened = self.place[deal.centers, np.arange(m)]
            self._row(float(deal.n_open), float(deal.n_open), opened, np.ones(m))

    def _open_row(
        self, column: int, load: Ints, weight: Floats, bounds: tuple[float, float]
    ) -> None:
        """Fill the zone of a center that is open; keep nodes from one that is not."""
        center = self.deal.centers[column]
        is_center = np.arange(len(load)) == center
        for bound, sides in zip(bounds, ((0.0, np.inf), (-np.inf, 0.0)), strict=True):
            self._row(*sides, load, weight - bound * is_center)
        for node in np.flatnonzero(~is_center).tolist():
            self._row(-np.inf, 0.0, load[[node, center]], np.array([1.0, -1.0]))

    def _stop_in_time(self, control: Control) -> None:
        """End a run when the time is over; without a clock after some work, always the same."""
        is_timed = control.end_s is not None
        if not is_timed:
            self.solver.setOptionValue("mip_max_nodes", MAX_NODES)

        def stop(event: Any) -> None:
            is_enough = next(self.n_checks) > MAX_CHECKS and not is_timed
            event.data_in.user_interrupt = is_enough or control.is_over()

        self.solver.cbMipInterrupt += stop

    def _add_columns(self, cost: Floats, low: Floats, high: float = 1.0) -> None:
        n, none = len(cost), np.zeros(0)
        starts, at = np.zeros(n, dtype=np.int32), none.astype(np.int32)
        self.solver.addCols(n, cost, low, np.full(n, high), 0, starts, at, none)

    def _row(self, low: float, high: float, variables: Ints, values: Floats) -> None:
        """Add a row; pairs that do not count, -1, are left out."""
        counts = variables >= 0
        n = int(counts.sum())
        self.solver.addRow(low, high, n, variables[counts].astype(np.int32), values[counts])
