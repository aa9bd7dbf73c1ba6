"""A plan in the middle of its review: zones and labels of every level, locks and links.

States are never changed; an edit makes a new one that shares with the old what is alike. The
position of a zone stays for good: a zone without units keeps its place, a new one is appended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Plan, Result, Zone
from gridplan.model.plan import ZoneKind

Labels = NDArray[np.integer[Any]]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Approval:
    """What a reviewer said of a zone: ``approved`` or ``returned``, why, and who."""

    state: str
    reason: str
    by: str


@dataclass(frozen=True)
class ZoneState:
    """A zone: as in `gridplan.model.Zone`, and what the review adds.

    One that `is_foreign` is in another plan only: two of these are the same by their code, all
    others by their position.
    """

    code: str
    kind: ZoneKind
    community: int
    parent: int
    number: int
    name: str = ""
    color: int | None = None
    is_locked: bool = False
    approval: Approval | None = None
    is_foreign: bool = False


@dataclass(frozen=True, eq=False)
class LevelState:
    """The zones of one level, and the zone of each unit.

    A level that is not `is_held` is ours, in another plan that does not have it.
    """

    level: str
    labels: Labels
    zones: tuple[ZoneState, ...]
    is_held: bool = True

    @cached_property
    def parents(self) -> Positions:
        """Parent of each zone, int64 (k,)."""
        return np.array([zone.parent for zone in self.zones], dtype=np.int64)

    def labeled(self, units: Positions, zones: Any) -> LevelState:
        """Return the level with *units* in *zones* (one for all, or one for each)."""
        labels = self.labels.copy()
        labels[units] = zones
        labels.flags.writeable = False
        made = replace(self, labels=labels)
        made.__dict__["parents"] = self.parents  # the zones are the same
        return made

    def with_zones(self, changes: Mapping[int, ZoneState]) -> LevelState:
        """Return the level with some zones in the place of others; a position may be new."""
        zones = list(self.zones)
        for position in sorted(changes):
            if position == len(zones):
                zones.append(changes[position])
            else:
                zones[position] = changes[position]
        return replace(self, zones=tuple(zones))

    def zone_id(self, position: int) -> str:
        """Return what a zone is known by in every plan that is compared."""
        zone = self.zones[position]
        return f"{self.level}:{zone.code}" if zone.is_foreign else f"{self.level}-{position}"

    def members(self, zone: int) -> Positions:
        """Return the units of a zone, ascending."""
        return np.flatnonzero(self.labels == zone)


@dataclass(frozen=True)
class Link:
    """Units that must share a zone (``must``) or must not (``cannot``)."""

    id: int
    kind: str
    units: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PlanState:
    """All that edits can change.

    Parameters
    ----------
    levels
        Coarse to fine, the first the communities.
    locked_units
        Units that may not move.
    by_hand
        Units that a person put where they are: no search moves them.
    links
        Must-links and cannot-links.
    n_links
        Links ever made, so that no id comes twice.
    """

    levels: tuple[LevelState, ...]
    locked_units: frozenset[int] = frozenset()
    by_hand: frozenset[int] = frozenset()
    links: tuple[Link, ...] = ()
    n_links: int = 0

    def with_level(self, position: int, level: LevelState) -> PlanState:
        """Return the state with another level at a position."""
        levels = (*self.levels[:position], level, *self.levels[position + 1 :])
        return replace(self, levels=levels)

    def with_zones(self, level: int, changes: Mapping[int, ZoneState]) -> PlanState:
        """Return the state with some zones of a level changed."""
        return self.with_level(level, self.levels[level].with_zones(changes))


def first_state(result: Result) -> PlanState:
    """Return the state that a plan document begins with."""
    return PlanState(tuple(_level(plan) for plan in result.plans))


def _level(plan: Plan) -> LevelState:
    zones = tuple(
        ZoneState(zone.code, zone.kind, zone.community, zone.parent, zone.number, zone.name)
        for zone in plan.zones
    )
    return LevelState(plan.level, plan.labels, zones)


def used_zones(level: LevelState) -> NDArray[np.bool_]:
    """Tell which zones have a unit, bool (k,)."""
    return np.bincount(level.labels, minlength=len(level.zones)) > 0


def plans_of(state: PlanState, base: Result) -> tuple[Plan, ...]:
    """Return a state as plans: empty zones left out, each level the parent of the next.

    A level as it was in the document keeps its proven bound; any other has none.
    """
    plans: list[Plan] = []
    place = np.zeros(0, dtype=np.int64)  # of the level above, -1 for zones left out
    for level, was in zip(state.levels, base.plans, strict=True):
        used = used_zones(level)
        zones = tuple(
            to_zone(zone, place) for zone, is_used in zip(level.zones, used, strict=True) if is_used
        )
        place = np.where(used, np.cumsum(used) - 1, -1)
        is_same = np.array_equal(level.labels, was.labels)
        plans.append(
            Plan(
                level.level,
                place[level.labels],
                zones,
                parent=plans[-1] if plans else None,
                lower_bound_household_m=was.lower_bound_household_m if is_same else None,
            )
        )
    return tuple(plans)


def to_zone(zone: ZoneState, above: Positions) -> Zone:
    """Return a zone without what the review adds; *above* is where its level's parents went."""
    parent = int(above[zone.parent]) if zone.parent >= 0 else -1
    return Zone(zone.code, zone.kind, zone.community, parent, zone.number, zone.name)
