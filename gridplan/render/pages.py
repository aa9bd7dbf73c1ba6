"""Result -> the two pages."""

from __future__ import annotations

from collections.abc import Sequence

from gridplan.model import Result
from gridplan.model.siting import Siting
from gridplan.render.imprint import INTERNAL, Imprint
from gridplan.render.page import render_page
from gridplan.render.payload import map_payload
from gridplan.render.report import render_report
from gridplan.studies import Dossier, dossier_of
from gridplan.text import Language, say


def map_html(
    result: Result,
    language: Language,
    *,
    imprint: Imprint = INTERNAL,
    sitings: Sequence[Siting] = (),
) -> str:
    """Return the map as one HTML file that opens from disk and asks no host for anything.

    Parameters
    ----------
    result
        The run.
    language
        Language of every word of the page.
    imprint
        Source, approval number and mark at the foot.
    sitings
        Proposed sites to show, one proposal a category.
    """
    payload = map_payload(result, language, imprint, sitings)
    return render_page(payload, f"{payload['meta']['place']} · {say(language, 'map.title')}")


def report_html(
    result: Result,
    language: Language,
    *,
    imprint: Imprint = INTERNAL,
    dossier: Dossier | None = None,
    sitings: Sequence[Siting] = (),
) -> str:
    """Return the report as one printable HTML file; its findings link into ``map.html``.

    Parameters
    ----------
    result
        The run.
    language
        Language of every word of the page.
    imprint
        Source, approval number and mark at the foot.
    dossier
        What was studied beside the plan; made where it is not given.
    sitings
        Proposed sites to tell of, one proposal a category.
    """
    return render_report(result, language, imprint, dossier or dossier_of(result), sitings)
