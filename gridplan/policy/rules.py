"""Every rule of a profile, one by one: what it is, who judges it, and from which data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from gridplan.policy.profile import Profile, Severity
from gridplan.policy.schema import STRENGTHS
from gridplan.policy.validate import rule_tables

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
OUTLINES = ("communities.geometry",)
HOMES = ("buildings.households",)


@dataclass(frozen=True)
class RuleBlock:
    """One table that states a rule, or a part of it.

    Parameters
    ----------
    family
        Name of the table, such as ``size`` or ``facility_area``.
    level
        ``community``, ``grid``, ``microgrid``, another level of the profile, or ``area``.
    table
        Its keys and values.
    """

    family: str
    level: str
    table: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Rule:
    """A rule of a profile.

    Parameters
    ----------
    id
        Such as ``XZ-02``.
    clause, anchor
        Where the document says it, and an exact phrase of it, if known.
    title
        What it says, by language.
    strength, severity
        The word of the document, and what breaking the rule means.
    blocks
        The tables that state it.
    data
        What it is judged from, as ``layer.column``.
    records
        What would be needed and is in no layer: then it is never judged here.
    is_informational
        It states no limit: a goal, a fact, an allowance.
    """

    id: str
    clause: str
    anchor: str
    title: Mapping[str, str]
    strength: str
    severity: Severity
    blocks: tuple[RuleBlock, ...]
    data: tuple[str, ...]
    records: tuple[str, ...]
    is_informational: bool

    @property
    def family(self) -> str:
        """The table that states it first."""
        return self.blocks[0].family

    @property
    def level(self) -> str:
        """The level it speaks of."""
        return self.blocks[0].level

    @property
    def is_checked(self) -> bool:
        """It is judged wherever the data are there."""
        return not self.records and not self.is_informational


def rules_of(profile: Profile) -> tuple[Rule, ...]:
    """Return every rule of a profile by its number.

    Examples
    --------
    >>> from gridplan.policy import load_profile
    >>> rules = rules_of(load_profile("xiuzhou-2023"))
    >>> len(rules), rules[1].id, rules[1].title["en"]
    (33, 'XZ-02', 'A grid holds at most 500 households')
    >>> rules[5].data, rules[6].is_checked, rules[6].records
    (('staff.grid_team',), False, ('meetings',))
    """
    blocks: dict[str, list[RuleBlock]] = {}
    for path, table in rule_tables(profile.content):
        level = str(profile.content["level"][path[1]]["id"]) if path[0] == "level" else ""
        family = str(path[2] if path[0] == "level" else path[0])
        block = RuleBlock(family, level or _level_of(family, table), MappingProxyType(dict(table)))
        blocks.setdefault(str(table["rule"]), []).append(block)
    return tuple(_rule(profile, name, blocks[name]) for name in sorted(blocks, key=_number))


def _number(name: str) -> tuple[object, ...]:
    """Sort XZ-2 before XZ-10."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name))


def _level_of(family: str, table: Mapping[str, Any]) -> str:
    if table.get("per") == "grid":
        return "grid"
    is_wide = family in ("goal", "data_rule") or "subdistrict" in str(table.get("facility", ""))
    return "area" if is_wide else "community"


def _rule(profile: Profile, name: str, blocks: Sequence[RuleBlock]) -> Rule:
    tables = [block.table for block in blocks]
    citation = profile.citation(tables[0]["cite"])
    strengths = [str(table["strength"]) for table in tables]
    severities = [profile.severity_of(table) for table in tables]
    records = dict.fromkeys(one for table in tables for one in table.get("needs", ()))
    data = dict.fromkeys(one for block in blocks for one in data_of(block))
    return Rule(
        id=name,
        clause=citation.clause,
        anchor=citation.anchor,
        title=MappingProxyType(_title(tables)),
        strength=min(strengths, key=STRENGTHS.index),
        severity=min(severities, key=SEVERITIES.index),
        blocks=tuple(blocks),
        data=() if records else tuple(data),
        records=tuple(records),
        is_informational=not records and all(_states_no_limit(block) for block in blocks),
    )


def _title(tables: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the title by language; a table without one is called by what it says or is."""
    found = {}
    for language in ("zh", "en"):
        wanted = (f"title_{language}", "title_zh", "title_en", "says", "id", "rule")
        found[language] = next(str(t[key]) for key in wanted for t in tables if key in t)
    return found


def _states_no_limit(block: RuleBlock) -> bool:
    has_number = any(key in block.table for key in ("min", "max", "target"))
    return block.family in ("goal", "exception") or (block.family == "size" and not has_number)


def data_of(block: RuleBlock) -> tuple[str, ...]:
    """Return the layers and columns that a rule is judged from.

    Examples
    --------
    >>> data_of(RuleBlock("milestone", "community", {}))
    ('communities.occupancy', 'communities.origin', 'communities.body')
    """
    found: Callable[[RuleBlock], tuple[str, ...]] = _DATA.get(block.family, lambda _: ())
    return found(block)


def _division_data(block: RuleBlock) -> tuple[str, ...]:
    if block.level == "resident_group":
        return ("households.resident_group",)
    return ("households.stairwell",) if block.level == "microgrid" else ("buildings.compound",)


def _staff_data(block: RuleBlock) -> tuple[str, ...]:
    counts = tuple(f"staff.{name}" for name in block.table.get("counts", ()))
    formula = str(block.table.get("formula", ""))
    return (*counts, "communities.population") if "P" in formula else counts


def _milestone_data(block: RuleBlock) -> tuple[str, ...]:
    is_planned = block.table.get("origin") == "part_village"
    column = "planned_households" if is_planned else "occupancy"
    return (f"communities.{column}", "communities.origin", "communities.body")


def _facility_rule_data(block: RuleBlock) -> tuple[str, ...]:
    if block.table.get("id") == "in_step":
        return ("services.open_year", "buildings.built_year")
    return ("services.category", "services.rooms") if "items" in block.table else (_CATEGORY,)


def _share_data(block: RuleBlock) -> tuple[str, ...]:
    return ("services.area_m2", f"services.{share_column(block.table)}")


def share_column(table: Mapping[str, Any]) -> str:
    """Return the column that holds the numerator of a share of floor area.

    Examples
    --------
    >>> share_column({"numerator": "residents' service AND activity space"})
    'service_area_m2'
    """
    return "service_area_m2" if "service" in str(table["numerator"]) else "activity_area_m2"


_CATEGORY = "services.category"
_DATA: Mapping[str, Callable[[RuleBlock], tuple[str, ...]]] = {
    "size": lambda _: HOMES,
    "division": _division_data,
    "boundary": lambda _: (*OUTLINES, "roads.name", "barriers.kind"),
    "equivalence": lambda _: ("households.resident_group",),
    "coverage": lambda block: (
        (_CATEGORY, "roads.highway") if block.level == "community" and "minutes" in block.table
        else OUTLINES
    ),
    "hierarchy": lambda _: ("communities.community_code",),
    "party": _staff_data,
    "staff": _staff_data,
    "staffing": _staff_data,
    "funding": _staff_data,
    "facility_area": lambda _: ("services.area_m2",),
    "facility_share": _share_data,
    "facility_list": lambda _: (_CATEGORY, "services.rooms"),
    "facility_rule": _facility_rule_data,
    "siting": lambda _: (_CATEGORY,),
    "milestone": _milestone_data,
    "data_rule": lambda _: HOMES,
}  # fmt: skip
