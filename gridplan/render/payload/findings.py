"""What the check found, as rows."""

from __future__ import annotations

from typing import Any

from gridplan.model import Result, Violation
from gridplan.text import Language


def pack_findings(result: Result, language: Language) -> list[dict[str, Any]]:
    """Return the violations, worst first, each with the position of its zone (-1 for none)."""
    rows = (pack_finding(violation, language) for violation in result.report.violations)
    return [{**row, "zone": zone} for row, zone in zip(rows, found_zones(result), strict=True)]


def pack_finding(violation: Violation, language: Language) -> dict[str, Any]:
    """Return a violation, without the position of its zone."""
    return {
        "rule": violation.rule,
        "clause": violation.clause,
        "severity": violation.severity,
        "level": violation.level,
        "code": violation.code,
        "is_unavoidable": violation.is_unavoidable,
        "text": violation.text(language),
        "remedies": [remedy.text(language) for remedy in violation.remedies],
    }


def found_zones(result: Result) -> list[int]:
    """Return the position of the zone of each violation, -1 for none."""
    position = {plan.level: {code: k for k, code in enumerate(plan.codes)} for plan in result.plans}
    return [position.get(one.level, {}).get(one.code, -1) for one in result.report.violations]


def pack_levels(result: Result) -> list[dict[str, Any]]:
    """Return the counts of every level the report sums up, coarse to fine."""
    levels = result.report.levels
    return [
        {
            "level": plan.level,
            "n_zones": levels[plan.level].n_zones,
            "n_special": int(plan.is_special.sum()),
            "min": levels[plan.level].min_households,
            "max": levels[plan.level].max_households,
            "n_in_band": levels[plan.level].n_in_band,
            "n_out_of_band": levels[plan.level].n_out_of_band,
            "n_unavoidable": levels[plan.level].n_unavoidable,
            "n_not_contiguous": levels[plan.level].n_not_contiguous,
            "n_compounds_split": levels[plan.level].n_compounds_split,
        }
        for plan in result.plans
        if plan.level in levels
    ]
