"""The report: everything a run found, as rows for the printable page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from gridplan.coverage import answer_coverage
from gridplan.frames import zone_name
from gridplan.model import Note, Result, Violation
from gridplan.model.siting import Siting
from gridplan.render.assets import static_text
from gridplan.render.coverage import coverage_section
from gridplan.render.coverage_view import CoverageView
from gridplan.render.guard import refuse_foreign
from gridplan.render.imprint import Imprint
from gridplan.render.names import basis_name, place_name, profile_name
from gridplan.render.numbers import band_text, count_text, share_text, value_text
from gridplan.render.overview import overview_svg
from gridplan.render.page import HTML_LANGUAGES, POLICY
from gridplan.render.siting_section import siting_section
from gridplan.render.style import css_variables
from gridplan.render.templating import template
from gridplan.studies import Dossier
from gridplan.text import Language, catalog, say

SEVERITIES = ("error", "warning", "info")


def render_report(
    result: Result,
    language: Language,
    imprint: Imprint,
    dossier: Dossier,
    sitings: Sequence[Siting] = (),
) -> str:
    """Return the report page."""
    texts = {
        key.removeprefix("report."): sentence
        for key, sentence in catalog(language).items()
        if key.startswith("report.")
    }
    title = f"{place_name(result, language)} · {texts['title']}"
    page = template("report.html").render(
        html_language=HTML_LANGUAGES[language],
        policy=POLICY,
        style=css_variables() + static_text("report.css"),
        title=title,
        t=texts,
        imprint=imprint,
        overview=overview_svg(result, title),
        **_head(result, language),
        levels=_level_rows(result, language),
        findings=_finding_rows(result, language),
        **coverage_section(_view(result, language)),
        **siting_section(sitings, result, language),
        notes=_note_rows(result, language),
        assumptions=_assumptions(result, language),
        unplaced=_unplaced_rows(result, language),
        sources=_source_rows(result, language),
        params=_param_rows(result.params.to_dict(), language),
    )
    return refuse_foreign(page)


def _view(result: Result, language: Language) -> CoverageView:
    answers = answer_coverage(
        result.area, result.units, result.coverage, plans=result.plans, profile=result.profile
    )
    return CoverageView(result.area, result.units, result.coverage, answers, result.plans, language)


def _head(result: Result, language: Language) -> dict[str, Any]:
    report = result.report
    counts = {name: sum(v.severity == name for v in report.violations) for name in SEVERITIES}
    planned = [plan for plan in result.plans if plan.level in report.levels]
    return {
        "place": place_name(result, language),
        "profile": profile_name(result.profile, language),
        "profile_id": result.profile.id,
        "version": result.version,
        "seed": result.params.seed,
        "crs": result.area.crs if len(result.area.crs) < 24 else "",
        "is_estimated": result.units.is_estimated,
        "basis": basis_name(report.household_basis, language),
        "households": count_text(report.households_total),
        "n_unplaced": count_text(report.households_unplaced) if report.households_unplaced else "",
        "headline": [_headline(result, plan.level, language) for plan in planned],
        "n_by_severity": [
            (name, say(language, f"report.severity_{name}"), count_text(counts[name]))
            for name in SEVERITIES
        ],
        "summary": _summary(result, language),
    }


def _headline(result: Result, level: str, language: Language) -> dict[str, str]:
    summary = result.report.levels[level]
    share = summary.n_in_band / summary.n_zones if summary.n_zones else None
    return {
        "name": say(language, f"report.levels_{level}"),
        "n": count_text(summary.n_zones),
        "note": say(language, "report.share_in_band", share=share_text(share, language)),
    }


def _summary(result: Result, language: Language) -> str:
    severities = {violation.severity for violation in result.report.violations}
    key = next((name for name in SEVERITIES if name in severities), "none")
    return say(language, f"report.summary_{key}")


def _level_rows(result: Result, language: Language) -> list[dict[str, str]]:
    rows = []
    for plan in result.plans:
        summary = result.report.levels.get(plan.level)
        if summary is None:
            continue
        gap = summary.gap
        rows.append(
            {
                "name": say(language, f"map.level_{plan.level}"),
                "band": band_text(summary.min_households, summary.max_households, language),
                "n_zones": count_text(summary.n_zones),
                "n_special": count_text(int(plan.is_special.sum())),
                "n_in_band": count_text(summary.n_in_band),
                "n_out_of_band": count_text(summary.n_out_of_band),
                "n_unavoidable": count_text(summary.n_unavoidable),
                "n_not_contiguous": count_text(summary.n_not_contiguous),
                "n_compounds_split": count_text(summary.n_compounds_split),
                "gap": say(language, "report.dash") if gap is None else f"{gap:.1%}",
            }
        )
    return rows


def _finding_rows(result: Result, language: Language) -> list[dict[str, Any]]:
    names = {
        (plan.level, code): zone_name(plan, zone, language)
        for plan in result.plans
        for zone, code in enumerate(plan.codes)
    }
    return [_finding(violation, names, language) for violation in result.report.violations]


def _finding(
    violation: Violation, names: Mapping[tuple[str, str], str], language: Language
) -> dict[str, Any]:
    name = names.get((violation.level, violation.code), "")
    answer = "yes" if violation.is_unavoidable else "no"
    return {
        "severity": violation.severity,
        "word": say(language, f"report.severity_{violation.severity}"),
        "rule": violation.rule,
        "clause": violation.clause,
        "zone": name or say(language, "map.level_area"),
        "code": violation.code,
        "link": f"map.html#zone={quote(violation.code, safe='')}" if name else "",
        "value": value_text(violation.value, language),
        "limit": value_text(violation.limit, language),
        "unavoidable": say(language, f"report.{answer}"),
        "text": violation.text(language),
        "remedies": [remedy.text(language) for remedy in violation.remedies],
    }


def _all_notes(result: Result) -> list[Note]:
    """Return every note of the run once, in the order of the stages."""
    stages = (result.area, result.units, result.land, result.coverage, result.report)
    unique: dict[str, Note] = {}
    for note in (note for stage in stages for note in stage.notes):
        unique.setdefault(repr((note.kind, note.key, dict(note.values), note.ids)), note)
    return list(unique.values())


def _note_rows(result: Result, language: Language) -> list[dict[str, str]]:
    order = ("fault", "warning", "repair", "info")
    notes = [note for note in _all_notes(result) if note.kind in order]
    notes.sort(key=lambda note: order.index(note.kind))
    return [
        {"word": say(language, f"report.note_{note.kind}"), "text": note.text(language)}
        for note in notes
    ]


def _assumptions(result: Result, language: Language) -> list[str]:
    notes = [note.text(language) for note in _all_notes(result) if note.kind == "assumption"]
    if result.units.is_estimated:
        notes.insert(0, say(language, "report.estimated"))
    return notes


def _unplaced_rows(result: Result, language: Language) -> list[dict[str, str]]:
    return [
        {
            "community": entry.community_code or say(language, "report.unknown"),
            "households": count_text(entry.households),
            "reason": say(language, entry.reason, n=len(entry.ids), ids=", ".join(entry.ids[:5])),
        }
        for entry in result.units.unplaced
    ]


def _source_rows(result: Result, language: Language) -> list[dict[str, str]]:
    words = catalog(language)
    return [
        {
            "path": source.path,
            "layer": source.layer,
            "role": words.get(f"report.role_{source.role}", source.role),
            "n": count_text(source.n_features),
            "crs": source.crs,
            "sha256": source.sha256,
        }
        for source in result.area.sources
    ]


def _param_rows(
    values: Mapping[str, Any], language: Language, prefix: str = ""
) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            rows += _param_rows(value, language, f"{prefix}{key}.")
        else:
            rows.append((prefix + key, _param_text(value, language)))
    return rows


def _param_text(value: Any, language: Language) -> str:
    if value is None:
        return say(language, "report.dash")
    if isinstance(value, bool):
        return say(language, "report.yes" if value else "report.no")
    if isinstance(value, list):
        return ", ".join(_param_text(item, language) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
