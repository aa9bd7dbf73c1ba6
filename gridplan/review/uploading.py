"""The handler that shows another plan or its zones beside this one, read from a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from starlette.responses import Response

from gridplan.document import read_document
from gridplan.errors import GridplanError
from gridplan.model import Result
from gridplan.review.asking import Asked
from gridplan.review.bodies import NAME
from gridplan.review.importing import imported_state, unlikeness
from gridplan.review.reading import answer
from gridplan.review.records import MAIN, SHOWN
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState
from gridplan.review.zonefiles import is_zone_file, zone_file_state

MAX_SHOWN = 12
MAX_NAME = 60


def show_plan(asked: Asked) -> Response:
    """Show a plan to compare with; it is kept in memory alone, and edited by nobody."""
    desk = asked.room.desk
    if sum(one.startswith(SHOWN) for one in tuple(desk.scenarios)) >= MAX_SHOWN:
        raise Refused(422, "too_many_shown", limit=MAX_SHOWN)
    name = _name(asked.query.get("name", ""))
    now = desk.state(desk.revision(MAIN if asked.scenario.startswith(SHOWN) else asked.scenario))
    with asked.room.one_reader:
        made = desk.show_beside(name, _read(desk.base, now, asked.upload, name))
    return answer({"scenario": made.id})


def _name(given: str) -> str:
    found = "".join(sign for sign in given if sign.isprintable()).strip()[:MAX_NAME]
    return found or NAME


def _read(base: Result, now: PlanState, file: Path, name: str) -> PlanState:
    try:
        other = None if is_zone_file(file) else read_document(file)
    except (GridplanError, sqlite3.Error, OSError, RuntimeError) as error:
        raise Refused(422, "plan_unreadable", name=name) from error
    if other is None:
        return zone_file_state(base, now, file, name)
    unlike = unlikeness(base, other)
    if unlike is not None:
        raise Refused(422, f"plan_{unlike}", name=name)
    return imported_state(base, now, other, name)
