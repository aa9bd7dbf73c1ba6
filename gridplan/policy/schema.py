"""What a profile may hold: every table, every key, what its value may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gridplan.errors import ParamError
from gridplan.params import HOUSEHOLD_BASES
from gridplan.policy.formula import read_formula

SCHEMA = "gridplan.policy/1"
STRENGTHS = ("must", "principle", "general", "about", "encourage", "goal", "context")
SEVERITIES = ("error", "error_unless_waived", "warning", "info")
COMMUNITY_KINDS = ("ordinary", "merged", "complex", "rural", "town")
FORMULA_NAMES = ("N", "P")  # households and urban residents of the community
# what no map and no table of counts shows: a rule that needs one of them is never decided here
RECORDS = (
    "meetings", "term_dates", "village_limits", "floating_population", "appraisal", "approval",
    "change_log", "funeral_place", "collective_register", "registered_elsewhere", "platform",
    "area_standard", "room_use", "service_visit", "addresses", "pay", "training", "legal_review",
    "property_firms", "other_nets", "survey", "village_of_origin",
)  # fmt: skip
# columns of the table of staff: counts that an office keeps by code of community or grid
STAFF = (
    "workers", "representatives", "resident_representatives", "organizations", "grid_team",
    "community_team", "deputies", "building_leaders", "resident_groups", "party_units",
    "office_yuan", "fund_yuan", "running_yuan",
)  # fmt: skip

# a kind returns what is wrong with a value, or an empty text
Kind = Callable[[Any], str]

_WHEN = re.compile(r"community\.kind in \[\s*('\w+'(?:\s*,\s*'\w+')*)\s*\]")


def text(value: Any) -> str:
    """Accept a text."""
    return "" if isinstance(value, str) else "a text is expected"


def name(value: Any) -> str:
    """Accept a text that is not empty."""
    return (
        "" if isinstance(value, str) and value.strip() else "a text that is not empty is expected"
    )


def texts(value: Any) -> str:
    """Accept a list of texts."""
    is_good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "" if is_good else "a list of texts is expected"


def some_of(*choices: str) -> Kind:
    """Accept a list of *choices* that is not empty."""

    def judge(value: Any) -> str:
        is_good = isinstance(value, list) and value and set(map(str, value)) <= set(choices)
        return "" if is_good else f"a list of {', '.join(choices)} is expected"

    return judge


def flag(value: Any) -> str:
    """Accept true or false."""
    return "" if isinstance(value, bool) else "true or false is expected"


def count(value: Any) -> str:
    """Accept a whole number of at least 0."""
    is_good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if is_good else "a whole number of at least 0 is expected"


def number(value: Any) -> str:
    """Accept a number of at least 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if is_number and 0 <= value < float("inf") else "a number of at least 0 is expected"


def share(value: Any) -> str:
    """Accept a share, 0 to 1."""
    return "a share from 0 to 1 is expected" if number(value) or value > 1 else ""


def table(value: Any) -> str:
    """Accept a table of plain values."""
    return "" if isinstance(value, dict) else "a table is expected"


def one_of(*choices: str) -> Kind:
    """Accept one of *choices*."""
    return lambda value: "" if value in choices else f"it may be {', '.join(choices)}"


def formula(value: Any) -> str:
    """Accept a formula of N (households) and P (residents)."""
    if not isinstance(value, str):
        return "a formula is expected"
    try:
        names = read_formula(value).names
    except ParamError as error:
        return str(error)
    unknown = sorted(set(names) - set(FORMULA_NAMES))
    return f"a formula knows N and P, not {', '.join(unknown)}" if unknown else ""


def condition(value: Any) -> str:
    """Accept a condition on the kind of community."""
    kinds = community_kinds(value) if isinstance(value, str) else ()
    if not kinds:
        return "write it as community.kind in ['merged', 'complex']"
    unknown = sorted(set(kinds) - set(COMMUNITY_KINDS))
    return f"a community may be {', '.join(COMMUNITY_KINDS)}, not {unknown[0]}" if unknown else ""


def community_kinds(when: str) -> tuple[str, ...]:
    """Return the kinds that a condition names, empty where it cannot be read.

    Examples
    --------
    >>> community_kinds("community.kind in ['merged','complex']")
    ('merged', 'complex')
    """
    match = _WHEN.fullmatch(when.strip())
    return tuple(re.findall(r"\w+", match[1])) if match else ()


@dataclass(frozen=True)
class Block:
    """One table of a profile.

    Parameters
    ----------
    required, optional
        Keys and the kinds of their values.
    is_rule
        It states a rule: then it has an id, a strength and a clause, and may explain itself.
    """

    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)
    is_rule: bool = True

    @property
    def needed(self) -> dict[str, Kind]:
        """Keys that must be there."""
        rule = {"rule": name, "strength": one_of(*STRENGTHS), "cite": name}
        return {**self.required, **(rule if self.is_rule else {})}

    @property
    def keys(self) -> dict[str, Kind]:
        """All keys there may be."""
        told: dict[str, Kind] = {
            "says": name,
            "check": name,
            "note": name,
            "derived": texts,
            "id": name,
        }
        told |= {"title_zh": name, "title_en": name, "needs": some_of(*RECORDS)}
        told |= {"severity": one_of("error", "warning", "info")}  # in place of its strength's
        return {**self.optional, **(told if self.is_rule else {}), **self.needed}


