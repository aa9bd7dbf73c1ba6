"""Whether two edits meet: those that do not are both taken, though neither saw the other.

The criterion is a whole community. Zones nest, so two edits that share a unit, or a zone at any
level - one they leave, one they enter, or the parent of such a one - share a community; two that
share none can have nothing of these in common. Numbers and codes of zones are given within a
parent, torn zones are mended within it, and the check finds community by community: what one
reviewer was told of a community still holds after an edit in another one. Two edits in one
community meet even where they lie far apart in it, since its zones share their parent.

Three things reach over communities. A link over their border makes one of them: whatever touches
one touches the other. Places of new zones, ids of links and codes are given out over the whole
plan, so that the order of two edits would show in them. Undo, redo and freezing are about the
whole plan, and meet everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gridplan.review.operations import OPERATIONS
from gridplan.review.state import LevelState, PlanState, ZoneState


@dataclass(frozen=True, eq=False)
class Change:
    """An edit that was carried out: its body in full, the plan before it and after it."""

    body: Mapping[str, Any]
    before: PlanState
    after: PlanState


def do_meet(one: Change, other: Change) -> bool:
    """Tell whether two edits meet; if not, they give the same plan in either order.

    Parameters
    ----------
    one, other
        The second may have been carried out upon the first, with others between them that do
        not meet it either.
    """
    if one.body["op"] not in OPERATIONS or other.body["op"] not in OPERATIONS:
        return True
    return bool(_communities(one) & _communities(other) or _drawn(one) & _drawn(other))


def _drawn(change: Change) -> set[str]:
    """Return which of the numbers that the whole plan shares an edit draws on."""
    levels = zip(change.before.levels, change.after.levels, strict=True)
    found = {now.level for was, now in levels if len(now.zones) > len(was.zones)}
    if change.after.n_links > change.before.n_links:
        found.add("link")
    if change.body.get("code") is not None:
        found.add("code")
    return found


def _communities(change: Change) -> set[int]:
    """Return the communities an edit touches, as positions at the first level."""
    before, after, body = change.before, change.after, change.body
    units = {*_named_units(body), *_moved(before, after), *_held(before, after)}
    for link in {*before.links} ^ {*after.links}:
        units |= set(link.units)
    zones = {*_named_zones(body), *_changed_zones(before, after)}
    found = _roots(before, units, zones) | _roots(after, units, zones)
    return _joined(found, before) | _joined(found, after)


def _joined(communities: set[int], state: PlanState) -> set[int]:
    """Return communities with all that links tie to them, be it by way of others."""
    ties = [set(state.levels[0].labels[list(link.units)].tolist()) for link in state.links]
    found, size = set(communities), 0
    while len(found) > size:
        size = len(found)
        found.update(*(tied for tied in ties if tied & found))
    return found


def _roots(state: PlanState, units: set[int], zones: set[tuple[int, int]]) -> set[int]:
    """Return the communities of units, and of zones (level, position) that are there already."""
    own = state.levels[0].labels[sorted(units)].tolist()
    there = [(depth, zone) for depth, zone in zones if zone < len(state.levels[depth].zones)]
    return {*own, *(_root(state, depth, zone) for depth, zone in there)}


def _named_units(body: Mapping[str, Any]) -> Iterator[int]:
    yield from body.get("units", ())
    for part in body.get("moves", ()):
        yield from part["units"]
    for group in body.get("groups", ()):
        yield from group


def _named_zones(body: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    if "level" in body:
        named = (body[name] for name in ("zone", "into") if name in body)
        yield from ((body["level"], zone) for zone in (*named, *body.get("zones", ())))
    for part in body.get("moves", ()):
        yield from ((part["level"], zone) for zone in part["zones"])
    yield from ((depth - 1, parent) for depth, parent in body.get("new", ()))


def _moved(before: PlanState, after: PlanState) -> Iterator[int]:
    for was, now in zip(before.levels, after.levels, strict=True):
        if was.labels is not now.labels:
            yield from np.flatnonzero(was.labels != now.labels).tolist()


def _held(before: PlanState, after: PlanState) -> frozenset[int]:
    locked = before.locked_units ^ after.locked_units
    return locked | (before.by_hand ^ after.by_hand)


def _changed_zones(before: PlanState, after: PlanState) -> Iterator[tuple[int, int]]:
    for depth, (was, now) in enumerate(zip(before.levels, after.levels, strict=True)):
        if was.zones is not now.zones:
            for zone, found in enumerate(now.zones):
                if _zone(was, zone) is not found:
                    yield depth, zone


def _zone(level: LevelState, zone: int) -> ZoneState | None:
    return level.zones[zone] if zone < len(level.zones) else None


def _root(state: PlanState, depth: int, zone: int) -> int:
    """Return the community of a zone."""
    while depth:
        zone = state.levels[depth].zones[zone].parent
        depth -= 1
    return zone
