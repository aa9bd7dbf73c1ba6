"""The cover of the report: what was planned, by which policy, and how it came out."""

from __future__ import annotations

from typing import Any

from gridplan.model import Result
from gridplan.render.names import basis_name, place_name, profile_name
from gridplan.render.numbers import band_text, count_text, share_text
from gridplan.text import Language, say

SEVERITIES = ("error", "warning", "info")


def cover_section(result: Result, language: Language) -> dict[str, Any]:
    """Return what stands at the head of the report."""
    report = result.report
    planned = [plan for plan in result.plans if plan.level in report.levels]
    return {
        "place": place_name(result, language),
        "profile": profile_name(result.profile, language),
        "profile_id": result.profile.id,
        "policy_facts": _policy_facts(result, language),
        "version": result.version,
        "seed": result.params.seed,
        "crs": result.area.crs if len(result.area.crs) < 24 else "",
        "is_estimated": result.units.is_estimated,
        "is_draft": result.profile.is_draft,
        "basis": basis_name(report.household_basis, language),
        "is_basis_stated": report.household_basis != "unspecified",
        "households": count_text(report.households_total),
        "n_unplaced": count_text(report.households_unplaced) if report.households_unplaced else "",
        "headline": [_headline(result, plan.level, language) for plan in planned],
        "n_by_severity": _by_severity(result, language),
        "summary": _summary(result, language),
        "levels": _level_rows(result, language),
    }


def _policy_facts(result: Result, language: Language) -> list[tuple[str, str]]:
    """Return what the document says of itself; what it does not print is said to be missing."""
    source = result.profile.content["source"]
    open_ = say(language, "report.not_printed")
    is_known = {name: source.get(f"{name}_printed", True) for name in ("issuer", "date")}
    facts = [
        ("policy_title", source["title"]),
        ("policy_issuer", source["issuer"] if is_known["issuer"] else open_),
        ("policy_number", source.get("document_no", "")),
        ("policy_date", source["date"] if is_known["date"] else open_),
        ("policy_force", source.get("in_force", "")),
        ("policy_status", say(language, f"report.status_{source['status']}")),
    ]
    return [(say(language, f"report.{key}"), text) for key, text in facts if text]


def _by_severity(result: Result, language: Language) -> list[tuple[str, str, str]]:
    found = [v for v in result.report.violations if not result.report.is_waived(v)]
    counts = {name: sum(v.severity == name for v in found) for name in SEVERITIES}
    rows = [
        (name, say(language, f"report.severity_{name}"), count_text(counts[name]))
        for name in SEVERITIES
    ]
    n_waived = len(result.report.violations) - len(found)
    if n_waived:
        rows.append(("waived", say(language, "report.waived"), count_text(n_waived)))
    return rows


def _headline(result: Result, level: str, language: Language) -> dict[str, str]:
    summary = result.report.levels[level]
    share = summary.n_in_band / summary.n_zones if summary.n_zones else None
    is_sized = summary.min_households > 0 or summary.max_households is not None
    shown = say(language, "report.share_in_band", share=share_text(share, language))
    return {
        "name": say(language, f"report.levels_{level}"),
        "n": count_text(summary.n_zones),
        "note": shown if is_sized else say(language, "report.no_size"),
    }


def _summary(result: Result, language: Language) -> str:
    report = result.report
    severities = {v.severity for v in report.violations if not report.is_waived(v)}
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
