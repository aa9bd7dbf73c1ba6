"""What a report says before its findings: remarks on the data, and everything we assumed."""

from __future__ import annotations

from collections.abc import Iterator

from gridplan.check.foresight import foresee
from gridplan.check.limits import shown_band
from gridplan.check.subject import Subject
from gridplan.model import Note, PlanningArea, Units
from gridplan.params import Params
from gridplan.policy import band_for, derived_numbers

# tables whose derived numbers a plan, its check and its coverage use
USED_TABLES = ("size", "coverage")
EXPLAINED = (
    "target", "min", "max", "tolerance_rel", "mode", "speed_m_per_s", "target_share", "sets",
)  # fmt: skip


def household_basis(area: PlanningArea, units: Units, params: Params) -> str:
    """Return what a household of this run is: modeled, as the user says, as the data say."""
    if units.is_estimated:
        return "estimated"
    chosen = params.household_basis
    return area.household_basis if chosen == "unspecified" else chosen


def notes_of(area: PlanningArea, subject: Subject, basis: str) -> tuple[Note, ...]:
    """Return the notes of all stages, the assumptions of the policy, what no plan can avoid."""
    return (
        *area.notes,
        *subject.units.notes,
        *subject.land.notes,
        *_on_policy(subject),
        *_on_basis(subject, basis),
        *_on_bands(subject),
        *_on_derived(subject),
        *foresee(subject.units, subject.land, subject.profile, subject.params),
    )


def _on_policy(subject: Subject) -> Iterator[Note]:
    if subject.profile.is_draft:
        yield Note("info", "policy.draft")


def _on_basis(subject: Subject, basis: str) -> Iterator[Note]:
    wanted = subject.profile.household_basis
    if basis == "unspecified":
        yield Note("assumption", "policy.basis_unspecified")
    elif wanted == "unspecified":
        yield Note("assumption", f"policy.basis_open_{basis}")
    elif wanted not in (basis, "unspecified"):
        yield Note("warning", f"policy.basis_wanted_{wanted}")


def _on_bands(subject: Subject) -> Iterator[Note]:
    profile, overrides = subject.profile, subject.params.partition.bands
    for plan in subject.plans:
        level = plan.level
        if level in overrides:
            yield Note("info", f"policy.override_{level}", {"band": shown_band(overrides[level])})
            continue
        found = {band_for(profile, level, kind, overrides) for kind in subject.kinds}
        for band in sorted({shown_band(item.band) for item in found if item.is_assumed}):
            yield Note("assumption", f"policy.assumed_{level}", {"band": band})
        if level == "community" and all(item.rule is None for item in found):
            yield Note("info", "policy.no_size_community")


def _on_derived(subject: Subject) -> Iterator[Note]:
    for item in derived_numbers(subject.profile):
        if item.table in USED_TABLES:
            key = item.key if item.key in EXPLAINED else "other"
            values = {"rule": item.rule, "key": item.key, "value": item.value}
            yield Note("assumption", f"policy.derived_{key}", values)
