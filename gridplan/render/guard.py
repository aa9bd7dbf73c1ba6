"""Refuses a page that would ask another host for anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from gridplan.errors import GridplanError

# attributes that make a browser load or send something
_LOADING = frozenset(
    [
        "src",
        "href",
        "srcset",
        "data",
        "action",
        "formaction",
        "poster",
        "background",
        "xlink:href",
        "ping",
        "manifest",
    ]
)
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_URL_IN_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
_URL_IN_SCRIPT = re.compile(r"(?:https?|wss?)://[^\s\"'`)<>]+", re.IGNORECASE)
# Leaflet's own attribution link, which the map switches off, and names of XML, not addresses
_ALLOWED_IN_SCRIPT = ("https://leafletjs.com", "http://www.w3.org/")


def refuse_foreign(html: str) -> str:
    """Return *html* if it loads nothing from another host.

    Data inside ``application/json`` blocks are inert and are not looked at.

    Raises
    ------
    GridplanError
        An attribute, a style or a script names another host.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.found:
        raise GridplanError(
            f"The page would ask another host for {', '.join(reader.found[:5])}. "
            "Nothing was written: a map must work with no network."
        )
    return html


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_data = tag == "script" and values.get("type") == "application/json"
        self._inside = "" if is_data else tag
        for name, value in values.items():
            if name in _LOADING and _REMOTE.match(value.strip()):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and _URL_IN_STYLE.search(value):
                self.found.append(f"{tag} style={value}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style" and _URL_IN_STYLE.search(data):
            self.found.append("a style sheet")
        if self._inside == "script":
            urls = _URL_IN_SCRIPT.findall(data)
            self.found += [url for url in urls if not url.startswith(_ALLOWED_IN_SCRIPT)]
