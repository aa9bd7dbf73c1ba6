"""Footprints that do not overlap, so that every unit has ground of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.lattice import Geometries

MIN_OVERLAP_M2 = 0.25  # walls drawn a little across each other are no overlap
MIN_FOOTPRINT_M2 = 0.01  # a speck is drawn as a square, to have land at all
GROWN_M = 0.25
MIN_REST = 0.05  # of a footprint that others cover: less, and it shares with the one below
HALVINGS = 16


def separate(footprints: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Return footprints that do not overlap, and the unit each had to share with, or -1.

    Where two overlap the smaller keeps the common ground. A footprint that others cover gets a
    slice of the one that covers most of it.
    """
    footprints = _grown(footprints)
    big, small, overlap_m2 = _overlaps(footprints)
    order = np.lexsort((small, -overlap_m2, big))
    big, small = big[order], small[order]
    losers, starts = np.unique(big, return_index=True)
    result = footprints.copy()
    host = np.full(len(footprints), -1, dtype=np.int64)
    ends = np.searchsorted(big, losers, side="right")
    for loser, start, end in zip(losers, starts, ends, strict=True):
        above = small[start:end]
        rest = _areal(shapely.difference(footprints[loser], shapely.union_all(footprints[above])))
        result[loser] = rest
        if rest.area < MIN_REST * footprints[loser].area:
            host[loser] = above[0]
    return share(result, host), host


def _grown(footprints: Geometries) -> Geometries:
    result = footprints.copy()
    specks = shapely.area(footprints) < MIN_FOOTPRINT_M2
    result[specks] = shapely.buffer(footprints[specks], GROWN_M, join_style="mitre")
    return result


def _overlaps(
    footprints: Geometries,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    first, second = shapely.STRtree(footprints).query(footprints, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    deep = ~shapely.touches(footprints[first], footprints[second])
    first, second = first[deep], second[deep]
    overlap_m2 = shapely.area(shapely.intersection(footprints[first], footprints[second]))
    area_m2 = shapely.area(footprints)
    counts = overlap_m2 > np.minimum(
        MIN_OVERLAP_M2, 0.5 * np.minimum(area_m2[first], area_m2[second])
    )
    first, second = first[counts], second[counts]
    swap = area_m2[first] >= area_m2[second]  # of two alike the one that sorts first gives way
    big, small = np.where(swap, first, second), np.where(swap, second, first)
    return big, small, overlap_m2[counts]


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_dimensions(parts) == 2]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def share(footprints: Geometries, host: NDArray[np.int64]) -> Geometries:
    """Cut the footprint of each host into slices, one for itself and one for each guest."""
    result = footprints.copy()
    final = host.copy()
    while (again := (final >= 0) & (host[final] >= 0)).any():
        final[again] = host[final[again]]
    for unit in np.unique(final[final >= 0]):
        sharers = np.append(unit, np.flatnonzero(final == unit))
        result[sharers] = _slices(footprints[unit], len(sharers))
    return result


def _slices(footprint: shapely.Geometry, n: int) -> Geometries:
    """Cut across the long axis into *n* pieces of like area."""
    frame = shapely.get_coordinates(shapely.minimum_rotated_rectangle(footprint))
    if len(frame) < 5:
        return np.full(n, footprint, dtype=object)
    a, b, c = frame[:3]
    is_along = np.hypot(*(b - a)) >= np.hypot(*(c - b))
    corner, long, wide = (a, b - a, c - b) if is_along else (c, b - c, a - b)

    def between(start: float, end: float) -> shapely.Geometry:
        near, far = corner + start * long, corner + end * long
        band = shapely.Polygon([near - wide, far - wide, far + 2 * wide, near + 2 * wide])
        return _areal(shapely.intersection(footprint, band))

    cuts = [-1.0, *(_cut_at(between, i / n * footprint.area) for i in range(1, n)), 2.0]
    return np.array(
        [between(*ends) for ends in zip(cuts[:-1], cuts[1:], strict=True)], dtype=object
    )


def _cut_at(between: Callable[[float, float], shapely.Geometry], area_m2: float) -> float:
    """Return how far along the axis the area so far is *area_m2*."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_short = between(-1.0, middle).area < area_m2
        low, high = (middle, high) if is_short else (low, middle)
    return (low + high) / 2
