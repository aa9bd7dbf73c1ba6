"""Outcomes of rules whose violations were found zone by zone before: they are only counted here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridplan.check.compounds import BASIS
from gridplan.check.outcome import Item, Outcome, conclude, not_applicable, not_checkable, within
from gridplan.check.subject import Subject
from gridplan.model import Plan, VerdictStatus, Violation
from gridplan.model.verdicts import both
from gridplan.policy import Rule, RuleBlock


def judge_sizes(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the households of the ordinary zones a size rule speaks of."""
    plan = subject.plan(block.level)
    if plan is None:
        return not_applicable(block.level, "no_level")
    items = _sized(subject, plan, rule)
    outcome = conclude(block.level, items, "household")
    own = [v for v in found if v.rule == rule.id and v.level == block.level]
    return replace(outcome, n_unavoidable=sum(v.is_unavoidable for v in own))


def _sized(subject: Subject, plan: Plan, rule: Rule) -> list[Item]:
    households, kinds = plan.sums(subject.units.households), subject.kind_of(plan)
    items = []
    for position, zone in enumerate(plan.zones):
        size = subject.profile.size_rule(plan.level, kinds[position])
        if zone.kind == "special" or size is None or size.rule != rule.id:
            continue
        low, high = size.band.min_households, size.band.max_households
        items.append(within(zone.code, zone.name, int(households[position]), low, high))
    return items


def judge_compounds(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether grids keep the compounds whole that fit into one."""
    if BASIS not in block.table["basis"] or block.level != "grid":
        return not_checkable(block.level, rule.data)
    if subject.plan("grid") is None:
        return not_applicable("grid", "no_level")
    units = subject.units
    n = len(np.unique(units.compound[(units.compound >= 0) & subject.is_ordinary]))
    if not n:
        return not_checkable("grid", ("buildings.compound",))
    told = count_told(rule.id, "grid", found, n, "building")
    return replace(told, values={"zones": both("zones", "compound")})


def judge_cover(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether zones of every level cover all households and land, once."""
    return count_told(rule.id, block.level, found, n_zones(subject), "")


def count_told(rule: str, level: str, found: Sequence[Violation], n: int, unit: str) -> Outcome:
    """Count the violations of a rule among *found*; *n* is how many things were judged."""
    own = [violation for violation in found if violation.rule == rule]
    status: VerdictStatus = "broken" if own else "met"
    return Outcome(
        status=status,
        level=level,
        key=f"rules.{status}",
        value=len(own),
        limit=0,
        unit=unit,
        n_judged=n,
        n_broken=len(own),
        n_unavoidable=sum(violation.is_unavoidable for violation in own),
        codes=tuple(dict.fromkeys(violation.code for violation in own if violation.code)),
    )


def n_zones(subject: Subject) -> int:
    """Return the number of zones of all levels."""
    return sum(plan.n_zones for plan in subject.plans)
