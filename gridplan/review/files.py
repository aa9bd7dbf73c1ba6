"""Files of the page: ours, Leaflet's, the colors. Names from a list, never a path."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.responses import Response

from gridplan.render.modules import join_modules
from gridplan.render.style import css_variables
from gridplan.review.asking import Asked
from gridplan.review.refusal import Refused

KINDS = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_NAME = re.compile(r"(images/)?[\w-]+(\.[\w-]+)*\.(js|css|svg|png)")


MAIN = "app/main.js"


@cache
def _shelves() -> dict[str, Traversable]:
    return {
        "app": resources.files("gridplan.review") / "static",
        "map": resources.files("gridplan.render") / "static",
        "leaflet": resources.files("xstatic.pkg.leaflet") / "data",
    }


async def page(asked: Asked) -> Response:
    """Answer with the page; it holds no data."""
    del asked
    file = resources.files("gridplan.review") / "templates" / "app.html"
    return Response(file.read_bytes(), media_type=KINDS["html"])


async def script(asked: Asked) -> Response:
    """Answer with the script of the page."""
    del asked
    return Response(_script(), media_type=KINDS["js"])


@cache
def _script() -> str:
    return join_modules(MAIN, lambda name: _content(*name.split("/")).decode("utf-8"))


async def theme(asked: Asked) -> Response:
    """Answer with the colors as a style sheet."""
    del asked
    return Response(css_variables(), media_type=KINDS["css"])


async def icon(asked: Asked) -> Response:
    """Answer that there is no icon beside the page's own."""
    del asked
    return Response(status_code=204)


async def static(asked: Asked) -> Response:
    """Answer with a file of a shelf."""
    name = asked.path["name"]
    if not _NAME.fullmatch(name):
        raise Refused(404, "no_page")
    return Response(_content(asked.path["shelf"], name), media_type=KINDS[name.rpartition(".")[2]])


@cache
def _content(shelf: str, name: str) -> bytes:
    """Return a file of a shelf; there are so many of them and no more."""
    if shelf not in _shelves():
        raise Refused(404, "no_page")
    file = _shelves()[shelf].joinpath(*name.split("/"))
    if not file.is_file():
        raise Refused(404, "no_page")
    return file.read_bytes()
