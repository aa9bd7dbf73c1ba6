"""Coverage of a town on a page of its own, whether it was planned or not."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from gridplan.model import Note
from gridplan.render.assets import static_text
from gridplan.render.coverage import coverage_section
from gridplan.render.coverage_view import CoverageView
from gridplan.render.guard import refuse_foreign
from gridplan.render.page import HTML_LANGUAGES, POLICY
from gridplan.render.style import css_variables
from gridplan.render.templating import template
from gridplan.text import say
from gridplan.version import __version__


def coverage_html(view: CoverageView, *, plots: Mapping[str, bytes] | None = None) -> str:
    """Return the coverage of a town as one printable HTML file that loads nothing.

    Parameters
    ----------
    view
        What was measured, what it answers, and the language.
    plots
        Drawings as SVG by name, which are put into the page.
    """
    section = coverage_section(view)
    place = _place(view)
    page = template("coverage_page.html").render(
        html_language=HTML_LANGUAGES[view.language],
        policy=POLICY,
        style=css_variables() + static_text("report.css"),
        title=f"{place} · {section['c']['title']}",
        place=place,
        is_estimated=view.units.is_estimated,
        estimated=say(view.language, "report.estimated_badge"),
        plots=[{"name": name, "uri": _uri(svg)} for name, svg in (plots or {}).items()],
        notes=[_note(note, view) for note in view.coverage.notes],
        version=__version__,
        **section,
    )
    return refuse_foreign(page)


def _place(view: CoverageView) -> str:
    names = [name for name in view.units.communities["name"] if name]
    if not names:
        return view.say("head")
    key = "map.place_one" if len(names) == 1 else "map.place_many"
    return say(view.language, key, first=names[0], n=len(names))


def _uri(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


def _note(note: Note, view: CoverageView) -> dict[str, str]:
    return {"word": view.say(f"note_{note.kind}"), "text": note.text(view.language)}
