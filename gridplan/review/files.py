"""Files of the page: ours, Leaflet's, the colors. Names from a list, never a path."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.responses import Response

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


@cache
def _shelves() -> dict[str, Traversable]:
    return {
        "app": resources.files("gridplan.review") / "static",
        "map": resources.files("gridplan.render") / "static",
        "leaflet": resources.files("xstatic.pkg.leaflet") / "data",
    }


def page(asked: Asked) -> Response:
    """Answer with the page; it holds no data."""
    del asked
    return _file(resources.files("gridplan.review") / "templates" / "app.html", "html")


def theme(asked: Asked) -> Response:
    """Answer with the colors as a style sheet."""
    del asked
    return Response(css_variables(), media_type=KINDS["css"])


def icon(asked: Asked) -> Response:
    """Answer that there is no icon beside the page's own."""
    del asked
    return Response(status_code=204)


def static(asked: Asked) -> Response:
    """Answer with a file of a shelf."""
    shelf, name = _shelves().get(asked.path["shelf"]), asked.path["name"]
    if shelf is None or not _NAME.fullmatch(name):
        raise Refused(404, "no_page")
    return _file(shelf.joinpath(*name.split("/")), name.rpartition(".")[2])


def _file(file: Traversable, kind: str) -> Response:
    if not file.is_file():
        raise Refused(404, "no_page")
    return Response(file.read_bytes(), media_type=KINDS[kind])
