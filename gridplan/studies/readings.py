"""One plan judged under several assumptions: what differs between the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Plan, Report

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Reading:
    """A plan under one assumption.

    Parameters
    ----------
    name
        The assumption: a household basis, a stage.
    households
        Households of the units, int64 (n,).
    report
        What is true of the plan then.
    """

    name: str
    households: Counts
    report: Report

    @property
    def total(self) -> int:
        """Households in all."""
        return int(self.households.sum())

    @property
    def n_broken(self) -> int:
        """Rules that are broken."""
        return sum(verdict.status == "broken" for verdict in self.report.verdicts)


@dataclass(frozen=True)
class ZoneChange:
    """A zone that is in its band under some readings and out of it under others.

    Parameters
    ----------
    level, code
        Which zone.
    households, is_in_band
        Its households and whether they suit its band, by name of the reading.
    """

    level: str
    code: str
    households: Mapping[str, int]
    is_in_band: Mapping[str, bool]


@dataclass(frozen=True)
class RuleChange:
    """A rule whose verdict differs: status and zones that break it, by name of the reading."""

    rule: str
    source: str
    clause: str
    title: Mapping[str, str]
    status: Mapping[str, str]
    n_broken: Mapping[str, int]


def zone_changes(plans: Sequence[Plan], readings: Sequence[Reading]) -> tuple[ZoneChange, ...]:
    """Return the ordinary zones that do not fare alike under all readings."""
    found = []
    for plan in plans:
        sums = {one.name: plan.sums(one.households) for one in readings}
        out = {one.name: _out_of_band(one.report, plan.level) for one in readings}
        for position, zone in enumerate(plan.zones):
            fits = {name: zone.code not in codes for name, codes in out.items()}
            if zone.kind == "ordinary" and len(set(fits.values())) > 1:
                counts = {name: int(sums[name][position]) for name in fits}
                found.append(ZoneChange(plan.level, zone.code, counts, fits))
    return tuple(found)


def _out_of_band(report: Report, level: str) -> set[str]:
    """Return the codes of the zones that miss a band; the sentence of such a finding says so."""
    return {
        violation.code
        for violation in report.violations
        if violation.level == level and violation.key.startswith("check.size_")
    }


def rule_changes(readings: Sequence[Reading]) -> tuple[RuleChange, ...]:
    """Return the rules whose verdict is not the same under all readings."""
    by_rule = [{(v.source, v.rule, v.family): v for v in one.report.verdicts} for one in readings]
    found = []
    for key, first in by_rule[0].items():
        verdicts = {
            one.name: of[key] for one, of in zip(readings, by_rule, strict=True) if key in of
        }
        status = {name: verdict.status for name, verdict in verdicts.items()}
        n_broken = {name: verdict.n_broken for name, verdict in verdicts.items()}
        if len(set(status.values())) > 1 or len(set(n_broken.values())) > 1:
            found.append(
                RuleChange(first.rule, first.source, first.clause, first.title, status, n_broken)
            )
    return tuple(found)
