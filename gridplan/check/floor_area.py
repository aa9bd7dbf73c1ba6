"""Floor area: what service centers have against the formula of the policy, and its shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check.ledger import Facilities, Place, facilities_of, places, residents
from gridplan.check.outcome import (
    Item,
    Outcome,
    at_least,
    conclude,
    not_checkable,
    with_violations,
)
from gridplan.check.subject import Subject
from gridplan.model import Violation
from gridplan.policy import Profile, Rule, RuleBlock, read_formula

STEP = 100  # households: what a document means by "per 100 households"


def judge_area(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the floor area of a facility in every community, or in the whole area."""
    facilities = facilities_of(subject)
    is_named = None if facilities is None else facilities.named(block.table["facility"])
    if facilities is None or is_named is None or not is_named.any():
        return not_checkable(block.level, ("services.category", *rule.data))
    area_m2 = facilities.column("area_m2")
    if block.level == "area":
        return _whole(rule, block, area_m2[is_named])
    items, is_open = [], False
    for place in places(subject):
        own = area_m2[is_named & (facilities.community == place.position)]
        limit = required_m2(subject, place, block.table)
        item = None if limit is None else _measured(place.code, place.name, own, limit)
        is_open |= item is None
        items += [] if item is None else [item]
    outcome = conclude("community", items, "m2", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _whole(rule: Rule, block: RuleBlock, area_m2: NDArray[np.float64]) -> Outcome:
    """Judge the largest of the facilities that serve the whole area."""
    known = area_m2[np.isfinite(area_m2)]
    if not len(known):
        return not_checkable("area", rule.data)
    items = [at_least("", "", float(known.max()), read_formula(block.table["formula"])())]
    return with_violations(conclude("area", items, "m2"), rule, items)


def _measured(code: str, name: str, area_m2: NDArray[np.float64], limit: float) -> Item | None:
    """Compare the sum of what is told; None where what is not told could make up the rest."""
    known = area_m2[np.isfinite(area_m2)]
    total = float(known.sum())
    return (
        None if len(known) < len(area_m2) and total < limit else at_least(code, name, total, limit)
    )


def required_m2(subject: Subject, place: Place, table: Mapping[str, Any]) -> float | None:
    """Return what the formula asks of a community; None where its residents are not known."""
    formula = read_formula(table["formula"])
    people = residents(subject, place) if "P" in formula.names else 0
    if people is None:
        return None
    return formula(N=stepped(subject.profile, place.households), P=people)


def stepped(profile: Profile, households: int) -> int:
    """Return the households that a formula counts: every started hundred, if the profile says so.

    Examples
    --------
    >>> from gridplan.policy import load_profile
    >>> stepped(load_profile("xiuzhou-2023"), 1501)
    1501
    """
    mode = profile.content.get("options", {}).get("area_step_mode", "linear")
    return STEP * math.ceil(households / STEP) if mode == "ceil_per_100" else households


def judge_share(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the share of a facility's floor that residents have, in every community."""
    facilities = facilities_of(subject)
    is_named = None if facilities is None else facilities.named(block.table["facility"])
    if facilities is None or is_named is None or not is_named.any():
        return not_checkable("community", ("services.category", *rule.data))
    column = rule.data[-1].partition(".")[2]
    items, is_open = [], False
    for place in places(subject):
        own = is_named & (facilities.community == place.position)
        share = _share(facilities, own, column)
        is_open |= share is None
        if share is not None:
            items.append(at_least(place.code, place.name, share, block.table["min_share"]))
    outcome = conclude("community", items, "share", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _share(facilities: Facilities, own: NDArray[np.bool_], column: str) -> float | None:
    """Return the share over all facilities of a community; None where one does not tell both."""
    part_m2, whole_m2 = facilities.column(column)[own], facilities.column("area_m2")[own]
    if not len(whole_m2) or not (np.isfinite(part_m2) & np.isfinite(whole_m2)).all():
        return None
    return round(float(part_m2.sum() / whole_m2.sum()), 4)
