"""Result -> the two pages."""

from __future__ import annotations

from gridplan.model import Result
from gridplan.render.imprint import Imprint
from gridplan.render.page import render_page
from gridplan.render.payload import map_payload
from gridplan.text import Language, say


def map_html(result: Result, language: Language, *, imprint: Imprint = Imprint()) -> str:
    """Return the map as one HTML file that opens from disk and asks no host for anything.

    Parameters
    ----------
    result
        The run.
    language
        Language of every word of the page.
    imprint
        Source, approval number and mark at the foot.
    """
    payload = map_payload(result, language, imprint)
    return render_page(payload, f"{payload['meta']['place']} · {say(language, 'map.title')}")


def report_html(result: Result, language: Language, *, imprint: Imprint = Imprint()) -> str:
    raise NotImplementedError
