"""Telling how far the work is, and how long each stage took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, float], None]  # stage, share done 0..1


def silent(stage: str, share: float) -> None:
    """Show no progress."""


class StageClock:
    """Times stages and tells when one begins and ends.

    Parameters
    ----------
    progress
        Called with a stage and the share of it that is done.

    Examples
    --------
    >>> clock = StageClock()
    >>> with clock("units"):
    ...     pass
    >>> list(clock.seconds)
    ['units']
    """

    def __init__(self, progress: Progress = silent) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def __call__(self, stage: str) -> Iterator[Callable[[float], None]]:
        """Time the block as *stage*; gives a function that takes the share done within it."""
        start = time.perf_counter()
        self._progress(stage, 0.0)
        yield lambda share: self._progress(stage, share)
        self.seconds[stage] = time.perf_counter() - start
        self._progress(stage, 1.0)
