"""Coordinates: the working CRS of a place, to metres and back, and the shifted Chinese systems.

Gaode and Tencent publish coordinates in GCJ-02, Baidu in BD-09: WGS 84 shifted by some hundred
metres inside China. The formulas are the widely published approximation; a fixed-point
iteration inverts them to well below a millimetre of the formula (not of the ground).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Shift = Callable[[ArrayLike, ArrayLike], tuple[Floats, Floats]]

WGS84 = "EPSG:4326"
SNAP_M = 0.001

_KRASOVSKY_M = 6378245.0
_KRASOVSKY_ECCENTRICITY2 = 0.00669342162296594323
_BD09_TURN = np.pi * 3000.0 / 180.0
# Outside this box the map services do not shift.
_SHIFTED_BOX = (72.004, 0.8293, 137.8347, 55.8271)
# CGCS2000 three-degree Gauss-Krueger zones by central meridian, without zone prefix.
_CGCS2000_MERIDIANS = range(75, 136, 3)


def is_shifted_place(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell where GCJ-02 differs from WGS 84: roughly China, by a box in degrees."""
    west, south, east, north = _SHIFTED_BOX
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north), dtype=bool)


def _waves(value: Floats, *terms: tuple[float, float]) -> Floats:
    total = np.zeros_like(value)
    for amplitude, divisor in terms:
        total = total + amplitude * np.sin(value * np.pi / divisor)
    return total * 2.0 / 3.0


def _offset_degrees(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, (20.0, 1 / 6), (20.0, 0.5))
    root = np.sqrt(np.abs(x))
    north_m = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + ripple + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    )  # fmt: skip
    east_m = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + ripple + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    )  # fmt: skip
    phi = np.radians(lat)
    magic = 1.0 - _KRASOVSKY_ECCENTRICITY2 * np.sin(phi) ** 2
    meridian_m = _KRASOVSKY_M * (1.0 - _KRASOVSKY_ECCENTRICITY2) / magic**1.5
    parallel_m = _KRASOVSKY_M / np.sqrt(magic) * np.cos(phi)
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift WGS 84 degrees to GCJ-02; places outside China stay.

    Examples
    --------
    >>> lon, lat = wgs84_to_gcj02([120.75], [30.75])
    >>> round(float(lon[0]), 4), round(float(lat[0]), 4)
    (120.7543, 30.7477)
    """
    x, y = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    inside = is_shifted_place(x, y)
    east, north = _offset_degrees(np.where(inside, x, 105.0), np.where(inside, y, 35.0))
    return np.where(inside, x + east, x), np.where(inside, y + north, y)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift GCJ-02 degrees to Baidu's BD-09."""
    x, y = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD09_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD09_TURN)
    inside = is_shifted_place(x, y)
    return (
        np.where(inside, radius * np.cos(angle) + 0.0065, x),
        np.where(inside, radius * np.sin(angle) + 0.006, y),
    )


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift WGS 84 degrees to Baidu's BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def _invert(forward: Shift, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    # The shift changes by less than a hundredth of itself over its own length, so each round
    # gains two digits: twelve rounds reach the last bit of a double.
    target_x, target_y = (
        np.atleast_1d(np.asarray(lon, float)),
        np.atleast_1d(np.asarray(lat, float)),
    )
    x, y = target_x, target_y
    for _ in range(12):
        found_x, found_y = forward(x, y)
        x, y = x + (target_x - found_x), y + (target_y - found_y)
    return x, y


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift GCJ-02 degrees back to WGS 84."""
    return _invert(wgs84_to_gcj02, lon, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Shift BD-09 degrees back to WGS 84."""
    return _invert(wgs84_to_bd09, lon, lat)


@cache
def _parsed(crs: str) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(crs)


@cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_parsed(source), _parsed(target), always_xy=True)


