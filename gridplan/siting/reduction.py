"""Make a siting problem smaller without losing its best choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.siting.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_WORK = 300_000_000  # pairs of entries; beyond, comparing costs more than it saves
_CHUNK = 256  # columns compared at a time: memory stays small


@dataclass(frozen=True, eq=False)
class Reduced:
    """A smaller problem and where its candidates come from.

    Parameters
    ----------
    problem
        The smaller problem.
    candidates
        Candidate of the full problem each of its candidates is, ascending.
    """

    problem: Problem
    candidates: Ints


def reduce_problem(problem: Problem) -> Reduced:
    """Drop dominated candidates and rows nobody serves, and join rows that are alike.

    A candidate is dominated where another gives every household at least as much; of equals the
    first stays. Some best choice is left as long as no more sites are asked for than are left.

    Examples
    --------
    >>> gains = sparse.csc_array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    >>> small = reduce_problem(Problem(np.array([5.0, 2.0, 1.0]), gains))
    >>> small.candidates.tolist(), small.problem.households.tolist()
    ([1], [8.0])
    """
    candidates = np.arange(problem.n_candidates)
    size = (-1, -1)
    while size != (problem.n_rows, problem.n_candidates):
        size = (problem.n_rows, problem.n_candidates)
        problem = join_rows(problem)
        if _work(problem.gains) > MOST_WORK:
            break
        keep = np.flatnonzero(~is_dominated(problem.gains))
        problem, candidates = problem.only(keep), candidates[keep]
    return Reduced(problem, candidates)


def _work(gains: sparse.csc_array) -> int:
    """Return how many pairs of entries comparing all columns takes."""
    per_row = np.bincount(gains.indices, minlength=gains.shape[0])
    return int((per_row**2).sum())


def join_rows(problem: Problem) -> Problem:
    """Join rows with the same gains from every candidate; drop those without any."""
    rows = sparse.csr_array(problem.gains)
    n_entries = np.diff(rows.indptr)
    same = np.full(problem.n_rows, -1)
    groups = 0
    for size in np.unique(n_entries[n_entries > 0]):
        chosen = np.flatnonzero(n_entries == size)
        where = rows.indptr[chosen][:, None] + np.arange(size)
        content = np.hstack([rows.indices[where].astype(float), rows.data[where]])
        _, group = np.unique(content, axis=0, return_inverse=True)
        same[chosen] = group.reshape(-1) + groups
        groups += int(group.max()) + 1
    served = np.flatnonzero(same >= 0)
    _, first = np.unique(same[served], return_index=True)
    order = np.argsort(first)  # rows stay in the order of their first household
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    total = np.bincount(rank[same[served]], problem.households[served], minlength=len(order))
    return Problem(total.astype(float), sparse.csc_array(rows[served[first[order]]]))


def is_dominated(gains: sparse.csc_array) -> Bools:
    """Tell which columns another column holds, entry by entry; of equals the first stays."""
    inner, outer = _held_columns(gains)
    if (gains.data != 1.0).any():
        holds = _is_nowhere_larger(gains, inner, outer)
        inner, outer = inner[holds], outer[holds]
    result: Bools = np.diff(gains.indptr) == 0
    result[inner[~_is_mutual(inner, outer) | (outer < inner)]] = True
    return result


def needed_rows(gains: sparse.csc_array) -> Ints:
    """Return the rows that must be looked at when every row is to be covered.

    A row with all the candidates of another row is covered whenever that one is; of equals the
    first stays.
    """
    inner, outer = _held_columns(sparse.csc_array(gains.T))
    is_implied = np.zeros(gains.shape[0], dtype=bool)
    is_implied[outer[~_is_mutual(inner, outer) | (inner < outer)]] = True
    return np.flatnonzero(~is_implied)


def _held_columns(matrix: sparse.csc_array) -> tuple[Ints, Ints]:
    """Return all pairs of columns of which the second has an entry wherever the first has one."""
    ones = np.ones(matrix.nnz)
    pattern = sparse.csc_array((ones, matrix.indices, matrix.indptr), shape=matrix.shape)
    n_entries = np.diff(matrix.indptr)
    turned = sparse.csr_array(pattern.T)
    pairs = []
    for start in range(0, matrix.shape[1], _CHUNK):
        common = sparse.coo_array(turned[start : start + _CHUNK] @ pattern)
        inner, outer = common.coords[0] + start, common.coords[1]
        holds = (common.data == n_entries[inner]) & (inner != outer)
        pairs.append(np.stack([inner[holds], outer[holds]]).astype(np.int64))
    found = np.concatenate([np.empty((2, 0), dtype=np.int64), *pairs], axis=1)
    return found[0], found[1]


def _is_mutual(inner: Ints, outer: Ints) -> Bools:
    """Tell which pairs are there the other way round too."""
    size = int(max(inner.max(initial=0), outer.max(initial=0))) + 1
    return np.isin(outer * size + inner, inner * size + outer)


def _is_nowhere_larger(gains: sparse.csc_array, inner: Ints, outer: Ints) -> Bools:
    """Tell for pairs of columns whether no entry of *inner* exceeds that of *outer*."""
    result = np.empty(len(inner), dtype=bool)
    column = np.zeros(gains.shape[0])
    for pair, (small, large) in enumerate(zip(inner.tolist(), outer.tolist(), strict=True)):
        rows = gains.indices[gains.indptr[large] : gains.indptr[large + 1]]
        column[rows] = gains.data[gains.indptr[large] : gains.indptr[large + 1]]
        mine = slice(*gains.indptr[small : small + 2])
        result[pair] = bool((gains.data[mine] <= column[gains.indices[mine]]).all())
        column[rows] = 0.0
    return result
