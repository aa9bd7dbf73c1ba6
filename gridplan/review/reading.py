"""Handlers that only read."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.responses import Response

from gridplan.render.payload import app_payload
from gridplan.review.asking import Asked
from gridplan.review.container import pack_container
from gridplan.review.told import tell_entry
from gridplan.text import catalog

PATIENCE_S = 25.0
PAUSE_S = 0.05  # news comes after the answer to who made it, who waits for that


def answer(value: Any) -> Response:
    """Answer with JSON: a value, or a text that is JSON already."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Response(text, media_type="application/json")


def text(asked: Asked) -> Response:
    """Answer with the sentences of the page."""
    return answer(
        {
            key.partition(".")[2]: sentence
            for key, sentence in catalog(asked.language).items()
            if key.startswith(("map.", "app."))
        }
    )


def ground(asked: Asked) -> Response:
    """Answer with what no edit changes; made once for each language."""
    kept = asked.room.kept
    if ("ground", asked.language) not in kept:
        tree = app_payload(asked.room.desk.base, asked.language, asked.room.imprint)
        kept["ground", asked.language] = pack_container(tree)
    return Response(kept["ground", asked.language], media_type="application/octet-stream")


def state(asked: Asked) -> Response:
    """Answer with the plan at a revision."""
    return answer(
        asked.room.facts.state(asked.scenario, asked.revision(), asked.language, user=asked.author)
    )


def findings(asked: Asked) -> Response:
    """Answer with what the check finds, checked now if nobody asked before.

    With ``?since=`` a revision, the answer may tell what is unlike the findings there.
    """
    rev = asked.number("since")
    since = None if rev is None else asked.room.desk.revision(asked.scenario, rev)
    return answer(asked.room.facts.findings(asked.revision(), asked.language, since))


def history(asked: Asked) -> Response:
    """Answer with every edit of a scenario, the newest first."""
    desk = asked.room.desk
    revisions = tuple(desk.scenario(asked.scenario).revisions)
    in_force = set()
    at = revisions[-1].step
    while at.before is not None:
        in_force.add(at)
        at = at.before
    moves_back = ("undo", "redo", "freeze")
    rows = []
    for revision in reversed(revisions[1:]):
        entry = desk.entry(revision)
        is_undone = entry.op not in moves_back and revision.step not in in_force
        rows.append(
            {
                "rev": revision.rev,
                "author": entry.author,
                "time": entry.time,
                "op": entry.op,
                "text": tell_entry(desk, entry, revision, asked.language),
                "is_undone": is_undone,
            }
        )
    return answer(rows)


def comments(asked: Asked) -> Response:
    """Answer with what was said of a scenario."""
    return answer(asked.room.facts.remarks(asked.scenario))


async def events(asked: Asked) -> Response:
    """Answer when there is a newer revision than is known, or more was said, or after a while."""
    room, rev, said = asked.room, asked.number("rev") or 0, asked.number("said")
    own = room.desk.scenario(asked.scenario)
    known = own.said if said is None else said
    await room.bell.wait(lambda: own.head.rev > rev or own.said > known, PATIENCE_S)
    await asyncio.sleep(PAUSE_S)
    head = own.head
    author = room.desk.entry(head).author if head.rev else ""
    return answer({"rev": head.rev, "author": author, "said": own.said})
