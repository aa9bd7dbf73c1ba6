"""What is done with units and whole zones: move, merge, split, make, name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gridplan.model import Result
from gridplan.model.plan import ZoneKind
from gridplan.review.operations.nesting import add_zone, relocate
from gridplan.review.state import PlanState, Positions


def move(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Put units into a zone, or each into one of its own choice (``zones``)."""
    units = positions(body["units"])
    zones = body["zones"] if "zones" in body else body["zone"]
    moved = relocate(ground, state, body["level"], units, zones)
    return replace(moved, by_hand=moved.by_hand | set(units.tolist()))


def merge(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Give all units of some zones to one of them."""
    level = state.levels[body["level"]]
    units = np.flatnonzero(np.isin(level.labels, body["zones"]) & (level.labels != body["into"]))
    return relocate(ground, state, body["level"], units, body["into"])


def split(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Cut a zone: every part but the first becomes a zone of its own."""
    was = state.levels[body["level"]].zones[body["zone"]]
    for part in body["groups"]:
        state, zone = add_zone(state, body["level"], was.parent, kind=was.kind)
        state = relocate(ground, state, body["level"], positions(part), zone)
    return state


def new_zone(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Make a zone of some units, within the parent that holds most of their households."""
    units, depth = positions(body["units"]), body["level"]
    above = state.levels[depth - 1].labels[units]
    weight = np.bincount(above, ground.units.households[units] + 1e-3)
    kind: ZoneKind = "special" if body["is_special"] else "ordinary"
    state, zone = add_zone(state, depth, int(weight.argmax()), kind=kind, name=body["name"])
    state = relocate(ground, state, depth, units, zone)
    return replace(state, by_hand=state.by_hand | set(units.tolist()))


def rename(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Give a zone a name, a code, a color; null leaves each as it is."""
    del ground
    given = {name: body[name] for name in ("name", "code", "color") if body[name] is not None}
    now = replace(state.levels[body["level"]].zones[body["zone"]], **given)
    return state.with_zones(body["level"], {body["zone"]: now})


def set_special(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Make a zone special, or an ordinary one again."""
    del ground
    kind: ZoneKind = "special" if body["is_special"] else "ordinary"
    now = replace(state.levels[body["level"]].zones[body["zone"]], kind=kind)
    return state.with_zones(body["level"], {body["zone"]: now})


def accept(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Take over what a search proposed: zones that are new, then units on their way."""
    for depth, parent in body["new"]:
        state, _ = add_zone(state, depth, parent, kind="ordinary")
    for part in body["moves"]:
        state = relocate(ground, state, part["level"], positions(part["units"]), part["zones"])
    return state


def positions(units: Any) -> Positions:
    """Return positions of units as an array."""
    return np.asarray(units, dtype=np.int64)
