"""The handler that shows another plan beside this one, read from a file of the browser."""

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
from gridplan.review.records import SHOWN
from gridplan.review.refusal import Refused

MAX_SHOWN = 12
MAX_NAME = 60


def show_plan(asked: Asked) -> Response:
    """Show a plan to compare with; it is kept in memory alone, and edited by nobody."""
    desk = asked.room.desk
    if sum(one.startswith(SHOWN) for one in tuple(desk.scenarios)) >= MAX_SHOWN:
        raise Refused(422, "too_many_shown", limit=MAX_SHOWN)
    name = _name(asked.query.get("name", ""))
    with asked.room.one_reader:
        other = _read(asked.upload)
    unlike = unlikeness(desk.base, other)
    if unlike is not None:
        raise Refused(422, f"plan_{unlike}")
    made = desk.show_beside(name, imported_state(desk.base, other, name))
    return answer({"scenario": made.id})


def _name(given: str) -> str:
    found = "".join(sign for sign in given if sign.isprintable()).strip()[:MAX_NAME]
    return found or NAME


def _read(file: Path) -> Result:
    try:
        return read_document(file)
    except (GridplanError, sqlite3.Error, OSError, RuntimeError) as error:
        raise Refused(422, "plan_unreadable") from error
