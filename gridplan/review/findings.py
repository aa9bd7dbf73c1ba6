"""What the check finds at a revision: worked out on request, kept, one at a time.

What the page shows is checked community by community, which takes as long as the one that was
edited; what is handed over is checked as a whole.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gridplan.check import check_plan, worst_first
from gridplan.model import Report, Result, Violation
from gridplan.render.payload.findings import found_zones, pack_finding
from gridplan.review.communities import Inspector
from gridplan.review.desk import Desk
from gridplan.review.history import Revision, Step
from gridplan.review.state import PlanState, plans_of, used_zones
from gridplan.text import Language

KEPT = 16
MAX_TOLD = 100_000  # sentences remembered; one edit changes a few of them


@dataclass(frozen=True, eq=False)
class Checked:
    """A report, and the place of each of its zones among the zones of the state."""

    result: Result
    places: tuple[Any, ...]

    def zones(self) -> list[int]:
        """Return the zone of each finding as a position in the state, -1 for none."""
        levels = (plan.level for plan in self.result.plans)
        place = dict(zip(levels, self.places, strict=True))
        found = zip(self.result.report.violations, found_zones(self.result), strict=True)
        return [int(place[one.level][zone]) if zone >= 0 else -1 for one, zone in found]


class Findings:
    """Checks of the states of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._kept: OrderedDict[Step, Checked] = OrderedDict()
        first = desk.revision("main", 0)
        state = desk.state(first)
        self._kept[first.step] = Checked(desk.base, tuple(map(_places, state.levels)))
        self._inspector: Inspector | None = None
        self._told: dict[tuple[int, Language], tuple[Violation, str]] = {}

    def at(self, revision: Revision) -> Checked:
        """Return the check of a revision as the page shows it: its findings, the worst first."""
        known = self._kept.get(revision.step)
        if known is not None:
            return known
        with self._lock:
            if revision.step not in self._kept:
                self._keep(revision.step, self._quick(self._desk.state(revision)))
            return self._kept[revision.step]

    def full(self, revision: Revision) -> Checked:
        """Return the check of a revision with all that a report tells, to be handed over."""
        return checked(self._desk.base, self._desk.state(revision))

    def _quick(self, state: PlanState) -> Checked:
        base = self._desk.base
        if not np.array_equal(state.levels[0].labels, base.plans[0].labels):
            return checked(base, state)  # a zone over the border of a community joins them
        if self._inspector is None:
            self._inspector = Inspector(base, self._desk.courtesy.give_way)
        plans = plans_of(state, base)
        found = worst_first(self._inspector.violations(plans))
        report = replace(base.report, violations=found)
        return Checked(replace(base, plans=plans, report=report), tuple(map(_places, state.levels)))

    def rows(self, found: Checked, language: Language) -> str:
        """Return findings as JSON."""
        found_in = zip(found.result.report.violations, found.zones(), strict=True)
        rows = [f'{self._row(one, language)}, "zone": {zone}}}' for one, zone in found_in]
        return f"[{', '.join(rows)}]"

    def _row(self, violation: Violation, language: Language) -> str:
        """Return a finding as JSON, open at its end; it is kept, for the key is its identity."""
        key = (id(violation), language)
        known = self._told.get(key)
        if known is None:
            self._desk.courtesy.give_way()
            row = json.dumps(pack_finding(violation, language), ensure_ascii=False)
            known = (violation, row[:-1])
            if len(self._told) >= MAX_TOLD:
                self._told.clear()
            self._told[key] = known
        return known[1]

    def latest(self, scenario: str, revision: Revision) -> tuple[int, Checked | None]:
        """Return the newest revision up to one that is checked, and its check."""
        for one in reversed(self._desk.scenario(scenario).revisions[: revision.rev + 1]):
            if one.step in self._kept:
                return one.rev, self._kept[one.step]
        return -1, None

    def _keep(self, step: Step, found: Checked) -> None:
        self._kept[step] = found
        if len(self._kept) > KEPT:
            oldest = next(one for one in self._kept if one.before is not None)
            del self._kept[oldest]


def checked(base: Result, state: PlanState) -> Checked:
    """Check a state under the policy of its plan; waivers hold for what they were signed for."""
    plans = plans_of(state, base)
    report = check_plan(
        base.area,
        base.units,
        base.land,
        plans,
        base.profile,
        base.params,
        coverage=base.coverage,
    )
    kept: Report = replace(report, waivers=base.report.waivers)
    return Checked(replace(base, plans=plans, report=kept), tuple(map(_places, state.levels)))


def _places(level: Any) -> Any:
    return np.flatnonzero(used_zones(level))
