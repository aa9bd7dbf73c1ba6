"""The report: everything a run found, put together for the printable page.

Its sections: `report_cover` (what, by which policy, with which result), `report_rules` (every
rule with its verdict), `report_findings` (what breaks one, and who has signed for it),
`report_outlook` (stages of moving in, posts and money), `report_comparing` (other bases, other
policies), `report_sources` (data, assumptions, parameters); coverage has its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from gridplan.coverage import answer_coverage
from gridplan.model import Result
from gridplan.model.siting import Siting
from gridplan.render.assets import static_text
from gridplan.render.coverage import coverage_section
from gridplan.render.coverage_view import CoverageView
from gridplan.render.guard import refuse_foreign
from gridplan.render.imprint import Imprint
from gridplan.render.names import place_name
from gridplan.render.overview import overview_svg
from gridplan.render.page import HTML_LANGUAGES, POLICY
from gridplan.render.report_comparing import comparing_section
from gridplan.render.report_cover import cover_section
from gridplan.render.report_findings import findings_section
from gridplan.render.report_outlook import outlook_section
from gridplan.render.report_rules import rules_section
from gridplan.render.report_sources import sources_section
from gridplan.render.siting_section import siting_section
from gridplan.render.style import css_variables
from gridplan.render.templating import template
from gridplan.studies import Dossier
from gridplan.text import Language, catalog, say


def render_report(
    result: Result,
    language: Language,
    imprint: Imprint,
    dossier: Dossier,
    sitings: Sequence[Siting] = (),
) -> str:
    """Return the report page."""
    title = f"{place_name(result, language)} · {say(language, 'report.title')}"
    page = template("report.html").render(
        html_language=HTML_LANGUAGES[language],
        policy=POLICY,
        style=css_variables() + static_text("report.css"),
        title=title,
        t=_texts(language),
        imprint=imprint,
        overview=overview_svg(result, title),
        **cover_section(result, language),
        **rules_section(result, language),
        **findings_section(result, language),
        **coverage_section(_view(result, language)),
        **siting_section(sitings, result, language),
        **outlook_section(result, dossier, language),
        **comparing_section(dossier, language),
        **sources_section(result, dossier, language),
    )
    return refuse_foreign(page)


def _texts(language: Language) -> dict[str, str]:
    return {
        key.removeprefix("report."): sentence
        for key, sentence in catalog(language).items()
        if key.startswith("report.")
    }


def _view(result: Result, language: Language) -> CoverageView:
    answers = answer_coverage(
        result.area, result.units, result.coverage, plans=result.plans, profile=result.profile
    )
    return CoverageView(result.area, result.units, result.coverage, answers, result.plans, language)
