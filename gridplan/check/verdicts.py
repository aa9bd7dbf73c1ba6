"""One verdict for every rule: of the profile, of the baseline beside it, and of plain geometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from gridplan.check.bounds import judge_bounds
from gridplan.check.circle import judge_circle
from gridplan.check.division import judge_division, judge_equivalence
from gridplan.check.floor_area import judge_area, judge_share
from gridplan.check.milestones import judge_milestone
from gridplan.check.outcome import Outcome, informational, merge, not_checkable
from gridplan.check.registers import judge_database, judge_tiers
from gridplan.check.rooms import judge_facility, judge_list
from gridplan.check.siting import judge_siting
from gridplan.check.staffing import judge_funds, judge_staff
from gridplan.check.subject import Subject
from gridplan.check.told import count_told, judge_sizes, n_zones
from gridplan.model import Severity, Verdict, Violation
from gridplan.model.verdicts import both
from gridplan.policy import Profile, Rule, RuleBlock, load_profile, rules_of

Judge = Callable[[Subject, Rule, RuleBlock, Sequence[Violation]], Outcome]

JUDGES: Mapping[str, Judge] = {
    "size": judge_sizes,
    "division": judge_division,
    "equivalence": judge_equivalence,
    "boundary": judge_bounds,
    "coverage": judge_circle,
    "facility_area": judge_area,
    "facility_share": judge_share,
    "facility_list": judge_list,
    "facility_rule": judge_facility,
    "siting": judge_siting,
    "staffing": judge_staff,
    "staff": judge_staff,
    "party": judge_staff,
    "funding": judge_funds,
    "milestone": judge_milestone,
    "hierarchy": judge_tiers,
    "data_rule": judge_database,
}

# what no document states: what a plan is at all
GEOMETRY: Mapping[str, Severity] = {
    "cover": "error", "contiguity": "error", "nesting": "error", "codes": "error",
    "special": "warning",
}  # fmt: skip


def judge_rules(
    subject: Subject, found: Sequence[Violation]
) -> tuple[tuple[Verdict, ...], tuple[Violation, ...]]:
    """Return the verdicts, and the violations that are not yet among those *found*.

    The baseline stands beside the profile for information only: it adds verdicts of severity
    ``info`` and no violation.
    """
    verdicts: list[Verdict] = []
    violations: list[Violation] = []
    for rule in rules_of(subject.profile):
        outcome = _outcome(subject, rule, found)
        violations.extend(outcome.violations)
        verdicts.append(_verdict(subject.profile, rule, outcome))
    return (*verdicts, *_beside(subject), *_geometry(subject, found)), tuple(violations)


def _beside(subject: Subject) -> Iterator[Verdict]:
    """Yield the verdicts of the baseline that the profile names, if any."""
    own = subject.profile
    name = str(own.content.get("options", {}).get("baseline", ""))
    if not name or name == own.id:
        return
    baseline = load_profile(name)
    beside = replace(subject, profile=baseline)
    for rule in rules_of(baseline):
        yield replace(_verdict(baseline, rule, _outcome(beside, rule, ())), severity="info")


def _outcome(subject: Subject, rule: Rule, found: Sequence[Violation]) -> Outcome:
    if rule.records:
        return not_checkable(rule.level, rule.records)
    if rule.is_informational:
        return informational(rule.level)
    return merge([_part(subject, rule, block, found) for block in rule.blocks])


def _part(subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]) -> Outcome:
    return JUDGES[block.family](subject, rule, block, found)


def _verdict(profile: Profile, rule: Rule, outcome: Outcome) -> Verdict:
    return Verdict(
        rule=rule.id,
        source=profile.id,
        clause=rule.clause,
        anchor=rule.anchor,
        title=rule.title,
        strength=rule.strength,
        severity=rule.severity,
        family=rule.family,
        **_told(outcome),
    )


def _told(outcome: Outcome) -> dict[str, Any]:
    names = [field.name for field in fields(outcome) if field.name != "violations"]
    return {name: getattr(outcome, name) for name in names}


def _geometry(subject: Subject, found: Sequence[Violation]) -> Iterator[Verdict]:
    """Yield the verdicts on plain geometry; what the profile states itself is not among them."""
    is_stated = bool(subject.profile.tables("level", "community", "coverage"))
    for name, severity in GEOMETRY.items():
        if name == "cover" and is_stated:
            continue
        outcome = count_told(name, "area", found, n_zones(subject), "")
        yield Verdict(
            rule=name,
            source="gridplan",
            clause="",
            anchor="",
            title=both("title", name),
            strength="must",
            severity=severity,
            family=name,
            **_told(outcome),
        )
