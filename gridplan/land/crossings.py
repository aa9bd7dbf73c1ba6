"""Where a way leads over, under or through a barrier between two cells."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.contacts import CellBorders
from gridplan.land.lattice import Geometries
from gridplan.land.lines import WALL, rank_of

STEP_M = 0.5  # a way that is on both sides of the border this far on crosses it
MEET_M = 0.05  # ways that end within this distance of each other on the border go on
GATE_REACH_M = 10.0  # a gate may be drawn this far from its wall


def find_crossings(cells: CellBorders, ways: Geometries, gates: Geometries) -> NDArray[np.int64]:
    """Return the pairs of units (m, 2) that a way or a gate joins across their common barrier."""
    barrier = np.flatnonzero(rank_of(cells.kind) == 2)
    segments = cells.borders.segments[barrier]
    crossed = barrier[_crossed(segments, ways)]
    gated = barrier[_at_gates(segments, cells.kind[barrier] == WALL, gates)]
    rows = np.concatenate([crossed, gated])
    pairs = np.column_stack([cells.borders.left[rows], cells.borders.right[rows]])
    return np.unique(pairs, axis=0)


def _crossed(segments: NDArray[np.float64], ways: Geometries) -> NDArray[np.int64]:
    """Return the segments that ways cross: some way is on each side of the meeting point.

    A street that only ends at the barrier is on one side. Two that end at the same point,
    one from each side, are a crossing drawn in two pieces.
    """
    lines = shapely.linestrings(segments)
    way, segment = shapely.STRtree(lines).query(ways, predicate="intersects")
    points, hit = shapely.get_parts(
        shapely.intersection(ways[way], lines[segment]), return_index=True
    )
    is_point = shapely.get_dimensions(points) == 0
    points, hit = points[is_point], hit[is_point]
    way, segment = way[hit], segment[hit]
    along = shapely.line_locate_point(ways[way], points)
    place = np.rint(shapely.get_coordinates(points) / MEET_M).astype(np.int64)
    key = np.column_stack([segment, place])
    _, meeting = np.unique(key, axis=0, return_inverse=True)
    meeting = meeting.ravel()
    has_left = np.zeros(len(meeting), dtype=bool)
    has_right = has_left.copy()
    for step in (-STEP_M, STEP_M):
        # a way that ends on the border has no step beyond its end
        goes_on = (along + step > -STEP_M / 2) & (
            along + step < shapely.length(ways[way]) + STEP_M / 2
        )
        ahead = shapely.line_interpolate_point(ways[way], np.maximum(along + step, 0))
        side = _side(segments[segment], shapely.get_coordinates(ahead))
        has_left[meeting[goes_on & (side > 0)]] = True
        has_right[meeting[goes_on & (side < 0)]] = True
    crossed: NDArray[np.int64] = np.unique(segment[(has_left & has_right)[meeting]])
    return crossed


def _side(segments: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    along, to = segments[:, 1] - segments[:, 0], xy - segments[:, 0]
    turn = along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
    offset = turn / np.maximum(np.hypot(*along.T), 1e-9)
    return np.where(np.abs(offset) < MEET_M, 0.0, offset)


def _at_gates(
    segments: NDArray[np.float64], is_wall: NDArray[np.bool_], gates: Geometries
) -> NDArray[np.int64]:
    """Return the piece of wall that each gate opens."""
    walls = np.flatnonzero(is_wall)
    if not len(walls) or not len(gates):
        return np.zeros(0, dtype=np.int64)
    tree = shapely.STRtree(shapely.linestrings(segments[walls]))
    _, wall = tree.query_nearest(gates, max_distance=GATE_REACH_M)
    return np.asarray(walls[np.unique(wall)], dtype=np.int64)
