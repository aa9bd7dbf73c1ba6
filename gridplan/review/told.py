"""An entry of the log as a sentence."""

from __future__ import annotations

import json

from gridplan.review.desk import Desk
from gridplan.review.facts import zone_name
from gridplan.review.history import Revision
from gridplan.review.state import PlanState
from gridplan.review.store import Entry
from gridplan.text import Language, say


def tell_entry(desk: Desk, entry: Entry, revision: Revision, language: Language) -> str:
    """Say what an edit did; zones are called what they are called in the plan as it is now."""
    body = json.loads(entry.body)
    key = f"review.did_{entry.op}"
    if entry.op in ("lock_zones", "lock_units"):
        key += "_on" if body["is_locked"] else "_off"
    elif entry.op == "approve":
        key += f"_{body['state']}"
    elif entry.op == "freeze":
        key += "_on" if body["is_frozen"] else "_off"
    elif entry.op == "link":
        key += f"_{body['kind']}"
    state = desk.state(desk.scenario(entry.scenario).head)
    names = _zones(state, body, language)
    n_units = len(body.get("units", ())) + sum(len(part["units"]) for part in body.get("moves", ()))
    values = {"n": n_units, "zones": names, "parts": body.get("parts", 0), "rev": revision.rev}
    return say(language, key, **values)


def _zones(state: PlanState, body: dict[str, object], language: Language) -> str:
    depth = body.get("level")
    if not isinstance(depth, int):
        return ""
    named = [body[key] for key in ("into", "zone") if key in body]
    several = body.get("zones")
    chosen = named or (list(dict.fromkeys(several)) if isinstance(several, list) else [])
    level = state.levels[depth]
    above = state.levels[depth - 1].zones if depth else ()
    known = [zone for zone in chosen if isinstance(zone, int) and zone < len(level.zones)]
    shown = [zone_name(level.level, level.zones[zone], above, language) for zone in known[:3]]
    return say(language, "review.list_comma").join(shown) + (" …" if len(known) > 3 else "")
