"""Look at WKB before a geometry library does: nesting, curves, open rings.

A geometry collection nested thousands of levels deep overflows the stack of the library that
parses it, so the depth is found here on the bytes, without recursion.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

MAX_DEPTH = 32
_SIMPLE = (1, 2, 3)
_MULTI = (4, 5, 6, 7)
_FLAG_Z, _FLAG_M, _FLAG_SRID = 0x80000000, 0x40000000, 0x20000000


def blobs(column: Any) -> NDArray[Any]:
    """Return a binary Arrow column as object array of bytes, None for null."""
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.array(flat.to_pylist(), dtype=object) if len(flat) else np.empty(0, dtype=object)


def header(blob: bytes, at: int) -> tuple[int, int, str, int]:
    """Return base type, dimensions, byte order mark and end of the header at a position.

    Raises
    ------
    struct.error
        The bytes end too early.
    """
    order = "<" if blob[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(order + "I", blob, at + 1)
    end = at + 5 + (4 if code & _FLAG_SRID else 0)
    iso = code & 0x0FFFFFFF
    extra = {0: 0, 1: 1, 2: 1, 3: 2}.get(iso // 1000, 0)
    extra = max(extra, bool(code & _FLAG_Z) + bool(code & _FLAG_M))
    return iso % 1000, 2 + extra, order, end


def is_suspect(blob: bytes) -> str:
    """Tell why a geometry may not be parsed: ``nested``, ``curved``, or "" when it may.

    Bytes that make no sense are left to the parser, which fails on them in an orderly way.
    """
    at, depth = 0, 0
    pending = [1]  # geometries still to come, by level
    try:
        while pending:
            if not pending[-1]:
                pending.pop()
                continue
            pending[-1] -= 1
            base, dimensions, order, end = header(blob, at)
            if base in _SIMPLE:
                at = _skip(blob, base, dimensions, order, end)
            elif base in _MULTI:
                (count,) = struct.unpack_from(order + "I", blob, end)
                at, depth = end + 4, len(pending)
                if depth > MAX_DEPTH:
                    return "nested"
                pending.append(count)
            else:
                return "curved" if 8 <= base <= 17 else ""
    except struct.error:
        return ""
    return ""


def _skip(blob: bytes, base: int, dimensions: int, order: str, end: int) -> int:
    size = 8 * dimensions
    if base == 1:
        return end + size
    (count,) = struct.unpack_from(order + "I", blob, end)
    at = end + 4
    if base == 2:
        return at + size * int(count)
    for _ in range(count):
        (points,) = struct.unpack_from(order + "I", blob, at)
        at += 4 + size * points
    return at


def suspects(column: NDArray[Any]) -> NDArray[Any]:
    """Apply `is_suspect` to all geometries, object (n,) of texts.

    Plain points, lines, polygons and multi geometries of one part need only their first bytes.
    """
    result = np.full(len(column), "", dtype=object)
    for i, blob in enumerate(column):
        if blob is not None and not _is_plain(blob):
            result[i] = is_suspect(blob)
    return result


def _is_plain(blob: bytes) -> bool:
    # little-endian ISO or extended codes: the low byte of the code minus its thousands
    if len(blob) < 9 or blob[0] != 1:
        return False
    code = int.from_bytes(blob[1:5], "little")
    if code in (1, 2, 3, 1001, 1002, 1003):
        return True
    if code not in (4, 5, 6, 1004, 1005, 1006) or blob[5:9] != b"\x01\0\0\0" or len(blob) < 14:
        return False
    return int.from_bytes(blob[10:14], "little") == code - 3


def rings(blob: bytes) -> Iterator[NDArray[np.float64]]:
    """Yield the rings of a polygon or multipolygon as coordinates, closed or not.

    Raises
    ------
    struct.error, ValueError
        The bytes make no sense.
    """
    base, dimensions, order, end = header(blob, 0)
    starts = [(end, dimensions, order)] if base == 3 else []
    if base == 6:
        (count,) = struct.unpack_from(order + "I", blob, end)
        at = end + 4
        for _ in range(count):
            _, dimensions, order, end = header(blob, at)
            starts.append((end, dimensions, order))
            at = _skip(blob, 3, dimensions, order, end)
    for end, dimensions, order in starts:
        yield from _polygon_rings(blob, end, dimensions, order)


def _polygon_rings(
    blob: bytes, end: int, dimensions: int, order: str
) -> Iterator[NDArray[np.float64]]:
    (count,) = struct.unpack_from(order + "I", blob, end)
    at = end + 4
    for _ in range(count):
        (points,) = struct.unpack_from(order + "I", blob, at)
        flat = np.frombuffer(blob, order + "f8", points * dimensions, at + 4)
        yield flat.reshape(points, dimensions)[:, :2]
        at += 4 + 8 * dimensions * points
