"""The best choice of sites, proven: bound, rule out, and let the solver decide the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.siting.cover import cover_form, cover_model, cover_values
from gridplan.siting.dual import Aim, Dual, relax, start_choice
from gridplan.siting.problem import Problem, Solution
from gridplan.siting.reduction import reduce_problem
from gridplan.siting.solver import DEFAULT_BUDGET, Budget, solve

Ints = NDArray[np.int64]


def most_gain(
    problem: Problem, n_sites: int, *, target: float = 0.0, budget: Budget = DEFAULT_BUDGET
) -> Solution:
    """Choose *n_sites* candidates that are worth most together.

    Parameters
    ----------
    problem
        Demand and candidates.
    n_sites
        How many; fewer are chosen where more would add nothing.
    target
        Above 0, only the question matters whether so much can be had: the search ends with the
        first choice that is worth it, or with a bound below it.
    budget
        How hard to try to prove it.

    Examples
    --------
    >>> from scipy import sparse
    >>> gains = sparse.csc_array([[1.0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 1]])
    >>> found = most_gain(Problem(np.array([3.0, 3, 3, 1]), gains), 2)
    >>> found.chosen.tolist(), found.objective, found.is_proven
    ([0, 1], 10.0, True)
    """
    small = reduce_problem(problem)
    inner = small.problem
    if n_sites >= inner.n_candidates:
        value = inner.value(np.arange(inner.n_candidates))
        return Solution(small.candidates, value, value, value)
    first, chosen = start_choice(inner, n_sites)
    if len(chosen) < n_sites:  # nothing adds anything any more
        value = inner.value(chosen)
        return Solution(small.candidates[chosen], value, value, value)
    aim = Aim(step_value(problem), target)
    dual = relax(inner, n_sites, chosen, aim)
    chosen, bound, n_nodes = _decide(inner, n_sites, dual, aim, budget)
    value, greedy_value = inner.value(chosen), inner.value(first)
    if aim.step_value:
        bound = np.floor(bound + 1e-6)
    return Solution(
        small.candidates[chosen], value, float(max(bound, value)), greedy_value, n_nodes
    )


def step_value(problem: Problem) -> float:
    """Return 1 where worths are whole numbers of households, else 0."""
    is_count = (problem.gains.data == 1.0).all() and (problem.households % 1 == 0).all()
    return 1.0 if is_count else 0.0


def _decide(
    problem: Problem, n_sites: int, dual: Dual, aim: Aim, budget: Budget
) -> tuple[Ints, float, int]:
    """Search what the relaxation left open: the choice, a bound, and the nodes it took."""
    value = problem.value(dual.chosen)
    ruled_out = min(dual.bound, aim.cutoff(value))
    needed = np.flatnonzero(dual.is_needed)
    unsure = np.flatnonzero(dual.is_possible & ~dual.is_needed)
    n_left = n_sites - len(needed)
    if aim.is_met(value):
        return dual.chosen, dual.bound, 0
    if n_left <= 0 or n_left > len(unsure):
        return _better(problem, dual.chosen, needed), ruled_out, 0
    base = problem.best_worth(needed)
    rest = cover_form(problem.only(unsure), base)
    if rest is None:
        return dual.chosen, dual.bound, 0
    inside = np.flatnonzero(np.isin(unsure, dual.chosen))
    start = cover_values(rest, inside) if len(inside) == n_left else None
    enough = aim.enough - float(base.sum()) if aim.target else None
    answer = solve(cover_model(rest, n_left), start, enough=enough, budget=budget)
    bound = min(dual.bound, max(ruled_out, float(base.sum()) + answer.bound))
    if answer.values is None:
        return dual.chosen, bound, answer.n_nodes
    found = np.append(needed, unsure[answer.values[: len(unsure)] > 0.5])
    return _better(problem, dual.chosen, np.sort(found)), bound, answer.n_nodes


def _better(problem: Problem, first: Ints, second: Ints) -> Ints:
    return second if problem.value(second) > problem.value(first) else first
