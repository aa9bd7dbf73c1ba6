"""Handlers of searches: begin one, ask how it goes, stop it, take it over."""

from __future__ import annotations

from starlette.responses import Response

from gridplan.review.asking import Asked
from gridplan.review.editing import tell, wish_of
from gridplan.review.optimising import Scope, community_of
from gridplan.review.reading import answer
from gridplan.review.refusal import Refused


def start(asked: Asked) -> Response:
    """Begin a search."""
    wish = wish_of(asked)
    job = asked.room.jobs.start(wish, _scope(asked))
    return answer({"job": job.id})


def _scope(asked: Asked) -> Scope:
    body, desk = asked.body, asked.room.desk
    state = desk.state(desk.revision(asked.scenario))
    kind, _, named = body["scope"].partition(":")
    community = -1
    if kind == "community":
        community = community_of(state, named or str(body.get("community", "")))
    level, zone, units = body["level"], body["zone"], body["units"]
    if level >= len(state.levels):
        raise Refused(422, "no_level", level=level)
    if kind == "zone" and not 0 <= zone < len(state.levels[max(level, 1)].zones):
        raise Refused(422, "no_zone", zone=zone)
    if units and max(units) >= len(desk.base.units):
        raise Refused(422, "no_unit", unit=max(units), n=len(desk.base.units))
    return Scope(kind, level, zone, community, tuple(units))


def look(asked: Asked) -> Response:
    """Tell how a search goes."""
    return answer(asked.room.jobs.job(asked.path["job"]).to_json(asked.language))


def decide(asked: Asked) -> Response:
    """Stop a search, reject what it found, or take it over."""
    jobs, name = asked.room.jobs, asked.path["job"]
    if asked.body["do"] == "accept":
        return tell(asked, jobs.accept(name, wish_of(asked), asked.author))
    job = jobs.stop(name) if asked.body["do"] == "cancel" else jobs.reject(name)
    return answer({"job": job.id, "state": job.state})
