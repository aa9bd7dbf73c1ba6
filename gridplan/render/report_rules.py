"""The register of rules: each with clause, value, limit and verdict, and where it is broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gridplan.model import Result, Verdict
from gridplan.model.verdicts import measured
from gridplan.render.names import zone_link
from gridplan.render.numbers import count_text
from gridplan.text import Language, say

# what a reader must see first
STATUSES = ("broken", "met", "not_checkable", "informational", "not_applicable")
MOST_LINKS = 6  # further zones are counted; the findings list all of them


def rules_section(result: Result, language: Language) -> dict[str, Any]:
    """Return the verdicts by status, those that are broken first."""
    verdicts = result.report.verdicts
    own = [v for v in verdicts if v.source == result.profile.id]
    return {
        "rule_counts": [
            (status, say(language, f"report.status_{status}"), count_text(n))
            for status in STATUSES
            if (n := sum(v.status == status for v in own))
        ],
        "rule_groups": [*_groups(own, language), *_beside(result, language)],
    }


def _groups(verdicts: Iterable[Verdict], language: Language) -> list[dict[str, Any]]:
    """Return the rules of the policy, one group for each status there is."""
    rows = [(verdict.status, _row(verdict, language)) for verdict in verdicts]
    return [
        {
            "name": say(language, f"report.group_{status}"),
            "rows": [row for one, row in rows if one == status],
        }
        for status in STATUSES
        if any(one == status for one, _ in rows)
    ]


def _beside(result: Result, language: Language) -> list[dict[str, Any]]:
    """Return the rules that are not the policy's: the baseline, and plain geometry."""
    others = {v.source: v.source for v in result.report.verdicts if v.source != result.profile.id}
    return [
        {
            "name": say(language, _beside_key(source), source=source),
            "rows": [_row(v, language) for v in result.report.verdicts if v.source == source],
        }
        for source in others
    ]


def _beside_key(source: str) -> str:
    return "report.group_geometry" if source == "gridplan" else "report.group_baseline"


def _row(verdict: Verdict, language: Language) -> dict[str, Any]:
    severity = verdict.severity if verdict.status == "broken" else verdict.status
    return {
        "status": verdict.status,
        "sign": severity,
        "word": say(language, f"report.status_{verdict.status}"),
        "severity": _severity(verdict, language),
        "rule": "" if verdict.source == "gridplan" else verdict.rule,
        "clause": verdict.clause,
        "anchor": verdict.anchor,
        "title": verdict.title[language],
        "strength": say(language, f"report.strength_{verdict.strength}"),
        **_values(verdict, language),
        "text": verdict.text(language),
        "links": _links(verdict),
        "n_more": max(0, len(verdict.codes) - MOST_LINKS),
    }


def _severity(verdict: Verdict, language: Language) -> str:
    if verdict.status != "broken":
        return ""
    return say(language, f"report.severity_{verdict.severity}")


def _values(verdict: Verdict, language: Language) -> dict[str, str]:
    """Return value and limit; nothing where a rule is only kept or broken, such as nesting."""
    is_plain = not verdict.unit and not verdict.value and not verdict.limit
    pair = {"value": verdict.value, "limit": verdict.limit}
    return {
        name: "" if is_plain else _value(verdict, value, language) for name, value in pair.items()
    }


def _value(verdict: Verdict, value: float | str | None, language: Language) -> str:
    return "" if value is None else measured(value, verdict.unit)[language]


def _links(verdict: Verdict) -> list[tuple[str, str]]:
    return [(code, zone_link(code)) for code in verdict.codes[:MOST_LINKS]]
