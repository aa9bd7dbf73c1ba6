"""One binary for what never changes: a head of JSON that points into a blob of bytes.

``GPB1``, the length of the head (little-endian, 4 bytes), the head padded to 4, the blob. In
the head ``{"$b": [offset, length]}`` stands for bytes of the blob.
"""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

from gridplan.render.payload.pack import Packed

MAGIC = b"GPB1"


def pack_container(tree: Any) -> bytes:
    """Write a tree of JSON values, its packed leaves as bytes."""
    blob = bytearray()
    head = json.dumps(_pointed(tree, blob), ensure_ascii=False, allow_nan=False).encode("utf-8")
    head += b" " * (-len(head) % 4)
    return MAGIC + struct.pack("<I", len(head)) + head + bytes(blob)


def _pointed(value: Any, blob: bytearray) -> Any:
    if isinstance(value, dict):
        return {key: _pointed(item, blob) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_pointed(item, blob) for item in value]
    if isinstance(value, Packed):
        content = base64.b64decode(value, validate=True)
        start = len(blob)
        blob += content
        return {"$b": [start, len(content)]}
    return value
