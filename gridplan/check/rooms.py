"""Rooms and facilities that a policy lists, one center per community, and when they open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gridplan.check.ledger import (
    Facilities,
    Place,
    facilities_of,
    is_among,
    item_categories,
    places,
)
from gridplan.check.outcome import (
    Item,
    Outcome,
    at_least,
    at_most,
    conclude,
    listed,
    not_checkable,
    with_violations,
)
from gridplan.check.subject import Subject
from gridplan.model import Violation
from gridplan.policy import Rule, RuleBlock


def judge_list(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge whether a community has everything a list names: as a service or as a room."""
    facilities = facilities_of(subject)
    if facilities is None:
        return not_checkable("community", rule.data)
    wanted = tuple(block.table["items"])
    items, is_open = [], False
    for place in places(subject):
        present = _present(facilities, place, wanted)
        if present is None:
            is_open = True
        else:
            items.append(listed(place.code, place.name, wanted, present))
    outcome = conclude("community", items, "item", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _present(facilities: Facilities, place: Place, wanted: Sequence[str]) -> list[str] | None:
    """Return the items a community has; None where it lists no rooms and an item may be one."""
    own = facilities.community == place.position
    rooms = facilities.rooms(place)
    present = []
    for item in wanted:
        of_kind = facilities.of(item_categories(item, facilities.catalog))
        if (of_kind & own).any() or is_among(item, rooms):
            present.append(item)
        elif not rooms and not of_kind.any():
            return None
    return present


def judge_facility(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge a rule on a facility: its list, its opening, or that each community has one."""
    if block.table["id"] == "in_step":
        return _in_step(subject, rule, block)
    if "items" in block.table:
        return judge_list(subject, rule, block, found)
    return _one_each(subject, rule, block)


def _one_each(subject: Subject, rule: Rule, block: RuleBlock) -> Outcome:
    facilities = facilities_of(subject)
    is_named = None if facilities is None else facilities.named(block.table.get("facility", ""))
    if facilities is None or is_named is None or not is_named.any():
        return not_checkable("community", ("services.category",))
    items = [
        at_least(p.code, p.name, int((is_named & (facilities.community == p.position)).sum()), 1)
        for p in places(subject)
    ]
    return with_violations(conclude("community", items, "facility"), rule, items)


def _in_step(subject: Subject, rule: Rule, block: RuleBlock) -> Outcome:
    """Judge whether the first center of a community opened no later than its first homes."""
    facilities = facilities_of(subject)
    items: list[Item] = []
    is_open = False
    for place in places(subject):
        homes, center = _first_home(subject, place), None
        if facilities is not None:
            own = facilities.named(block.table["facility"])
            years = facilities.column("open_year")[own & (facilities.community == place.position)]
            center = float(np.nanmin(years)) if np.isfinite(years).any() else None
        if homes is None or center is None:
            is_open = True
        else:
            items.append(at_most(place.code, place.name, center, homes))
    outcome = conclude("community", items, "year", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _first_home(subject: Subject, place: Place) -> float | None:
    units, area = subject.units, subject.area
    own = (units.community == place.position) & (units.building >= 0) & (units.households > 0)
    if area is None or not own.any():
        return None
    years = area.buildings["built_year"].to_numpy(float)[units.building[own]]
    return float(np.nanmin(years)) if np.isfinite(years).any() else None
