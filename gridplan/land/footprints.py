"""Footprints made ready: no two share ground, each has a home block and points that stand for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.land.blocks import Blocks
from gridplan.land.lattice import Geometries, segments_of
from gridplan.model import Units
from gridplan.params import LandParams

MIN_OVERLAP_M2 = 0.25  # walls drawn a little across each other are no overlap
MIN_REST = 0.05  # of a footprint that others cover: less, and it shares with the one below
COMMON_M = 0.4  # walls this close to each other are one
SMOOTH_M = 0.5  # bays smaller than this do not move a border
INSET_M = 0.05  # keeps the points of two units off the wall they share
HALVINGS = 16
ON_GROUND = 0.5  # a unit with less of its footprint on a barrier's ground lives beside it


def separate(footprints: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Return footprints that do not overlap, and the unit each had to share with, or -1.

    Where two overlap the smaller keeps the common ground. A footprint that others cover gets a
    slice of the one that covers most of it.
    """
    big, small, overlap_m2 = _overlaps(footprints)
    result = footprints.copy()
    for i in np.unique(big):
        above = footprints[small[big == i]]
        result[i] = _areal(shapely.difference(footprints[i], shapely.union_all(above)))
    gone = shapely.area(result) < MIN_REST * shapely.area(footprints)
    host = np.full(len(footprints), -1, dtype=np.int64)
    for i in np.flatnonzero(gone[: len(footprints)] & np.isin(np.arange(len(footprints)), big)):
        host[i] = small[big == i][np.argmax(overlap_m2[big == i])]
    return share(result, host), host


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


@dataclass(frozen=True, eq=False)
class Homes:
    """Where footprints stand.

    Parameters
    ----------
    block
        The block each unit lives in, -1 where its community has no land.
    is_drawn
        The outline is to be drawn: it reaches beyond that block, or has a common wall.
    """

    block: NDArray[np.int64]
    is_drawn: NDArray[np.bool_]


def find_homes(footprints: Geometries, units: Units, blocks: Blocks) -> Homes:
    """Find the block that holds most of each footprint, dry land before water.

    A unit whose own community has no block below it lives in the nearest one.
    """
    block, unit = shapely.STRtree(footprints).query(blocks.polygons, predicate="intersects")
    touched = np.bincount(unit, minlength=len(units))
    own = blocks.community[block] == units.community[unit]
    block, unit = block[own], unit[own]
    score = np.full(len(unit), np.inf)
    several = touched[unit] > 1
    covered_m2 = shapely.area(
        shapely.intersection(footprints[unit[several]], blocks.polygons[block[several]])
    )
    is_barrier = blocks.ground[block[several]] > 0
    share_of = covered_m2 / np.maximum(shapely.area(footprints[unit[several]]), 1e-9)
    score[several] = np.where(
        is_barrier & (share_of < 1 - ON_GROUND / 10), share_of / 100, share_of
    )
    order = np.lexsort((block, -score, unit))
    home = np.full(len(units), -1, dtype=np.int64)
    found, first = np.unique(unit[order], return_index=True)
    home[found] = block[order][first]
    lost = np.flatnonzero(home < 0)
    home[lost] = _nearest_block(footprints, lost, units, blocks)
    return Homes(home, (touched != 1) | np.isin(np.arange(len(units)), lost))


def _nearest_block(
    footprints: Geometries, lost: NDArray[np.int64], units: Units, blocks: Blocks
) -> NDArray[np.int64]:
    result = np.full(len(lost), -1, dtype=np.int64)
    for community in np.unique(units.community[lost]):
        own = np.flatnonzero(blocks.community == community)
        here = np.flatnonzero(units.community[lost] == community)
        if len(own):
            tree = shapely.STRtree(blocks.polygons[own])
            result[here] = own[tree.nearest(footprints[lost[here]])]
    return result


@dataclass(frozen=True, eq=False)
class Seeds:
    """Points that stand for units when land is shared out: each place goes to the nearest.

    Parameters
    ----------
    xy
        Their coordinates, (m, 2), metres.
    block
        The block in which each counts.
    unit
        The unit it stands for.
    """

    xy: NDArray[np.float64]
    block: NDArray[np.int64]
    unit: NDArray[np.int64]

    def join(self, other: Seeds) -> Seeds:
        """Return the seeds of both."""
        return Seeds(
            np.concatenate([self.xy, other.xy]),
            np.concatenate([self.block, other.block]),
            np.concatenate([self.unit, other.unit]),
        )

    def take(self, which: NDArray[np.bool_]) -> Seeds:
        """Return some of the seeds."""
        return Seeds(self.xy[which], self.block[which], self.unit[which])


def seed_outlines(
    footprints: Geometries, home: NDArray[np.int64], params: LandParams
) -> tuple[Seeds, NDArray[np.bool_]]:
    """Put points along the outlines, ``params.outline_step_m`` apart and closer between neighbors.

    The border between two facing walls strays from the middle by about step^2 / (4 gap), so
    the step follows the gap. A common wall needs no points: it is the border itself.

    Returns
    -------
    seeds
        The points.
    is_attached
        Which footprints have a common wall.
    """
    smooth = shapely.orient_polygons(shapely.simplify(footprints, SMOOTH_M))
    segments, unit = segments_of(smooth)
    keep = home[unit] >= 0
    step = np.full(int(keep.sum()), params.outline_step_m)
    pieces, source = split_segments(segments[keep], step)
    unit = unit[keep][source]
    is_common = _is_common(pieces.mean(axis=1), unit, footprints)
    is_attached = np.isin(np.arange(len(home)), unit[is_common])
    pieces, unit = pieces[~is_common], unit[~is_common]
    gap_m = _gap_m(pieces.mean(axis=1), unit)
    step = np.clip(0.7 * gap_m, params.outline_step_m / 4, params.outline_step_m)
    fine, source = split_segments(pieces, step)
    along = fine[:, 1] - fine[:, 0]
    inward = np.column_stack([-along[:, 1], along[:, 0]])
    inward /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    unit = unit[source]
    return Seeds(fine[:, 0] + INSET_M * inward, home[unit], unit), is_attached


def _is_common(
    points: NDArray[np.float64], unit: NDArray[np.int64], footprints: Geometries
) -> NDArray[np.bool_]:
    """Tell which points lie on or close to another footprint too."""
    point, other = shapely.STRtree(footprints).query(
        shapely.points(points), predicate="dwithin", distance=COMMON_M
    )
    return np.isin(np.arange(len(points)), point[unit[point] != other])


def split_segments(
    segments: NDArray[np.float64], step_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Split segments into equal pieces no longer than their step."""
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    n = np.maximum(np.ceil(length / step_m), 1).astype(np.int64)
    source = np.repeat(np.arange(len(segments)), n)
    rank = np.arange(len(source)) - np.repeat(np.cumsum(n) - n, n)
    start, end = segments[source, 0], segments[source, 1]
    low, high = (rank / n[source])[:, None], ((rank + 1) / n[source])[:, None]
    return np.stack([start + low * (end - start), start + high * (end - start)], axis=1), source


def _gap_m(points: NDArray[np.float64], unit: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance to the nearest point of another unit, inf where only own ones are near."""
    k = min(8, len(points))
    distance, near = cKDTree(points).query(points, k=range(1, k + 1))
    distance = np.where(unit[near] == unit[:, None], np.inf, distance)
    gap: NDArray[np.float64] = distance.min(axis=1, initial=np.inf)
    return gap
