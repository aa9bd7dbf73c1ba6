"""Another plan of the same place, to compare with: a scenario that nobody edits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridplan.errors import InputError
from gridplan.model import Result
from gridplan.review.state import LevelState, PlanState, Positions, ZoneState, first_state


def unlikeness(base: Result, other: Result) -> str | None:
    """Return why two plans cannot be compared: ``levels`` or ``units`` differ; None if they can."""
    if [plan.level for plan in base.plans] != [plan.level for plan in other.plans]:
        return "levels"
    is_known = np.isin(base.units.ids.astype(str), other.units.ids.astype(str))
    return None if is_known.any() else "units"


def imported_state(base: Result, other: Result, name: str) -> PlanState:
    """Return the zones of another plan for the units of *base*, matched by unit id.

    A unit that the other plan does not know is in a zone without a code.

    Raises
    ------
    InputError
        The plans have no unit in common, or not the same levels.
    """
    unlike = unlikeness(base, other)
    if unlike == "levels":
        raise InputError(
            f"{name}: the plan has other levels than this one; compare like with like."
        )
    if unlike == "units":
        raise InputError(f"{name}: the plan has no unit in common with this one.")
    ids = other.units.ids.astype(str)
    order = np.argsort(ids)
    wanted = base.units.ids.astype(str)
    at = np.minimum(np.searchsorted(ids[order], wanted), max(len(ids) - 1, 0))
    place = np.where(ids[order][at] == wanted, order[at], -1)
    state = first_state(other)
    community = base.units.community
    return replace(state, levels=tuple(_matched(level, place, community) for level in state.levels))


def _matched(level: LevelState, place: Positions, community: Positions) -> LevelState:
    """Return a level for our units, its zones in our communities."""
    known = np.flatnonzero(place >= 0)
    home = np.zeros(len(level.zones), dtype=np.int64)
    home[level.labels[place[known]]] = community[known]
    zones = tuple(
        replace(zone, community=int(own)) for zone, own in zip(level.zones, home, strict=True)
    )
    if (place < 0).any():
        zones = (*zones, ZoneState("", "ordinary", 0, -1, 0, "—"))
    labels = np.where(place < 0, len(level.zones), level.labels[place]).astype(np.int32)
    labels.flags.writeable = False
    return replace(level, labels=labels, zones=zones)
