"""Rows of houses with plans drawn by hand, and every way there is to cut them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas
import numpy as np
import shapely

from gridplan.check import check_plan
from gridplan.check.subject import Subject
from gridplan.model import Adjacency, Land, Plan, Report, Units, Zone
from gridplan.params import Band, Params, PartitionParams
from gridplan.policy import load_profile
from gridplan.testing.worlds import lattice_area, lattice_land, lattice_units

COMMUNITY = "330411001001"


def row_land(n: int, *, gaps: Sequence[int] = ()) -> Land:
    """Build the land of a row of houses; *gaps* are the houses after which a barrier runs."""
    land = lattice_land(1, n)
    pairs = np.array([(i, i + 1) for i in range(n - 1) if i not in gaps]).reshape(-1, 2)
    adjacency = Adjacency.from_pairs(n, pairs)
    piece = adjacency.components()
    return Land(cells=land.cells, adjacency=adjacency, piece=piece, side=piece)


def row_units(households: Sequence[int], *, kind: str = "ordinary", **columns: object) -> Units:
    """Build a row of houses in one community of *kind* whose land is all of the row's."""
    n = len(households)
    units = lattice_units(1, n, households=list(households))
    communities = geopandas.GeoDataFrame(
        {"community_code": [COMMUNITY], "name": [""], "kind": [kind], "occupancy": [1.0]},
        geometry=[shapely.union_all(lattice_land(1, n).cells)],
        crs=units.communities.crs,
    )
    return replace(units, communities=communities, **columns)


def row_plans(
    grids: Sequence[int], microgrids: Sequence[int] = (), *, special: Sequence[int] = ()
) -> tuple[Plan, ...]:
    """Build a community, its grids and, if given, their micro-grids; *special* lists grids."""
    community = Plan("community", [0] * len(grids), (Zone(COMMUNITY),))
    codes = [f"{COMMUNITY}{z + 1:03d}" for z in range(max(grids) + 1)]
    kinds = ["special" if z in special else "ordinary" for z in range(len(codes))]
    zones = tuple(Zone(code, kind, parent=0) for code, kind in zip(codes, kinds, strict=True))
    grid = Plan("grid", list(grids), zones, community)
    if not len(microgrids):
        return community, grid
    parents = [grids[list(microgrids).index(z)] for z in range(max(microgrids) + 1)]
    fine = tuple(Zone(f"{codes[p]}{z + 1:02d}", kinds[p], parent=p) for z, p in enumerate(parents))
    return community, grid, Plan("microgrid", list(microgrids), fine, grid)


def bands(**levels: str) -> Params:
    """Return parameters with these bands in place of the profile's."""
    parsed = {level: Band.parse(band) for level, band in levels.items()}
    return Params(partition=PartitionParams(bands=parsed))


def check_row(
    units: Units,
    plans: Sequence[Plan],
    *,
    land: Land | None = None,
    profile: str = "xiuzhou-2023",
    params: Params | None = None,
) -> Report:
    """Check a row of houses."""
    area = lattice_area(1, len(units), households=units.households.tolist())
    land = row_land(len(units)) if land is None else land
    return check_plan(area, units, land, plans, load_profile(profile), params or Params())


def subject_of(units: Units, plans: Sequence[Plan], land: Land | None = None) -> Subject:
    """Return the subject of a row of houses under the Xiuzhou profile."""
    land = row_land(len(units)) if land is None else land
    return Subject(units, land, tuple(plans), load_profile("xiuzhou-2023"), Params())


def found(report: Report, level: str, rule: str | None = None) -> list[str]:
    """Return the keys of the violations of a level (and rule), without their room."""
    return [
        v.key.removeprefix("check.")
        for v in report.violations
        if v.level == level and rule in (None, v.rule)
    ]


def partitions(adjacency: Adjacency, units: Sequence[int]) -> Iterator[list[set[int]]]:
    """Yield every way to cut units into connected zones."""
    if not units:
        yield []
        return
    for zone in connected_sets(adjacency, units, units[0]):
        rest = [unit for unit in units if unit not in zone]
        for others in partitions(adjacency, rest):
            yield [zone, *others]


def connected_sets(adjacency: Adjacency, units: Sequence[int], unit: int) -> Iterator[set[int]]:
    """Yield every connected set of *units* with *unit*."""
    others = [u for u in units if u != unit]
    for bits in range(1 << len(others)):
        zone = {unit, *(u for i, u in enumerate(others) if bits >> i & 1)}
        if is_connected(adjacency, zone):
            yield zone


def is_connected(adjacency: Adjacency, zone: set[int]) -> bool:
    """Tell whether a set of units is one piece."""
    reached, stack = set(), [min(zone)]
    while stack:
        unit = stack.pop()
        if unit not in reached:
            reached.add(unit)
            stack.extend(set(adjacency.neighbors(unit).tolist()) & zone - reached)
    return reached == zone
