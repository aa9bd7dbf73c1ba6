"""Set partitioning: of many zones, choose those that hold every item once and cost least."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from gridplan.highs import Highs
from gridplan.partition.control import Cancel

MAX_NODES = 50  # of the search tree
MAX_CHECKS = 100  # times that the solver asks whether to go on
CLOSE = 1e-6  # gap, as part of the cost, that counts as none

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def _never() -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Columns:
    """Zones to choose from.

    Parameters
    ----------
    starts, items
        Items of each zone, as compressed rows.
    cost
        What each zone costs.
    """

    starts: Ints
    items: Ints
    cost: Floats

    def __len__(self) -> int:
        return len(self.cost)

    def take(self, which: Ints) -> Columns:
        """Return some of the zones."""
        lengths = np.diff(self.starts)[which]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Columns(
            starts, self.items[np.repeat(self.starts[which], lengths) + within], self.cost[which]
        )


def choose(
    columns: Columns, n_items: int, n_zones: int, start: Ints, is_over: Cancel = _never
) -> Ints:
    """Return the zones chosen.

    Parameters
    ----------
    columns, n_items
        The zones; items ``0..n_items-1``, each in exactly one of them.
    n_zones
        Number of zones to choose.
    start
        A choice to start from.
    is_over
        Asked now and then; the best choice so far is returned once it says True.
    """
    solver = _solver(columns, n_items, n_zones, is_over)
    given = highspy.HighsSolution()
    chosen = np.zeros(len(columns))
    chosen[start] = 1.0
    given.col_value = list(chosen)
    solver.setSolution(given)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return start
    values = np.array(solver.getSolution().col_value)
    return np.flatnonzero(values > 0.5)


def least_cost(columns: Columns, n_items: int, n_zones: int) -> float:
    """Return what no choice of zones costs less than; infinite where there is no choice."""
    solver = _solver(columns, n_items, n_zones)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return float("inf")
    return float(solver.getInfo().mip_dual_bound)


def _solver(columns: Columns, n_items: int, n_zones: int, is_over: Cancel = _never) -> Highs:
    """Return a solver of the choice that ends after some work, the same every time."""
    solver = Highs()
    solver.setOptionValue("mip_rel_gap", CLOSE)
    solver.setOptionValue("mip_max_nodes", MAX_NODES)
    solver.passModel(_model(columns, n_items, n_zones))
    n_checks = itertools.count(1)

    def stop(event: Any) -> None:
        event.data_in.user_interrupt = next(n_checks) > MAX_CHECKS or is_over()

    solver.cbMipInterrupt += stop
    return solver


def _model(columns: Columns, n_items: int, n_zones: int) -> highspy.HighsLp:
    n = len(columns)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, n_items + 1
    lp.col_cost_ = columns.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.ones(n)
    sides = np.append(np.ones(n_items), float(n_zones))
    lp.row_lower_, lp.row_upper_ = sides, sides
    lengths = np.diff(columns.starts)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = columns.starts + np.arange(n + 1)
    lp.a_matrix_.index_ = np.insert(columns.items, columns.starts[1:], n_items)
    lp.a_matrix_.value_ = np.ones(int(lengths.sum()) + n)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    return lp
