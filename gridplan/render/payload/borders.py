"""Borders of zones as lines, each stretch once, at the coarsest level it belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_signed, pack_unsigned

_SHIFT = np.int64(1) << 31


def pack_borders(levels: list[NDArray[Any]], frame: Frame) -> list[dict[str, Any]]:
    """Pack the borders of the levels, given coarse to fine, as lines, a shape each.

    A border common to two zones would be drawn twice, and its dashes would fill each other's
    gaps; so every stretch is kept where it first occurs, and a stretch of a coarser level does
    not come again at a finer one.
    """
    rings, level = _rings(levels)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    steps = frame.steps(xy)
    is_segment = (np.diff(ring, append=-1) == 0) & (np.roll(steps, -1, axis=0) != steps).any(axis=1)
    from_point = np.flatnonzero(is_segment)
    keep = from_point[_first_of_each(steps, from_point)]
    return [pack_runs(keep[level[ring[keep]] == k], ring, steps) for k in range(len(levels))]


def _rings(levels: list[NDArray[Any]]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    found = [shapely.get_rings(shapely.get_parts(polygons)) for polygons in levels]
    level = np.repeat(np.arange(len(levels)), [len(rings) for rings in found])
    return np.concatenate(found), level


def _first_of_each(steps: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    key = (steps[:, 0] + _SHIFT) * (_SHIFT * 2) + (steps[:, 1] + _SHIFT)
    _, vertex = np.unique(key, return_inverse=True)
    low = np.minimum(vertex[start], vertex[start + 1])
    high = np.maximum(vertex[start], vertex[start + 1])
    _, first = np.unique(low * (len(vertex) + 1) + high, return_index=True)
    return np.sort(first)


def is_run_start(start: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which stretches do not go on where the one before ends, or are of another group."""
    is_new: NDArray[np.bool_] = (np.diff(start, prepend=-2) != 1) | (
        np.diff(group[start], prepend=-1) != 0
    )
    return is_new


def pack_runs(
    start: NDArray[np.int64], group: NDArray[np.int64], steps: NDArray[np.int64]
) -> dict[str, Any]:
    """Pack stretches, given by their first point, as lines: one as long as a group goes on."""
    is_new = is_run_start(start, group)
    run = np.cumsum(is_new) - 1
    n_runs = int(is_new.sum())
    points = np.zeros((len(start) + n_runs, 2), dtype=np.int64)
    place = np.arange(len(start)) + run
    points[place] = steps[start]
    is_end = np.append(is_new[1:], True) if len(start) else np.zeros(0, dtype=bool)
    points[place[is_end] + 1] = steps[start[is_end] + 1]
    return {
        "n": n_runs,
        "grain": 1,
        "parts": pack_unsigned(np.ones(n_runs, dtype=np.int64)),
        "points": pack_unsigned(np.bincount(run, minlength=n_runs) + 1),
        "xy": pack_signed(np.diff(points, axis=0, prepend=0).ravel()),
    }
