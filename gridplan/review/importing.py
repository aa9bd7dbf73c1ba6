"""Another plan of the same place, to compare with: a scenario that nobody edits."""

from __future__ import annotations

import numpy as np

from gridplan.errors import InputError
from gridplan.model import Result
from gridplan.review.aligning import aligned
from gridplan.review.state import LevelState, PlanState, Positions, first_state


def unlikeness(base: Result, other: Result) -> str | None:
    """Return why two plans cannot be compared: ``levels`` or ``units`` differ; None if they can."""
    if [plan.level for plan in base.plans] != [plan.level for plan in other.plans]:
        return "levels"
    is_known = np.isin(base.units.ids.astype(str), other.units.ids.astype(str))
    return None if is_known.any() else "units"


def imported_state(base: Result, now: PlanState, other: Result, name: str) -> PlanState:
    """Return the zones of another plan for the units of *base*, matched by unit id.

    A unit that the other plan does not know is in a zone without a code. What is the same zone in
    the plan as it is *now* stands in the same place.

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
    place = _places(base, other)
    levels: list[LevelState] = []
    for here, there in zip(now.levels, first_state(other).levels, strict=True):
        levels.append(
            aligned(
                here,
                np.where(place < 0, -1, there.labels[place]),
                there.zones,
                households=base.units.households,
                community=base.units.community,
                above=levels[-1] if levels else None,
            )
        )
    return PlanState(tuple(levels))


def _places(base: Result, other: Result) -> Positions:
    """Return the position of each unit in the other plan, -1 where it is not there."""
    ids, wanted = other.units.ids.astype(str), base.units.ids.astype(str)
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids[order], wanted), max(len(ids) - 1, 0))
    return np.where(ids[order][at] == wanted, order[at], -1)
