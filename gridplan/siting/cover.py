"""Any siting problem as a covering problem, and that as a program for the solver."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.siting.problem import Problem
from gridplan.siting.reduction import join_rows
from gridplan.siting.solver import Model

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_ENTRIES = 3_000_000  # more are not given to the solver


def cover_form(problem: Problem, base: Floats) -> Problem | None:
    """Write what candidates add to *base* as the covering of distance levels.

    A row whose sites give 9, 5 and 5 becomes two rows: one worth 9 - 5 that the first site
    covers, one worth 5 that all three cover (Garcia, Labbe and Marin, 2011). Levels of unlike
    rows that the same sites cover are joined.

    Parameters
    ----------
    problem
        Demand and candidates.
    base
        What each row has already, (m,).

    Returns
    -------
    Problem | None
        A problem whose gains are all 1; None where it would be too large to be solved.
    """
    worth = problem.worth
    adds = np.flatnonzero(worth > base[problem.row])
    order = adds[np.lexsort([problem.candidate[adds], -worth[adds], problem.row[adds]])]
    row, worth = problem.row[order], worth[order]
    is_last = np.diff(row, append=-1) != 0
    following = np.where(is_last, base[row], np.append(worth[1:], 0.0))
    level = np.flatnonzero(worth > following)
    first = np.flatnonzero(np.diff(row, prepend=-1) != 0)
    start = np.repeat(first, np.diff(np.append(first, len(row))))[level]
    n_entries = level - start + 1
    if n_entries.sum() > MAX_ENTRIES:
        return None
    indptr = np.concatenate([[0], np.cumsum(n_entries)])
    position = np.arange(indptr[-1]) - np.repeat(indptr[:-1] - start, n_entries)
    sites = problem.candidate[order][position]
    shape = (len(level), problem.n_candidates)
    sets = sparse.csr_array((np.ones(len(sites)), sites, indptr), shape=shape)
    sets.sort_indices()
    return join_rows(Problem((worth - following)[level], sparse.csc_array(sets)))


def cover_model(problem: Problem, n_sites: int) -> Model:
    """Write maximal covering as a program: a variable per candidate, then one per row.

    Only the choice of sites needs whole numbers: with it given, each row is covered or not.
    """
    m, k = problem.n_rows, problem.n_candidates
    covered = sparse.hstack([-sparse.csr_array(problem.gains), sparse.eye_array(m)])
    chosen = sparse.csr_array(np.concatenate([np.ones(k), np.zeros(m)])[None, :])
    return Model(
        gain=np.concatenate([np.zeros(k), problem.households]),
        upper_bound=np.ones(k + m),
        is_integer=np.arange(k + m) < k,
        rows=sparse.csr_array(sparse.vstack([covered, chosen])),
        row_lower=np.append(np.full(m, -np.inf), n_sites),
        row_upper=np.append(np.zeros(m), n_sites),
    )


def cover_values(problem: Problem, chosen: Ints) -> Floats:
    """Return the values of all variables of `cover_model` for a choice."""
    is_chosen = np.zeros(problem.n_candidates)
    is_chosen[chosen] = 1.0
    return np.concatenate([is_chosen, np.minimum(problem.gains @ is_chosen, 1.0)])
