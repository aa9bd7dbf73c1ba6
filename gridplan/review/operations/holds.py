"""What holds units and zones in place: locks, links, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gridplan.model import Result
from gridplan.review.state import Approval, Link, PlanState


def lock_zones(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Lock zones or unlock them."""
    del ground
    zones = state.levels[body["level"]].zones
    changes = {k: replace(zones[k], is_locked=body["is_locked"]) for k in body["zones"]}
    return state.with_zones(body["level"], changes)


def lock_units(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Lock units or unlock them."""
    del ground
    units = set(body["units"])
    locked = state.locked_units | units if body["is_locked"] else state.locked_units - units
    return replace(state, locked_units=frozenset(locked))


def link(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Tie units together, or hold them apart."""
    del ground
    made = Link(state.n_links + 1, body["kind"], tuple(sorted(set(body["units"]))))
    return replace(state, links=(*state.links, made), n_links=made.id)


def unlink(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Take a link away."""
    del ground
    return replace(state, links=tuple(one for one in state.links if one.id != body["id"]))


def approve(ground: Result, state: PlanState, body: Mapping[str, Any]) -> PlanState:
    """Approve a zone, send it back with a reason, or open it again."""
    del ground
    was = state.levels[body["level"]].zones[body["zone"]]
    given = Approval(body["state"], body["reason"], body["by"])
    now = replace(was, approval=None if body["state"] == "open" else given)
    return state.with_zones(body["level"], {body["zone"]: now})
