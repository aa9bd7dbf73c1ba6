"""HiGHS, run so that the same model always gives the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.highs import Highs

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MAX_NODES = 5_000
MAX_CHECKS = 3_000
MAX_WORK = 100_000_000  # checks times entries of the model: between two checks LPs are solved


@dataclass(frozen=True)
class Budget:
    """How hard to try.

    Parameters
    ----------
    effort
        Multiplies the solver's budget of work; 1 is the default.
    time_limit_s
        Stop the solver after this time; None (the default) keeps runs repeatable.
    """

    effort: float = 1.0
    time_limit_s: float | None = None


DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, eq=False)
class Model:
    """A mixed-integer program: maximize ``gain @ x`` with ``lower <= rows @ x <= upper``.

    Parameters
    ----------
    gain
        Objective by variable, to be maximized.
    upper_bound
        Largest value of each variable; the smallest is 0.
    is_integer
        Which variables are whole numbers.
    rows
        Sparse matrix of the constraints.
    row_lower, row_upper
        Their bounds.
    """

    gain: Floats
    upper_bound: Floats
    is_integer: Bools
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver found: the best values, None without any, and a proven bound."""

    values: Floats | None
    bound: float
    n_nodes: int


def solve(
    model: Model,
    start: Floats | None = None,
    *,
    enough: float | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> Answer:
    """Solve *model* to the end of the search, or of its budget of work.

    One thread and a fixed seed; the budget counts nodes of the search tree and how often the
    solver asks whether to go on, not seconds, so that a slower machine gives the same answer.

    Parameters
    ----------
    model
        The program.
    start
        Values to start from.
    enough
        Stop as soon as values worth this are found, or proven not to exist.
    budget
        How much work to spend.
    """
    solver = Highs()
    options = {
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-6,
        "mip_max_nodes": max(1, round(MAX_NODES * budget.effort)),
        "time_limit": np.inf if budget.time_limit_s is None else budget.time_limit_s,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_lp(model))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = list(start)
        solver.setSolution(given)
    max_checks = min(MAX_CHECKS, MAX_WORK / max(model.rows.nnz, 1))
    _stop_early(solver, max_checks * budget.effort, enough)
    solver.run()
    info = solver.getInfo()
    is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if is_found else None
    return Answer(values, float(info.mip_dual_bound), int(max(info.mip_node_count, 0)))


def _stop_early(solver: Any, max_checks: float, enough: float | None) -> None:
    n_checks = count(1)

    def stop(event: Any) -> None:
        found, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        is_settled = enough is not None and not found < enough <= bound
        event.data_in.user_interrupt = next(n_checks) > max_checks or is_settled

    solver.cbMipInterrupt += stop


def _lp(model: Model) -> Any:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = model.rows.shape
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = model.gain
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = model.upper_bound
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = model.rows.indptr
    lp.a_matrix_.index_ = model.rows.indices
    lp.a_matrix_.value_ = model.rows.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in model.is_integer]
    return lp
