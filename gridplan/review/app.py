"""The application: routes, errors in one shape, the guard before all."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gridplan.errors import GridplanError
from gridplan.review.asking import Room, read_request
from gridplan.review.guard import Guard, Rules
from gridplan.review.refusal import Refused
from gridplan.review.routes import WAYS, Way

Endpoint = Callable[[Request], Awaitable[Response]]


def build_app(room: Room, rules: Rules) -> Guard:
    """Return the application, guarded."""
    return Guard(build_unguarded(room), rules)


def build_unguarded(room: Room, ways: Sequence[Way] = WAYS) -> Starlette:
    """Return the application without the guard; nothing but tests may serve it."""
    routes = [Route(way.path, _endpoint(room, way), methods=[way.method]) for way in ways]

    async def no_page(request: Request, error: Exception) -> Response:
        del request
        status = error.status_code if isinstance(error, HTTPException) else 404
        code = "no_method" if status == 405 else "no_page"
        return JSONResponse(Refused(status, code).to_json(room.language), status)

    found = Starlette(routes=routes, exception_handlers={HTTPException: no_page})
    found.router.redirect_slashes = False
    return found


def _endpoint(room: Room, way: Way) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        language = room.language
        try:
            asked = read_request(request, room)
            language = asked.language
            if way.body is not None:
                way.body(asked.body, "")
            if inspect.iscoroutinefunction(way.handler):
                found: Response = await way.handler(asked)
                return found
            return await run_in_threadpool(way.handler, asked)
        except Refused as refused:
            return JSONResponse(refused.to_json(language), refused.status, refused.headers)
        except GridplanError as error:
            body = {"error": {"code": "failed", "message": str(error)}}
            return JSONResponse(body, 507)

    return endpoint
