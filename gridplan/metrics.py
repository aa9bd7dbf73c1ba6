"""Numbers about a plan that several rooms share: sizes, shape, distance to the center, cuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Adjacency, Plan, Units

_BLOCK = 2_000_000  # distances held at once
_MAX_PAIRWISE = 300  # zones of more units are searched by cuts instead of all pairs


@dataclass(frozen=True)
class Centers:
    """The best center unit of each zone, int64 (k,), and the household-metres to it, (k,)."""

    unit: NDArray[np.int64]
    household_m: NDArray[np.float64]


@dataclass(frozen=True)
class Contacts:
    """Contacts between units that a plan cuts: their number and the length of border, metres."""

    n_cut: int
    cut_m: float


def zone_households(plan: Plan, units: Units) -> NDArray[np.int64]:
    """Return the households of each zone, int64 (k,)."""
    return plan.sums(units.households)


def zone_n_units(plan: Plan) -> NDArray[np.int64]:
    """Return the number of units of each zone, int64 (k,)."""
    return np.bincount(plan.labels, minlength=plan.n_zones).astype(np.int64)


def compactness(polygons: Any) -> NDArray[np.float64]:
    """Return the Polsby-Popper score of each polygon: 1 for a disk, towards 0 for a thread.

    Parameters
    ----------
    polygons
        Shapely polygons (k,), projected, metres.

    References
    ----------
    Polsby, Popper (1991): The third criterion. Yale Law & Policy Review 9.

    Examples
    --------
    >>> compactness([shapely.box(0, 0, 1, 1)]).round(3).tolist()
    [0.785]
    """
    area_m2, perimeter_m = shapely.area(polygons), shapely.length(polygons)
    scores = np.zeros(len(area_m2))
    np.divide(4 * np.pi * area_m2, perimeter_m**2, out=scores, where=perimeter_m > 0)
    return scores


def cut_contacts(plan: Plan, adjacency: Adjacency) -> Contacts:
    """Return how many contacts between units lie on a border between zones, and how long."""
    rows = np.repeat(np.arange(len(adjacency)), np.diff(adjacency.indptr))
    is_cut = (plan.labels[rows] != plan.labels[adjacency.indices]) & (rows < adjacency.indices)
    return Contacts(int(is_cut.sum()), float(adjacency.shared_m[is_cut].sum()))


def split_compounds(
    plan: Plan, units: Units, max_households: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the compounds that lie in several ordinary zones though one could hold them.

    Parameters
    ----------
    plan, units
        What to look at. A compound on both sides of a community border counts once on each.
    max_households
        The most a zone may hold, by community, float (c,); ``inf`` for no ceiling.

    Returns
    -------
    int64 (m, 2)
        Community and compound, sorted.
    """
    is_in = (units.compound >= 0) & ~plan.is_special[plan.labels]
    key = np.column_stack([units.community, units.compound])[is_in]
    if not len(key):
        return np.zeros((0, 2), np.int64)
    pairs, index = np.unique(key, axis=0, return_inverse=True)
    index = index.ravel()
    households = np.bincount(index, weights=units.households[is_in], minlength=len(pairs))
    zones = np.unique(np.column_stack([index, plan.labels[is_in]]), axis=0)[:, 0]
    is_split = np.bincount(zones, minlength=len(pairs)) > 1
    split: NDArray[np.int64] = pairs[is_split & (households <= max_households[pairs[:, 0]])]
    return split


def zone_centers(plan: Plan, units: Units) -> Centers:
    """Return the best center of every zone: the unit with the fewest household-metres to it.

    Exact for zones of any size, and never more than `_BLOCK` distances in memory.

    Examples
    --------
    >>> from gridplan.model import Zone
    >>> from gridplan.testing.worlds import lattice_units
    >>> plan = Plan("grid", [0, 0, 0], (Zone("1"),))
    >>> zone_centers(plan, lattice_units(1, 3)).household_m.tolist()
    [800.0]
    """
    order = np.argsort(plan.labels, kind="stable")
    sizes = zone_n_units(plan)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    unit = np.zeros(plan.n_zones, np.int64)
    household_m = np.zeros(plan.n_zones)
    weights = units.households.astype(float)
    for size, zones in _same_size(sizes):
        members = order[starts[zones][:, None] + np.arange(size)]
        if size <= _MAX_PAIRWISE:
            best, cost = _centers_pairwise(units.xy_m[members], weights[members])
        else:
            found = [_center_by_cuts(units.xy_m[m], weights[m]) for m in members]
            best = np.array([position for position, _ in found], np.int64)
            cost = np.array([value for _, value in found])
        unit[zones] = members[np.arange(len(zones)), best]
        household_m[zones] = cost
    return Centers(unit, household_m)


def objective_household_m(plan: Plan, units: Units) -> float:
    """Return the household-metres of all ordinary zones to their best centers."""
    return float(zone_centers(plan, units).household_m[~plan.is_special].sum())


def _same_size(sizes: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield groups of zones with as many units each, small enough to be measured at once."""
    for size in np.unique(sizes).tolist():
        zones = np.flatnonzero(sizes == size)
        step = max(1, _BLOCK // (size * size))
        for start in range(0, len(zones), step):
            yield size, zones[start : start + step]


def _centers_pairwise(
    xy_m: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the best center of each of g zones from all distances; *xy_m* (g, s, 2)."""
    step = xy_m[:, :, None, :] - xy_m[:, None, :, :]
    cost = np.einsum("gij,gj->gi", np.hypot(step[..., 0], step[..., 1]), weights)
    best = cost.argmin(axis=1)
    return best, cost[np.arange(len(best)), best]


def _center_by_cuts(xy_m: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[int, float]:
    """Return the best center of one large zone, measuring only a few dozen of its units.

    The cost is a convex function of the place, so its subgradient at a measured unit bounds
    the cost of every other unit from below (Kelley's cutting planes). Units whose bound reaches
    the best cost are out; the one with the lowest bound is measured next.
    """
    middle = np.average(xy_m, axis=0, weights=weights if weights.any() else None)
    bound = np.zeros(len(xy_m))
    query = int(np.hypot(*(xy_m - middle).T).argmin())
    best, best_cost = query, np.inf
    while True:
        away = xy_m[query] - xy_m
        distance = np.hypot(away[:, 0], away[:, 1])
        cost = float(distance @ weights)
        if cost < best_cost:
            best, best_cost = query, cost
        pull = np.divide(weights, distance, out=np.zeros_like(distance), where=distance > 0)
        slope = pull @ away
        bound = np.maximum(bound, cost + (xy_m - xy_m[query]) @ slope)
        bound[query] = np.inf
        query = int(bound.argmin())
        if bound[query] >= best_cost:
            return best, best_cost
