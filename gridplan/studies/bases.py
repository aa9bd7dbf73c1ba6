"""What changes with the household basis: zones in and out of band, verdicts of rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gridplan.check import check_plan
from gridplan.model import Result
from gridplan.studies.readings import (
    Counts,
    Reading,
    RuleChange,
    ZoneChange,
    rule_changes,
    zone_changes,
)
from gridplan.units import households_by_basis


@dataclass(frozen=True, eq=False)
class BasisStudy:
    """A plan under every household basis that the data count.

    Parameters
    ----------
    readings
        The basis of the run first, then the others.
    zones, rules
        What does not come out alike.
    """

    readings: tuple[Reading, ...]
    zones: tuple[ZoneChange, ...]
    rules: tuple[RuleChange, ...]

    @property
    def is_compared(self) -> bool:
        """The data count by more than one basis."""
        return len(self.readings) > 1


def study_bases(result: Result) -> BasisStudy:
    """Check the plan of *result* by every household basis that its data count.

    The plan stays as it is; only what is counted changes.
    """
    own = result.report.household_basis
    first = Reading(own, result.units.households, result.report)
    counted = households_by_basis(result.area, result.units)
    others = [_reading(result, name, counts) for name, counts in counted.items() if name != own]
    readings = (first, *others)
    return BasisStudy(readings, zone_changes(result.plans, readings), rule_changes(readings))


def _reading(result: Result, basis: str, households: Counts) -> Reading:
    units = replace(result.units, households=households, is_estimated=False)
    params = replace(result.params, household_basis=basis)
    area = replace(result.area, household_basis=basis)
    report = check_plan(
        area,
        units,
        result.land,
        result.plans,
        result.profile,
        params,
        coverage=result.coverage,
        is_advised=False,
    )
    return Reading(basis, households, report)
