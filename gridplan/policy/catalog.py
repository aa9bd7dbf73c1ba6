"""The catalog of facilities: what is looked for, how to recognize it, what a text demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from gridplan.text import Language

Tier = Literal["basic", "public", "quality"]
Fit = Literal["tag", "name", "own-data"]
Verified = Literal["checked", "found", "second-hand", "recalled"]

# marks that may decide who counts as served; a number with another mark is shown, never judged by
TRUSTED: tuple[Verified, ...] = ("checked", "found")


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
class Demand:
    """A number a text demands, with its source and its mark.

    Parameters
    ----------
    value
        Metres or minutes.
    source
        Id of the text.
    verified
        How far that was verified.
    """

    value: float
    source: str
    verified: Verified

    @property
    def is_trusted(self) -> bool:
        """The number was seen where it stands, and so may decide."""
        return self.verified in TRUSTED


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

    @property
    def radius(self) -> Demand | None:
        """Service radius, None where no text gives one."""
        return self._demand("radius", self.radius_m)

    @property
    def walk(self) -> Demand | None:
        """Walking minutes, None where no text gives them."""
        return self._demand("minutes", self.minutes)

    @property
    def is_listed(self) -> bool:
        """A list that was seen names it."""
        return any(mark in TRUSTED for mark in self.sets.values())

    def _demand(self, name: str, value: float | None) -> Demand | None:
        if value is None:
            return None
        evidence = self.evidence[name]
        return Demand(float(value), evidence.source, evidence.verified)


@dataclass(frozen=True)
class TextSource:
    """A text that numbers of the catalog come from.

    Parameters
    ----------
    id, zh, en
        Key and titles.
    number
        Number or date of the document.
    status
        Whether it is in force.
    verified
        How far it was verified; empty for our own.
    seen
        What of it was seen.
    """

    id: str
    zh: str
    en: str
    number: str = ""
    status: str = ""
    verified: Verified | Literal[""] = ""
    seen: str = ""

    def name(self, language: Language) -> str:
        """Return the title in *language*, with the number of the document."""
        if language == "zh":
            return f"{self.zh} {self.number}".strip()
        return f"{self.en} {self.number}".strip() if self.number.isascii() else self.en


@dataclass(frozen=True)
class WalkSpeed:
    """How fast a group of people walks."""

    id: str
    m_per_min: float
    zh: str
    en: str
    source: str
    verified: Verified | Literal[""] = ""
    note: str = ""

    def name(self, language: Language) -> str:
        """Return who walks so, in *language*."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Quota:
    """Floor that several categories owe together.

    Parameters
    ----------
    id, zh, en
        Key and names.
    formula, target
        Square metres due, and better, as formulas of N households.
    categories
        Which categories count.
    source, verified
        Where it stands, and how far that was verified.
    profile_facilities
        Names that policy profiles give to these categories together.
    """

    id: str
    zh: str
    en: str
    formula: str
    categories: tuple[str, ...]
    source: str
    verified: Verified
    target: str = ""
    profile_facilities: tuple[str, ...] = ()
    note: str = ""

    def name(self, language: Language) -> str:
        """Return the name in *language*."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Catalog:
    """Everything a file of facilities says.

    Parameters
    ----------
    facilities
        What is looked for, in the order of the file.
    sources
        Texts by id.
    set_names
        Chinese and English name of each list of categories, by id.
    speeds
        Who walks how fast.
    quotas
        Floor that can be worked out from a number of households.
    distance_bands_m
        Network metres reported beside the minutes.
    source_text
        The TOML text itself, so that a plan document can carry its catalog.
    """

    facilities: tuple[Facility, ...]
    sources: Mapping[str, TextSource]
    set_names: Mapping[str, tuple[str, str]]
    speeds: tuple[WalkSpeed, ...]
    quotas: tuple[Quota, ...]
    distance_bands_m: tuple[float, ...]
    source_text: str = field(repr=False)

    def __post_init__(self) -> None:
        for name in ("sources", "set_names"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def facility(self, category: str) -> Facility | None:
        """Return a facility by its id, None where the catalog does not know it."""
        return next((found for found in self.facilities if found.id == category), None)

    def names(self, categories: Sequence[str], *, most: int = 5) -> dict[str, str]:
        """Return the first names of some categories as one text in each language."""
        found = [f for f in self.facilities if f.id in categories]
        more = " …" if len(found) > most else ""
        return {
            "zh": "、".join(f.zh.split("、")[0] for f in found[:most]) + more.strip(),
            "en": "; ".join(f.en for f in found[:most]) + more,
        }

    def speed(self, who: str) -> WalkSpeed | None:
        """Return a walking speed by its id, None where the catalog does not give it."""
        return next((found for found in self.speeds if found.id == who), None)

    def source_name(self, source: str, language: Language) -> str:
        """Return the title of a text by its id."""
        found = self.sources.get(source)
        return source if found is None else found.name(language)
