"""The fewest sites that reach a target: set covering, whole or in part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.siting.dual import Aim, relax
from gridplan.siting.exact import most_gain
from gridplan.siting.problem import Problem, Solution
from gridplan.siting.reduction import is_dominated, needed_rows, reduce_problem
from gridplan.siting.search import greedy, swap
from gridplan.siting.solver import DEFAULT_BUDGET, Budget, Model, solve

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def fewest_sites(
    problem: Problem, target: float, *, budget: Budget = DEFAULT_BUDGET
) -> Solution | None:
    """Choose the fewest candidates that are worth *target* together.

    Parameters
    ----------
    problem
        Demand and candidates.
    target
        Worth to reach.
    budget
        How hard to try to prove it.

    Returns
    -------
    Solution | None
        Its objective and bound count sites; None where all candidates together fall short.

    Examples
    --------
    >>> gains = sparse.csc_array([[1.0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 1]])
    >>> problem = Problem(np.array([3.0, 3, 3, 1]), gains)
    >>> fewest_sites(problem, 10.0).chosen.tolist(), fewest_sites(problem, 6.0).chosen.tolist()
    ([0, 1], [0])
    """
    every = np.arange(problem.n_candidates)
    most = problem.value(every)
    if target <= 0:
        return Solution(every[:0], 0.0, 0.0, 0.0)
    if most < target:
        return None
    small = reduce_problem(problem)
    search = _cover_all if target >= most else _reach
    found = search(small.problem, target, budget)
    return Solution(
        small.candidates[found.chosen], found.objective, found.bound, found.greedy, found.n_nodes
    )


def _reach(problem: Problem, target: float, budget: Budget) -> Solution:
    """Ask for one site fewer until that is proven to be too few."""
    chosen = greedy_to(problem, target)
    n_greedy, n_nodes = len(chosen), 0
    while len(chosen) > 1:
        fewer = swap(problem, greedy(problem, len(chosen) - 1))
        if problem.value(fewer) < target:
            found = most_gain(problem, len(chosen) - 1, target=target, budget=budget)
            n_nodes += found.n_nodes
            if found.objective < target:
                return _reached(problem, chosen, target, found, n_greedy, n_nodes)
            fewer = found.chosen
        chosen = without_idle(problem, fewer, target)
    return Solution(np.sort(chosen), 1.0, 1.0, n_greedy, n_nodes)


def _reached(
    problem: Problem, chosen: Ints, target: float, fewer: Solution, n_greedy: int, n_nodes: int
) -> Solution:
    """Settle the bound: how many sites are proven to be too few."""
    n_open = len(chosen)
    bound = fewer.bound
    while bound >= target:
        n_open -= 1
        start = swap(problem, greedy(problem, n_open - 1))
        aim = Aim(target=target)
        bound = relax(problem, n_open - 1, start, aim).bound if n_open > 1 else 0.0
    return Solution(np.sort(chosen), float(len(chosen)), float(n_open), n_greedy, n_nodes)


def greedy_to(problem: Problem, target: float) -> Ints:
    """Choose the best site again and again until *target* is reached, and drop idle ones."""
    order = greedy(problem, problem.n_candidates)
    best = np.zeros(problem.n_rows)
    for n_chosen, site in enumerate(order, start=1):
        best = np.maximum(best, problem.best_worth([site]))
        if best.sum() >= target:
            return without_idle(problem, order[:n_chosen], target)
    return order


def without_idle(problem: Problem, chosen: Ints, target: float) -> Ints:
    """Drop sites, the last first, that *target* is reached without."""
    for site in chosen[::-1]:
        rest = chosen[chosen != site]
        if problem.value(rest) >= target:
            chosen = rest
    return chosen


def _cover_all(problem: Problem, target: float, budget: Budget) -> Solution:
    """Cover every row: weights no longer matter, so that far more rows and sites drop out."""
    del target
    gains, kept = _smallest_cover(sparse.csc_array(problem.gains > 0, dtype=float))
    inner = Problem(np.ones(gains.shape[0]), gains)
    start = greedy_to(inner, inner.n_rows)
    answer = solve(_cover_program(gains), _marked(start, gains.shape[1]), budget=budget)
    found = start if answer.values is None else np.flatnonzero(answer.values > 0.5)
    chosen = found if len(found) < len(start) else start
    bound = min(np.ceil(-answer.bound - 1e-6), len(chosen))
    return Solution(
        np.sort(kept[chosen]), float(len(chosen)), float(bound), len(start), answer.n_nodes
    )


def _smallest_cover(gains: sparse.csc_array) -> tuple[sparse.csc_array, Ints]:
    kept, shape = np.arange(gains.shape[1]), None
    while shape != gains.shape:
        shape = gains.shape
        gains = sparse.csc_array(sparse.csr_array(gains)[needed_rows(gains)])
        sites = np.flatnonzero(~is_dominated(gains))
        gains, kept = gains[:, sites], kept[sites]
    return gains, kept


def _cover_program(gains: sparse.csc_array) -> Model:
    m, k = gains.shape
    return Model(
        gain=-np.ones(k),
        upper_bound=np.ones(k),
        is_integer=np.ones(k, dtype=bool),
        rows=sparse.csr_array(gains),
        row_lower=np.ones(m),
        row_upper=np.full(m, np.inf),
    )


def _marked(chosen: Ints, size: int) -> Floats:
    values = np.zeros(size)
    values[chosen] = 1.0
    return values
