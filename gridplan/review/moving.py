"""Two states of a plan: which unit moves from which zone to which, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Result
from gridplan.review.facts import zone_name
from gridplan.review.state import LevelState, PlanState
from gridplan.text import LANGUAGES, Language, say

_NAMES = ("unit", "building", "households", "from_code", "from", "to_code", "to")
COLUMNS: Mapping[Language, tuple[str, ...]] = {
    language: tuple(say(language, f"review.move_{name}") for name in _NAMES)
    for language in LANGUAGES
}


def move_rows(
    base: Result, before: PlanState, after: PlanState, depth: int, language: Language
) -> list[list[Any]]:
    """Return a row for each unit whose zone is another one.

    Unit, building, households, code and name of the zone it leaves, of the zone it comes to.
    """
    left, come = (_ids(state.levels[depth]) for state in (before, after))
    was, now = before.levels[depth], after.levels[depth]
    buildings = [*base.area.buildings["building_id"].tolist(), ""]
    rows = []
    for unit in np.flatnonzero(left != come).tolist():
        rows.append(
            [
                str(base.units.ids[unit]),
                buildings[base.units.building[unit]],
                int(base.units.households[unit]),
                *_zone(before, depth, int(was.labels[unit]), language),
                *_zone(after, depth, int(now.labels[unit]), language),
            ]
        )
    return rows


def _ids(level: LevelState) -> NDArray[np.str_]:
    return np.array([level.zone_id(k) for k in range(len(level.zones))])[level.labels]


def _zone(state: PlanState, depth: int, zone: int, language: Language) -> tuple[str, str]:
    level = state.levels[depth]
    above = state.levels[depth - 1].zones if depth else ()
    found = level.zones[zone]
    return found.code, zone_name(level.level, found, above, language)
