"""The result of a run: every stage's outcome, enough to draw, check and hand over the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gridplan.model.area import PlanningArea
from gridplan.model.coverage import Coverage
from gridplan.model.findings import Report
from gridplan.model.land import Land
from gridplan.model.plan import Plan
from gridplan.model.units import Units
from gridplan.params import Params
from gridplan.policy import Profile


@dataclass(frozen=True, eq=False)
class Result:
    """Everything a run found.

    Parameters
    ----------
    area, units, land
        What was planned.
    plans
        From coarse to fine: ``community``, then the planned levels; each the parent of the next.
    report, coverage
        What is true of the plan.
    profile, params
        What it was planned under.
    version
        Version of gridplan.
    timings_s
        Seconds by stage.
    """

    area: PlanningArea
    units: Units
    land: Land
    plans: tuple[Plan, ...]
    report: Report
    coverage: Coverage
    profile: Profile
    params: Params
    version: str
    timings_s: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "timings_s", MappingProxyType(dict(self.timings_s)))

    def plan(self, level: str) -> Plan | None:
        """Return the plan of one level, None where the run did not plan it."""
        return next((plan for plan in self.plans if plan.level == level), None)
