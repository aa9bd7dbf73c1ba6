"""Units and land -> plans: the engine called once per community, zones numbered and coded.

Special land is set apart first: each school, park or factory is a zone of its own at every
level. What is left of a community goes to the engine as plain arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Adjacency, Land, Plan, PlanningArea, Units, Zone
from gridplan.params import Band, Params
from gridplan.partition import Problem, nest, to_rows
from gridplan.policy import Profile, band_for, levels_to_plan

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
    done = 0.0
    communities = _communities(units)
    n_ordinary = sum(len(community.units) for community in communities)
    for community in communities:
        bands = [
            band_for(profile, level, community.kind, params.partition.bands).band
            for level in levels
        ]
        share = len(community.units) / n_ordinary
        found = _divide(community, units, land, bands, params, _part(progress, done, share))
        _append(chosen, found, community.units)
        done += share
    return _number(area, units, levels, chosen)


def _part(progress: Callable[[float], None], start: float, share: float) -> Callable[[float], None]:
    """Return a progress function for the stretch of *share* that begins at *start*."""
    return lambda within: progress(start + share * within)


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


def _divide(
    community: _Community,
    units: Units,
    land: Land,
    bands: Sequence[Band],
    params: Params,
    progress: Callable[[float], None],
) -> Labels:
    """Return the labels of the community's units, int64 (n levels, m units)."""
    own = community.units
    search = params.partition
    indptr, indices = to_rows(_contacts_within(land.adjacency, own), len(own))
    problem = Problem(
        households=units.households[own],
        band=bands[-1],
        xy_m=units.xy_m[own],
        indptr=indptr,
        indices=indices,
        power=search.power,
        group=units.compound[own],
        side=land.side[own],
        side_cost_m=search.arterial_cost_m,
        seed=params.seed,
        effort=search.effort,
        time_limit_s=search.time_limit_s,
    )
    found = nest(problem, bands, progress=progress)
    return np.array([level.labels for level in found.levels], dtype=np.int64)


def _contacts_within(adjacency: Adjacency, own: Labels) -> Labels:
    """Return the contacts among the units *own*, as pairs of positions in *own*."""
    rank = np.full(len(adjacency), -1, dtype=np.int64)
    rank[own] = np.arange(len(own))
    pairs = rank[adjacency.pairs()]
    inside: Labels = pairs[(pairs >= 0).all(axis=1)]
    return inside


def _append(chosen: Labels, found: Labels, own: Labels) -> None:
    """Enter the zones *found* for the units *own*, after the zones already there."""
    for level, labels in enumerate(found):
        chosen[level, own] = labels + chosen[level].max(initial=-1) + 1


def _number(
    area: PlanningArea, units: Units, levels: Sequence[str], chosen: Labels
) -> tuple[Plan, ...]:
    """Sort zones by their place within their parent, and give them codes."""
    plans = [_community_plan(units)]
    for level, raw in zip(levels, chosen, strict=True):
        plans.append(_level_plan(area, units, level, raw, plans[-1]))
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
    centroid = _centroids(units, labels, len(first))
    order = _reading_order(centroid, holder, special >= 0)
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


def _centroids(units: Units, labels: Labels, k: int) -> NDArray[np.float64]:
    """Return the middle of each zone's households (of its units where it has none), (k, 2)."""
    weight = units.households + 1e-6
    total = np.bincount(labels, weight, minlength=k)
    sums = [np.bincount(labels, weight * axis, minlength=k) for axis in units.xy_m.T]
    return np.column_stack(sums) / total[:, None]


def _reading_order(
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
