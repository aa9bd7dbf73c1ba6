"""Registers: codes that tell each tier, and households that are in no grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gridplan.check.outcome import (
    Item,
    Outcome,
    at_most,
    conclude,
    merge,
    not_applicable,
    with_violations,
)
from gridplan.check.subject import Subject
from gridplan.model import Plan, Violation
from gridplan.policy import Rule, RuleBlock

CODE_DIGITS = 12  # province, city, county, township, community


def judge_tiers(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether the code of every zone begins with that of the tier above it."""
    parts = []
    for plan in subject.plans:
        items = list(_codes(plan, subject.above(plan)))
        parts.append(with_violations(conclude(plan.level, items, "code"), rule, items))
    return merge(parts) if parts else not_applicable("community", "no_level")


def _codes(plan: Plan, above: Plan | None) -> Iterator[Item]:
    for zone in plan.zones:
        if above is None:
            is_wrong = not (zone.code.isdigit() and len(zone.code) == CODE_DIGITS)
        else:
            is_wrong = not zone.code.startswith(above.zones[zone.parent].code)
        yield at_most(zone.code, zone.name, int(is_wrong), 0)


def judge_database(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether every household that was read is in a grid."""
    area = subject.area
    left_out = [*subject.units.unplaced, *(area.unplaced if area is not None else ())]
    households = sum(item.households for item in left_out)
    items = [at_most("", "", households, 0)]
    return with_violations(conclude("area", items, "household"), rule, items)
