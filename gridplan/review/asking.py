"""What a handler is given, and the room that all handlers share."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from gridplan.render import Imprint
from gridplan.review.basemaps import BaseMaps
from gridplan.review.bell import Bell
from gridplan.review.bodies import NAME
from gridplan.review.desk import Desk
from gridplan.review.facts import Facts
from gridplan.review.findings import Findings
from gridplan.review.history import Revision
from gridplan.review.jobs import Jobs
from gridplan.review.refusal import Refused
from gridplan.text import LANGUAGES, Language

MAX_REV = 2**53


@dataclass(frozen=True, eq=False)
class Room:
    """All that the server works with; plans to compare with are read one at a time."""

    desk: Desk
    findings: Findings
    facts: Facts
    bell: Bell
    jobs: Jobs
    imprint: Imprint
    language: Language
    base_maps: BaseMaps = field(default_factory=BaseMaps)
    kept: dict[Any, Any] = field(default_factory=dict)
    one_reader: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, eq=False)
class Asked:
    """A request, read.

    Parameters
    ----------
    room
        What it is answered from.
    language
        Of every sentence of the answer.
    author
        Who asks.
    path, query
        Parts of the address.
    body
        JSON that the guard has read and the schema of the route has passed.
    folder
        Where the guard has put a file that was sent.
    """

    room: Room
    language: Language
    author: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    folder: str = ""

    @property
    def upload(self) -> Path:
        """The file that was sent."""
        return Path(self.folder) / NAME

    @property
    def scenario(self) -> str:
        """The scenario that is asked for, by body or address; the first one if by none."""
        named = self.body.get("scenario") if isinstance(self.body, dict) else None
        return str(named or self.query.get("scenario", "main"))

    def number(self, name: str) -> int | None:
        """Return a whole number of the address, None where it is left out."""
        text = self.query.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise Refused(422, "field_number", field=name, low=0, high=MAX_REV)
        return int(text)

    def revision(self) -> Revision:
        """Return the revision that the address names, the newest if it names none."""
        return self.room.desk.revision(self.scenario, self.number("rev"))


def read_request(request: Request, room: Room) -> Asked:
    """Read a request.

    Raises
    ------
    Refused
        It asks for a language that there is none of.
    """
    named = request.query_params.get("lang", room.language)
    language = next((known for known in LANGUAGES if known == named), None)
    if language is None:
        raise Refused(422, "field_choice", field="lang", names=", ".join(LANGUAGES))
    return Asked(
        room=room,
        language=language,
        author=request.scope.get("gridplan.author", "") or room.desk.author,
        path=request.path_params,
        query=request.query_params,
        body=request.scope.get("gridplan.body"),
        folder=request.scope.get("gridplan.folder", ""),
    )
