"""The objective: household-metres from every unit to its zone's best center unit.

One definition for the search's result, the report and the bound: straight lines (or the
given distances) to the power, center any unit of the zone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.problem import Problem


@inner
def _line(
    xy: NDArray[np.float64], matrix: NDArray[np.float64], power: int, i: int, j: int
) -> float:
    if matrix.shape[0] > 0:
        d = matrix[i, j]
        return float(d * d if power == 2 else d)
    d = np.hypot(xy[i, 0] - xy[j, 0], xy[i, 1] - xy[j, 1])
    return float(d * d if power == 2 else d)


@inner
def _sum_to(
    xy: NDArray[np.float64],
    matrix: NDArray[np.float64],
    households: NDArray[np.int64],
    power: int,
    members: NDArray[np.int64],
    center: int,
    limit: float,
) -> float:
    """Return the household-metres to *center*; anything above *limit* once that is passed."""
    total = 0.0
    for i in members:
        if households[i] > 0:
            total += households[i] * _line(xy, matrix, power, i, center)
            if total > limit:
                break
    return total


@inner
def _center_of(
    xy: NDArray[np.float64],
    matrix: NDArray[np.float64],
    households: NDArray[np.int64],
    power: int,
    members: NDArray[np.int64],
) -> tuple[int, float]:
    """Return the best center among *members* and its household-metres.

    Sums change by at most W metres per metre of the center (power 1, a metric), so one full
    sum rules out all members too far from the best: near-linear instead of quadratic, when
    members come from the middle outwards.
    """
    weight = 0.0
    for i in members:
        weight += households[i]
    is_skipping = power == 1 and matrix.shape[0] == 0 and len(members) > 64
    floor = np.zeros(len(members))
    best, best_sum = members[0], np.inf
    for m in range(len(members)):
        if floor[m] > best_sum:
            continue
        limit = np.inf if is_skipping else best_sum
        total = _sum_to(xy, matrix, households, power, members, members[m], limit)
        if total < best_sum or (total == best_sum and members[m] < best):
            best, best_sum = members[m], total
        if is_skipping:
            for later in range(m + 1, len(members)):
                reach = weight * _line(xy, matrix, 1, members[m], members[later])
                floor[later] = max(floor[later], total - reach)
    return best, best_sum


@compiled
def _centers(
    xy: NDArray[np.float64],
    matrix: NDArray[np.float64],
    households: NDArray[np.int64],
    power: int,
    order: NDArray[np.int64],
    start: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    k = len(start) - 1
    centers = np.empty(k, dtype=np.int64)
    sums = np.empty(k)
    for zone in range(k):
        members = order[start[zone] : start[zone + 1]]
        centers[zone], sums[zone] = _center_of(xy, matrix, households, power, members)
    return centers, sums


def _middle_first(problem: Problem, labels: NDArray[np.int32], k: int) -> NDArray[np.int64]:
    """Return the units by zone, from the household-weighted middle of each zone outwards."""
    if problem.xy_m is None:
        return np.argsort(labels, kind="stable")
    total = np.maximum(np.bincount(labels, problem.households, k), 1)
    away = [
        values - (np.bincount(labels, problem.households * values, k) / total)[labels]
        for values in problem.xy_m.T
    ]
    return np.lexsort((np.hypot(*away), labels))


def zone_centers(
    problem: Problem, labels: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the best center unit of each zone and the household-metres to it.

    Parameters
    ----------
    problem
        The units.
    labels
        Zone of each unit, ``0..k-1``, none empty.
    """
    k = int(labels.max(initial=-1)) + 1
    order = _middle_first(problem, labels, k)
    start = np.searchsorted(labels[order], np.arange(k + 1))
    xy, matrix = problem.xy_m, problem.distance_m
    return _centers(  # copies: the compiler takes read-only arrays for another type
        np.zeros((0, 2)) if xy is None else xy.copy(),
        np.zeros((0, 0)) if matrix is None else matrix.copy(),
        problem.households.copy(),
        problem.power,
        order.astype(np.int64),
        start.astype(np.int64),
    )
