"""Staff and funds: what an office counts of a community or grid against what the policy asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridplan.check.ledger import Place, n_dwelling_houses, places, residents, staff
from gridplan.check.outcome import (
    Item,
    Outcome,
    at_least,
    conclude,
    listed,
    merge,
    not_checkable,
    with_violations,
    within,
)
from gridplan.check.subject import Subject
from gridplan.model import Violation, Zone
from gridplan.policy import Rule, RuleBlock, read_formula

FUNDS = ("office_yuan", "fund_yuan", "running_yuan")


def judge_staff(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the counts of people and bodies of every community, or of every grid."""
    table = block.table
    if "counts" not in table:
        return not_checkable(block.level, rule.data)
    if table.get("per") == "grid" or block.family == "party":
        return _per_grid(subject, rule, table)
    if block.family == "staff":
        return _tiers(subject, rule, table)
    numbers = _numbers(subject, rule, table)
    if "min_resident_share" not in table:
        return numbers
    return merge([numbers, _shares(subject, rule, table)])


def judge_funds(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the money of every community."""
    return _numbers(subject, rule, block.table)


def _numbers(subject: Subject, rule: Rule, table: Mapping[str, Any]) -> Outcome:
    """Judge one count of every community; what is not asked for needs no count."""
    column = table["counts"][0]
    items, is_open, needs = [], False, list(rule.data)
    for place in places(subject):
        count, limit = staff(subject, place.code, column), _limit(subject, place, table)
        if limit == 0:
            continue
        if count is None or limit is None:
            is_open = True
        else:
            items.append(within(place.code, place.name, count, limit, table.get("max")))
    unit = "yuan" if column in FUNDS else "person" if column != "organizations" else "body"
    outcome = conclude("community", items, unit, open_needs=needs, is_open=is_open)
    return with_violations(outcome, rule, items)


def _limit(subject: Subject, place: Place, table: Mapping[str, Any]) -> float | None:
    """Return the least count that is asked of a community; None where it cannot be worked out."""
    if "urban_community" in table:
        is_rural = subject.kinds[place.position] == "rural"
        return float(table["rural_community" if is_rural else "urban_community"])
    if "formula" not in table:
        return float(table.get("min", table.get("min_named", 0)))
    formula = read_formula(table["formula"])
    people = residents(subject, place) if "P" in formula.names else 0
    if people is None:
        return None
    return formula(N=place.households, P=people)


def _shares(subject: Subject, rule: Rule, table: Mapping[str, Any]) -> Outcome:
    """Judge the share of the counted who are residents."""
    whole, part = table["counts"]
    items, is_open = [], False
    for place in places(subject):
        total, own = (staff(subject, place.code, column) for column in (whole, part))
        if not total or own is None:
            is_open = True
        else:
            share = round(own / total, 4)
            items.append(at_least(place.code, place.name, share, table["min_resident_share"]))
    outcome = conclude("community", items, "share", open_needs=rule.data[-1:], is_open=is_open)
    return with_violations(outcome, rule, items)


def _tiers(subject: Subject, rule: Rule, table: Mapping[str, Any]) -> Outcome:
    """Judge whether a community has every tier; leaders of buildings, one for each building."""
    columns = list(table["counts"])
    items, is_open = [], False
    for place in places(subject):
        counts = {column: staff(subject, place.code, column) for column in columns}
        if any(count is None for count in counts.values()):
            is_open = True
        elif columns == ["building_leaders"]:
            n = n_dwelling_houses(subject.units, subject.units.community == place.position)
            items.append(at_least(place.code, place.name, counts["building_leaders"] or 0, n))
        else:
            present = [column for column, count in counts.items() if count]
            items.append(listed(place.code, place.name, columns, present))
    unit = "person" if columns == ["building_leaders"] else "item"
    outcome = conclude("community", items, unit, open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _per_grid(subject: Subject, rule: Rule, table: Mapping[str, Any]) -> Outcome:
    """Judge every grid by its own count, else a community by its total for all its grids."""
    plan = subject.plan("grid")
    if plan is None:
        return not_checkable("grid", rule.data)
    column, least = table["counts"][0], float(table.get("min_named", 1))
    zones = [zone for zone in plan.zones if zone.kind == "ordinary"]
    counts = [(zone, staff(subject, zone.code, column)) for zone in zones]
    known = [at_least(z.code, z.name, n, least) for z, n in counts if n is not None]
    if not known:
        return _per_community(subject, rule, column, least, zones)
    is_open = len(known) < len(zones)
    outcome = conclude("grid", known, "person", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, known)


def _per_community(
    subject: Subject, rule: Rule, column: str, least: float, zones: Sequence[Zone]
) -> Outcome:
    items: list[Item] = []
    is_open = False
    for place in places(subject):
        total = staff(subject, place.code, column)
        n = sum(zone.community == place.position for zone in zones)
        if total is None:
            is_open = True
        else:
            items.append(at_least(place.code, place.name, total, least * n))
    outcome = conclude("community", items, "person", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)
