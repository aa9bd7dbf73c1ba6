"""Which services are which facilities, by their own list, their tags and their names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan.coverage.catalog import catalog
from gridplan.model import Note
from gridplan.model.area import Frame
from gridplan.policy import Facility

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_HAN = r"[\u3400-\u9fff]"
_BREAKS = re.compile(r"[;；&,，、|/]+")


@dataclass(frozen=True, eq=False)
class Classification:
    """Which services belong to which facility.

    Parameters
    ----------
    is_member
        Bool (n services, m facilities), facilities in the order of the catalog; a service may
        belong to several, or to none.
    notes
        What was left out and what had to be assumed.
    """

    is_member: Bools
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, eq=False)
class _Kinds:
    """What each distinct category text says, bool (n texts, m facilities) or (n texts,)."""

    by_list: Bools
    by_tag: Bools
    is_open: Bools


def classify(services: Frame, facilities: tuple[Facility, ...] | None = None) -> Classification:
    """Tell which services are which facilities.

    The user's own list (an id or a name of the catalog) comes first, then the tag, ``key=value``
    or a value alone. Where the catalog asks for tag and name, both must hold, unless names in
    this place are not Chinese: then the tag alone decides, and a note says so. Texts that are
    neither are compared with the Chinese names of the catalog.

    Parameters
    ----------
    services
        Columns ``category`` and ``name``, both text.
    facilities
        The catalog; the one gridplan ships unless given.

    Examples
    --------
    >>> services = pd.DataFrame({"category": ["药房", "amenity=school"], "name": ["", "育才小学"]})
    >>> [catalog()[column].id for column in classify(services).is_member.any(axis=0).nonzero()[0]]
    ['primary_school', 'pharmacy']
    """
    facilities = catalog() if facilities is None else facilities
    names = services["name"].astype(str)
    code, texts = pd.factorize(services["category"].astype(str).str.strip(), sort=True)
    kinds = _kinds([str(text) for text in texts], facilities)
    is_chinese = _is_chinese(names)
    is_member = np.zeros((len(services), len(facilities)), dtype=bool)
    for column, facility in enumerate(facilities):
        listed, tagged = kinds.by_list[code, column], kinds.by_tag[code, column]
        by_tag = _confirmed(facility, tagged, names, is_chinese=is_chinese)
        by_name = _named(names, kinds.is_open[code], _name_pattern(facility), facility.name_zh_not)
        is_member[:, column] = listed | by_tag | by_name
    notes = _tag_notes(facilities, kinds.by_tag[code], is_chinese=is_chinese)
    return Classification(is_member, notes + _left_out(services, is_member))


def _kinds(texts: list[str], facilities: tuple[Facility, ...]) -> _Kinds:
    own = _own_names(facilities)
    shape = (len(texts), len(facilities))
    by_list, by_tag = np.zeros(shape, bool), np.zeros(shape, bool)
    is_open = np.zeros(len(texts), bool)
    for row, text in enumerate(texts):
        listed = _listed(text, own)
        by_list[row, listed] = True
        if not listed:
            tags = _tags(text)
            by_tag[row] = [any(_holds(rule, tags) for rule in f.osm) for f in facilities]
            is_open[row] = not text or bool(re.search(_HAN, text))
            by_list[row] = is_open[row] & [
                bool(_search(_name_pattern(f), f.name_zh_not, text)) for f in facilities
            ]
    return _Kinds(by_list, by_tag, is_open & ~by_list.any(axis=1))


def _own_names(facilities: tuple[Facility, ...]) -> dict[str, list[int]]:
    names: dict[str, list[int]] = {}
    for position, facility in enumerate(facilities):
        for name in dict.fromkeys(
            (facility.id, facility.en.casefold(), facility.zh, *facility.names_zh)
        ):
            names.setdefault(name, []).append(position)
    return names


def _listed(text: str, own: dict[str, list[int]]) -> list[int]:
    if text.casefold() in own:
        return own[text.casefold()]
    parts = [part.strip().casefold() for part in _BREAKS.split(text)]
    # a piece of a longer list counts where it is Chinese: an English one may be a tag's value
    return [i for part in parts if re.search(_HAN, part) for i in own.get(part, [])]


def _tags(text: str) -> dict[str, str]:
    """Read ``key=value`` pairs; a value alone stands under the empty key."""
    pairs = (part.strip().partition("=") for part in _BREAKS.split(text) if part.strip())
    return {key if sign else "": value if sign else key for key, sign, value in pairs}


def _holds(rule: tuple[Any, ...], tags: dict[str, str]) -> bool:
    wanted = [condition for condition in rule if not condition.is_not]
    if any(tags.get(c.key) == c.value for c in rule if c.is_not):
        return False
    if all(tags.get(condition.key) == condition.value for condition in wanted):
        return True
    # a bare value: the only one of its rule, or the key that a main value points to
    # (social_facility=nursing_home under amenity=social_facility)
    bare = tags.get("")
    is_sub = len(wanted) == 2 and wanted[1].key == wanted[0].value
    return bare is not None and (len(wanted) == 1 or is_sub) and wanted[-1].value == bare


def _is_chinese(names: pd.Series[str]) -> bool:
    """Tell whether names in this place are Chinese: half of those given, or more."""
    given = names[names != ""]
    return bool(len(given)) and bool(given.str.contains(_HAN, regex=True).mean() >= 0.5)


def _confirmed(
    facility: Facility, tagged: Bools, names: pd.Series[str], *, is_chinese: bool
) -> Bools:
    """Keep the services whose name agrees, where the catalog wants that."""
    if facility.osm_fit == "tag" or (facility.osm_fit == "name" and not is_chinese):
        return tagged
    # where no tag tells, a telling name does, whatever the tag
    where = np.ones_like(tagged) if facility.osm_fit == "own-data" else tagged
    return _named(names, where, facility.name_zh, facility.name_zh_not)


def _named(names: pd.Series[str], where: Bools, pattern: str, pattern_not: str) -> Bools:
    result = np.zeros(len(names), bool)
    chosen = np.flatnonzero(where) if pattern else np.empty(0, np.int64)
    result[chosen] = [_search(pattern, pattern_not, name) for name in names.iloc[chosen]]
    return result


def _search(pattern: str, pattern_not: str, text: str) -> bool:
    if pattern_not and re.search(pattern_not, text):
        return False
    return re.search(pattern, text) is not None


def _name_pattern(facility: Facility) -> str:
    """Return what a list without tags is compared with: the name rule, else the names."""
    return facility.name_zh or "|".join(map(re.escape, facility.names_zh))


def _tag_notes(
    facilities: tuple[Facility, ...], tagged: Bools, *, is_chinese: bool
) -> tuple[Note, ...]:
    loose = [f.id for i, f in enumerate(facilities) if f.osm_fit == "name" and tagged[:, i].any()]
    if is_chinese or not loose:
        return ()
    names = {
        "zh": "、".join(f.zh.split("、")[0] for f in facilities if f.id in loose),
        "en": "; ".join(f.en for f in facilities if f.id in loose),
    }
    return (Note("assumption", "coverage.tag_alone", {"names": names}, tuple(loose)),)


def _left_out(services: Frame, is_member: Bools) -> tuple[Note, ...]:
    left = services["category"].astype(str)[~is_member.any(axis=1)]
    if left.empty:
        return ()
    common = sorted(Counter(left).items(), key=lambda item: (-item[1], item[0]))
    kinds = ", ".join(f"{text or '–'} {count}" for text, count in common[:5])
    values = {"n_services": len(left), "n_kinds": len(common), "kinds": kinds}
    return (Note("info", "coverage.unclassified", values),)
