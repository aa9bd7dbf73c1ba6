"""Handlers that write."""

from __future__ import annotations

from typing import Any

import shapely
from starlette.responses import Response

from gridplan.geo import WGS84, transform_xy
from gridplan.review.asking import Asked
from gridplan.review.comments import DECIMALS
from gridplan.review.desk import Wish
from gridplan.review.history import Revision
from gridplan.review.reading import answer
from gridplan.review.refusal import Refused

NEAR_M = 2000.0  # a comment may be on what lies before the border
WHERE = frozenset({"base_rev", "scenario", "edit_id"})


def edit(asked: Asked) -> Response:
    """Carry out an edit."""
    return _change(asked, {k: value for k, value in asked.body.items() if k not in WHERE})


def undo(asked: Asked) -> Response:
    """Take the last edit back."""
    return _change(asked, {"op": "undo"})


def redo(asked: Asked) -> Response:
    """Bring back what was taken back last."""
    return _change(asked, {"op": "redo"})


def _change(asked: Asked, body: dict[str, Any]) -> Response:
    desk = asked.room.desk
    with desk.courtesy.hurried():
        return tell(asked, desk.edit(wish_of(asked), body, asked.author))


def branch(asked: Asked) -> Response:
    """Make a scenario of another one."""
    body = asked.body
    made = asked.room.desk.branch(body["name"].strip(), body["from"], body.get("rev"), asked.author)
    return tell(asked, made.head, made.id)


def name_scenario(asked: Asked) -> Response:
    """Give a scenario another name."""
    own = asked.room.desk.name(asked.path["id"], asked.body["name"].strip(), asked.author)
    return tell(asked, own.head, own.id)


def comment(asked: Asked) -> Response:
    """Keep a comment."""
    body = {name: asked.body[name] for name in ("level", "zone", "unit", "text")}
    require_place(asked, body)
    if "point" in asked.body:
        body["point"] = ground_point(asked)
    asked.room.desk.comment(asked.scenario, body, asked.author)
    return answer(asked.room.facts.remarks(asked.scenario))


def require_place(asked: Asked, body: dict[str, Any]) -> None:
    """Refuse a remark on a place that there is none of."""
    state = asked.room.desk.state(asked.revision())
    if body["level"] >= len(state.levels):
        raise Refused(422, "no_level", level=body["level"])
    if body["zone"] >= 0 and not body["zone"] < len(state.levels[body["level"]].zones):
        raise Refused(422, "no_zone", zone=body["zone"])
    if body["unit"] >= len(asked.room.desk.base.units):
        raise Refused(422, "no_unit", unit=body["unit"], n=len(asked.room.desk.base.units))


def ground_point(asked: Asked) -> list[float]:
    """Return the point of a remark, in degrees to the centimetre.

    Raises
    ------
    Refused
        The remark is on a zone or a unit as well, or the point is far from the plan's ground.
    """
    if max(asked.body[name] for name in ("level", "zone", "unit")) >= 0:
        raise Refused(422, "point_alone")
    lon, lat = asked.body["point"]
    base = asked.room.desk.base
    ((x, y),) = transform_xy([(lon, lat)], source=WGS84, target=base.area.crs)
    west, south, east, north = shapely.total_bounds(base.land.cells)
    if not (west - NEAR_M <= x <= east + NEAR_M and south - NEAR_M <= y <= north + NEAR_M):
        raise Refused(422, "point_far", lon=lon, lat=lat)
    return [round(float(lon), DECIMALS), round(float(lat), DECIMALS)]


def settle(asked: Asked) -> Response:
    """Mark a comment as resolved or open."""
    number = int(asked.path["id"])
    found = asked.room.desk.settle(number, asked.body["is_resolved"], asked.author)
    return answer(asked.room.facts.remarks(found.scenario))


def wish_of(asked: Asked) -> Wish:
    """Return where an edit is to go."""
    return Wish(asked.scenario, asked.body["base_rev"], asked.body.get("edit_id"))


def tell(asked: Asked, made: Revision, scenario: str = "") -> Response:
    """Answer with the plan as it is now; with ``?answer=changes``, with what changed in it."""
    room, own, user = asked.room, scenario or asked.scenario, asked.author
    is_brief = asked.query.get("answer") == "changes" and "base_rev" in asked.body
    if not is_brief or scenario:
        return answer(room.facts.state(own, made, asked.language, user=user))
    since = room.desk.revision(own, asked.body["base_rev"])
    return answer(room.facts.changes(own, made, asked.language, user=user, since=since))
