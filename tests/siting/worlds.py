"""Small random siting problems, and every answer by trying all choices."""

from itertools import combinations

import numpy as np
from scipy import sparse

from gridplan.siting.capacity import served
from gridplan.siting.problem import Problem


def random_problem(seed, *, n_rows=12, n_candidates=7, is_cover=True, density=0.35):
    """Draw a problem; about one entry in three is a gain."""
    rng = np.random.default_rng(seed)
    gains = np.where(rng.random((n_rows, n_candidates)) < density, 1.0, 0.0)
    if not is_cover:
        gains *= rng.integers(1, 40, gains.shape) * 10.0
    households = rng.integers(1, 30, n_rows).astype(float)
    return Problem(households, sparse.csc_array(gains))


def dense(problem):
    """Return the worth of every row at every candidate."""
    return problem.gains.toarray() * problem.households[:, None]


def worth_of(problem, chosen, capacity=None):
    """Return what a choice is worth, the plain way."""
    if capacity is not None:
        return served(problem, np.array(chosen, dtype=np.int64), capacity)[1]
    return dense(problem)[:, list(chosen)].max(axis=1, initial=0.0).sum()


def most_by_trying(problem, n_sites, capacity=None):
    """Return the largest worth of any choice of at most *n_sites*."""
    sizes = [min(n_sites, problem.n_candidates)]
    return max(
        worth_of(problem, chosen, capacity)
        for size in sizes
        for chosen in combinations(range(problem.n_candidates), size)
    )


def fewest_by_trying(problem, target, capacity=None):
    """Return the smallest number of sites worth *target*, None where there is none."""
    for size in range(problem.n_candidates + 1):
        for chosen in combinations(range(problem.n_candidates), size):
            if worth_of(problem, chosen, capacity) >= target:
                return size
    return None
