"""Which categories are asked for: by the profile, else by the basic lists of the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gridplan.model import Applied, Note
from gridplan.policy import Catalog, Facility, Profile
from gridplan.policy.catalog import TRUSTED

# what a document only encourages, or names in passing, is nothing that people can be short of
BINDING = ("must", "principle", "general", "about")
_PARTS = re.compile(r"[（）()、，,]+")


def choose_categories(catalog: Catalog, profile: Profile | None) -> tuple[Applied, ...]:
    """Return the categories that are asked for, in the order of the catalog.

    A profile asks for the sets and categories its ``[[coverage]]`` names, and for what its
    binding ``[[facility_list]]`` and ``[[facility_area]]`` name. Where its circle says nothing of
    what is to be reached, the basic lists of the catalog speak: only those that were seen.

    Examples
    --------
    >>> from gridplan.policy import load_profile, shipped_catalog
    >>> chosen = choose_categories(shipped_catalog(), load_profile("jiangsu-2021"))
    >>> [item.clause for item in chosen if item.category == "day_care_elderly"]
    ['三(六)']
    """
    asked = dict(_of_profile(catalog, profile)) if profile is not None else {}
    if not any(_names_targets(rule) for rule in _circles(profile)):
        for facility in catalog.facilities:
            if facility.tier == "basic" and facility.is_listed:
                asked.setdefault(facility.id, Applied(facility.id))
    return tuple(asked[f.id] for f in catalog.facilities if f.id in asked)


def choice_notes(
    catalog: Catalog, applied: tuple[Applied, ...], profile: Profile | None
) -> tuple[Note, ...]:
    """Say who asked for the categories, and which basic ones nobody was seen to ask for."""
    own = tuple(item.category for item in applied if not item.rule)
    notes = []
    if own:
        values = {"names": catalog.names(own)}
        notes.append(Note("assumption", "coverage.basic_lists", values, own))
    if profile is not None and not _circles(profile):
        notes.append(Note("info", "coverage.no_circle"))
    asked = {item.category for item in applied}
    unseen = tuple(f.id for f in catalog.facilities if f.tier == "basic" and f.id not in asked)
    if own and unseen:
        values = {"names": catalog.names(unseen)}
        notes.append(Note("info", "coverage.list_unseen", values, unseen))
    return tuple(notes)


def _circles(profile: Profile | None) -> tuple[Mapping[str, Any], ...]:
    return () if profile is None else profile.tables("coverage")


def _names_targets(rule: Mapping[str, Any]) -> bool:
    return "sets" in rule or "categories" in rule


def _of_profile(catalog: Catalog, profile: Profile) -> Iterator[tuple[str, Applied]]:
    """Yield what a profile asks for; a later rule does not replace an earlier one."""
    seen: set[str] = set()
    for rule, found in _asked(catalog, profile):
        for facility in found:
            if facility.id not in seen:
                seen.add(facility.id)
                clause = profile.citation(rule["cite"]).clause
                yield facility.id, Applied(facility.id, rule["rule"], clause)


def _asked(
    catalog: Catalog, profile: Profile
) -> Iterator[tuple[Mapping[str, Any], Iterable[Facility]]]:
    every = catalog.facilities
    for rule in _circles(profile):
        sets, ids = rule.get("sets", ()), rule.get("categories", ())
        yield rule, [f for f in every if f.id in ids or _is_in(f, sets)]
    for rule in profile.tables("facility_area"):
        if rule["strength"] in BINDING:
            yield rule, [f for f in every if set(f.profile_facilities) & _ids(rule["facility"])]
    for rule in profile.tables("facility_list"):
        if rule["strength"] in BINDING:
            names = {part for item in rule["items"] for part in _PARTS.split(item)}
            yield rule, [f for f in every if names & set(f.names_zh)]


def _is_in(facility: Facility, sets: Iterable[str]) -> bool:
    return any(facility.sets.get(name) in TRUSTED for name in sets)


def _ids(text: str) -> set[str]:
    """Read the names of facilities that a profile gives in one text."""
    return {part.strip() for part in re.split(r"[/,]", text)}
