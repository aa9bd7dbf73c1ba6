"""One plan under all policies side by side, and where their documents conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gridplan.check import check_plan
from gridplan.model import Plan, Report, Result
from gridplan.policy import Profile, load_profile, profile_ids

STATUSES = ("met", "broken", "not_checkable", "not_applicable", "informational")

# what the documents say against each other: sentence, and the rules it concerns by profile
CONFLICTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "grid_size": {"xiuzhou-2023": ("XZ-02", "XZ-03"), "binhai-2023": ("BH-01",)},
    "community_size": {
        "xiuzhou-2023": ("XZ-11",),
        "panzhihua-2015": ("PZ-01",),
        "national-2026": ("CN-01",),
    },
    "facility_area": {
        "xiuzhou-2023": ("XZ-15",),
        "jiangsu-2021": ("JS-01",),
        "panzhihua-2015": ("PZ-09", "PZ-10"),
    },
    "activity_share": {"binhai-2023": ("BH-03",), "jiangsu-2021": ("JS-02",)},
    "service_circle": {
        "xiuzhou-2023": ("XZ-12",),
        "panzhihua-2015": ("PZ-08",),
        "hangzhou-2017": ("HZ-01",),
    },
    "management_committee": {"xiuzhou-2023": ("XZ-26", "XZ-28"), "panzhihua-2015": ("PZ-19",)},
    "village_groups": {
        "xiuzhou-2023": ("XZ-08",),
        "binhai-2023": ("BH-02",),
        "jiangsu-2021": ("JS-07",),
    },
    "staffing": {"xiuzhou-2023": ("XZ-06",), "binhai-2023": ("BH-06",)},
}


@dataclass(frozen=True, eq=False)
class PolicyReading:
    """A plan under one profile."""

    profile: Profile
    report: Report

    @property
    def counts(self) -> Mapping[str, int]:
        """Own rules of the profile by status; the baseline and plain geometry are not counted."""
        own = Counter(str(v.status) for v in self.report.verdicts if v.source == self.profile.id)
        return {status: own[status] for status in STATUSES}


@dataclass(frozen=True)
class Dispute:
    """A zone whose size suits some of the policies that size it, and others not.

    Parameters
    ----------
    level, code, households
        Which zone.
    fits
        Whether it suits, by id of the profile.
    """

    level: str
    code: str
    households: int
    fits: Mapping[str, bool]


@dataclass(frozen=True, eq=False)
class PolicyStudy:
    """A plan under all policies.

    Parameters
    ----------
    readings
        One per profile, by id.
    disputes
        Zones on whose size the policies do not agree.
    conflicts
        Names of the conflicts between the documents.
    """

    readings: tuple[PolicyReading, ...]
    disputes: tuple[Dispute, ...]
    conflicts: tuple[str, ...]


def study_policies(result: Result) -> PolicyStudy:
    """Check the plan of *result* under every shipped profile and under its own."""
    profiles = {name: load_profile(name) for name in profile_ids()}
    profiles.setdefault(result.profile.id, result.profile)
    readings = tuple(_reading(result, profile) for _, profile in sorted(profiles.items()))
    disputes = [dispute for plan in result.plans for dispute in _disputes(result, plan, profiles)]
    return PolicyStudy(readings, tuple(disputes), tuple(CONFLICTS))


def _reading(result: Result, profile: Profile) -> PolicyReading:
    search = replace(result.params.partition, bands={})  # each policy is judged by its own numbers
    params = replace(result.params, partition=search)
    report = check_plan(
        result.area, result.units, result.land, result.plans, profile, params,
        coverage=result.coverage, is_advised=False,
    )  # fmt: skip
    return PolicyReading(profile, report)


def _disputes(result: Result, plan: Plan, profiles: Mapping[str, Profile]) -> list[Dispute]:
    households = plan.sums(result.units.households)
    kinds = [str(kind) or "ordinary" for kind in result.units.communities["kind"]]
    found = []
    for position, zone in enumerate(plan.zones):
        if zone.kind != "ordinary":
            continue
        count = int(households[position])
        rules = {
            name: profile.size_rule(plan.level, kinds[zone.community])
            for name, profile in profiles.items()
        }
        fits = {name: rule.band.contains(count) for name, rule in rules.items() if rule}
        if len(set(fits.values())) > 1:
            found.append(Dispute(plan.level, zone.code, count, fits))
    return found
