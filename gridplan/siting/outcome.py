"""What a choice of sites brings: the order of building, who gains, who is served by which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.siting.capacity import served
from gridplan.siting.ground import Ground
from gridplan.siting.problem import Problem
from gridplan.siting.search import greedy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the chosen sites bring, in the order of building.

    Parameters
    ----------
    order
        Positions of the candidates.
    worth
        What each adds to the objective, float64 (r,).
    gained
        Households each brings within reach, int64 (r,).
    served
        Households each serves, int64 (r,).
    server
        Site that serves each unit better than what exists, -1 for none, int64 (n,).
    after_m
        Metres of each unit to the service it uses then, float64 (n,).
    saved_m
        Household-metres of walking saved.
    """

    order: Ints
    worth: Floats
    gained: Ints
    served: Ints
    server: Ints
    after_m: Floats
    saved_m: float


def open_outcome(ground: Ground, problem: Problem, chosen: Ints) -> Outcome:
    """Return the outcome where every household may use the nearest service.

    Each next site is the one that adds most to those before it.
    """
    order = chosen[greedy(problem.only(chosen), len(chosen))]
    best = np.zeros(problem.n_rows)
    worth = np.zeros(len(order))
    for rank, candidate in enumerate(order):
        following = np.maximum(best, problem.best_worth([candidate]))
        worth[rank], best = (following - best).sum(), following
    metres = _dense(ground.walks_m[:, order])
    nearest_m = metres.min(axis=1, initial=np.inf)
    is_better = nearest_m < ground.before_m
    server = np.where(is_better, metres.argmin(axis=1) if len(order) else -1, -1)
    is_in = (metres <= ground.reach_m) & ~ground.is_near[:, None]
    is_first = is_in & (np.cumsum(is_in, axis=1) == 1)
    households = ground.households
    after_m = np.where(is_better, nearest_m, ground.before_m)
    return Outcome(
        order=order,
        worth=worth,
        gained=households @ is_first,
        served=_sums(server, households, len(order)),
        server=server.astype(np.int64),
        after_m=after_m,
        saved_m=float(households @ (_capped(ground, ground.before_m) - _capped(ground, after_m))),
    )


def limited_outcome(
    ground: Ground, problem: Problem, units: Ints, chosen: Ints, capacity: int
) -> Outcome:
    """Return the outcome where every site has room for *capacity* households; largest first.

    Parameters
    ----------
    ground
        What is known of the plan.
    problem
        What was solved.
    units
        Unit of each of its rows.
    chosen
        Positions of the candidates.
    capacity
        Households each has room for.
    """
    shared, _ = served(problem, chosen, capacity)
    gains = problem.gains[:, chosen].toarray()
    worth = (shared * gains).sum(axis=0)
    rank = np.lexsort([chosen, -worth])
    rank = rank[worth[rank] > 0]
    order, worth, shared = chosen[rank], worth[rank], shared[:, rank]
    metres = _dense(ground.walks_m[:, order])
    is_in = (metres <= ground.reach_m) & ~ground.is_near[:, None]
    is_used = shared.any(axis=1)
    server = np.full(len(ground.households), -1)
    server[units[is_used]] = shared[is_used].argmax(axis=1) if len(order) else -1
    after_m = np.where(
        server >= 0, metres[np.arange(len(server)), server] if len(order) else 0, ground.before_m
    )
    walked_m = np.where(shared > 0, metres[units], 0.0)
    now_m = _capped(ground, ground.before_m)[units]
    return Outcome(
        order=order,
        worth=worth,
        gained=(shared * is_in[units]).sum(axis=0),
        served=shared.sum(axis=0),
        server=server,
        after_m=after_m,
        saved_m=float((shared * (now_m[:, None] - walked_m)).sum()),
    )


def _dense(metres: sparse.csc_array) -> Floats:
    """Write out walks; those not stored are infinite."""
    column = np.repeat(np.arange(metres.shape[1]), np.diff(metres.indptr))
    result = np.full(metres.shape, np.inf)
    result[metres.indices, column] = metres.data
    return result


def _capped(ground: Ground, metres: Floats) -> Floats:
    return np.minimum(metres, ground.limit_m)


def _sums(server: Ints, households: Ints, n_sites: int) -> Ints:
    used = server >= 0
    sums = np.bincount(server[used], households[used], minlength=n_sites)
    return sums.astype(np.int64)
