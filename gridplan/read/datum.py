"""Evidence that a layer is in a shifted Chinese system though it says otherwise.

Streets run between houses. Where they run through houses, and would not if one layer were moved
by exactly the offset of GCJ-02 or BD-09 at the place, one of the two is probably shifted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan import geo
from gridplan.read.log import Log

_STEP_M = 15.0
_MAX_SAMPLES = 4000
_MIN_SAMPLES = 50
_MIN_SHARE = 0.06
_MUCH_LESS = 0.4


def note_shift(tables: dict[str, pd.DataFrame], crs: str, log: Log) -> None:
    """Warn when buildings and roads fit far better after the shift of GCJ-02 or BD-09."""
    buildings, roads = tables.get("buildings"), tables.get("roads")
    if buildings is None or roads is None or not len(buildings) or not len(roads):
        return
    level = roads[~roads["is_bridge"] & ~roads["is_tunnel"]]
    points = _samples(level["geometry"].to_numpy())
    offsets = _offsets(buildings["geometry"].to_numpy(), crs)
    if len(points) < _MIN_SAMPLES or not offsets:
        return
    tree = shapely.STRtree(buildings["geometry"].to_numpy())
    plain = _share_inside(tree, points)
    if plain < _MIN_SHARE:
        return
    shares = {name: _share_inside(tree, points + offset) for name, offset in offsets.items()}
    best = min(sorted(shares), key=lambda name: shares[name])
    if shares[best] <= _MUCH_LESS * plain:
        layer, system = best.split("/")
        log.warn("shift_suspected", where=_where(tables[layer]), system=system, layer=layer,
                 before=round(plain, 2), after=round(shares[best], 2))  # fmt: skip


def _where(frame: pd.DataFrame) -> str:
    return ", ".join(sorted(set(frame["where"])))


def _samples(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    dense = shapely.get_coordinates(shapely.segmentize(lines, _STEP_M))
    return np.asarray(dense[:: max(len(dense) // _MAX_SAMPLES, 1)], dtype=float)


def _share_inside(tree: shapely.STRtree, points: NDArray[np.float64]) -> float:
    hits = tree.query(shapely.points(points), predicate="within")
    return len(np.unique(hits[0])) / len(points)


def _offsets(footprints: NDArray[np.object_], crs: str) -> dict[str, NDArray[np.float64]]:
    # what the roads must be moved by to fit, were the named layer in the named system
    bounds = shapely.total_bounds(footprints)
    here = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    lon, lat = geo.transform_xy(here, source=crs, target=geo.WGS84).T
    if not geo.is_shifted_place(lon, lat).all():
        return {}
    result = {}
    for system, shift in (("gcj02", geo.wgs84_to_gcj02), ("bd09", geo.wgs84_to_bd09)):
        moved = np.column_stack(shift(lon, lat))
        offset = geo.transform_xy(moved, source=geo.WGS84, target=crs) - here
        result[f"buildings/{system}"] = offset
        result[f"roads/{system}"] = -offset
    return result
