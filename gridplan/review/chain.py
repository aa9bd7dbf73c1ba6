"""One way to write a value, and hashes that tie each entry of the log to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = "0" * 64


def canonical(value: Any) -> str:
    """Write a JSON value in the one way that is hashed: sorted keys, no blanks, no NaN.

    Examples
    --------
    >>> canonical({"b": 1, "a": [True, "é"]})
    '{"a":[true,"é"],"b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def link(previous: str, columns: Mapping[str, Any]) -> str:
    """Return the hash of an entry: of every column, and of the entry before."""
    return digest({**columns, "previous": previous})
