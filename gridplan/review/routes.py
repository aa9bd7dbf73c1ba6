"""Everything that may be asked, in one list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gridplan.review import editing, files, handing, reading, searching, tiles, uploading
from gridplan.review.guard import UPLOAD
from gridplan.review.operations import ASKED, LEVEL, MAX_UNITS, UNIT
from gridplan.review.optimising import SCOPES
from gridplan.review.refusal import Refused
from gridplan.review.schema import Rule, fields, flag, list_of, lon_lat, one_of, text, whole

SCENARIO = text(most=40, least=1)
UPON: dict[str, Rule] = {"base_rev": whole(), "scenario": SCENARIO}
EDIT_ID: dict[str, Rule] = {"edit_id": text(most=80, least=8)}
PLACE = whole(-1)
NAME = text(most=60, least=1)


def edit_body(value: Any, where: str) -> None:
    """Take an edit: the fields of its operation, and where it goes."""
    op = value.get("op") if isinstance(value, dict) else None
    if not isinstance(op, str) or op not in ASKED:
        raise Refused(422, "field_choice", field="op", names=", ".join(ASKED))
    free: dict[str, Rule] = dict(EDIT_ID)
    if op == "move":
        free |= {"zone": whole(0), "zones": _targets}
    fields({"op": text(), **UPON, **ASKED[op]}, free)(value, where)


def _targets(value: Any, where: str) -> None:
    ASKED["merge"]["zones"](value, where)


@dataclass(frozen=True)
class Way:
    """One thing that may be asked: how, where, of whom, with what body."""

    method: str
    path: str
    handler: Callable[..., Any]
    body: Rule | None = None


def scope(value: Any, where: str) -> None:
    """Take what a search may change; a community may be named after a colon."""
    kind, _, name = value.partition(":") if isinstance(value, str) else ("", "", "")
    if kind not in SCOPES or (name and kind != "community"):
        raise Refused(422, "field_choice", field=where, names=", ".join(SCOPES))


SEARCH: dict[str, Rule] = {
    "scope": scope,
    "level": LEVEL,
    "zone": PLACE,
    "units": list_of(UNIT, most=MAX_UNITS, least=0),
}
STEP = fields(UPON, EDIT_ID)
WAYS: tuple[Way, ...] = (
    Way("GET", "/", files.page),
    Way("GET", "/favicon.ico", files.icon),
    Way("GET", "/static/app.js", files.script),
    Way("GET", "/static/theme.css", files.theme),
    Way("GET", "/static/{shelf}/{name:path}", files.static),
    Way("GET", "/api/text", reading.text),
    Way("GET", "/api/plan.bin", reading.ground),
    Way("GET", "/api/state", reading.state),
    Way("GET", "/api/findings", reading.findings),
    Way("GET", "/api/history", reading.history),
    Way("GET", "/api/comments", reading.comments),
    Way("GET", "/api/events", reading.events),
    Way("POST", "/api/edits", editing.edit, edit_body),
    Way("POST", "/api/undo", editing.undo, STEP),
    Way("POST", "/api/redo", editing.redo, STEP),
    Way(
        "POST",
        "/api/scenarios",
        editing.branch,
        fields({"name": NAME, "from": SCENARIO}, {**UPON, "rev": whole()}),
    ),
    Way("POST", "/api/scenarios/{id}", editing.name_scenario, fields({"name": NAME}, UPON)),
    Way(
        "POST",
        "/api/comments",
        editing.comment,
        fields(
            {"level": PLACE, "zone": PLACE, "unit": PLACE, "text": text(least=1)},
            {**UPON, "point": lon_lat},
        ),
    ),
    Way("POST", UPLOAD, uploading.show_plan),
    Way("POST", "/api/solve", searching.start, fields({**UPON, **SEARCH}, {"community": text()})),
    Way(
        "POST",
        "/api/export",
        handing.export,
        fields(
            {
                "formats": list_of(text(most=20), most=20),
                "audience": one_of("internal", "public"),
            },
            UPON,
        ),
    ),
    Way("GET", "/api/tiles/{z:int}/{x:int}/{y:int}", tiles.tile),
    Way("GET", "/api/diff", handing.diff),
    Way("GET", "/api/why", handing.why),
    Way("GET", "/api/solve/{job}", searching.look),
    Way(
        "POST",
        "/api/solve/{job}",
        searching.decide,
        fields({**UPON, "do": one_of("cancel", "accept", "reject")}, EDIT_ID),
    ),
    Way("POST", "/api/comments/{id:int}", editing.settle, fields({"is_resolved": flag}, UPON)),
)
