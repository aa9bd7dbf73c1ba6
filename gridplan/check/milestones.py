"""Milestones of an estate that fills: which body is due at which share of people moved in."""

from __future__ import annotations

from collections.abc import Sequence

from gridplan.check.ledger import Place, community_text, community_value, places
from gridplan.check.outcome import (
    Item,
    Outcome,
    conclude,
    not_applicable,
    not_checkable,
    with_violations,
)
from gridplan.check.subject import Subject
from gridplan.model import Violation
from gridplan.model.verdicts import both
from gridplan.policy import Rule, RuleBlock

BODIES = ("village", "management", "community")  # each may do what those before it do


def judge_milestone(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether the body that a share of occupancy asks for is there, once it is reached.

    A planned size works alike: once it is that of a community, its bodies are due.
    """
    every = list(places(subject))
    origins = {place.code: community_text(subject, place, "origin") for place in every}
    if not any(origins.values()):
        return not_checkable("community", rule.data)
    own = [place for place in every if origins[place.code] == block.table["origin"]]
    if not own:
        return not_applicable("community", "no_origin")
    items, is_open = [], False
    for place in own:
        item = _item(subject, place, block)
        is_open |= item is None
        items += [] if item is None else [item]
    unit = "household" if _is_planned(block) else "share"
    outcome = conclude("community", items, unit, open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _is_planned(block: RuleBlock) -> bool:
    return "threshold" not in block.table


def _item(subject: Subject, place: Place, block: RuleBlock) -> Item | None:
    """Compare what is reached with the body there; None where either is not known and matters."""
    column = "planned_households" if _is_planned(block) else "occupancy"
    value, limit = community_value(subject, place, column), _limit(subject, place, block)
    if value is None:
        return None
    body = community_text(subject, place, "body")
    is_due = value >= limit if limit else value > 0
    if is_due and body not in BODIES:
        return None
    wanted = str(block.table["body"])
    is_met = not is_due or BODIES.index(body) >= BODIES.index(wanted)
    gap = abs(value - limit) / max(limit, 1e-9) if limit else value
    said = {"body": both("body", body or "unknown"), "asked": both("body", wanted)}
    return Item(place.code, place.name, value, limit, gap if is_met else -gap - 1e-9,
                "milestone", said)  # fmt: skip


def _limit(subject: Subject, place: Place, block: RuleBlock) -> float:
    if not _is_planned(block):
        return float(block.table["threshold"])
    size = subject.profile.size_rule("community", subject.kinds[place.position])
    return float(size.band.min_households) if size is not None else 0.0
