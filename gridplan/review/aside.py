"""The check in a process of its own, so that it never holds the interpreter that edits need."""

from __future__ import annotations

import os
import threading
from typing import Any

from gridplan.check import check_zones
from gridplan.helper import LOST, Helper, answer_all
from gridplan.model import Violation

NICENESS = 19  # findings may be late where edits want the processor


class Aside:
    """Checks zones as `gridplan.check.check_zones` does, one community at a time, elsewhere.

    What the helper cannot do is done here, where its error is raised; so is what it was at when
    it was ended from outside. The next check then has a new helper.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._helper: Helper | None = None

    @property
    def pid(self) -> int | None:
        """The process that helps, None between two of them."""
        return None if self._helper is None else self._helper.pid

    def start(self) -> None:
        """Start the helper, so that it is ready when it is needed."""
        with self._lock:
            self._helper = self._helper or Helper(__name__)

    def __call__(self, *subject: Any, **more: Any) -> tuple[Violation, ...]:
        """Return what the zones of some communities break."""
        with self._lock:
            try:
                self._helper = self._helper or Helper(__name__)
                found: tuple[Violation, ...] = self._helper.ask((subject, more))
            except LOST:
                self._end()
            else:
                return found
        return check_zones(*subject, **more)

    def close(self) -> None:
        """End the helper, whatever it is doing."""
        if self._helper is not None:
            self._helper.kill()  # who waits for its answer gets none, and lets go of the lock
        with self._lock:
            self._end()

    def _end(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()


def serve() -> None:
    """Check what is asked about on standard input, in a helper."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    answer_all(lambda asked: check_zones(*asked[0], **asked[1]))
