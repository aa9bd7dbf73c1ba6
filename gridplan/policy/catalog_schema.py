"""What a catalog of facilities may hold, and every fault of one that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from gridplan.policy.catalog import Condition, Fit, Tier, Verified
from gridplan.policy.lines import TomlPath
from gridplan.policy.schema import Block, Kind, formula, name, number, one_of, table, text, texts
from gridplan.policy.validate import Fault, key_faults, tables_faults

SCHEMA = "gridplan.facilities/1"
MARKS = get_args(Verified)
NUMBERS = {"radius_m": "radius", "minutes": "minutes", "area": "area"}

_RULE = re.compile(r"([^=!&]+)(!?)=([^=!&]+)")
_ID = re.compile(r"[a-z][a-z0-9_]*")


def positive(value: Any) -> str:
    """Accept a number above 0."""
    return "" if not number(value) and value > 0 else "a number above 0 is expected"


def numbers(value: Any) -> str:
    """Accept a list of numbers above 0."""
    is_good = isinstance(value, list) and not any(positive(item) for item in value)
    return "" if is_good else "a list of numbers above 0 is expected"


def ages(value: Any) -> str:
    """Accept [from] or [from, to) in whole years."""
    is_list = isinstance(value, list) and 1 <= len(value) <= 2
    is_good = is_list and all(type(age) is int and age >= 0 for age in value)
    return "" if is_good and value == sorted(set(value)) else "write ages as [from] or [from, to]"


def column(value: Any) -> str:
    """Accept an id that may name a column."""
    is_good = isinstance(value, str) and _ID.fullmatch(value)
    return "" if is_good else "an id has lower-case letters, digits and _, a letter first"


def pattern(value: Any) -> str:
    """Accept a regular expression."""
    if not isinstance(value, str):
        return "a text is expected"
    try:
        re.compile(value)
    except re.error as error:
        return f"it is not a regular expression: {error}"
    return ""


def rules(value: Any) -> str:
    """Accept a list of tag rules."""
    if texts(value) or not value:
        return "a list of tag rules is expected"
    wrong = [rule for rule in value if not read_rule(rule)]
    return f"'{wrong[0]}' is not a tag rule; write key=value&key!=value" if wrong else ""


def read_rule(rule: str) -> tuple[Condition, ...]:
    """Read a tag rule such as ``leisure=garden&access!=private``, empty where it is none."""
    matches = [_RULE.fullmatch(part) for part in rule.split("&")]
    if not all(matches):
        return ()
    return tuple(Condition(m[1], m[3], bool(m[2])) for m in matches if m)


_NAMES: dict[str, Kind] = {"zh": name, "en": name}
_TOLD: dict[str, Kind] = {"source": name, "verified": one_of(*MARKS)}

ROOT: dict[str, Kind] = {"schema": one_of(SCHEMA), "distance_bands_m": numbers}

BLOCKS: dict[str, Block] = {
    "source": Block(
        {"id": name, **_NAMES},
        {"number": text, "status": text, "verified": one_of(*MARKS), "seen": text},
        is_rule=False,
    ),
    "set": Block({"id": name, **_NAMES, "source": name}, is_rule=False),
    "circle": Block(
        {"minutes": number, **_NAMES},
        {**dict.fromkeys(("people", "dwellings", "radius_m", "land_m2"), numbers),
         "evidence": table},
        is_rule=False,
    ),
    "walk_speed": Block(
        {"id": name, "m_per_min": positive, **_NAMES, "source": name},
        {"verified": one_of(*MARKS), "note": text},
        is_rule=False,
    ),
    "quota": Block(
        {"id": name, **_NAMES, **_TOLD},
        {
            **dict.fromkeys(("formula", "target"), formula),
            **dict.fromkeys(("min_floor_m2", "target_floor_m2", "min_functions"), positive),
            **dict.fromkeys(("floor_m2_per_1000_people", "land_m2_per_1000_people"), numbers),
            **dict.fromkeys(("categories", "profile_facilities"), texts),
            "people_from": table,
            "note": text,
        },
        is_rule=False,
    ),
    "facility": Block(
        {
            "id": column,
            **_NAMES,
            "tier": one_of(*get_args(Tier)),
            "osm": rules,
            "osm_fit": one_of(*get_args(Fit)),
            **_TOLD,
            "evidence": table,
        },
        {
            **dict.fromkeys(("aliases_zh", "profile_facilities"), texts),
            **dict.fromkeys(("radius_m", "minutes", "circle_minutes"), positive),
            **dict.fromkeys(("name_zh", "name_zh_not"), pattern),
            **dict.fromkeys(("sets", "area"), table),
            "ages": ages,
            "seeds": one_of("", "entrances"),
            "note": text,
        },
        is_rule=False,
    ),
}  # fmt: skip


def catalog_faults(content: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield every fault of a catalog.

    Parameters
    ----------
    content
        The TOML as plain values.
    known
        Sources and sets that need no entry of their own: ids by table.
    """
    root = {key: value for key, value in content.items() if key not in BLOCKS}
    yield from key_faults((), root, {"schema": ROOT["schema"]}, ROOT)
    if not content.get("facility"):
        yield ("facility",), "a catalog names at least one facility, as [[facility]]"
    for key, block in BLOCKS.items():
        yield from tables_faults((key,), content.get(key, []), block)
        yield from _repeats(key, content)
    for key in ("set", "walk_speed", "quota", "facility"):
        for position, row in enumerate(rows_of(content, key)):
            yield from _reference((key, position), row, "source", _ids(content, "source", known))
    for position, row in enumerate(rows_of(content, "facility")):
        yield from _facility(("facility", position), row, content, known)
    yield from _quotas(content)


