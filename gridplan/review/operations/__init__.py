"""What an edit does: each operation is a function from a state and a body to a state.

The body holds all that was decided, so that a log can be done again without a search. `ASKED`
says what a client may send, `OPERATIONS` what is then done; `gridplan.review.resolving` fills in
between what the client leaves to the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gridplan.model import Result
from gridplan.review.operations.holds import approve, link, lock_units, lock_zones, unlink
from gridplan.review.operations.zones import (
    accept,
    merge,
    move,
    new_zone,
    rename,
    set_special,
    split,
)
from gridplan.review.schema import Rule, flag, list_of, maybe, one_of, text, whole
from gridplan.review.state import PlanState

Operation = Callable[[Result, PlanState, Mapping[str, Any]], PlanState]

MAX_UNITS = 1_000_000
MAX_LINKED = 50
MAX_PARTS = 9
LEVEL = whole(0, 9)
ZONE = whole(0, 10_000_000)
UNIT = whole(0, 10_000_000)
UNITS = list_of(UNIT, most=MAX_UNITS)
ZONES = list_of(ZONE, most=MAX_UNITS)
NAME = text(most=60)

OPERATIONS: Mapping[str, Operation] = {
    "move": move,
    "merge": merge,
    "split": split,
    "new_zone": new_zone,
    "rename": rename,
    "set_special": set_special,
    "lock_zones": lock_zones,
    "lock_units": lock_units,
    "link": link,
    "unlink": unlink,
    "approve": approve,
    "accept": accept,
}

ASKED: Mapping[str, Mapping[str, Rule]] = {
    "move": {"level": LEVEL, "units": UNITS},  # and ``zone`` or ``zones``
    "merge": {"level": LEVEL, "zones": ZONES, "into": ZONE},
    "split": {"level": LEVEL, "zone": ZONE, "parts": whole(2, MAX_PARTS)},
    "new_zone": {"level": LEVEL, "units": UNITS, "name": NAME, "is_special": flag},
    "rename": {
        "level": LEVEL,
        "zone": ZONE,
        "name": maybe(NAME),
        "code": maybe(text(most=32, least=1)),
        "color": maybe(whole(0, 9)),
    },
    "set_special": {"level": LEVEL, "zone": ZONE, "is_special": flag},
    "lock_zones": {"level": LEVEL, "zones": ZONES, "is_locked": flag},
    "lock_units": {"units": UNITS, "is_locked": flag},
    "link": {"units": list_of(UNIT, most=MAX_LINKED, least=2), "kind": one_of("must", "cannot")},
    "unlink": {"id": whole(1)},
    "approve": {
        "level": LEVEL,
        "zone": ZONE,
        "state": one_of("approved", "returned", "open"),
        "reason": text(),
    },
    "freeze": {"is_frozen": flag},
}
