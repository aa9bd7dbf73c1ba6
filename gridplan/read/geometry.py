"""Geometry of a layer: read, checked, moved to the working CRS, repaired.

The order is fixed, and every step protects the next: nesting on the bytes; finite; in range;
to metres; onto a lattice of one millimetre; validity; repair; type. Coordinates out of range
would keep the repair busy for minutes, and below the lattice it may fail.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridplan import geo
from gridplan.read import wkb
from gridplan.read.log import Log

MAX_VERTICES = 100_000
MAX_RING_GAP_M = 1.0
MAX_AREA_CHANGE = 0.05
_THIN_M = 0.5
_DEGREE_M = 111_320.0
# Coordinates of two formats of one layer differ in the last bits; a tenth of a millimetre in
# degrees removes them before the projection can spread them.
_DEGREE_DECIMALS = 9

SHIFTS = {"gcj02": geo.gcj02_to_wgs84, "bd09": geo.bd09_to_wgs84}
_POLYGON_TYPES, _LINE_TYPES, _POINT_TYPES = (3, 6), (1, 2, 5), (0, 4)


@dataclass
class Shapes:
    """Geometries of a layer on their way: rows that fail become None and are in `is_bad`.

    Parameters
    ----------
    values
        Shapely geometries, object (n,).
    labels
        What messages call the rows.
    where
        What messages call the layer.
    is_lenient
        Broken rows are dropped with a warning: raw OpenStreetMap data are cut at the edge.
    """

    values: NDArray[Any]
    labels: NDArray[Any]
    where: str
    is_lenient: bool
    log: Log

    def drop(
        self, mask: NDArray[np.bool_], key: str, *, is_fault: bool = True, **values: Any
    ) -> None:
        """Set the rows in *mask* to None and say why."""
        if not mask.any():
            return
        if is_fault and self.is_lenient:
            self.log.warn("geometry_left_out", self.labels[mask], where=self.where)
        else:
            report = self.log.fault if is_fault else self.log.warn
            report(key, self.labels[mask], where=self.where, **values)
        self.values[mask] = None

    @property
    def is_there(self) -> NDArray[np.bool_]:
        """Rows that still have a geometry."""
        return np.asarray(~shapely.is_missing(self.values), dtype=bool)


def parse(
    column: Any, labels: NDArray[Any], *, where: str, is_lenient: bool, is_required: bool,
    unit_m: float, log: Log,
) -> Shapes:  # fmt: skip
    """Parse WKB into shapes with finite coordinates; everything else is noted and dropped.

    Parameters
    ----------
    column
        Arrow column of WKB.
    labels
        What messages call the rows.
    where
        What messages call the layer.
    is_lenient
        See `Shapes`.
    is_required
        A missing geometry is a fault.
    unit_m
        Length of a unit of the coordinates, metres, roughly.
    log
        Where notes go.
    """
    blobs = wkb.blobs(column)
    shapes = Shapes(np.full(len(blobs), None, dtype=object), labels, where, is_lenient, log)
    reasons = wkb.suspects(blobs)
    missing = np.array([one is None for one in blobs], dtype=bool)
    sound = ~missing & (reasons == "")
    shapes.values[sound] = shapely.from_wkb(blobs[sound], on_invalid="ignore")
    shapes.drop(reasons == "nested", "geometry_nested", limit=wkb.MAX_DEPTH)
    shapes.drop(reasons == "curved", "geometry_curved")
    _close_rings(shapes, blobs, sound & ~shapes.is_there, unit_m)
    empty = missing | np.asarray(shapely.is_empty(shapes.values) & shapes.is_there, dtype=bool)
    shapes.drop(empty, "geometry_missing", is_fault=is_required)
    _drop_infinite(shapes)
    return shapes


def _close_rings(
    shapes: Shapes, blobs: NDArray[Any], failed: NDArray[np.bool_], unit_m: float
) -> None:
    closed, open_rings, short = (np.zeros(len(blobs), dtype=bool) for _ in range(3))
    for i in np.flatnonzero(failed):
        try:
            parts = list(wkb.rings(blobs[i]))
        except (struct.error, ValueError):
            continue
        gaps = [float(np.hypot(*(ring[0] - ring[-1]))) for ring in parts if len(ring)]
        short[i] = any(0 < len(np.unique(ring, axis=0)) < 3 for ring in parts)
        open_rings[i] = not short[i] and any(gap > 0 for gap in gaps)
        if open_rings[i] and max(gaps) * unit_m < MAX_RING_GAP_M:
            shapes.values[i] = shapely.from_wkb(blobs[i], on_invalid="fix")
            closed[i] = shapes.values[i] is not None
    if closed.any():
        shapes.log.repair("geometry_ring_closed", shapes.labels[closed], where=shapes.where)
    shapes.drop(short, "geometry_short_ring")
    shapes.drop(open_rings & ~closed, "geometry_open_ring", limit=MAX_RING_GAP_M)
    shapes.drop(failed & ~closed & ~open_rings & ~short, "geometry_unreadable")


def _drop_infinite(shapes: Shapes) -> None:
    coordinates, index = shapely.get_coordinates(shapes.values, return_index=True)
    bad = np.zeros(len(shapes.values), dtype=bool)
    bad[index[~np.isfinite(coordinates).all(axis=1)]] = True
    shapes.drop(bad, "geometry_not_finite")


def check_range(shapes: Shapes, crs: str) -> None:
    """Drop geometries whose coordinates no place on Earth has in their CRS."""
    coordinates, index = shapely.get_coordinates(shapes.values, return_index=True)
    if not len(coordinates):
        return
    x, y = np.abs(coordinates).T
    parsed = CRS.from_user_input(crs)
    if parsed.is_geographic:
        swapped = (y > 90) & (y <= 180) & (x <= 90)
        beyond = ((x > 180) | (y > 90)) & ~swapped
    else:
        beyond, swapped = (x > 5e7) | (y > 5e7), np.zeros(len(x), dtype=bool)
    shapes.drop(_rows(index, swapped, shapes), "crs_axes_swapped", crs=crs)
    shapes.drop(_rows(index, beyond, shapes), "crs_out_of_range", crs=crs)


def _rows(index: NDArray[Any], mask: NDArray[np.bool_], shapes: Shapes) -> NDArray[np.bool_]:
    rows = np.zeros(len(shapes.values), dtype=bool)
    rows[index[mask]] = True
    return rows


def unshift(shapes: Shapes, shift: str) -> None:
    """Move GCJ-02 or BD-09 degrees back to WGS 84."""
    inverse = SHIFTS[shift]
    shapes.values = np.asarray(
        shapely.transform(shapes.values, lambda xy: np.column_stack(inverse(xy[:, 0], xy[:, 1]))),
        dtype=object,
    )


def to_metres(shapes: Shapes, *, source: str, target: str) -> None:
    """Move to the working CRS, onto the lattice; drops Z and M and thins giant outlines."""
    has_z = shapely.has_z(shapes.values) | shapely.has_m(shapes.values)
    if has_z.any():
        shapes.log.repair("geometry_z_dropped", shapes.labels[has_z], where=shapes.where)
    flat = shapely.force_2d(shapes.values)
    if source != target:
        if CRS.from_user_input(source).is_geographic:
            flat = shapely.transform(flat, lambda xy: np.round(xy, _DEGREE_DECIMALS))
        flat = geo.transform(flat, source=source, target=target)
    shapes.values = np.array(flat, dtype=object)
    _drop_infinite(shapes)
    shapes.values = geo.snap(shapes.values)
    _thin(shapes)


def _thin(shapes: Shapes) -> None:
    giant = shapely.get_num_coordinates(shapes.values) > MAX_VERTICES
    if giant.any():
        shapes.log.warn(
            "geometry_thinned", shapes.labels[giant], where=shapes.where,
            limit=MAX_VERTICES, tolerance=_THIN_M,
        )  # fmt: skip
        for i in np.flatnonzero(giant):
            shapes.values[i] = _thinned(shapes.values[i])


def _thinned(geometry: Any) -> Any:
    tolerance, result = _THIN_M, geometry
    while shapely.get_num_coordinates(result) > MAX_VERTICES:
        result = geo.snap([shapely.simplify(geometry, tolerance, preserve_topology=False)])[0]
        tolerance *= 2
    return result


def as_polygons(shapes: Shapes, *, is_strict_area: bool) -> None:
    """Leave valid polygons: rings closed, invalid ones repaired, parts of others extracted.

    Parameters
    ----------
    shapes
        Geometries on the lattice.
    is_strict_area
        A repair that changes the area by more than 5 % is a fault.
    """
    kind = shapely.get_type_id(shapes.values)
    ring = np.isin(kind, (1, 2)) & np.asarray(shapely.is_closed(shapes.values), dtype=bool)
    ring &= shapely.get_num_coordinates(shapes.values) >= 4
    if ring.any():
        shapes.values[ring] = [shapely.Polygon(one.coords) for one in shapes.values[ring]]
        shapes.log.repair("geometry_line_to_polygon", shapes.labels[ring], where=shapes.where)
    lines = np.isin(kind, _LINE_TYPES) & ~ring
    shapes.drop(lines, "geometry_line_dropped", is_fault=False)
    shapes.drop(np.isin(kind, _POINT_TYPES), "geometry_point_not_polygon")
    _extract(shapes, kind == 7)
    _make_valid(shapes, is_strict_area)
    shapes.values = geo.canonical(shapes.values)


def _polygon_part(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    while np.isin(shapely.get_type_id(parts), (4, 5, 6, 7)).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == 3]
    return shapely.multipolygons(polygons) if len(polygons) else None


def _extract(shapes: Shapes, mixed: NDArray[np.bool_]) -> None:
    if not mixed.any():
        return
    before = shapes.values.copy()
    shapes.values[mixed] = [_polygon_part(one) for one in before[mixed]]
    kept = mixed & shapes.is_there
    if kept.any():
        shapes.log.repair("geometry_extracted", shapes.labels[kept], where=shapes.where)
    shapes.drop(mixed & ~kept, "geometry_point_not_polygon")


def _make_valid(shapes: Shapes, is_strict_area: bool) -> None:
    invalid = shapes.is_there & ~np.asarray(shapely.is_valid(shapes.values), dtype=bool)
    if invalid.any():
        _repair(shapes, invalid, is_strict_area)
    flat = shapes.is_there & (shapely.area(shapes.values) <= 0.0)
    shapes.drop(flat, "geometry_collapsed", is_fault=is_strict_area or shapes.is_lenient)


def _repair(shapes: Shapes, invalid: NDArray[np.bool_], is_strict_area: bool) -> None:
    before = shapely.area(shapes.values)
    mended = shapely.make_valid(shapes.values[invalid], method="linework")
    # repairing may add crossing points off the lattice
    shapes.values[invalid] = [_on_lattice(one) for one in mended]
    after = shapely.area(shapes.values)
    larger = np.maximum(np.fmax(before, after), 1e-12)
    big = invalid & (np.abs(after - before) > MAX_AREA_CHANGE * larger)
    for rows in (invalid & ~big, big):
        rows = rows & (after > 0)
        if rows.any():
            is_fault = is_strict_area and not shapes.is_lenient and bool((rows & big).any())
            report = shapes.log.fault if is_fault else shapes.log.repair
            report(
                "geometry_area_changed" if is_fault else "geometry_repaired",
                shapes.labels[rows], where=shapes.where,
                old=round(float(before[rows].sum()), 1), new=round(float(after[rows].sum()), 1),
            )  # fmt: skip


def _on_lattice(geometry: Any) -> Any:
    part = _polygon_part(geometry)
    if part is None:
        return shapely.Polygon()
    for _ in range(3):
        part = geo.snap([part])[0]
        if shapely.is_valid(part):
            return part
        part = _polygon_part(shapely.make_valid(part, method="linework"))
        if part is None:
            return shapely.Polygon()
    return shapely.set_precision(part, geo.SNAP_M)


def explode_lines(shapes: Shapes) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return single lines and the row each came from; other geometries are noted and dropped."""
    kind = shapely.get_type_id(shapes.values)
    shapes.drop(
        np.isin(kind, (*_POINT_TYPES, *_POLYGON_TYPES)), "geometry_not_line", is_fault=False
    )
    lines, rows = _parts(shapes.values)
    keep = np.isin(shapely.get_type_id(lines), (1, 2)) & (shapely.length(lines) > 0)
    lines, rows = lines[keep], rows[keep]
    ring = shapely.get_type_id(lines) == 2
    lines[ring] = [shapely.LineString(one.coords) for one in lines[ring]]
    split = np.bincount(rows, minlength=len(shapes.values)) > 1
    if split.any():
        shapes.log.repair("geometry_exploded", shapes.labels[split], where=shapes.where)
    return np.asarray(shapely.normalize(lines), dtype=object), rows


def _parts(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    parts, rows = shapely.get_parts(values, return_index=True)
    while np.isin(shapely.get_type_id(parts), (4, 5, 6, 7)).any():
        parts, again = shapely.get_parts(parts, return_index=True)
        rows = rows[again]
    return parts, rows


def as_points(shapes: Shapes) -> None:
    """Leave points: a polygon or line gives a point on it, several points their first."""
    kind = shapely.get_type_id(shapes.values)
    other = shapes.is_there & (kind != 0)
    if other.any():
        points = shapely.point_on_surface(shapes.values[other])
        shapes.values[other] = geo.snap(points)
        shapes.log.repair("geometry_to_point", shapes.labels[other], where=shapes.where)


def sound_polygons(shapes: Shapes, rows: NDArray[np.bool_]) -> None:
    """Repair the polygons among mixed geometries, in place of their row."""
    part = Shapes(shapes.values[rows], shapes.labels[rows], shapes.where, True, shapes.log)
    as_polygons(part, is_strict_area=False)
    shapes.values[rows] = part.values
