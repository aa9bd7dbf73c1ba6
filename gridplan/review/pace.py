"""How often a client may write: a budget for each kind of work, by what it costs the server."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gridplan.review.refusal import Refused

MAX_KNOWN = 1000  # budgets remembered; one left alone for long is full again anyway


@dataclass(frozen=True)
class Budget:
    """So many at once, and so many again in a minute."""

    most: int
    per_minute: int


#: Fifty reviewers who share this machine's address are one client: edits are cheap, and many.
EDITS = Budget(400, 24_000)
#: Each of these reads, searches or writes a whole plan.
BUDGETS: Mapping[str, Budget] = {
    "/api/plans": Budget(6, 6),
    "/api/solve": Budget(20, 20),
    "/api/export": Budget(20, 20),
}


@dataclass
class Paces:
    """What is left of the budgets of clients."""

    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def spend(self, client: str, path: str) -> None:
        """Take one write at a path off the budget of a client.

        Raises
        ------
        Refused
            Nothing is left; it says in how many seconds there will be.
        """
        kind = path if path in BUDGETS else ""
        budget = BUDGETS.get(path, EDITS)
        now = self.clock()
        left, seen = self._left.pop((client, kind), (float(budget.most), now))
        left = min(budget.most, left + (now - seen) * budget.per_minute / 60)
        self._left[client, kind] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MAX_KNOWN:
            self._left.popitem(last=False)
        if left < 1:
            wait_s = math.ceil((1 - left) * 60 / budget.per_minute)
            raise Refused(429, "too_fast", more={"retry_s": wait_s}, seconds=wait_s)
