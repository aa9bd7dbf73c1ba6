"""Barriers that end in the open: closed to the next line, so that land lies on one side of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.graph import components
from gridplan.land.lattice import (
    Geometries,
    Segments,
    borders_of,
    faces_of,
    highest_kind,
    lengths_m,
    node,
    to_lattice,
)
from gridplan.land.lines import rank_of

MAX_ROUNDS = 4  # a closing may end at a line that is itself tied to nothing
MIN_BARRIER_M = 60.0  # people walk round a shorter one


def cut_faces(
    segments: Segments, kinds: NDArray[np.int64], communities: Geometries, snap_m: float
) -> tuple[Geometries, Geometries]:
    """Return the faces between cutting segments, barriers closed, and a point in each."""
    is_barrier = rank_of(kinds) == 2
    noded = node(segments, snap_m)
    faces, points = faces_of(noded)
    for _ in range(MAX_ROUNDS):
        along = highest_kind(noded, segments, is_barrier.astype(np.int64), snap_m) > 0
        closings = close_barriers(noded, faces, communities, along, snap_m)
        if not len(closings):
            break
        segments = np.concatenate([segments, closings])
        is_barrier = np.append(is_barrier, np.ones(len(closings), dtype=bool))
        noded = node(np.concatenate([noded, closings]), snap_m)
        faces, points = faces_of(noded)
    return faces, points


def close_barriers(
    noded: Segments,
    faces: Geometries,
    communities: Geometries,
    is_barrier: NDArray[np.bool_],
    snap_m: float,
) -> Segments:
    """Return lines that make barriers bound faces: from their loose ends to the nearest line.

    A river that ends at a culvert, or tracks that end in a yard, bound no face and would
    separate nothing; nor would a river that runs from the rim into a pond, which is closed on
    the pond's far side. A closing line itself is open ground: cells touch round the end.

    Parameters
    ----------
    noded
        All cutting segments, noded.
    faces
        The faces they enclose.
    communities
        Polygons of the communities: ends outside do not matter.
    is_barrier
        Which of the segments run along a barrier.
    snap_m
        Step of the lattice.
    """
    frame = _frame(noded, faces, snap_m)
    middle = shapely.points(noded.mean(axis=1))
    _, inside = shapely.STRtree(middle).query(communities, predicate="intersects")
    is_loose = is_barrier & ~_isin_rows(frame.own, frame.rim)
    is_loose &= np.isin(np.arange(len(noded)), inside)
    loose = np.flatnonzero(is_loose)
    if not len(loose):
        return np.zeros((0, 2, 2))
    part = components(frame.n, *frame.own[loose].T)
    total_m = np.bincount(part[frame.own[loose, 0]], lengths_m(noded[loose]), frame.n)
    long = loose[total_m[part[frame.own[loose, 0]]] >= MIN_BARRIER_M]
    ends = _ends(frame.own[long], frame)
    far = _far_sides(frame.own[long], part, frame)
    return np.concatenate([_to_nearest(ends, frame), _to_nearest(far, frame)])


@dataclass(frozen=True, eq=False)
class _Frame:
    """Vertices, numbered; `own` (m, 2) of all segments and `rim` (k, 2) of those around faces."""

    xy: NDArray[np.float64]
    own: NDArray[np.int64]
    rim: NDArray[np.int64]
    ring: NDArray[np.int64]  # connected group of rim lines that each vertex is on

    @property
    def n(self) -> int:
        return len(self.xy)


def _frame(noded: Segments, faces: Geometries, snap_m: float) -> _Frame:
    around = borders_of(faces, snap_m).segments
    both = np.concatenate([noded, around])
    steps = to_lattice(both, snap_m).astype(np.int64).reshape(-1, 2)
    _, first, number = np.unique(steps, axis=0, return_index=True, return_inverse=True)
    vertex = np.sort(number.reshape(-1, 2), axis=1)
    own, rim = vertex[: len(noded)], vertex[len(noded) :]
    return _Frame(both.reshape(-1, 2)[first], own, rim, components(len(first), *rim.T))


def _isin_rows(rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    weights = np.array([max(rows.max(initial=0), others.max(initial=0)) + 1, 1])
    return np.isin(rows @ weights, others @ weights)


def _ends(loose: NDArray[np.int64], frame: _Frame) -> NDArray[np.int64]:
    """Return the vertices where barriers end without meeting a rim."""
    is_end = np.bincount(loose.ravel(), minlength=frame.n) == 1
    is_end[frame.rim] = False
    return np.flatnonzero(is_end)


def _far_sides(
    loose: NDArray[np.int64], part: NDArray[np.int64], frame: _Frame
) -> NDArray[np.int64]:
    """Return, for each group of rims that a barrier only ties to another, the farthest vertex."""
    on_rim = np.zeros(frame.n, dtype=bool)
    on_rim[frame.rim] = True
    meets = np.unique(loose)[on_rim[np.unique(loose)]]
    size = np.bincount(frame.ring[on_rim], minlength=frame.n)
    found = []
    for group in np.unique(part[meets]):
        at = meets[part[meets] == group]
        rings = np.unique(frame.ring[at])
        for ring in rings[np.argsort(-size[rings], kind="stable")][1:]:
            door = at[frame.ring[at] == ring][0]
            members = np.flatnonzero(on_rim & (frame.ring == ring))
            distance = np.hypot(*(frame.xy[members] - frame.xy[door]).T)
            found.append(members[np.argmax(distance)])
    return np.array(found, dtype=np.int64)


def _to_nearest(vertices: NDArray[np.int64], frame: _Frame) -> Segments:
    """Return the shortest line from each vertex to a rim that it is not connected to."""
    lines = shapely.linestrings(frame.xy[frame.rim])
    ring = frame.ring[frame.rim[:, 0]]
    lone = ~np.isin(frame.ring[vertices], ring)
    result = [_shortest(frame.xy[vertices[lone]], lines)]
    for vertex in vertices[~lone]:
        others = lines[ring != frame.ring[vertex]]
        result.append(_shortest(frame.xy[[vertex]], others))
    return np.concatenate(result)


def _shortest(xy: NDArray[np.float64], lines: Geometries) -> Segments:
    if not len(lines):
        return np.zeros((0, 2, 2))
    points = shapely.points(xy)
    closing = shapely.shortest_line(points, lines[shapely.STRtree(lines).nearest(points)])
    ends: Segments = shapely.get_coordinates(closing).reshape(-1, 2, 2)
    return ends
