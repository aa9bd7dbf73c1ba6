"""Result -> ``report.json``: the findings as plain values."""

from __future__ import annotations

import dataclasses
from typing import Any

from gridplan.coverage import answer_coverage
from gridplan.export.coverage import coverage_json
from gridplan.model import LevelSummary, Note, Report, Result, Violation
from gridplan.text import Language


def report_json(result: Result, language: Language) -> dict[str, Any]:
    """Return the content of ``report.json``: at least what the contract names.

    Shares are 0..1 and null for a category without services; minutes are null when nobody is
    reached; every sentence is in *language*.
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
        "notes": [_note(n, language) for n in (*report.notes, *result.coverage.notes)],
        "coverage": coverage_json(result.coverage, answers, language),
        "params": params.to_dict(),
        "timings_s": {stage: round(seconds, 3) for stage, seconds in result.timings_s.items()},
    }


def violations_json(report: Report, language: Language) -> list[dict[str, Any]]:
    """Return the violations as plain values, worst first."""
    return [_violation(violation, language) for violation in report.violations]


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


def _note(note: Note, language: Language) -> dict[str, Any]:
    return {"kind": note.kind, "key": note.key, "ids": note.ids, "message": note.text(language)}
