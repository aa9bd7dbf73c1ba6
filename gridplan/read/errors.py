"""What stops one file from being read, inside the reader."""

from __future__ import annotations

from typing import Any


class UnreadableError(Exception):
    """A file or layer cannot be read; holds the key of the sentence and what fills it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values
