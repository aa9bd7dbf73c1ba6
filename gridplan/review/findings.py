"""What the check finds at a revision: worked out on request, kept, one at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gridplan.check import check_plan
from gridplan.model import Report, Result
from gridplan.render.payload.findings import pack_findings
from gridplan.review.desk import Desk
from gridplan.review.history import Revision, Step
from gridplan.review.state import PlanState, plans_of, used_zones
from gridplan.text import Language

KEPT = 16


@dataclass(frozen=True, eq=False)
class Checked:
    """A report, and the place of each of its zones among the zones of the state."""

    result: Result
    places: tuple[Any, ...]

    def rows(self, language: Language) -> list[dict[str, Any]]:
        """Return the findings with zones as positions in the state."""
        place = {
            plan.level: found for plan, found in zip(self.result.plans, self.places, strict=True)
        }
        return [
            {**row, "zone": int(place[row["level"]][row["zone"]]) if row["zone"] >= 0 else -1}
            for row in pack_findings(self.result, language)
        ]


class Findings:
    """Checks of the states of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._kept: OrderedDict[Step, Checked] = OrderedDict()
        first = desk.revision("main", 0)
        state = desk.state(first)
        self._kept[first.step] = Checked(desk.base, tuple(map(_places, state.levels)))

    def at(self, revision: Revision) -> Checked:
        """Return the check of a revision; it is made where nobody asked before."""
        known = self._kept.get(revision.step)
        if known is not None:
            return known
        with self._lock:
            if revision.step not in self._kept:
                self._keep(revision.step, checked(self._desk.base, self._desk.state(revision)))
            return self._kept[revision.step]

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
