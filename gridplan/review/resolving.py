"""From what a client asks for to what is done: every position is checked, every choice is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gridplan.errors import GridplanError
from gridplan.model import Result
from gridplan.review.cutting import cut_zone
from gridplan.review.operations import OPERATIONS
from gridplan.review.refusal import Refused
from gridplan.review.state import LevelState, PlanState, ZoneState

STRUCTURAL = frozenset({"move", "merge", "split", "new_zone", "set_special"})
NAMING = frozenset({"rename", "set_special"})


def resolve(
    ground: Result, state: PlanState, asked: Mapping[str, Any], author: str
) -> dict[str, Any]:
    """Return the body of an edit in full.

    Raises
    ------
    Refused
        It names what is not there, or cannot be done at this level.
    """
    _require_references(ground, state, asked)
    body = dict(asked)
    if asked["op"] == "split":
        body["groups"] = _cut(ground, state, asked)
    if asked["op"] == "approve":
        body["by"] = author
    return body


def carry_out(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Return the state after an edit.

    Raises
    ------
    Refused
        It changes what is locked or approved.
    """
    if body["op"] in NAMING:
        _require_unapproved(state.levels[body["level"]].zones[body["zone"]])
    after = OPERATIONS[body["op"]](ground, state, body)
    require_free(ground, state, after)
    return after


def require_free(ground: Result, before: PlanState, after: PlanState) -> None:
    """Refuse a change of locked units, and of units of locked or approved zones."""
    for was, now in zip(before.levels, after.levels, strict=True):
        if was.labels is now.labels:
            continue
        changed = np.flatnonzero(was.labels != now.labels)
        held = before.locked_units.intersection(changed.tolist())
        if held:
            raise Refused(423, "locked_unit", unit=str(ground.units.ids[min(held)]), n=len(held))
        touched = np.union1d(was.labels[changed], now.labels[changed])
        for zone in touched[touched < len(was.zones)].tolist():
            _require_open(was.zones[zone])


def _require_open(zone: ZoneState) -> None:
    if zone.is_locked:
        raise Refused(423, "locked_zone", zone=zone.name or zone.code)
    _require_unapproved(zone)


def _require_unapproved(zone: ZoneState) -> None:
    if zone.approval is not None and zone.approval.state == "approved":
        raise Refused(423, "approved_zone", zone=zone.name or zone.code, by=zone.approval.by)


def _require_references(ground: Result, state: PlanState, asked: Mapping[str, Any]) -> None:
    units = asked.get("units", ())
    if len(units) and max(units) >= len(ground.units):
        raise Refused(422, "no_unit", unit=max(units), n=len(ground.units))
    if asked["op"] == "unlink" and asked["id"] not in {link.id for link in state.links}:
        raise Refused(422, "no_link", id=asked["id"])
    if "level" in asked:
        _require_zones(state, asked)
    _require_sense(asked)


def _require_zones(state: PlanState, asked: Mapping[str, Any]) -> None:
    depth = asked["level"]
    if depth >= len(state.levels):
        raise Refused(422, "no_level", level=depth)
    if depth == 0 and asked["op"] in STRUCTURAL:
        raise Refused(422, "community_level")
    level = state.levels[depth]
    named = [asked[name] for name in ("zone", "into") if name in asked]
    for zone in {*named, *asked.get("zones", ())}:
        _require_zone(level, zone)


def _require_zone(level: LevelState, zone: int) -> None:
    if zone >= len(level.zones):
        raise Refused(422, "no_zone", zone=zone)
    if not (level.labels == zone).any():
        raise Refused(422, "zone_gone", zone=level.zones[zone].code)


def _require_sense(asked: Mapping[str, Any]) -> None:
    if asked["op"] == "move":
        if ("zone" in asked) == ("zones" in asked):
            raise Refused(422, "one_target")
        if "zones" in asked and len(asked["zones"]) != len(asked["units"]):
            raise Refused(422, "target_each", units=len(asked["units"]), zones=len(asked["zones"]))
    if asked["op"] == "merge" and len({*asked["zones"], asked["into"]}) < 2:
        raise Refused(422, "merge_two")
    code = asked.get("code")
    if code is not None and not (code.isascii() and code.isdigit()):
        raise Refused(422, "code_digits", code=code)
    if asked["op"] == "link" and len(set(asked["units"])) < 2:
        raise Refused(422, "link_two")


def _cut(ground: Result, state: PlanState, asked: Mapping[str, Any]) -> list[list[int]]:
    try:
        return cut_zone(ground, state, asked["level"], asked["zone"], asked["parts"])
    except GridplanError as error:
        raise Refused(422, "no_split", parts=asked["parts"]) from error
