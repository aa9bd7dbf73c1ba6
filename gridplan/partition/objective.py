"""The objective: demand-metres from every unit to its zone's center.

One definition for the search's result, the report and the bound: straight lines (or the
given distances) to the power; center the best unit of the zone, its centroid, a given unit, or
one of the candidates. Demand is households unless it is given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.problem import Problem, distances


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
    demand: NDArray[np.float64],
    power: int,
    members: NDArray[np.int64],
    center: int,
    limit: float,
) -> float:
    """Return the demand-metres to *center*; anything above *limit* once that is passed."""
    total = 0.0
    for i in members:
        if demand[i] > 0:
            total += demand[i] * _line(xy, matrix, power, i, center)
            if total > limit:
                break
    return total


@inner
def _center_of(
    xy: NDArray[np.float64],
    matrix: NDArray[np.float64],
    demand: NDArray[np.float64],
    power: int,
    members: NDArray[np.int64],
) -> tuple[int, float]:
    """Return the best center among *members* and its demand-metres.

    Sums change by at most W metres per metre of the center (power 1, a metric), so one full
    sum rules out all members too far from the best: near-linear instead of quadratic, when
    members come from the middle outwards.
    """
    weight = 0.0
    for i in members:
        weight += demand[i]
    is_skipping = power == 1 and matrix.shape[0] == 0 and len(members) > 64
    floor = np.zeros(len(members))
    best, best_sum = members[0], np.inf
    for m in range(len(members)):
        if floor[m] > best_sum:
            continue
        limit = np.inf if is_skipping else best_sum
        total = _sum_to(xy, matrix, demand, power, members, members[m], limit)
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
    demand: NDArray[np.float64],
    power: int,
    order: NDArray[np.int64],
    start: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    k = len(start) - 1
    centers = np.empty(k, dtype=np.int64)
    sums = np.empty(k)
    for zone in range(k):
        members = order[start[zone] : start[zone + 1]]
        centers[zone], sums[zone] = _center_of(xy, matrix, demand, power, members)
    return centers, sums


def _middles(
    problem: Problem, labels: NDArray[np.int32], k: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean position of each zone by demand, and the metres of each unit from it.

    A zone without demand has its middle at the mean of its units.
    """
    xy, demand = np.asarray(problem.xy_m), problem.demands
    total = np.bincount(labels, demand, k)
    demand = np.where(total[labels] > 0, demand, 1.0)
    total = np.maximum(np.bincount(labels, demand, k), np.finfo(float).tiny)
    middle = np.column_stack([np.bincount(labels, demand * axis, k) / total for axis in xy.T])
    return middle, np.hypot(*(xy - middle[labels]).T)


def _middle_first(problem: Problem, labels: NDArray[np.int32], k: int) -> NDArray[np.int64]:
    """Return the units by zone, from the middle of each zone outwards."""
    if problem.xy_m is None:
        return np.argsort(labels, kind="stable")
    return np.lexsort((_middles(problem, labels, k)[1], labels))


def zone_centers(
    problem: Problem, labels: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the center unit of each zone and the demand-metres to its center.

    Where centers are centroids, the unit nearest to each. Where they are candidates, each serves
    one zone, and one with room for it wherever there is.

    Parameters
    ----------
    problem
        The units.
    labels
        Zone of each unit, ``0..k-1``, none empty.
    """
    k = int(labels.max(initial=-1)) + 1
    if problem.center == "centroid":
        return _centroids(problem, labels, k)
    if problem.centers is not None:
        centers = problem.centers[:k]
        return centers.copy(), _sums_to(problem, labels, k, centers).diagonal().copy()
    if problem.candidates is not None:
        return _chosen(problem, labels, k)
    order = _middle_first(problem, labels, k)
    start = np.searchsorted(labels[order], np.arange(k + 1))
    xy, matrix = problem.xy_m, problem.distance_m
    return _centers(  # copies: the compiler takes read-only arrays for another type
        np.zeros((0, 2)) if xy is None else xy.copy(),
        np.zeros((0, 0)) if matrix is None else matrix.copy(),
        problem.demands.copy(),
        problem.power,
        order.astype(np.int64),
        start.astype(np.int64),
    )


def _centroids(
    problem: Problem, labels: NDArray[np.int32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    away = _middles(problem, labels, k)[1]
    nearest = np.lexsort((away, labels))
    centers = nearest[np.searchsorted(labels[nearest], np.arange(k))]
    sums = np.bincount(labels, problem.demands * away**problem.power, k)
    return centers.astype(np.int64), sums.astype(float)


def _sums_to(
    problem: Problem, labels: NDArray[np.int32], k: int, units: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the demand-metres of each zone to each of *units*."""
    sums = np.empty((k, len(units)))
    for column, unit in enumerate(units.tolist()):
        away = distances(problem, unit) ** problem.power
        sums[:, column] = np.bincount(labels, problem.demands * away, k)
    return sums


def _chosen(
    problem: Problem, labels: NDArray[np.int32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Match zones and candidates at the least cost, after the least lack of room."""
    units = np.flatnonzero(np.asarray(problem.candidates))
    sums = _sums_to(problem, labels, k, units)
    loads = np.bincount(labels, problem.households, k)
    lack = np.maximum(loads[:, None] - problem.max_at(units), 0.0)
    if problem.is_contiguous:
        lack += np.where(labels[units] == np.arange(k)[:, None], 0.0, 1.0 + loads.sum())
    dear = 1.0 + sums.max(initial=0.0) * k
    zones, columns = linear_sum_assignment(sums + dear * lack)
    return units[columns], sums[zones, columns]
