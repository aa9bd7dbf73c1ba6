"""Work that can wait gives way to edits: the interpreter runs one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 1.0  # edits without end must not keep the check from ever being done


class Courtesy:
    """Who is in a hurry, and who is not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._n_hurried = 0
        self._is_free = threading.Event()
        self._is_free.set()
        self._thread = threading.local()  # knows whether it is in a hurry itself

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Hold up others as long as this lasts."""
        self._count(1)
        self._thread.is_hurried = True
        try:
            yield
        finally:
            self._thread.is_hurried = False
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._n_hurried += step
            if self._n_hurried:
                self._is_free.clear()
            else:
                self._is_free.set()

    def give_way(self) -> None:
        """Wait while somebody else is in a hurry, though not for long."""
        if not getattr(self._thread, "is_hurried", False):
            self._is_free.wait(PATIENCE_S)
