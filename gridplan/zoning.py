"""Units and land -> plans: each community is a job of the engine, zones are numbered and coded.

Special land is set apart first: each school, park or factory is a zone of its own at every
level. What is left of a community goes to the engine as plain arrays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Land, Plan, PlanningArea, Units, Zone
from gridplan.params import Params
from gridplan.partition import Nesting, nest_all
from gridplan.policy import Profile, band_for, levels_to_plan
from gridplan.problems import problem_of

FIRST_SPECIAL = 901  # special grids have a block of numbers of their own
DIGITS = {"grid": 3, "microgrid": 2}
Labels = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class _Community:
    """One community's ordinary units, as positions in all units."""

    position: int
    kind: str
    units: Labels


def build_plans(
    area: PlanningArea,
    units: Units,
    land: Land,
    profile: Profile,
    params: Params,
    *,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Plan, ...]:
    """Divide every community at each level the profile plans.

    Parameters
    ----------
    area, units, land
        What is divided, and which pieces touch.
    profile
        Levels and bands; ``params.partition.bands`` override them.
    params
        Seed and numbers of the search.
    progress
        Called with the share of units done.

    Returns
    -------
    tuple of Plan
        ``community`` first, then the planned levels, each the parent of the next. Zones are
        numbered within their parent in rows from north to south, each from west to east.
    """
    levels = levels_to_plan(profile, params.partition.bands)
    chosen = np.full((len(levels), len(units)), -1, dtype=np.int64)
    _set_special_apart(units, land, chosen)
    communities = _communities(units)
    jobs = []
    for community in communities:
        bands = [
            band_for(profile, level, community.kind, params.partition.bands).band
            for level in levels
        ]
        jobs.append((problem_of(units, land, params, community.units, bands[-1]), bands))
    found = nest_all(jobs, n_processes=_n_cores(), progress=progress)
    for community, nesting in zip(communities, found, strict=True):
        zones = np.array([level.labels for level in nesting.levels], dtype=np.int64)
        _append(chosen, zones, community.units)
    bounds = [_lower_bound(found, depth, params) for depth in range(len(levels))]
    return _number(area, units, levels, chosen, bounds)


def _lower_bound(found: Sequence[Nesting], depth: int, params: Params) -> float | None:
    """Return the sum of what is proven for each community; None where nothing is for any.

    The objective that is reported is in household-metres: a search on squares proves nothing.
    """
    proven = [nesting.levels[depth].lower_bound for nesting in found]
    known = [bound for bound in proven if bound is not None]
    return sum(known) if known and params.partition.power == 1 else None


def _n_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _set_special_apart(units: Units, land: Land, chosen: Labels) -> None:
    """Give each connected piece of special land a zone of its own."""
    is_special = units.special >= 0
    pieces = land.adjacency.components(units.special)[is_special]
    _, chosen[:, is_special] = np.unique(pieces, return_inverse=True)


def _communities(units: Units) -> list[_Community]:
    kinds = units.communities["kind"].to_numpy()
    ordinary = units.special < 0
    members = [
        (position, np.flatnonzero(ordinary & (units.community == position)))
        for position in range(len(kinds))
    ]
    return [_Community(p, str(kinds[p]), found) for p, found in members if len(found)]


def _append(chosen: Labels, found: Labels, own: Labels) -> None:
    """Enter the zones *found* for the units *own*, after the zones already there."""
    for level, labels in enumerate(found):
        chosen[level, own] = labels + chosen[level].max(initial=-1) + 1


def _number(
    area: PlanningArea,
    units: Units,
    levels: Sequence[str],
    chosen: Labels,
    bounds: Sequence[float | None],
) -> tuple[Plan, ...]:
    """Sort zones by their place within their parent, and give them codes."""
    plans = [_community_plan(units)]
    for level, raw, bound in zip(levels, chosen, bounds, strict=True):
        plan = _level_plan(area, units, level, raw, plans[-1])
        plans.append(replace(plan, lower_bound_household_m=bound))
    return tuple(plans)


def _community_plan(units: Units) -> Plan:
    used, labels = np.unique(units.community, return_inverse=True)
    rows = units.communities
    zones = tuple(
        Zone(
            code=str(rows["community_code"].iloc[position]),
            community=int(position),
            number=number + 1,
            name=str(rows["name"].iloc[position]),
        )
        for number, position in enumerate(used)
    )
    return Plan("community", labels, zones)


def _level_plan(area: PlanningArea, units: Units, level: str, raw: Labels, parent: Plan) -> Plan:
    """Build the plan of one level from raw zone labels that nest in *parent*."""
    _, first, labels = np.unique(raw, return_index=True, return_inverse=True)
    holder = parent.labels[first]
    special = units.special[first]
    centroid = centroids(units, labels, len(first))
    order = reading_order(centroid, holder, special >= 0)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    numbers = _numbers(holder[order], special[order] >= 0, level)
    names = [*area.special["name"].tolist(), ""]  # position -1, no special land, has no name
    width = max(DIGITS[level], len(str(max(numbers, default=0))))
    zones = tuple(
        Zone(
            code=f"{parent.codes[holder[zone]]}{number:0{width}d}",
            kind="special" if special[zone] >= 0 else "ordinary",
            community=int(units.community[first[zone]]),
            parent=int(holder[zone]),
            number=number,
            name=names[special[zone]],
        )
        for zone, number in zip(order, numbers, strict=True)
    )
    return Plan(level, rank[labels], zones, parent=parent)


def centroids(units: Units, labels: Labels, k: int) -> NDArray[np.float64]:
    """Return the middle of each zone's households (of its units where it has none), (k, 2)."""
    weight = units.households + 1e-6
    total = np.bincount(labels, weight, minlength=k)
    sums = [np.bincount(labels, weight * axis, minlength=k) for axis in units.xy_m.T]
    return np.column_stack(sums) / total[:, None]


def reading_order(
    centroid: NDArray[np.float64], holder: Labels, is_special: NDArray[np.bool_]
) -> Labels:
    """Order zones as one reads a map: within a parent, rows from the north, each from the west.

    A parent's zones are cut into about the square root of their number rows of equal count, so
    that zones side by side get consecutive numbers.
    """
    row = np.zeros(len(centroid), dtype=np.int64)
    for parent in np.unique(holder):
        own = np.flatnonzero(holder == parent)
        southward = own[np.lexsort((centroid[own, 0], -centroid[own, 1]))]
        n_rows = max(1, round(len(own) ** 0.5))
        row[southward] = np.arange(len(own)) * n_rows // len(own)
    return np.lexsort((-centroid[:, 1], centroid[:, 0], row, is_special, holder))


def _numbers(holder: Labels, is_special: NDArray[np.bool_], level: str) -> list[int]:
    """Count zones within their parent, special grids from 901; *holder* and kind are sorted."""
    numbers: list[int] = []
    count, before = 0, None
    for key in zip(holder.tolist(), is_special.tolist(), strict=True):
        if key != before:
            is_block = level == "grid" and key[1]
            count = FIRST_SPECIAL - 1 if is_block else 0
            if is_block and before is not None and before[0] == key[0]:
                count = max(count, numbers[-1])
        count += 1
        numbers.append(count)
        before = key
    return numbers