def transform_xy(xy: ArrayLike, *, source: str, target: str) -> Floats:
    """Transform coordinates (n, 2) in x, y (longitude, latitude) order between two CRS.

    Coordinates that have no image become infinite.
    """
    coordinates = np.asarray(xy, float).reshape(-1, 2)
    if source == target or not len(coordinates):
        return coordinates.copy()
    x, y = _transformer(source, target).transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack([x, y])


def transform(geometries: Any, *, source: str, target: str) -> NDArray[Any]:
    """Transform shapely geometries between two CRS; returns new geometries, object (n,)."""
    array = np.array(geometries, dtype=object)
    if source == target:
        return array
    moved = shapely.transform(array, lambda xy: transform_xy(xy, source=source, target=target))
    return np.asarray(moved, dtype=object)


def to_lon_lat(geometries: Any, *, crs: str) -> NDArray[Any]:
    """Transform geometries to WGS 84 longitude and latitude."""
    return transform(geometries, source=crs, target=WGS84)


def working_crs(lon: float, lat: float) -> str:
    """Return the CRS in metres to work in around a place, as authority code.

    The CGCS2000 three-degree zone without prefix whose area of use in the EPSG database holds
    the place, else the UTM zone.

    Examples
    --------
    >>> working_crs(120.75, 30.75), working_crs(121.52, 25.03), working_crs(6.14, 46.2)
    ('EPSG:4549', 'EPSG:32651', 'EPSG:32632')
    """
    meridian = int(np.floor((lon + 1.5) / 3.0)) * 3
    if meridian in _CGCS2000_MERIDIANS:
        code = f"EPSG:{4534 + (meridian - 75) // 3}"
        area = _parsed(code).area_of_use
        if area and area.west <= lon <= area.east and area.south <= lat <= area.north:
            return code
    return _utm(lon, lat)


def _utm(lon: float, lat: float) -> str:
    if lat > 84.0 or lat < -80.0:  # polar caps: Universal Polar Stereographic
        return "EPSG:5041" if lat > 0 else "EPSG:5042"
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def first_holding(polygons: Any, xy: ArrayLike) -> NDArray[np.int64]:
    """Return the first polygon that holds each point, its border included; -1 where none does.

    Examples
    --------
    >>> halves = [shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)]
    >>> first_holding(halves, [[0.5, 1], [1.5, 1], [2.5, 1], [9, 9]]).tolist()
    [0, 0, 1, -1]
    """
    points = shapely.points(np.asarray(xy, float).reshape(-1, 2))
    found = np.full(len(points), -1, dtype=np.int64)
    point, polygon = shapely.STRtree(np.asarray(polygons, dtype=object)).query(points, "intersects")
    order = np.lexsort((-polygon, point))  # the first polygon is written last
    found[point[order]] = polygon[order]
    return found


def snap(geometries: Any, *, grid_m: float = SNAP_M) -> NDArray[Any]:
    """Round coordinates to a lattice and drop vertices that fall together; drops Z and M."""
    flat = shapely.force_2d(np.asarray(geometries, dtype=object))
    # multiply, round, divide: the double nearest to the decimal, as GEOS rounds too
    scale = 1.0 / grid_m
    rounded = shapely.transform(flat, lambda xy: np.rint(xy * scale) / scale)
    try:
        return np.asarray(shapely.remove_repeated_points(rounded, 0.0), dtype=object)
    except shapely.GEOSException:
        return np.array([_without_repeats(one) for one in np.atleast_1d(rounded)], dtype=object)


def _without_repeats(geometry: Any) -> Any:
    try:
        return shapely.remove_repeated_points(geometry, 0.0)
    except shapely.GEOSException:  # a ring falls together: left for the repair to judge
        return geometry


def canonical(geometries: Any) -> NDArray[Any]:
    """Give equal shapes equal coordinates: parts, rings and vertices in a fixed order.

    A multi geometry of one part becomes that part.
    """
    ordered = shapely.normalize(np.asarray(geometries, dtype=object))
    result = np.array(ordered, dtype=object)
    single = (shapely.get_type_id(result) >= 4) & (shapely.get_num_geometries(result) == 1)
    result[single] = shapely.get_geometry(result[single], 0)
    return result
