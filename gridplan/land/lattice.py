"""Segments on the lattice: every coordinate a multiple of ``snap_m``, every crossing a vertex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[Any]
Segments = NDArray[np.float64]  # (m, 2, 2): two ends with x and y, metres

CLEAR_STEPS = 3.0  # lattice steps
NEAR_STEPS = 3  # snap rounding moves a line by less than this many lattice steps


def segments_of(geometries: Any) -> tuple[Segments, NDArray[np.int64]]:
    """Return the segments of lines and of the rings of polygons, and the geometry of each."""
    parts, source = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    kinds = shapely.get_dimensions(parts)
    areas, lines = np.flatnonzero(kinds == 2), np.flatnonzero(kinds == 1)
    rings, ring_of = shapely.get_rings(parts[areas], return_index=True)
    paths = np.concatenate([rings, parts[lines]])
    source = np.concatenate([source[areas[ring_of]], source[lines]])
    xy, path = shapely.get_coordinates(paths, return_index=True)
    joined = np.flatnonzero(path[1:] == path[:-1])
    return np.stack([xy[joined], xy[joined + 1]], axis=1), source[path[joined]]


def lengths_m(segments: Segments) -> NDArray[np.float64]:
    """Return the length of each segment."""
    x, y = (segments[:, 1] - segments[:, 0]).T
    return np.asarray(np.hypot(x, y), dtype=float)


def to_lattice(xy: NDArray[np.float64], snap_m: float) -> NDArray[np.float64]:
    """Return whole numbers of lattice steps, as floats."""
    return np.rint(xy / snap_m) if snap_m > 1 else np.rint(xy * round(1 / snap_m))


def from_lattice(steps: NDArray[np.float64], snap_m: float) -> NDArray[np.float64]:
    """Return metres; equal steps give equal floats."""
    return steps * snap_m if snap_m > 1 else steps / round(1 / snap_m)


def node(segments: Segments, snap_m: float) -> Segments:
    """Cut segments where they meet, with every vertex on the lattice; each segment once.

    Snap rounding: a segment that passes within half a step of a vertex is drawn through it,
    so the result crosses nowhere else, whatever was given. The order of the segments does
    not matter, nor does their direction.
    """
    steps = _canonical(to_lattice(segments, snap_m))
    meets = _meets_others(steps)
    if not meets.any():
        return from_lattice(steps, snap_m)
    union = shapely.union_all(shapely.linestrings(steps[meets]), grid_size=1.0)
    noded, _ = segments_of(np.array([union], dtype=object))
    return from_lattice(_canonical(np.concatenate([steps[~meets], noded])), snap_m)


def _meets_others(steps: Segments) -> NDArray[np.bool_]:
    """Tell which segments come near another one elsewhere than at a common end.

    Noding moves no segment by a whole step, so it cannot concern the others; leaving them out
    makes it several times faster, as most borders already end where others do.
    """
    result = np.zeros(len(steps), dtype=bool)
    if not len(steps):
        return result
    lines = shapely.linestrings(steps)
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=CLEAR_STEPS)
    once = first < second
    first, second = first[once], second[once]
    joint = np.zeros(len(first), dtype=bool)
    for end in (0, 1):
        for other in (0, 1):
            here = np.flatnonzero((steps[first, end] == steps[second, other]).all(axis=1))
            one, two = steps[first[here]], steps[second[here]]
            is_clear = _gap(one[:, 1 - end], two) > CLEAR_STEPS
            joint[here] = is_clear & (_gap(two[:, 1 - other], one) > CLEAR_STEPS)
    result[first[~joint]] = True
    result[second[~joint]] = True
    return result


def _gap(points: NDArray[np.float64], segments: Segments) -> NDArray[np.float64]:
    """Return the distance from each point to its segment."""
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    share = ((points - start) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
    return lengths_m(np.stack([points, start + np.clip(share, 0, 1)[:, None] * along], axis=1))


def _canonical(steps: Segments) -> Segments:
    first, second = steps[:, 0], steps[:, 1]
    differ = (first != second).any(axis=1)
    swap = (first[:, 0] > second[:, 0]) | (
        (first[:, 0] == second[:, 0]) & (first[:, 1] > second[:, 1])
    )
    directed: Segments = np.where(swap[:, None, None], steps[:, ::-1], steps)[differ]
    unique: Segments = np.unique(directed.reshape(-1, 4), axis=0).reshape(-1, 2, 2)
    return unique


def faces_of(segments: Segments) -> tuple[Geometries, Geometries]:
    """Return the polygons that noded segments enclose and a point in each, sorted by the points."""
    faces = shapely.get_parts(shapely.polygonize(shapely.linestrings(segments)))
    points = shapely.point_on_surface(faces)
    order = np.lexsort((shapely.get_y(points), shapely.get_x(points)))
    return faces[order], points[order]


@dataclass(frozen=True, eq=False)
class Borders:
    """The segments around faces, each once.

    Parameters
    ----------
    segments
        Their ends, metres.
    left, right
        Faces on the two sides, in no special order; `right` is -1 at the rim of all faces.
    """

    segments: Segments
    left: NDArray[np.int64]
    right: NDArray[np.int64]

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Length of each segment."""
        return lengths_m(self.segments)

    def relabel(self, label: NDArray[np.int64]) -> Borders:
        """Return the borders between groups of faces: *label* is the group of each face."""
        left, right = label[self.left], np.where(self.right < 0, -1, label[self.right])
        return Borders(self.segments, left, right)


def borders_of(faces: Geometries, snap_m: float) -> Borders:
    """Return the segments around *faces*, which must not overlap and must share vertices."""
    segments, face = segments_of(faces)
    ends = to_lattice(segments, snap_m).astype(np.int64).reshape(-1, 2)
    ends -= ends.min(axis=0) if len(ends) else 0
    vertex = (ends[:, 0] * (ends[:, 1].max(initial=0) + 1) + ends[:, 1]).reshape(-1, 2)
    low, high = vertex.min(axis=1), vertex.max(axis=1)
    order = np.lexsort((face, high, low))
    low, high, face, segments = low[order], high[order], face[order], segments[order]
    is_first = np.ones(len(low), dtype=bool)
    is_first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first = np.flatnonzero(is_first)
    has_second = np.append(~is_first[1:], False)[first]
    right = np.where(has_second, face[np.minimum(first + 1, len(face) - 1)], -1)
    return Borders(segments[first], face[first], right)


def highest_kind(
    borders: Segments, segments: Segments, kinds: NDArray[np.int64], snap_m: float
) -> NDArray[np.int64]:
    """Return the highest kind among the segments that each border runs along."""
    result = np.zeros(len(borders), dtype=np.int64)
    telling = np.flatnonzero(kinds > 0)
    tree = shapely.STRtree(shapely.linestrings(segments[telling]))
    middle = shapely.points(borders.mean(axis=1))
    near = tree.query(middle, predicate="dwithin", distance=NEAR_STEPS * snap_m)
    np.maximum.at(result, near[0], kinds[telling][near[1]])
    return result
