"""Edges between the cells of units, from which the borders of any plan are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.render.payload.borders import is_run_start, pack_runs
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_unsigned

_SHIFT = np.int64(1) << 31


def pack_edges(cells: NDArray[Any], frame: Frame) -> dict[str, Any]:
    """Pack every stretch where two cells meet once, as lines, with the unit on either side.

    ``right`` is 0 where the land ends, else one more than the unit. An edge is a border of a
    level where its two units lie in different zones, so nothing else is needed to follow edits.
    """
    parts, unit = shapely.get_parts(cells, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    steps = frame.steps(xy)
    is_drawn = (np.diff(ring, append=-1) == 0) & (np.roll(steps, -1, axis=0) != steps).any(axis=1)
    start = np.flatnonzero(is_drawn)
    owner = unit[part][ring]
    first, second = _pairs(steps, start)
    other = np.full(len(xy), -1, dtype=np.int64)
    other[start[first]] = np.where(second >= 0, owner[start[second]], -1)
    keep = np.sort(start[first])
    group = ring * (len(cells) + 1) + other + 1
    begins = keep[is_run_start(keep, group)]
    return {
        "lines": pack_runs(keep, group, steps),
        "left": pack_unsigned(owner[begins]),
        "right": pack_unsigned(other[begins] + 1),
    }


def _pairs(
    steps: NDArray[np.int64], start: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions in *start* of each stretch as it first comes, and again (-1: never)."""
    point = (steps[:, 0] + _SHIFT) * (_SHIFT * 2) + (steps[:, 1] + _SHIFT)
    _, vertex = np.unique(point, return_inverse=True)
    low = np.minimum(vertex[start], vertex[start + 1])
    high = np.maximum(vertex[start], vertex[start + 1])
    key = low * (len(vertex) + 1) + high
    order = np.argsort(key, kind="stable")
    is_again = np.diff(key[order], prepend=-1) == 0
    at = np.flatnonzero(~is_again)
    following = np.append(order[1:], -1)
    has_second = np.append(is_again[1:], False)
    return order[at], np.where(has_second[at], following[at], -1)