ROOT = {"schema": one_of(SCHEMA), "id": name, "name_zh": name, "name_en": name}

TABLES: dict[str, Block] = {
    "source": Block(
        {"title": name, "issuer": name, "date": name, "status": one_of("issued", "draft")},
        {
            **dict.fromkeys(
                ("file", "document_no", "scope", "adcode", "working_crs", "missing"), text
            ),
            **dict.fromkeys(("in_force", "replaces"), text),
            **dict.fromkeys(("issuer_printed", "date_printed"), flag),
            "public_copies": texts,
        },
        is_rule=False,
    ),
    "strength_severity": Block(dict.fromkeys(STRENGTHS, one_of(*SEVERITIES)), is_rule=False),
    "options": Block(
        {},
        {
            "household_basis": one_of(*HOUSEHOLD_BASES),
            "about_tolerance": share,
            "area_step_mode": one_of("linear", "ceil_per_100"),
            "persons_per_household_planning": number,
            "inherit_sizes_from": text,
            "baseline": name,
            "beside_local_profile": one_of(*SEVERITIES),
        },
        is_rule=False,
    ),
}

LEVEL = Block(
    {"id": name, "name_zh": name},
    {"name_en": name, "parent": name, "children": texts, "partition": one_of("exact_cover")},
    is_rule=False,
)

LEVEL_BLOCKS: dict[str, Block] = {
    "size": Block(
        {"variant": name, "unit": one_of("household")},
        {
            **dict.fromkeys(("min", "max", "target"), count),
            "tolerance_rel": share,
            "basis": name,
            "applies_when": condition,
        },
    ),
    "boundary": Block({}, {"min_clear_share": share}),
    "division": Block({"basis": texts}, {"scope": name, "ignore": texts}),
    "equivalence": Block({"other_level": name}),
    "term": Block({"years": count}),
    "party": Block({}, {"counts": some_of(*STAFF)}),
    "management": Block({"case": name, "action": name}),
    "unify": Block({"items": texts}),
    "hierarchy": Block({"levels": texts}),
    "exception": Block(),
    "criteria": Block({}, {"items": texts, "factors": texts}),
    "procedure": Block({"actions": texts}, {"proposed_by": name, "approved_by": name}),
    "floating": Block(
        {}, dict.fromkeys(("large_cluster", "small_cluster", "large_threshold"), text)
    ),
    "coverage": Block(),
    "staff": Block({}, {"role": name, "roles": texts, "counts": some_of(*STAFF)}),
}

BLOCKS: dict[str, Block] = {
    "coverage": Block(
        {"id": name, "name_zh": name, "minutes": number},
        {
            **{"mode": name, "speed_m_per_s": number, "target_share": share, "destinations": name},
            **dict.fromkeys(("sets", "categories"), texts),  # of the catalog of facilities
        },
    ),
    "facility_area": Block(
        {"facility": name},
        {
            "formula": formula,
            "standard": name,
            "unit": one_of("m2"),
            "N": name,
            "examples": table,
            "deadline": count,
        },
    ),
    "facility_share": Block(
        {"facility": name, "numerator": name, "denominator": name, "min_share": share}
    ),
    "facility_list": Block({"id": name, "items": texts}, {"colocation_allowed": flag}),
    "facility_rule": Block({"id": name}, {"items": texts, "facility": name}),
    "siting": Block({"facility": name}, {"max_rank_share": share}),
    "staffing": Block(
        {"id": name},
        {
            **dict.fromkeys(("pattern", "per", "population", "when", "roles_origin"), name),
            **dict.fromkeys(("min", "max", "min_named", "min_per_quarter"), count),
            **dict.fromkeys(("per_10k_persons", "min_per_year_per_level"), count),
            **dict.fromkeys(("formula", "formula_suggestion"), formula),
            "min_resident_share": share,
            "roles": table,
            "items": texts,
            "counts": some_of(*STAFF),
        },
    ),
    "milestone": Block(
        {"origin": name, "metric": name, "action": name},
        {
            "threshold": share,
            "alternative_trigger": name,
            "body": one_of("management", "community"),  # that is due
        },
    ),
    "funding": Block(
        {"id": name},
        {
            **dict.fromkeys(("urban_community", "rural_community", "village"), number),
            **dict.fromkeys(("from_year", "review_years"), count),
            "min": number,
            "formula": formula,
            "unit": one_of("yuan"),
            "counts": some_of(*STAFF),
        },
    ),
    "prohibition": Block({"id": name}, {"conflicts_with": name}),
    "data_rule": Block({"id": name}),
    "asset_rule": Block({"id": name}),
    "goal": Block({"id": name, "values": table}),
    "duty": Block({"id": name}),  # of people, which no map shows
    "citation": Block({"id": name, "clause": name}, {"anchor": name}, is_rule=False),
}
