"""Communities, each checked by itself and then remembered, so that an edit costs one of them.

One that is as it was in the document is not checked at all: its findings are in the report.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import numpy as np

from gridplan.check import check_zones
from gridplan.model import Adjacency, Coverage, Land, Plan, Result, Units, Violation
from gridplan.review.state import LevelState, PlanState, Positions, ZoneState, to_zone

Check = Callable[..., tuple[Violation, ...]]
Levels = tuple[LevelState, ...]
KEPT = 4000  # parts remembered; a town has some hundred


class Inspector:
    """Finds what the zones of a state break, community by community.

    Parameters
    ----------
    base
        The plan document, with its full check.
    first
        The state it begins with: those that edits make share with it what they leave alone.
    check
        Checks the zones of one community, as `gridplan.check.check_zones` does.
    give_way
        Called between communities, so that what is more urgent comes first.
    """

    def __init__(
        self,
        base: Result,
        first: PlanState,
        check: Check = check_zones,
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        self._base = base
        self._first = first.levels
        self._check = check
        self._give_way = give_way
        self._known: OrderedDict[bytes, tuple[Violation, ...]] = OrderedDict()
        self._lock = threading.Lock()
        _, self._part = np.unique(base.units.community, return_inverse=True)

    def violations(self, state: PlanState) -> tuple[Violation, ...]:
        """Return everything that a state breaks whose units all are in their own community."""
        found: list[Violation] = []
        before: list[Violation] = []
        for part in self._touched(state.levels):
            self._give_way()
            units = np.flatnonzero(self._part == part)
            was, key = _signature(self._first, units), _signature(state.levels, units)
            if key != was:
                found += self._of_part(state.levels, units, key)
                before += self._of_part(self._first, units, was)
        return (*found, *_others(self._base.report.violations, before))

    def _touched(self, levels: Levels) -> list[int]:
        """Return the communities where a unit, or the zone it is in, is not what it was."""
        is_touched = np.zeros(len(self._part), dtype=np.bool_)
        for level, was in zip(levels, self._first, strict=True):
            is_touched |= level.labels != was.labels
            if level.zones is not was.zones:
                pairs = zip_longest(level.zones, was.zones)
                is_other = np.fromiter((now is not then for now, then in pairs), dtype=np.bool_)
                is_touched |= is_other[level.labels]
        touched: list[int] = np.unique(self._part[is_touched]).tolist()
        return touched

    def _of_part(self, levels: Levels, units: Positions, key: bytes) -> tuple[Violation, ...]:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        base = self._base
        found = self._check(
            _units(base.units, units),
            _land(base.land, units),
            _plans(levels, units),
            base.profile,
            base.params,
            coverage=_coverage(base.coverage, units),
        )
        with self._lock:
            self._known[key] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def _others(every: Iterable[Violation], some: Iterable[Violation]) -> tuple[Violation, ...]:
    """Return what is among all findings and not among some of them."""
    left = Counter(map(_told, some))
    found = []
    for violation in every:
        if left[_told(violation)]:
            left[_told(violation)] -= 1
        else:
            found.append(violation)
    return tuple(found)


def _told(violation: Violation) -> tuple[Any, ...]:
    return (violation.rule, violation.key, violation.level, violation.code, violation.value)


def _signature(levels: Levels, units: Positions) -> bytes:
    """Return what the findings of some units depend on."""
    digest = hashlib.blake2b(units.tobytes(), digest_size=16)
    above: tuple[ZoneState, ...] = ()
    for level in levels:
        used, own = np.unique(level.labels[units], return_inverse=True)
        digest.update(own.astype(np.int64).tobytes())
        for zone in used.tolist():
            found = level.zones[zone]
            parent = above[found.parent].code if above else ""
            told = (found.code, found.kind, found.community, parent, found.number, found.name)
            digest.update(repr(told).encode())
        above = level.zones
    return digest.digest()


def _plans(levels: Levels, units: Positions) -> tuple[Plan, ...]:
    """Return the plans of some units, without the zones of others."""
    found: list[Plan] = []
    place = np.zeros(0, dtype=np.int64)
    for level in levels:
        used, labels = np.unique(level.labels[units], return_inverse=True)
        zones = tuple(to_zone(level.zones[zone], place) for zone in used.tolist())
        found.append(Plan(level.level, labels, zones, parent=found[-1] if found else None))
        place = np.zeros(len(level.zones), dtype=np.int64)
        place[used] = np.arange(len(used))
    return tuple(found)


def _units(units: Units, chosen: Positions) -> Units:
    columns = ("ids", "kind", "footprint", "xy_m", "households", "building")
    more = ("compound", "community", "special")
    return replace(units, **{name: getattr(units, name)[chosen] for name in (*columns, *more)})


def _coverage(coverage: Coverage, chosen: Positions) -> Coverage:
    worst = coverage.pessimistic_m
    return replace(
        coverage,
        metres=coverage.metres[chosen],
        reason=coverage.reason[chosen],
        pessimistic_m=None if worst is None else worst[chosen],
    )


def _land(land: Land, chosen: Positions) -> Land:
    return replace(
        land,
        cells=land.cells[chosen],
        adjacency=_contacts(land.adjacency, chosen),
        piece=land.piece[chosen],
        side=land.side[chosen],
    )


def _contacts(adjacency: Adjacency, chosen: Positions) -> Adjacency:
    """Return which of some units touch; only their own rows are looked at."""
    rank = np.full(len(adjacency), -1, dtype=np.int64)
    rank[chosen] = np.arange(len(chosen))
    n_own = adjacency.indptr[chosen + 1] - adjacency.indptr[chosen]
    rows = np.repeat(np.arange(len(chosen)), n_own)
    before = np.cumsum(n_own) - n_own
    at = np.arange(len(rows)) + (adjacency.indptr[chosen] - before)[rows]
    others = rank[adjacency.indices[at]]
    keep = others >= 0
    at = at[keep]
    return Adjacency(
        indptr=np.searchsorted(rows[keep], np.arange(len(chosen) + 1)),
        indices=others[keep],
        shared_m=adjacency.shared_m[at],
        is_crossing=adjacency.is_crossing[at],
        is_arterial=adjacency.is_arterial[at],
    )
