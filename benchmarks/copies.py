"""A finished plan laid out many times side by side: a town of any size without planning it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.model import Adjacency, Land, Plan, Result, Zone

SPACING_M = 1700.0
FRAMES = ("buildings", "communities", "roads", "barriers", "gates", "services", "special")


def copied_town(base: Result, n_copies: int) -> Result:
    """Return *base* laid out *n_copies* times, everything in it as often."""
    side = int(np.ceil(np.sqrt(n_copies)))
    shifts = [(SPACING_M * (k % side), SPACING_M * (k // side)) for k in range(n_copies)]
    frames = {name: _frames(getattr(base.area, name), shifts) for name in FRAMES}
    area = replace(base.area, **frames, grids=base.area.grids.iloc[:0])
    plans: list[Plan] = []
    for plan in base.plans:
        plans.append(_plan(plan, n_copies, len(base.units.communities), plans))
    coverage = replace(
        base.coverage,
        metres=np.tile(base.coverage.metres, (n_copies, 1)),
        reason=np.tile(base.coverage.reason, (n_copies, 1)),
        pessimistic_m=None,
    )
    return replace(
        base,
        area=area,
        units=_units(base, shifts, frames["communities"]),
        land=_land(base.land, shifts),
        plans=tuple(plans),
        report=replace(base.report, violations=()),
        coverage=coverage,
    )


def _frames(frame: Any, shifts: list[tuple[float, float]]) -> Any:
    texts = [name for name in frame.columns if name.endswith(("_id", "_code"))]
    parts = []
    for k, (dx, dy) in enumerate(shifts):
        part = frame.copy()
        part["geometry"] = part.geometry.translate(dx, dy)
        for name in texts:
            ids = part[name].astype(str)
            part[name] = _codes(ids, k) if name.endswith("_code") else f"C{k}-" + ids
        parts.append(part)
    return geopandas.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=frame.crs)


def _codes(codes: Any, copy: int) -> Any:
    return f"{copy:04d}" + codes.str.slice(4)


def _shifted(geometry: NDArray[Any], shifts: list[tuple[float, float]]) -> NDArray[Any]:
    return np.concatenate([shapely.transform(geometry, lambda xy, s=s: xy + s) for s in shifts])


def _positions(values: NDArray[np.int64], step: int, n_copies: int) -> NDArray[np.int64]:
    """Return positions in each copy; -1 stays what it is."""
    moved = [np.where(values >= 0, values + k * step, values) for k in range(n_copies)]
    return np.concatenate(moved)


def _units(base: Result, shifts: list[tuple[float, float]], communities: Any) -> Any:
    units, n = base.units, len(shifts)
    codes = [f"{k:04d}" for k in range(n)]
    tables = [units.communities.assign(copy=code) for code in codes]
    table = pd.concat(tables, ignore_index=True).drop(columns="copy")
    table["community_code"] = communities["community_code"].to_numpy()[: len(table)]
    return replace(
        units,
        ids=np.array([f"C{k}-{own}" for k in range(n) for own in units.ids], dtype=object),
        kind=np.tile(units.kind, n),
        footprint=_shifted(units.footprint, shifts),
        xy_m=np.concatenate([units.xy_m + shift for shift in shifts]),
        households=np.tile(units.households, n),
        building=_positions(units.building, len(base.area.buildings), n),
        compound=_positions(units.compound, len(units.compounds), n),
        community=_positions(units.community, len(units.communities), n),
        special=_positions(units.special, len(base.area.special), n),
        compounds=tuple(f"{name} {k}" for k in range(n) for name in units.compounds),
        communities=table,
    )


def _land(land: Land, shifts: list[tuple[float, float]]) -> Land:
    n, touching = len(shifts), land.adjacency
    step, m = len(land.cells), len(touching.indices)
    starts = [touching.indptr[:-1] + k * m for k in range(n)]
    adjacency = Adjacency(
        indptr=np.append(np.concatenate(starts), n * m),
        indices=_positions(touching.indices, step, n),
        shared_m=np.tile(touching.shared_m, n),
        is_crossing=np.tile(touching.is_crossing, n),
        is_arterial=np.tile(touching.is_arterial, n),
    )
    pieces = [_positions(values, int(values.max()) + 1, n) for values in (land.piece, land.side)]
    return Land(_shifted(land.cells, shifts), adjacency, pieces[0], pieces[1])


def _plan(plan: Plan, n: int, n_communities: int, above: list[Plan]) -> Plan:
    n_above = above[-1].n_zones // n if above else 0
    zones = tuple(
        _zone(zone, k, k * n_communities, k * n_above) for k in range(n) for zone in plan.zones
    )
    labels = _positions(plan.labels.astype(np.int64), plan.n_zones, n)
    return Plan(plan.level, labels, zones, above[-1] if above else None)


def _zone(zone: Zone, copy: int, community: int, parent: int) -> Zone:
    return replace(
        zone,
        code=f"{copy:04d}{zone.code[4:]}",
        community=zone.community + community,
        parent=zone.parent + parent if zone.parent >= 0 else -1,
    )
