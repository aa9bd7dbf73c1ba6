"""Result -> ``report.json``: the findings as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from gridplan.coverage import answer_coverage
from gridplan.export.coverage import measured_json
from gridplan.export.siting import siting_json
from gridplan.export.studies import dossier_json
from gridplan.model import LevelSummary, Note, Report, Result, Verdict, Violation
from gridplan.model.siting import Siting
from gridplan.model.verdicts import need_text
from gridplan.policy import Rule
from gridplan.studies import Dossier, dossier_of
from gridplan.text import LANGUAGES, Language


def report_json(
    result: Result,
    language: Language,
    dossier: Dossier | None = None,
    *,
    sitings: Sequence[Siting] = (),
) -> dict[str, Any]:
    """Return the content of ``report.json``: at least what the contract names.

    Shares are 0..1 and null for a category without services; minutes are null when nobody is
    reached; every sentence is in *language*. *dossier* holds what was studied beside; made where
    it is not given. *sitings* are proposals, one a category.
    """
    report, params = result.report, result.params
    answers = answer_coverage(
        result.area, result.units, result.coverage, plans=result.plans, profile=result.profile
    )
    levels = {level: _level(summary) for level, summary in report.levels.items()}
    return {
        "gridplan": result.version,
        "profile": report.profile,
        "seed": params.seed,
        "language": language,
        "crs": result.area.crs,
        "inputs": [_source(source) for source in result.area.sources],
        "households": {
            "total": report.households_total,
            "basis": report.household_basis,
            "unplaced": report.households_unplaced,
        },
        "communities": levels.pop("community", None),
        "levels": levels,
        "violations": violations_json(report, language),
        "rules": [_verdict(verdict, language) for verdict in report.verdicts],
        "feasibility": [
            _note(note, language) for note in report.notes if note.key.startswith("foresee.")
        ],
        "waivers": [dataclasses.asdict(waiver) for waiver in report.waivers],
        **dossier_json(dossier or dossier_of(result), language),
        "notes": [_note(n, language) for n in (*report.notes, *result.coverage.notes)],
        "coverage": measured_json(result.area, result.units, result.coverage, answers, language),
        "siting": [siting_json(siting, language) for siting in sitings],
        "params": params.to_dict(),
        "timings_s": {stage: round(seconds, 3) for stage, seconds in result.timings_s.items()},
    }


def violations_json(report: Report, language: Language) -> list[dict[str, Any]]:
    """Return the violations as plain values, worst first."""
    return [
        {**_violation(violation, language), "waived": report.is_waived(violation)}
        for violation in report.violations
    ]


def rule_json(rule: Rule) -> dict[str, Any]:
    """Return a rule of a profile: judged, and from which data, or what would be needed."""
    return {
        "rule": rule.id,
        "clause": rule.clause,
        "anchor": rule.anchor,
        "title": dict(rule.title),
        "strength": rule.strength,
        "severity": rule.severity,
        "family": rule.family,
        "level": rule.level,
        "is_checked": rule.is_checked,
        "data": rule.data,
        "is_informational": rule.is_informational,
        "needs": {
            need: {language: need_text(need, language) for language in LANGUAGES}
            for need in rule.records
        },
    }


def _source(source: Any) -> dict[str, Any]:
    plain = dataclasses.asdict(source)
    return {"features": plain.pop("n_features"), **plain}


def _level(summary: LevelSummary) -> dict[str, Any]:
    plain = dataclasses.asdict(summary)
    plain["objective_household_m"] = round(summary.objective_household_m, 1)
    return plain


def _violation(violation: Violation, language: Language) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "clause": violation.clause,
        "severity": violation.severity,
        "level": violation.level,
        "code": violation.code,
        "value": violation.value,
        "limit": violation.limit,
        "unavoidable": violation.is_unavoidable,
        "message": violation.text(language),
        "remedies": [remedy.text(language) for remedy in violation.remedies],
    }


def _verdict(verdict: Verdict, language: Language) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "source": verdict.source,
        "clause": verdict.clause,
        "anchor": verdict.anchor,
        "title": verdict.title[language],
        "strength": verdict.strength,
        "severity": verdict.severity,
        "status": verdict.status,
        "family": verdict.family,
        "level": verdict.level,
        "value": verdict.value,
        "limit": verdict.limit,
        "unit": verdict.unit,
        "n_judged": verdict.n_judged,
        "n_broken": verdict.n_broken,
        "n_unavoidable": verdict.n_unavoidable,
        "codes": verdict.codes,
        "needs": verdict.needs,
        "message": verdict.text(language),
    }


def _note(note: Note, language: Language) -> dict[str, Any]:
    return {"kind": note.kind, "key": note.key, "ids": note.ids, "message": note.text(language)}
