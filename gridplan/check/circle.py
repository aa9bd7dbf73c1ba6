"""The walking circle: the share of a community's households that reach every kind asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridplan.check.ledger import places
from gridplan.check.outcome import Item, Outcome, at_least, conclude, not_checkable, with_violations
from gridplan.check.subject import Subject
from gridplan.check.told import judge_cover
from gridplan.coverage import choose_categories, is_within, judge
from gridplan.model import Coverage, Violation
from gridplan.policy import Rule, RuleBlock

MOST_NAMED = 5


def judge_circle(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge who is served on foot; a table without minutes asks for a cover without a gap."""
    if "minutes" not in block.table:
        return judge_cover(subject, rule, block, found)
    coverage = subject.coverage
    if coverage is None:
        return not_checkable("community", rule.data)
    asked = choose_categories(coverage.catalog, subject.profile)
    decides = judge(replace(coverage, applied=asked))
    if not decides.is_judged.any():
        return not_checkable("community", rule.data)
    is_met = is_within(coverage, decides.limit_m)[:, decides.is_judged]
    ids = tuple(np.array(coverage.ids, dtype=object)[decides.is_judged])
    target = float(block.table.get("target_share", 1.0))
    items: list[Item] = []
    for place in places(subject):
        own = (subject.units.community == place.position) & (subject.units.households > 0)
        if own.any():
            weights = subject.units.households[own]
            share = float(np.average(is_met[own].all(axis=1), weights=weights))
            short = _short(coverage, ids, np.average(is_met[own], axis=0, weights=weights), target)
            items.append(at_least(place.code, place.name, round(share, 4), target, missing=short))
    outcome = conclude("community", items, "share")
    return with_violations(outcome, rule, [_named(item) for item in items])


def _named(item: Item) -> Item:
    return Item(item.code, item.name, item.value, item.limit, item.margin, "circle", item.values)


def _short(coverage: Coverage, ids: Sequence[str], shares: object, target: float) -> dict[str, str]:
    """Name what fewest households reach, in both languages."""
    ranked = sorted(zip(np.asarray(shares).tolist(), ids, strict=True))
    short = [name for share, name in ranked if share < target]
    return coverage.catalog.names(short, most=MOST_NAMED)
