"""A plan in force as its office drew it: polygons that may overlap, leave gaps or lie apart.

Dwellings are in the zone that holds them; where several do, in the first. What a plan of ours can
never be is found on the polygons themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.check.limits import shown_zone
from gridplan.check.subject import Subject
from gridplan.errors import InputError
from gridplan.geo import first_holding
from gridplan.model import (
    Adjacency,
    Land,
    Plan,
    PlanningArea,
    Units,
    Unplaced,
    Violation,
    Zone,
)

SLIVER_M2 = 1.0  # land that two zones may share, or that a part may have, before it counts
SEAM_M = 0.1  # how far neighbors may be drawn apart and still be one piece

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Drawn:
    """A plan in force.

    Parameters
    ----------
    area
        Roads and barriers around it.
    units, land
        The dwellings and other units that are in a zone, as the plans count them.
    plans
        Community, grid and, where drawn, micro-grid.
    shapes
        Polygons by zone of the finest level.
    lost
        Households, buildings and community of what no zone holds.
    """

    area: PlanningArea
    units: Units
    land: Land
    plans: tuple[Plan, ...]
    shapes: NDArray[Any]
    lost: tuple[Unplaced, ...]


def read_drawn(area: PlanningArea, units: Units, land: Land) -> Drawn:
    """Read the layer of grids as a plan.

    Raises
    ------
    InputError
        The area has no such layer, or it has no polygons or holds no dwelling.
    """
    rows = area.grids[~(area.grids.geometry.isna() | area.grids.geometry.is_empty)]
    rows = rows.reset_index(drop=True)
    row = first_holding(rows.geometry.to_numpy(), units.xy_m)
    is_in = row >= 0
    if not (is_in & (units.households > 0)).any():
        raise InputError(
            "There is no plan in force to check: give its zones as polygons in the layer 'grids' "
            "(网格), with grid_code and, if there are any, microgrid_code."
        )
    kept = np.unique(row[is_in])
    label = np.searchsorted(kept, row[is_in])
    own, ground = _units_of(units, is_in), _land_of(land, is_in)
    plans = _plans(rows.iloc[kept].reset_index(drop=True), own, label)
    shapes = rows.geometry.to_numpy()[kept]
    return Drawn(area, own, ground, plans, shapes, _lost(units, is_in))


def _units_of(units: Units, is_in: NDArray[np.bool_]) -> Units:
    names = (
        "ids", "kind", "footprint", "xy_m", "households", "building", "compound", "community",
        "special",
    )  # fmt: skip
    return replace(units, **{name: getattr(units, name)[is_in] for name in names})


def _land_of(land: Land, is_in: NDArray[np.bool_]) -> Land:
    rank = np.cumsum(is_in) - 1
    rows = np.repeat(np.arange(len(is_in)), np.diff(land.adjacency.indptr))
    there = land.adjacency.indices
    keep = is_in[rows] & is_in[there] & (rows < there)
    adjacency = Adjacency.from_pairs(
        int(is_in.sum()),
        np.column_stack([rank[rows[keep]], rank[there[keep]]]),
        shared_m=land.adjacency.shared_m[keep],
        is_crossing=land.adjacency.is_crossing[keep],
        is_arterial=land.adjacency.is_arterial[keep],
    )
    side = adjacency.without_arterials().components()
    return Land(land.cells[is_in], adjacency, adjacency.components(), side, land.notes)


def _plans(rows: Any, units: Units, label: Labels) -> tuple[Plan, ...]:
    used, community = np.unique(units.community, return_inverse=True)
    named = units.communities
    top = Plan(
        "community",
        community,
        tuple(
            Zone(str(named["community_code"].iloc[p]), community=int(p),
                 name=str(named["name"].iloc[p]))
            for p in used
        ),
    )  # fmt: skip
    grid_codes, grid_of = np.unique(rows["grid_code"].to_numpy(str), return_inverse=True)
    grid = _level("grid", [str(code) for code in grid_codes], grid_of[label], units, top)
    codes = [str(code) for code in rows["microgrid_code"]]
    if not any(codes):
        return top, grid
    return top, grid, _level("microgrid", codes, label, units, grid)


def _level(level: str, codes: Sequence[str], label: Labels, units: Units, parent: Plan) -> Plan:
    """Build one level; a zone belongs where most of its households are."""
    community = [_most(units.community[label == z], units, label == z) for z in range(len(codes))]
    parents = [_most(parent.labels[label == z], units, label == z) for z in range(len(codes))]
    zones = tuple(
        Zone(str(code), community=int(c), parent=int(p))
        for code, c, p in zip(codes, community, parents, strict=True)
    )
    return Plan(level, label, zones, parent=parent)


def _most(values: NDArray[Any], units: Units, own: NDArray[np.bool_]) -> int:
    weights = units.households[own] + 1e-6
    return int(np.bincount(values, weights).argmax())


def _lost(units: Units, is_in: NDArray[np.bool_]) -> tuple[Unplaced, ...]:
    codes = units.communities["community_code"].to_numpy()
    is_lost = ~is_in & (units.households > 0)
    return tuple(
        Unplaced(
            str(codes[position]),
            int(units.households[is_lost & (units.community == position)].sum()),
            "check.no_zone",
            tuple(sorted(map(str, units.ids[is_lost & (units.community == position)]))),
        )
        for position in np.unique(units.community[is_lost]).tolist()
    )


def check_drawn_cover(drawn: Drawn, subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield households without a zone, zones that overlap, and codes of another parent."""
    if plan.level == "grid":
        for lost in drawn.lost:
            yield _violation(plan, "cover", "drawn_gap", lost.community_code, lost.households, 0,
                             buildings=len(lost.ids), ids=", ".join(lost.ids[:5]))  # fmt: skip
    if plan.level == subject.plans[-1].level:
        yield from _overlaps(drawn, plan)
    if plan.level == "microgrid":
        yield from _foreign_codes(subject, plan)


