"""Result -> ``report.json``: the findings as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from gridplan.model import CategoryCoverage, Coverage, LevelSummary, Note, Report, Result, Violation
from gridplan.text import Language

SHARE_DIGITS = 4


def report_json(result: Result, language: Language) -> dict[str, Any]:
    """Return the content of ``report.json``: at least what the contract names.

    Shares are 0..1 and null for a category without services; minutes are null when nobody is
    reached; every sentence is in *language*.
    """
    report, params = result.report, result.params
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
        "coverage": coverage_json(result.coverage),
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
    }


def _note(note: Note, language: Language) -> dict[str, Any]:
    return {"kind": note.kind, "key": note.key, "ids": note.ids, "message": note.text(language)}


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Return the summary of coverage as plain values, by category."""
    return {
        "minutes": coverage.limit_minutes,
        "walk_m_per_min": coverage.walk_m_per_min,
        "categories": {item.category: _category(item) for item in coverage.categories},
    }


def _category(item: CategoryCoverage) -> dict[str, Any]:
    shares = {
        f"share_within_{minutes:g}": None if share is None else round(share, SHARE_DIGITS)
        for minutes, share in item.shares.items()
    }
    return {
        "n_services": item.n_services,
        **shares,
        "mean_minutes": _rounded(item.mean_minutes),
        "p95_minutes": _rounded(item.p95_minutes),
        "n_unreachable_households": sum(item.unreached.values()) if item.n_services else None,
        "unreached_by_reason": dict(_nonzero(item.unreached)),
    }


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 2)


def _nonzero(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {reason: count for reason, count in counts.items() if count}
