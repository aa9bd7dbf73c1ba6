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
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.highs import Highs
from gridplan.partition.control import Control

MAX_NODES = 500  # of the search tree
MAX_CHECKS = 300  # times that the solver asks whether to go on
CLOSE = 1e-6  # gap, as part of the cost, that counts as none
HARD = 1000.0  # price of a household out of band, in mean costs of one
FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Region:
    """Zones that are dealt anew.

    Parameters
    ----------
    nodes
        Nodes of the net in them, (n,).
    graph
        Contacts among those, by their place in `nodes`.
    weight
        Households of each.
    centers
        Places of the nodes that may be centers, (m,).
    cost
        Of each node with each center, (n, m).
    choice
        Column of `cost` that each node has now.
    low, high
        Bounds of the zone around each center.
    n_open
        How many of the centers are open; all of them where they are given.
    fixed
        Nodes that keep their choice.
    foes
        Pairs of nodes that may not share a zone, (k, 2).
    """

    nodes: Ints
    graph: sparse.csr_array
    weight: Ints
    centers: Ints
    cost: Floats
    choice: Ints
    low: Ints
    high: Ints
    n_open: int
    fixed: Ints
    foes: Ints

    @property
    def is_given(self) -> bool:
        """Whether the centers stand."""
        return self.n_open == len(self.centers)

    def off(self, choice: Ints) -> int:
        """Return the households out of band."""
        load = np.bincount(choice, self.weight, len(self.centers))
        is_open = np.bincount(choice, minlength=len(self.centers)) > 0
        short = np.maximum(self.low - load, load - self.high)
        return int(np.maximum(short, 0)[is_open | self.is_given].sum())

    def merit(self, choice: Ints) -> tuple[int, float]:
        """Return the households out of band and the cost of a deal."""
        return self.off(choice), float(self.cost[np.arange(len(choice)), choice].sum())


class Program:
    """The integer program of a region: who goes to which center."""

    def __init__(self, region: Region, control: Control) -> None:
        self.region = region
        n, m = region.cost.shape
        self.solver = Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("mip_rel_gap", CLOSE)
        self.solver.setOptionValue("mip_max_nodes", MAX_NODES)
        self.usual = max(region.merit(region.choice)[1] / n, 1e-9)
        low = np.zeros((n, m))
        low[region.fixed, region.choice[region.fixed]] = 1.0
        if region.is_given:
            low[region.centers, np.arange(m)] = 1.0
        self._add_columns(region.cost.ravel() / self.usual, low.ravel())
        self.solver.changeColsIntegrality(
            n * m, np.arange(n * m, dtype=np.int32), [highspy.HighsVarType.kInteger] * (n * m)
        )
        for node in range(n):
            self._row(1.0, 1.0, self.at(node, np.arange(m)), np.ones(m))
        for pair, column in itertools.product(region.foes, range(m)):
            self._row(0.0, 1.0, self.at(pair, column), np.ones(2))
        self._add_bounds()
        self._stop_in_time(control)

    def at(self, node: Any, column: Any) -> Any:
        """Return the variable that sends *node* to the center of *column*."""
        return node * self.region.cost.shape[1] + column

    def demand_first_steps(self) -> None:
        """Demand of each node that is not beside its center a neighbor in the same zone."""
        region = self.region
        for node in range(len(region.nodes)):
            around = beside(region.graph, np.array([node]))
            for column, center in enumerate(region.centers.tolist()):
                if center != node and center not in around:
                    self.forbid(column, np.array([node]), around)

    def forbid(self, column: int, part: Ints, around: Ints) -> None:
        """Let no node of *part* have the center of *column* without one of those *around*."""
        for node in part.tolist():
            variables = self.at(np.append(node, around), column)
            values = np.append(-1.0, np.ones(len(around)))
            self._row(0.0, highspy.kHighsInf, variables, values)

    def solve(self) -> tuple[Ints, bool]:
        """Return the center of each node, and whether nothing is better; start from the present."""
        region = self.region
        n, m = region.cost.shape
        start = np.zeros(self.solver.getNumCol())
        start[self.at(np.arange(n), region.choice)] = 1.0
        load = np.bincount(region.choice, region.weight, m)
        if self.is_off:
            start[n * m :] = np.concatenate(
                [np.maximum(region.low - load, 0), np.maximum(load - region.high, 0)]
            )
        given = highspy.HighsSolution()
        given.col_value = list(start)
        self.solver.setSolution(given)
        self.n_checks = itertools.count(1)
        self.solver.run()
        status = self.solver.getModelStatus()
        if self.solver.getInfo().primal_solution_status != FEASIBLE:
            return region.choice, status == highspy.HighsModelStatus.kInfeasible
        values = np.array(self.solver.getSolution().col_value)[: n * m].reshape(n, m)
        return values.argmax(axis=1), status == highspy.HighsModelStatus.kOptimal

    def _add_bounds(self) -> None:
        """Keep loads within the bounds, at a price where they are not now; count the centers."""
        region = self.region
        n, m = region.cost.shape
        self.is_off = region.is_given and region.off(region.choice) > 0
        if self.is_off:
            price = HARD * n / max(float(region.weight.sum()), 1.0)
            self._add_columns(np.full(2 * m, price), np.zeros(2 * m), np.inf)
        for column in range(m):
            load, weight = self.at(np.arange(n), column), region.weight.astype(float)
            low, high = float(region.low[column]), float(region.high[column])
            if region.is_given:
                slack = n * m + np.array([column, m + column])[: 2 * self.is_off]
                signs = np.array([1.0, -1.0])[: 2 * self.is_off]
                self._row(low, high, np.append(load, slack), np.append(weight, signs))
            else:
                self._open_row(column, load, weight, (low, high))
        if not region.is_given:
            opened = self.at(region.centers, np.arange(m))
            self._row(float(region.n_open), float(region.n_open), opened, np.ones(m))

    def _open_row(
        self, column: int, load: Ints, weight: Floats, bounds: tuple[float, float]
    ) -> None:
        """Fill the zone of a center that is open; keep nodes from one that is not."""
        center = self.region.centers[column]
        is_center = np.arange(len(load)) == center
        for bound, sides in zip(bounds, ((0.0, np.inf), (-np.inf, 0.0)), strict=True):
            self._row(*sides, load, weight - bound * is_center)
        for node in np.flatnonzero(~is_center).tolist():
            self._row(-np.inf, 0.0, load[[node, center]], np.array([1.0, -1.0]))

    def _stop_in_time(self, control: Control) -> None:
        """End a run after some work, the same every time, or when the time is over."""

        def stop(event: Any) -> None:
            event.data_in.user_interrupt = next(self.n_checks) > MAX_CHECKS or control.is_over()

        self.solver.cbMipInterrupt += stop

    def _add_columns(self, cost: Floats, low: Floats, high: float = 1.0) -> None:
        n, none = len(cost), np.zeros(0)
        starts, at = np.zeros(n, dtype=np.int32), none.astype(np.int32)
        self.solver.addCols(n, cost, low, np.full(n, high), 0, starts, at, none)

    def _row(self, low: float, high: float, variables: Ints, values: Floats) -> None:
        self.solver.addRow(low, high, len(variables), variables.astype(np.int32), values)


def beside(graph: sparse.csr_array, nodes: Ints) -> Ints:
    """Return the nodes that any of *nodes* touches."""
    return np.unique(graph[nodes].indices).astype(np.int64)
