"""What the check finds at a revision: worked out on request, kept, one at a time.

What the page shows is checked community by community, which takes as long as the one that was
edited; what is handed over is checked as a whole.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gridplan.check import check_plan, check_zones, worst_first
from gridplan.model import Report, Result, Violation
from gridplan.render.payload.findings import pack_finding
from gridplan.review.communities import Check, Inspector
from gridplan.review.desk import Desk
from gridplan.review.history import Revision, Step
from gridplan.review.state import LevelState, PlanState, plans_of, used_zones
from gridplan.text import Language

KEPT = 16
MAX_TOLD = 100_000  # sentences remembered; one edit changes a few of them


@dataclass(frozen=True, eq=False)
class Checked:
    """A state and what it breaks, the worst first."""

    state: PlanState
    violations: tuple[Violation, ...]

    @cached_property
    def zones(self) -> list[int]:
        """The zone of each finding as a position in the state, -1 for none."""
        place = {level.level: _places(level) for level in self.state.levels}
        return [place.get(one.level, {}).get(one.code, -1) for one in self.violations]


class Findings:
    """Checks of the states of a desk.

    Parameters
    ----------
    desk
        Whose plan is checked.
    check
        Checks the zones of one community.
    """

    def __init__(self, desk: Desk, check: Check = check_zones) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._kept: OrderedDict[Step, Checked] = OrderedDict()
        first = desk.revision("main", 0)
        state = desk.state(first)
        self._kept[first.step] = Checked(state, desk.base.report.violations)
        self._inspector = Inspector(desk.base, state, check, desk.courtesy.give_way)
        self._told: dict[tuple[int, Language], tuple[Violation, str]] = {}

    def at(self, revision: Revision) -> Checked:
        """Return the check of a revision as the page shows it."""
        known = self.known(revision)
        if known is not None:
            return known
        with self._lock:
            if revision.step not in self._kept:
                state = self._desk.state(revision)
                self._keep(revision.step, Checked(state, self.of(state)))
            return self._kept[revision.step]

    def of(self, state: PlanState) -> tuple[Violation, ...]:
        """Return what a state breaks, the worst first."""
        base = self._desk.base
        if not np.array_equal(state.levels[0].labels, base.plans[0].labels):
            # a zone over the border of a community joins them
            return checked(base, state).report.violations
        return worst_first(self._inspector.violations(state))

    def result(self, revision: Revision) -> Result:
        """Return a revision with the findings that the page shows."""
        base, found = self._desk.base, self.at(revision)
        report = replace(base.report, violations=found.violations)
        return replace(base, plans=plans_of(found.state, base), report=report)

    def full(self, revision: Revision) -> Result:
        """Return a revision with all that a report tells, to be handed over."""
        return checked(self._desk.base, self._desk.state(revision))

    def rows(self, found: Checked, language: Language) -> str:
        """Return findings as JSON."""
        found_in = zip(found.violations, found.zones, strict=True)
        return f"[{', '.join(self._row(one, zone, language) for one, zone in found_in)}]"

    def changes(self, known: Checked, found: Checked, language: Language) -> str:
        """Return findings as JSON to who knows those of another check.

        It is a list of findings, and of pairs of positions: from, and up to before, which of the
        known ones come next.
        """
        place = {
            (id(one), zone): k
            for k, (one, zone) in enumerate(zip(known.violations, known.zones, strict=True))
        }
        parts: list[str | list[int]] = []
        for one, zone in zip(found.violations, found.zones, strict=True):
            at = place.get((id(one), zone))
            if at is None:
                parts.append(self._row(one, zone, language))
            elif parts and isinstance(parts[-1], list) and parts[-1][1] == at:
                parts[-1][1] = at + 1
            else:
                parts.append([at, at + 1])
        return f"[{', '.join(map(str, parts))}]"

    def known(self, revision: Revision) -> Checked | None:
        """Return the check of a revision, None where it is not kept."""
        return self._kept.get(revision.step)

    def _row(self, violation: Violation, zone: int, language: Language) -> str:
        """Return a finding as JSON."""
        return f'{self._open_row(violation, language)}, "zone": {zone}}}'

    def _open_row(self, violation: Violation, language: Language) -> str:
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


def checked(base: Result, state: PlanState) -> Result:
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
    return replace(base, plans=plans, report=kept)


def _places(level: LevelState) -> dict[str, int]:
    """Return the position of each code that is in use."""
    return {level.zones[k].code: k for k in np.flatnonzero(used_zones(level)).tolist()}
