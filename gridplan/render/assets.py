"""Scripts and style sheets of the pages, joined into text that needs no other file."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources

from gridplan.render.modules import join_modules

STATIC = "static"

MAIN = "main.js"
STYLES = ("base.css", "panel.css", "circle.css", "map.css", "print.css")


def static_text(name: str) -> str:
    """Return the text of one of our own static files."""
    return (resources.files(__package__) / STATIC / name).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the script of the map."""
    return join_modules(MAIN, static_text)


@cache
def styles(names: tuple[str, ...] = STYLES) -> str:
    """Return style sheets joined."""
    return "\n".join(static_text(name) for name in names)


@cache
def leaflet_script() -> str:
    """Return Leaflet 1.9.3 with its license, safe inside a script element."""
    code = _leaflet("leaflet.js").decode("utf-8")
    code = re.sub(r"^//# sourceMappingURL=.*$", "", code, flags=re.MULTILINE)
    return f"/*\n{static_text('leaflet-license.txt')}*/\n" + code.replace("</", "<\\/")


@cache
def leaflet_styles() -> str:
    """Return Leaflet's style sheet with its images inside."""
    sheet = _leaflet("leaflet.css").decode("utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", _data_uri, sheet)


def _leaflet(name: str) -> bytes:
    return (resources.files("xstatic.pkg.leaflet") / "data" / name).read_bytes()


def _data_uri(match: re.Match[str]) -> str:
    encoded = base64.b64encode(_leaflet(match[1])).decode("ascii")
    return f"url(data:image/png;base64,{encoded})"
