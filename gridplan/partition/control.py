"""Who listens to a search, and when it is to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

Progress = Callable[[float], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True)
class Control:
    """Who listens and when to stop: `progress` hears 0..1, `cancel` is asked now and then.

    With `end_s`, a time of the monotonic clock, the search goes on until then; without, it ends
    after its iterations.
    """

    progress: Progress | None = None
    cancel: Cancel | None = None
    end_s: float | None = None

    def is_over(self) -> bool:
        """Tell whether the search is to stop with the best plan so far."""
        if self.cancel is not None and self.cancel():
            return True
        return self.end_s is not None and time.monotonic() > self.end_s

    def left_s(self) -> float:
        """Return the seconds left; without a clock, all there are."""
        return float("inf") if self.end_s is None else self.end_s - time.monotonic()

    def tell(self, share: float) -> None:
        """Report the share of the work that is done."""
        if self.progress is not None:
            self.progress(min(share, 1.0))

    def part(self, number: int, n_parts: int) -> Control:
        """Return the control of one of several parts of the work, counted from 0.

        The time left is shared evenly among the parts to come.
        """
        end_s = self.end_s
        if end_s is not None:
            end_s = time.monotonic() + self.left_s() / (n_parts - number)
        return replace(
            self, progress=lambda share: self.tell((number + share) / n_parts), end_s=end_s
        )


def forward(progress: Progress | None) -> Progress | None:
    """Return a progress that never goes back, whatever is tried again behind it."""
    if progress is None:
        return None
    furthest = 0.0

    def advance(share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        progress(furthest)

    return advance
