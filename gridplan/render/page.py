"""The figure: a folium map whose page holds everything it needs."""

from __future__ import annotations

import json
from html import escape
from typing import Any, ClassVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from gridplan.render.assets import leaflet_script, leaflet_styles, script, styles
from gridplan.render.guard import refuse_foreign
from gridplan.render.style import css_variables

HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
# "data:," is an empty icon, so that no browser asks for one
HEAD = (
    '<meta charset="utf-8">\n'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<link rel="icon" href="data:,">\n'
)


class OfflineFigure(Figure):  # type: ignore[misc]
    """A figure with a language and a content security policy, and without folium's own head."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n{{ this.head }}'
        "<title>{{ this.title }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, language: str) -> None:
        super().__init__(title=escape(title))
        self.language = HTML_LANGUAGES[language]
        self.head = HEAD
        self.header._children.clear()
        self._id = "figure"


class OfflineMap(folium.Map):  # type: ignore[misc]
    """A folium map that links nothing: Leaflet comes from a package, as text of the page."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []
    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}
            <main>
            <div id="{{ this.get_name() }}" class="folium-map" role="application"
              tabindex="0"></div>
            </main>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                crs: L.CRS.{{ this.crs }},
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )

    def __init__(self, bounds: Any) -> None:
        (south, west), (north, east) = bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_start=14,
            zoom_control=False,
            attribution_control=False,
            fade_animation=False,
            zoom_snap=0.25,
            zoom_delta=1,
            wheel_px_per_zoom_level=90,
            min_zoom=8,
            max_zoom=21,
            max_bounds_viscosity=0.6,
        )
        self._id = "main"


class Raw(Element):  # type: ignore[misc]
    """Text that stands in the page as it is.

    branca compiles whatever a macro gives out as a template once more, so a name with braces in
    the data would run as code; text held as a value is only printed.
    """

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Review(MacroElement):  # type: ignore[misc]
    """Our own drawing over the map: the data, the scripts and the panels."""

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Review"
        self._id = "main"
        self.payload = payload

    def render(self, **kwargs: Any) -> None:
        """Add styles and libraries to the head, data and notice to the body, then the code."""
        figure = self.get_root()
        style = "\n".join([leaflet_styles(), css_variables(), styles()])
        notice = escape(self.payload["text"]["noscript"])
        chart = f"window.gridplanMap = {self._parent.get_name()};\n"
        parts = [
            (figure.header, "styles", f"<style>\n{style}</style>"),
            (figure.header, "leaflet", f"<script>\n{leaflet_script()}</script>"),
            (figure.html, "notice", f'<noscript><p class="gp-noscript">{notice}</p></noscript>'),
            (figure.html, "data", _data_block(self.payload)),
            (figure.script, "code", chart + script()),
        ]
        for place, name, text in parts:
            place.add_child(Raw(text), name=name)


def _data_block(payload: dict[str, Any]) -> str:
    return f'<script type="application/json" id="gp-data">{to_inert_json(payload)}</script>'


def to_inert_json(value: Any) -> str:
    r"""Return JSON that no HTML or script parser reads as anything else.

    Examples
    --------
    >>> to_inert_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def render_page(payload: dict[str, Any], title: str) -> str:
    """Return the whole page as one file's text."""
    figure = OfflineFigure(title, payload["language"])
    chart = OfflineMap(payload["frame"]["bounds"])
    figure.add_child(chart)
    chart.add_child(Review(payload))
    return refuse_foreign(_tidy(figure.render()))


def _tidy(html: str) -> str:
    return "\n".join(line.rstrip() for line in html.split("\n")) + "\n"
