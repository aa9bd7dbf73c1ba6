"""Communities, each checked by itself and then remembered, so that an edit costs one of them.

One that is as it was in the document is not checked at all: its findings are in the report.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check import check_zones
from gridplan.model import Adjacency, Coverage, Land, Plan, Result, Units, Violation
from gridplan.review.state import Positions

KEPT = 4000  # parts remembered; a town has some hundred


class Inspector:
    """Finds what the zones of a state break, community by community.

    Parameters
    ----------
    base
        The plan document, with its full check.
    give_way
        Called between communities, so that what is more urgent comes first.
    """

    def __init__(self, base: Result, give_way: Callable[[], None] = lambda: None) -> None:
        self._base = base
        self._give_way = give_way
        self._known: OrderedDict[bytes, tuple[Violation, ...]] = OrderedDict()
        self._lock = threading.Lock()
        community = base.units.community
        order = np.argsort(community, kind="stable")
        self._parts = np.split(order, np.flatnonzero(np.diff(community[order])) + 1)
        self._was = [_signature(base.plans, units) for units in self._parts]

    def violations(self, plans: tuple[Plan, ...]) -> tuple[Violation, ...]:
        """Return everything that *plans* break, whose units all are in their own community."""
        found: list[Violation] = []
        before: list[Violation] = []
        for units, was in zip(self._parts, self._was, strict=True):
            self._give_way()
            key = _signature(plans, units)
            if key != was:
                found += self._of_part(plans, units, key)
                before += self._of_part(self._base.plans, units, was)
        return (*found, *_others(self._base.report.violations, before))

    def _of_part(
        self, plans: tuple[Plan, ...], units: Positions, key: bytes
    ) -> tuple[Violation, ...]:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        base = self._base
        found = check_zones(
            _units(base.units, units),
            _land(base.land, units),
            _plans(plans, units),
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


def _signature(plans: tuple[Plan, ...], units: Positions) -> bytes:
    """Return what the findings of some units depend on."""
    digest = hashlib.blake2b(units.tobytes(), digest_size=16)
    for plan in plans:
        used, own = np.unique(plan.labels[units], return_inverse=True)
        digest.update(own.astype(np.int64).tobytes())
        above = () if plan.parent is None else plan.parent.zones
        for zone in used.tolist():
            found = plan.zones[zone]
            parent = above[found.parent].code if above else ""
            told = (found.code, found.kind, found.community, parent, found.number, found.name)
            digest.update(repr(told).encode())
    return digest.digest()


def _plans(plans: tuple[Plan, ...], units: Positions) -> tuple[Plan, ...]:
    """Return the plans of some units, without the zones of others."""
    found: list[Plan] = []
    place = np.zeros(0, dtype=np.int64)
    for plan in plans:
        used, labels = np.unique(plan.labels[units], return_inverse=True)
        zones = tuple(
            replace(plan.zones[zone], parent=int(place[plan.zones[zone].parent]) if found else -1)
            for zone in used.tolist()
        )
        found.append(Plan(plan.level, labels, zones, parent=found[-1] if found else None))
        place = np.zeros(plan.n_zones, dtype=np.int64)
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
    rank = np.full(len(land.adjacency), -1, dtype=np.int64)
    rank[chosen] = np.arange(len(chosen))
    return replace(
        land,
        cells=land.cells[chosen],
        adjacency=_contacts(land.adjacency, rank, len(chosen)),
        piece=land.piece[chosen],
        side=land.side[chosen],
    )


def _contacts(adjacency: Adjacency, rank: NDArray[np.int64], n: int) -> Adjacency:
    rows = np.repeat(rank, np.diff(adjacency.indptr))
    others = rank[adjacency.indices]
    keep = (rows >= 0) & (others >= 0)
    return Adjacency(
        indptr=np.searchsorted(rows[keep], np.arange(n + 1)),
        indices=others[keep],
        shared_m=adjacency.shared_m[keep],
        is_crossing=adjacency.is_crossing[keep],
        is_arterial=adjacency.is_arterial[keep],
    )