def rows_of(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the tables of one name that are tables indeed."""
    found = content.get(key, [])
    return (
        [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []
    )


def _ids(content: Mapping[str, Any], key: str, known: Mapping[str, Any]) -> set[str]:
    return {str(row.get("id")) for row in rows_of(content, key)} | set(known[key])


def _repeats(key: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    seen: set[Any] = set()
    for position, row in enumerate(rows_of(content, key)):
        if str(row.get("id")) in seen and "id" in row:
            yield (key, position, "id"), f"the id '{row['id']}' stands twice"
        seen.add(str(row.get("id")))


def _reference(
    path: TomlPath, row: Mapping[str, Any], key: str, known: set[str]
) -> Iterator[Fault]:
    value = row.get(key)
    if isinstance(value, str) and value not in known:
        yield (*path, key), f"there is no {key} '{value}'; known here: {', '.join(sorted(known))}"


def _facility(
    path: TomlPath, row: Mapping[str, Any], content: Mapping[str, Any], known: Mapping[str, Any]
) -> Iterator[Fault]:
    evidence = row.get("evidence")
    for key, label in NUMBERS.items():
        if key in row and isinstance(evidence, dict) and label not in evidence:
            yield (*path, "evidence"), f"{key} has no source here; write {label} = {{...}}"
    for label, entry in evidence.items() if isinstance(evidence, dict) else ():
        yield from _evidence((*path, "evidence"), str(label), entry, content, known)
    sets = row.get("sets")
    for chosen, mark in sets.items() if isinstance(sets, dict) else ():
        if chosen not in _ids(content, "set", known):
            yield (*path, "sets"), f"there is no set '{chosen}'"
        if mark not in MARKS:
            yield (*path, "sets"), f"{chosen}: {mark!r}: it may be {', '.join(MARKS)}"


def _evidence(
    path: TomlPath, label: str, entry: Any, content: Mapping[str, Any], known: Mapping[str, Any]
) -> Iterator[Fault]:
    if not isinstance(entry, dict) or set(entry) != {"source", "verified"}:
        yield path, f"{label}: write {{ source = ..., verified = ... }}"
        return
    if entry["verified"] not in MARKS:
        yield path, f"{label}: verified {entry['verified']!r}: it may be {', '.join(MARKS)}"
    for _, what in _reference(path, entry, "source", _ids(content, "source", known)):
        yield path, f"{label}: {what}"


def _quotas(content: Mapping[str, Any]) -> Iterator[Fault]:
    known = {row.get("id") for row in rows_of(content, "facility")}
    for position, row in enumerate(rows_of(content, "quota")):
        path: TomlPath = ("quota", position)
        named = row.get("categories", [])
        for category in named if isinstance(named, list) else ():
            if category not in known:
                yield (*path, "categories"), f"there is no facility '{category}'"
        if "formula" in row and "categories" not in row:
            yield path, "a formula needs to know which categories count: the key is missing"
