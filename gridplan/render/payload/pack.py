"""Arrays and geometries as short text that the page unpacks into typed arrays.

Numbers are variable-length (seven bits a byte, low ones first), signed ones zigzag, then
base64. Coordinates are whole steps of the frame, each the difference to the one before.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.render.payload.frame import Frame


class Packed(str):
    """Text that is base64 of bytes, told apart from words by its type."""

    __slots__ = ()


def pack_unsigned(values: NDArray[Any]) -> Packed:
    """Pack whole numbers of 0 or more.

    Examples
    --------
    >>> base64.b64decode(pack_unsigned(np.array([1, 300]))).hex()
    '01ac02'
    """
    rest = np.asarray(values).astype(np.uint64)
    n_bytes = np.ones(len(rest), dtype=np.int64)
    for bits in range(7, 64, 7):
        n_bytes += rest >= (np.uint64(1) << np.uint64(bits))
    start = np.cumsum(n_bytes) - n_bytes
    out = np.zeros(int(n_bytes.sum()), dtype=np.uint8)
    for k in range(int(n_bytes.max(initial=0))):
        here = n_bytes > k
        part = (rest[here] >> np.uint64(7 * k)) & np.uint64(0x7F)
        more = np.where(n_bytes[here] > k + 1, np.uint64(0x80), np.uint64(0))
        out[start[here] + k] = (part | more).astype(np.uint8)
    return Packed(base64.b64encode(out.tobytes()).decode("ascii"))


def pack_signed(values: NDArray[Any]) -> Packed:
    """Pack whole numbers of either sign."""
    whole = np.asarray(values).astype(np.int64)
    return pack_unsigned((whole << 1) ^ (whole >> 63))


def pack_deltas(values: NDArray[Any]) -> Packed:
    """Pack whole numbers as differences to the one before: short where neighbors are alike."""
    return pack_signed(np.diff(np.asarray(values).astype(np.int64), prepend=0))


def pack_bytes(values: NDArray[Any]) -> Packed:
    """Pack numbers 0..255, one byte each."""
    return Packed(base64.b64encode(np.asarray(values).astype(np.uint8).tobytes()).decode("ascii"))


def pack_points(xy: NDArray[np.float64], frame: Frame) -> Packed:
    """Pack points (n, 2), given in the CRS of the area."""
    return pack_signed(np.diff(frame.steps(xy), axis=0, prepend=0).ravel())


def pack_shapes(geometries: NDArray[Any], frame: Frame, *, grain: int = 1) -> dict[str, Any]:
    """Pack polygons or lines, single or multi, of one kind, given in the CRS of the area.

    ``parts`` counts the rings or lines of each shape, ``points`` the points of each of them
    (a ring is left open), ``xy`` holds all points, in multiples of *grain* steps: a coarse grain
    is short, and moves a corner common to two polygons to one place.
    """
    lines, shape = _rings_and_lines(geometries)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    steps = frame.steps(xy, grain=grain)
    keep = _is_drawn(steps, line, shapely.get_dimensions(geometries).max(initial=0) == 2)
    counts = np.bincount(line[keep], minlength=len(lines))
    return {
        "n": len(geometries),
        "grain": grain,
        "parts": pack_unsigned(np.bincount(shape, minlength=len(geometries))),
        "points": pack_unsigned(counts),
        "xy": pack_signed(np.diff(steps[keep], axis=0, prepend=0).ravel()),
    }


def _rings_and_lines(geometries: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    parts, shape = shapely.get_parts(geometries, return_index=True)
    if shapely.get_dimensions(parts).max(initial=0) < 2:
        return parts, shape
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, shape[part]


def _is_drawn(
    steps: NDArray[np.int64], line: NDArray[np.int64], is_closed: bool
) -> NDArray[np.bool_]:
    is_first = np.diff(line, prepend=-1) != 0
    is_last = np.diff(line, append=-1) != 0
    is_repeat = (np.diff(steps, axis=0, prepend=steps[:1]) == 0).all(axis=1)
    keep: NDArray[np.bool_] = is_first | ~is_repeat
    return keep & ~(is_last & ~is_first) if is_closed else keep
