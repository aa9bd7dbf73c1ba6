"""Layers to the tables of a planning area, in one CRS in metres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridplan import geo
from gridplan.read import areas, bases, buildings, datum, geometry, households, places, roads
from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions

_READERS: dict[str, Callable[[Layer], pd.DataFrame]] = {
    "buildings": buildings.read_buildings,
    "communities": places.read_communities,
    "boundary": places.read_communities,
    "roads": roads.read_roads,
    "barriers": places.read_barriers,
    "gates": places.read_gates,
    "services": places.read_services,
    "special": places.read_special,
    "grids": places.read_grids,
    "households": households.read_households,
    "staff": places.read_staff,
}
_POLYGON_ROLES = frozenset({"buildings", "communities", "boundary", "special", "grids"})
_STRICT_ROLES = frozenset({"buildings", "communities", "boundary"})
_REQUIRED_ROLES = frozenset({"buildings", "communities", "boundary"})
_TABLE_ROLES = frozenset({"households", "grids", "staff"})
_PLACES_IT = (  # the first layer there is says where on Earth it all lies
    "buildings", "communities", "boundary", "roads", "services", "households", "grids",
)  # fmt: skip
_FAR_M = 50_000.0
_MAX_DEGREES_IN_METRES = 400.0
_AREA_OF_USE_MARGIN_DEGREES = 3.0


@dataclass
class Assembly:
    """Tables of a planning area."""

    crs: str = ""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    unplaced: list[dict[str, Any]] = field(default_factory=list)


def assemble(
    layers: Sequence[Layer],
    options: ReadOptions,
    log: Log,
    *,
    working_on: Callable[[str], object],
) -> Assembly:
    """Bring layers into one CRS and build the tables; what is wrong goes to the log.

    *working_on* is told the file in hand, "" for all of them together.
    """
    result = Assembly()
    bases.choose_basis(layers, options, log)
    for layer in layers:
        working_on(layer.file)
        _locate(layer, options, log)
    located = [layer for layer in layers if layer.shapes is not None]
    result.crs = _choose_crs(located, log)
    if result.crs:
        for layer in located:
            working_on(layer.file)
            _to_metres(layer, result.crs)
        _check_together(located, log)
    parts: dict[str, list[pd.DataFrame]] = {}
    for layer in layers:
        working_on(layer.file)
        is_table = layer.wkb is None and layer.role in _TABLE_ROLES
        if is_table or layer.shapes is not None:
            parts.setdefault(layer.role, []).append(_READERS[layer.role](layer))
    working_on("")
    result.unplaced += lost_households(layers, log)
    tables = {role: _concat(frames) for role, frames in parts.items()}
    _settle(tables, options, log, result)
    return result


def lost_households(layers: Sequence[Layer], log: Log) -> list[dict[str, Any]]:
    """Keep the households of buildings that were left out because they have no outline."""
    entries = []
    for layer in layers:
        if layer.role != "buildings" or layer.shapes is None or not layer.has("households"):
            continue
        counts = np.nan_to_num(layer.count("households"))
        lost = ~layer.shapes.is_there & (counts > 0)
        if lost.any() and not log.has_faults:
            total, ids = int(counts[lost].sum()), sorted(layer.labels[lost])
            log.warn("unplaced_outlines", ids, where=layer.where, households=total)
            entries.append({
                "community_code": "", "households": total, "ids": ids,
                "reason": "read.unplaced_no_outline",
            })  # fmt: skip
    return entries


def _concat(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.concat(filled, ignore_index=True)


def _locate(layer: Layer, options: ReadOptions, log: Log) -> None:
    if layer.n == 0:
        report = log.fault if layer.role in _REQUIRED_ROLES and not layer.is_osm else log.warn
        if not layer.is_osm:
            report("empty", where=layer.where)
    if layer.wkb is None:
        if layer.role not in _TABLE_ROLES:
            log.fault("no_geometry", where=layer.where, role=layer.role)
        return
    layer.crs = _crs_of(layer, options, log)
    if not layer.crs:
        return
    is_degrees = CRS.from_user_input(layer.crs).is_geographic
    shapes = geometry.parse(
        layer.wkb, layer.labels, where=layer.where, is_lenient=layer.is_osm,
        is_required=layer.role in _REQUIRED_ROLES, unit_m=111_320.0 if is_degrees else 1.0, log=log,
    )  # fmt: skip
    if layer.is_crs_assumed and not layer.shift and _is_beyond_degrees(shapes):
        layer.crs = _given_crs(options.crs_for(layer.role) or layer.crs, layer, log)
        if not layer.crs:
            return
    geometry.check_range(shapes, layer.crs)
    if layer.shift:
        geometry.unshift(shapes, layer.shift)
    layer.shapes = shapes
    _check_area_of_use(layer, log)


def _is_beyond_degrees(shapes: geometry.Shapes) -> bool:
    if not shapes.is_there.any():
        return False
    bounds = shapely.total_bounds(shapes.values)
    return bool(np.isfinite(bounds).all() and np.abs(bounds).max() > _MAX_DEGREES_IN_METRES)


def _crs_of(layer: Layer, options: ReadOptions, log: Log) -> str:
    given = (options.crs_for(layer.role) or "").strip()
    if given.lower().replace("-", "") in geometry.SHIFTS:
        is_degrees = not layer.crs or CRS.from_user_input(layer.crs).is_geographic
        if is_degrees:
            layer.shift = given.lower().replace("-", "")
            return geo.WGS84
        given = ""
    if layer.crs or not given:
        if not layer.crs:
            log.fault("crs_missing", where=layer.where)
        return layer.crs
    return _given_crs(given, layer, log)


def _given_crs(given: str, layer: Layer, log: Log) -> str:
    try:
        if "://" in given or given.lower().endswith(".prj"):
            raise CRSError(given)
        parsed = CRS.from_user_input(given)
    except CRSError:
        log.fault("crs_unknown", where=layer.where, value=given[:60])
        return ""
    log.info("crs_given", where=layer.where, crs=given)
    code = parsed.to_2d().to_authority(min_confidence=70)
    return ":".join(code) if code else str(parsed.to_wkt())


def _check_area_of_use(layer: Layer, log: Log) -> None:
    shapes = layer.shapes
    if shapes is None or not shapes.is_there.any():
        return
    parsed = CRS.from_user_input(layer.crs)
    west, south, east, north = shapely.total_bounds(shapes.values)
    if parsed.is_geographic:
        return
    if max(abs(west), abs(east), abs(south), abs(north)) < _MAX_DEGREES_IN_METRES:
        log.fault("crs_degrees_as_metres", where=layer.where, crs=_short(layer.crs))
        layer.shapes = None
        return
    use, margin = parsed.area_of_use, _AREA_OF_USE_MARGIN_DEGREES
    middle = np.array([[(west + east) / 2, (south + north) / 2]])
    ((lon, lat),) = geo.transform_xy(middle, source=layer.crs, target=geo.WGS84)
    inside = use is None or (
        use.west - margin <= lon <= use.east + margin
        and use.south - margin <= lat <= use.north + margin
    )
    if not inside or not np.isfinite([lon, lat]).all():
        log.fault("crs_outside_area", where=layer.where, crs=_short(layer.crs),
                  lon=round(float(lon), 2), lat=round(float(lat), 2))  # fmt: skip
        layer.shapes = None


def _short(crs: str) -> str:
    return crs if len(crs) <= 40 else str(CRS.from_user_input(crs).name)


def _choose_crs(layers: Sequence[Layer], log: Log) -> str:
    for role in _PLACES_IT:
        bounds = [_lon_lat_bounds(layer) for layer in layers if layer.role == role]
        known = [one for one in bounds if one is not None]
        if known:
            low, high = np.min(known, axis=0)[:2], np.max(known, axis=0)[2:]
            lon, lat = np.round((low + high) / 2, 6)
            crs = geo.working_crs(float(lon), float(lat))
            log.info("working_crs", crs=crs, name=str(CRS.from_user_input(crs).name))
            return crs
    return ""


def _lon_lat_bounds(layer: Layer) -> Any:
    if layer.shapes is None or not layer.shapes.is_there.any():
        return None
    bounds = shapely.total_bounds(layer.shapes.values)
    corners = geo.transform_xy(
        [[bounds[0], bounds[1]], [bounds[2], bounds[3]]], source=layer.crs, target=geo.WGS84
    )
    return corners.ravel() if np.isfinite(corners).all() else None


def _to_metres(layer: Layer, crs: str) -> None:
    if layer.shapes is None:
        return
    geometry.to_metres(layer.shapes, source=layer.crs, target=crs)
    if layer.role in _POLYGON_ROLES:
        is_strict = layer.role in _STRICT_ROLES and not layer.is_osm
        geometry.as_polygons(layer.shapes, is_strict_area=is_strict)


def _check_together(layers: Sequence[Layer], log: Log) -> None:
    order = ("communities", "boundary", "buildings", "roads")
    middles = {id(layer): _middle(layer) for layer in layers}
    known = [layer for layer in layers if middles[id(layer)] is not None]
    first = next((one for role in order for one in known if one.role == role), None)
    if first is None or first.shapes is None:
        return
    area = shapely.box(*shapely.total_bounds(first.shapes.values))
    for layer in known:
        distance = shapely.distance(area, middles[id(layer)])
        if distance > _FAR_M:
            log.fault("crs_layers_apart", where=layer.where, other=first.where,
                      km=round(float(distance) / 1000), crs=_short(layer.crs))  # fmt: skip


def _middle(layer: Layer) -> Any:
    if layer.shapes is None or not layer.shapes.is_there.any():
        return None
    points = shapely.get_coordinates(shapely.centroid(layer.shapes.values[layer.shapes.is_there]))
    return shapely.Point(np.median(points, axis=0))


def _settle(
    tables: dict[str, pd.DataFrame], options: ReadOptions, log: Log, result: Assembly
) -> None:
    if "buildings" in tables:
        tables["buildings"] = buildings.settle_buildings(tables["buildings"], log)
    elif not log.has_faults:
        log.fault("no_buildings")
    for role, column, prefix in (("roads", "road_id", "R"), ("services", "service_id", "S")):
        if role in tables:
            tables[role] = areas.settle_ids(tables[role], column, prefix, log)
    outline = tables.pop("boundary", None)
    if "communities" not in tables and outline is not None:
        tables["communities"] = outline
    if "communities" in tables:
        tables["communities"] = areas.settle_communities(tables["communities"], log)
    for role in ("barriers", "gates", "special", "grids"):
        if role in tables:
            tables[role] = areas.in_order(tables[role])
    if "staff" in tables:
        tables["staff"] = households.settle_staff(tables["staff"], tables.get("communities"))
    datum.note_shift(tables, result.crs, log)
    households.settle_households(tables, options, log, result.unplaced)
    result.tables = tables
