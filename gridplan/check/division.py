"""What zones are made of: compounds, stairwells, residents' groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridplan.check.groups import groups_of, zones_and_groups
from gridplan.check.ledger import places
from gridplan.check.outcome import (
    Item,
    Outcome,
    at_most,
    conclude,
    not_applicable,
    not_checkable,
    with_violations,
)
from gridplan.check.subject import Subject
from gridplan.check.told import judge_compounds
from gridplan.model import Plan, Violation
from gridplan.policy import Rule, RuleBlock


def judge_division(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge what the zones of a level are made of."""
    if block.level == "microgrid":
        return _below_the_grid(subject, rule)
    if block.level == "resident_group":
        return _whole_stairwells(subject, rule)
    return judge_compounds(subject, rule, block, found)


def _below_the_grid(subject: Subject, rule: Rule) -> Outcome:
    """Judge how many grids of a community have neither micro-grids nor stairwells to list."""
    plan = subject.plan("grid")
    if plan is None:
        return not_applicable("community", "no_level")
    items = []
    for place in places(subject):
        own = [
            position
            for position, zone in enumerate(plan.zones)
            if zone.kind == "ordinary" and zone.community == place.position
        ]
        bare = sum(_is_bare(subject, plan, position) for position in own)
        items.append(at_most(place.code, place.name, bare, 0))
    return with_violations(conclude("community", items, "bare_grid"), rule, items)


def _is_bare(subject: Subject, plan: Plan, zone: int) -> bool:
    """Tell whether a grid is not divided, and its stairwells are not known either."""
    own = (plan.labels == zone) & (subject.units.households > 0)
    is_listed = bool((subject.units.kind[own] == "stairwell").all())
    return subject.plan("microgrid") is None and not is_listed


def _whole_stairwells(subject: Subject, rule: Rule) -> Outcome:
    """Judge whether every stairwell belongs to one residents' group."""
    groups = groups_of(subject)
    if not groups:
        return not_checkable("community", rule.data)
    items = []
    for place in places(subject):
        own = [len(names) for u, names in groups.items()
               if subject.units.community[u] == place.position]  # fmt: skip
        if own:
            n_split = sum(n > 1 for n in own)
            items.append(at_most(place.code, place.name, n_split, 0))
    return with_violations(conclude("community", items, "stairwell"), rule, items)


def judge_equivalence(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether micro-grids and residents' groups are the same, one for one."""
    plan, groups = subject.plan("microgrid"), groups_of(subject)
    if plan is None:
        return not_applicable("microgrid", "no_level")
    if not groups:
        return not_checkable("microgrid", rule.data)
    in_zone, of_group = zones_and_groups(plan, groups)
    items: list[Item] = []
    is_open = False
    for zone in range(plan.n_zones):
        own = np.flatnonzero((plan.labels == zone) & (subject.units.households > 0))
        if not len(own):
            continue
        if all(int(unit) in groups for unit in own):
            names = in_zone[zone]
            n = max([len(names), *(len(of_group[name]) for name in names)])
            items.append(at_most(plan.zones[zone].code, plan.zones[zone].name, n, 1))
        else:
            is_open = True
    outcome = conclude("microgrid", items, "group", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)