def _overlaps(drawn: Drawn, plan: Plan) -> Iterator[Violation]:
    """Yield the fewest zones that explain all overlaps: the one that overlaps most comes first."""
    shapes = drawn.shapes
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    pairs = [
        (int(a), int(b), float(m2))
        for a, b, m2 in zip(first, second, shared, strict=True)
        if m2 > SLIVER_M2
    ]
    while pairs:
        total = np.zeros(len(shapes))
        for a, b, m2 in pairs:
            total[[a, b]] += m2
        worst = int(total.argmax())
        others = sorted({plan.zones[b if a == worst else a].code for a, b, _ in pairs
                         if worst in (a, b)})  # fmt: skip
        yield _violation(plan, "cover", "drawn_overlap", plan.zones[worst].code,
                         round(total[worst]), 0, others=", ".join(others))  # fmt: skip
        pairs = [pair for pair in pairs if worst not in pair[:2]]


def _foreign_codes(subject: Subject, plan: Plan) -> Iterator[Violation]:
    parent = subject.above(plan)
    if parent is None:
        return
    for zone in plan.zones:
        above = parent.zones[zone.parent].code
        if not zone.code.startswith(above):
            yield _violation(plan, "codes", "drawn_code", zone.code, 1, 0, parent=above)


def check_drawn_parts(drawn: Drawn, subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield zones whose dwellings lie in parts that neither land nor a bridge joins."""
    if plan.level == "community":
        return
    barred, ways = _barred(drawn.area), _ways(drawn.area)
    finest = subject.plans[-1]
    for position, zone in enumerate(plan.zones):
        own = np.unique(finest.labels[plan.labels == position])
        homes = (plan.labels == position) & (subject.units.households > 0)
        shape = shapely.union_all(shapely.buffer(drawn.shapes[own], SEAM_M, join_style="mitre"))
        counts = _parts(shape, subject.units, homes, barred, ways)
        if len(counts) > 1:
            yield _violation(plan, "contiguity", "contiguity", zone.code, len(counts), 1,
                             apart=sum(counts) - max(counts))  # fmt: skip


def _parts(
    shape: Any, units: Units, homes: NDArray[np.bool_], barred: Any, ways: NDArray[Any]
) -> list[int]:
    """Return the households of each part of a zone that has any."""
    parts = shapely.get_parts(shapely.difference(shape, barred))
    parts = parts[shapely.area(parts) > SLIVER_M2]
    if len(parts) < 2:
        return [int(units.households[homes].sum())]
    group = np.arange(len(parts))
    tree = shapely.STRtree(parts)
    for way in ways[shapely.intersects(ways, shape)]:
        for piece in shapely.get_parts(shapely.intersection(way, shape)):
            met = tree.query(piece, "intersects")
            group[np.isin(group, group[met])] = group[met].min(initial=len(parts))
    nearest = tree.nearest(shapely.points(units.xy_m[homes]))
    households = np.bincount(group[nearest], units.households[homes])
    return [int(count) for count in households if count > 0]


def _barred(area: PlanningArea) -> Any:
    """Return water and railways, which part a zone where no way crosses them."""
    rows = area.barriers[area.barriers["kind"].isin(("water", "railway"))]
    return shapely.union_all(shapely.buffer(rows.geometry.to_numpy(), SEAM_M * 2))


def _ways(area: PlanningArea) -> NDArray[Any]:
    shapes = area.roads[area.roads["is_walkable"]].geometry.to_numpy()
    return np.asarray(shapes, dtype=object)


def _violation(
    plan: Plan, rule: str, key: str, code: str, value: float, limit: float, **values: Any
) -> Violation:
    is_whole = key == "drawn_gap"
    return Violation(
        rule=rule,
        clause="",
        severity="error",
        level="community" if is_whole else plan.level,
        code=code,
        value=value,
        limit=limit,
        is_unavoidable=False,
        key=f"check.{key}" if is_whole else f"check.{key}_{plan.level}",
        values={"zone": shown_zone(code), **values},
    )
