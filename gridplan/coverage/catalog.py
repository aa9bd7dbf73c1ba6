"""The catalog of facilities: what is looked for, how to recognize it, what a text demands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from gridplan.errors import ParamError
from gridplan.text import Language

Tier = Literal["basic", "public", "quality"]
Fit = Literal["tag", "name", "own-data"]
Verified = Literal["found", "second-hand", "recalled"]


@dataclass(frozen=True)
class Condition:
    """One tag condition; where `is_not`, any other value and no value at all satisfy it."""

    key: str
    value: str
    is_not: bool = False


@dataclass(frozen=True)
class Evidence:
    """Where a number stands, and how far that was verified."""

    source: str
    verified: Verified


@dataclass(frozen=True)
class Facility:
    """One category of facility.

    Parameters
    ----------
    id, zh, en
        Key and names.
    tier
        ``basic``: a guarantee list names it; ``public``: other public; ``quality``.
    osm
        Tag rules, any of which suffices; a rule is conditions that hold together.
    osm_fit
        ``tag``: the tag decides; ``name``: tag and name together; ``own-data``: OSM does not tell.
    source, verified
        Source and mark of its weakest number.
    evidence
        Source and mark of each number.
    aliases_zh
        Other Chinese names.
    sets
        Lists that name it, with the mark.
    circle_minutes
        Circle of the planning standard that lists it.
    name_zh, name_zh_not
        Regular expressions a Chinese name matches, and does not.
    radius_m
        Service radius of a text.
    minutes
        Walking minutes of a text: another test than the radius.
    area
        Floor or land area a text demands.
    ages
        Age group it serves, ``[from, to)`` or ``[from]``.
    seeds
        ``entrances``: a walk ends at an entrance or at its edge.
    profile_facilities
        Names of the facility in policy profiles.
    note
        Remark of the catalog, English.
    """

    id: str
    zh: str
    en: str
    tier: Tier
    osm: tuple[tuple[Condition, ...], ...]
    osm_fit: Fit
    source: str
    verified: Verified
    evidence: Mapping[str, Evidence]
    aliases_zh: tuple[str, ...] = ()
    sets: Mapping[str, Verified] = field(default_factory=dict)
    circle_minutes: float | None = None
    name_zh: str = ""
    name_zh_not: str = ""
    radius_m: float | None = None
    minutes: float | None = None
    area: Mapping[str, Any] = field(default_factory=dict)
    ages: tuple[int, ...] = ()
    seeds: Literal["", "entrances"] = ""
    profile_facilities: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("evidence", "sets", "area"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def name(self, language: Language) -> str:
        """Return the name in *language*."""
        return self.zh if language == "zh" else self.en

    @property
    def names_zh(self) -> tuple[str, ...]:
        """Every Chinese name: the title cut at its commas, and the aliases."""
        return (*self.zh.split("、"), *self.aliases_zh)


@cache
def catalog() -> tuple[Facility, ...]:
    """Return the facilities gridplan ships, in the order of the file.

    Examples
    --------
    >>> len(catalog()), catalog()[0].id, catalog()[0].zh
    (45, 'kindergarten', '幼儿园')
    """
    file = resources.files(__package__) / "facilities.toml"
    return parse_catalog(file.read_text(encoding="utf-8"))


def parse_catalog(text: str) -> tuple[Facility, ...]:
    """Read facilities from TOML text.

    Raises
    ------
    ParamError
        The text is not TOML, or a facility has a key or a value it may not have.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ParamError(f"The catalog of facilities is not TOML: {error}.") from error
    sources = {entry["id"] for entry in data.get("source", ())}
    found = tuple(_facility(row, position) for position, row in enumerate(data.get("facility", ())))
    for position, facility in enumerate(found):
        _check_facility(facility, sources, earlier={other.id for other in found[:position]})
    return found


def _facility(row: Mapping[str, Any], position: int) -> Facility:
    where = f"facility {row.get('id', f'number {position + 1}')}"
    known = {f.name: f for f in fields(Facility)}
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise ParamError(
            f"{where}: unknown key {unknown[0]}; known are {', '.join(sorted(known))}."
        )
    optional = {
        name
        for name, f in known.items()
        if f.default is not MISSING or f.default_factory is not MISSING
    }
    missing = sorted(set(known) - optional - set(row))
    if missing:
        raise ParamError(f"{where}: the key {missing[0]} is missing.")
    values: dict[str, Any] = dict(row)
    values.update((key, tuple(value)) for key, value in row.items() if isinstance(value, list))
    values["osm"] = tuple(parse_rule(rule, where) for rule in row["osm"])
    values["evidence"] = {name: Evidence(**entry) for name, entry in row["evidence"].items()}
    return Facility(**values)


def parse_rule(rule: str, where: str) -> tuple[Condition, ...]:
    """Read a tag rule such as ``leisure=garden&access!=private``."""
    matches = [re.fullmatch(r"([^=!&]+)(!?)=([^=!&]+)", part) for part in rule.split("&")]
    if not all(matches):
        raise ParamError(f"{where}: '{rule}' is not a tag rule; write key=value&key!=value.")
    return tuple(Condition(m[1], m[3], bool(m[2])) for m in matches if m)


def _check_facility(facility: Facility, sources: set[str], *, earlier: set[str]) -> None:
    where = f"facility {facility.id}"
    if facility.id in earlier:
        raise ParamError(f"{where}: the id stands twice.")
    _check_choice(where, "tier", facility.tier, get_args(Tier))
    _check_choice(where, "osm_fit", facility.osm_fit, get_args(Fit))
    _check_choice(where, "seeds", facility.seeds, ("", "entrances"))
    for entry in (Evidence(facility.source, facility.verified), *facility.evidence.values()):
        _check_choice(where, "source", entry.source, sorted(sources))
        _check_choice(where, "verified", entry.verified, get_args(Verified))
    for name in ("radius_m", "minutes", "circle_minutes"):
        value = getattr(facility, name)
        if value is not None and not (isinstance(value, int | float) and value > 0):
            raise ParamError(f"{where}: {name} is {value!r}; it must be a number above 0.")
    for name in ("name_zh", "name_zh_not"):
        _check_pattern(where, name, getattr(facility, name))


def _check_choice(where: str, name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ParamError(f"{where}: {name} is {value!r}; it may be {', '.join(choices)}.")


def _check_pattern(where: str, name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ParamError(f"{where}: {name} is not a regular expression: {error}.") from error
