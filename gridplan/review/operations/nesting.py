"""Units change zone at one level; the levels above and below follow, so that zones stay nested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gridplan.model import Result
from gridplan.model.plan import ZoneKind
from gridplan.review.state import LevelState, PlanState, Positions, ZoneState
from gridplan.zoning import DIGITS, FIRST_SPECIAL


def relocate(
    ground: Result, state: PlanState, level: int, units: Positions, zones: Any
) -> PlanState:
    """Put *units* into *zones* of a level (one for all, or one for each), at every level.

    Above, units follow the zone they are now in. Below, a zone that moved as a whole goes along
    and gets a code of its new parent; of a zone that is torn, the units that left join a zone
    they touch.
    """
    wanted = np.broadcast_to(np.asarray(zones, dtype=np.int64), units.shape)
    for depth in range(level, -1, -1):
        state = state.with_level(depth, state.levels[depth].labeled(units, wanted))
        wanted = state.levels[depth].parents[wanted]
    for depth in range(level + 1, len(state.levels)):
        state = nest(ground, state, depth, units)
    return state


def nest(ground: Result, state: PlanState, depth: int, units: Positions) -> PlanState:
    """Nest the zones of one level that hold *units* in the level above."""
    for zone in np.unique(state.levels[depth].labels[units]).tolist():
        state = _nest_zone(ground, state, depth, zone)
    return state


def _nest_zone(ground: Result, state: PlanState, depth: int, zone: int) -> PlanState:
    own = state.levels[depth].members(zone)
    above = state.levels[depth - 1].labels[own]
    parent = state.levels[depth].zones[zone].parent
    holders = np.unique(above).tolist()
    if parent not in holders:
        weight = [int((above == holder).sum()) for holder in holders]
        parent = holders[int(np.argmax(weight))]
        state = reparent(state, depth, zone, parent)
    for holder in holders:
        if holder != parent:
            state = _join(ground, state, depth, own[above == holder], holder)
    return state


def _join(ground: Result, state: PlanState, depth: int, units: Positions, parent: int) -> PlanState:
    """Put units into a zone of *parent*: the one they touch most, the nearest, or a new one."""
    level = state.levels[depth]
    fitting = (level.parents[level.labels] == parent) & (state.levels[depth - 1].labels == parent)
    fitting[units] = False
    zone = _touched(ground, level, units, fitting)
    if zone is None:
        zone = _nearest(ground, level, units, fitting)
    if zone is None:
        kind = state.levels[depth - 1].zones[parent].kind
        state, zone = add_zone(state, depth, parent, kind=kind)
    return state.with_level(depth, state.levels[depth].labeled(units, zone))


def _touched(ground: Result, level: LevelState, units: Positions, fitting: Any) -> int | None:
    adjacency = ground.land.adjacency
    near = np.concatenate([adjacency.neighbors(int(unit)) for unit in units])
    near = near[fitting[near]]
    return int(np.bincount(level.labels[near]).argmax()) if len(near) else None


def _nearest(ground: Result, level: LevelState, units: Positions, fitting: Any) -> int | None:
    others = np.flatnonzero(fitting)
    if not len(others):
        return None
    xy = ground.units.xy_m
    gap = np.hypot(*(xy[others] - xy[units].mean(axis=0)).T)
    return int(level.labels[others[int(gap.argmin())]])


def reparent(state: PlanState, depth: int, zone: int, parent: int) -> PlanState:
    """Give a zone another parent, and a number and code in it."""
    was = state.levels[depth].zones[zone]
    holder = state.levels[depth - 1].zones[parent]
    number = next_number(state, depth, parent, was.kind)
    code = f"{holder.code}{number:0{DIGITS[state.levels[depth].level]}d}"
    now = replace(was, parent=parent, number=number, code=code, community=holder.community)
    return state.with_zones(depth, {zone: now})


def add_zone(
    state: PlanState, depth: int, parent: int, *, kind: ZoneKind, name: str = ""
) -> tuple[PlanState, int]:
    """Append a zone without units; return the state and the zone's position."""
    holder = state.levels[depth - 1].zones[parent]
    number = next_number(state, depth, parent, kind)
    code = f"{holder.code}{number:0{DIGITS[state.levels[depth].level]}d}"
    zone = ZoneState(code, kind, holder.community, parent, number, name)
    position = len(state.levels[depth].zones)
    return state.with_zones(depth, {position: zone}), position


def next_number(state: PlanState, depth: int, parent: int, kind: ZoneKind) -> int:
    """Return the first number after those that zones of *parent* ever had, by kind for grids."""
    level = state.levels[depth]
    is_block = level.level == "grid" and kind == "special"
    numbers = [zone.number for zone in level.zones if zone.parent == parent]
    own = [n for n in numbers if (n >= FIRST_SPECIAL) == is_block or level.level != "grid"]
    return max(own, default=FIRST_SPECIAL - 1 if is_block else 0) + 1
