"""The findings: what breaks a rule and where, what would help, and who has signed for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridplan.check.limits import shown_zone
from gridplan.frames import zone_name
from gridplan.model import Result, Violation, shown_value
from gridplan.render.names import rule_name, zone_link
from gridplan.render.numbers import value_text
from gridplan.text import Language, say


def findings_section(result: Result, language: Language) -> dict[str, Any]:
    """Return the violations, worst first, and the waivers."""
    names = {
        (plan.level, code): zone_name(plan, zone, language)
        for plan in result.plans
        for zone, code in enumerate(plan.codes)
    }
    findings = [_finding(result, v, names, language) for v in result.report.violations]
    return {"findings": findings, "waivers": _waiver_rows(result, language)}


def _finding(
    result: Result,
    violation: Violation,
    names: Mapping[tuple[str, str], str],
    language: Language,
) -> dict[str, Any]:
    name = names.get((violation.level, violation.code), "")
    answer = "yes" if violation.is_unavoidable else "no"
    is_waived = result.report.is_waived(violation)
    severity = "waived" if is_waived else violation.severity
    unit = next((v.unit for v in result.report.verdicts if v.rule == violation.rule), "")
    return {
        "severity": severity,
        "word": say(language, "report.waived" if is_waived else f"report.severity_{severity}"),
        "rule": rule_name(violation.rule, language),
        "clause": violation.clause,
        "zone": name or say(language, "map.level_area"),
        "code": shown_zone(violation.code),
        "link": zone_link(violation.code) if name else "",
        "value": _shown(violation.value, unit, language),
        "limit": _shown(violation.limit, unit, language),
        "unavoidable": say(language, f"report.{answer}"),
        "text": violation.text(language),
        "remedies": [remedy.text(language) for remedy in violation.remedies],
        "waiver": _waiver_text(result, violation, language),
    }


def _shown(value: float | str | None, unit: str, language: Language) -> str:
    """Return a value as the register writes it: a share in percent."""
    return shown_value(value, unit) if unit == "share" else value_text(value, language)


def _waiver_text(result: Result, violation: Violation, language: Language) -> str:
    waiver = result.report.waiver(violation)
    if waiver is None:
        return ""
    values = {"signer": waiver.signer, "date": waiver.date, "reason": waiver.reason}
    return say(language, "report.waiver_line", **values)


def _waiver_rows(result: Result, language: Language) -> list[dict[str, str]]:
    found = {(v.rule, v.code): v for v in result.report.violations}
    rows = []
    for waiver in result.report.waivers:
        violation = found.get((waiver.rule, waiver.code))
        settles = violation is not None and result.report.is_waived(violation)
        state = "settles" if settles else "open" if violation is None else "must"
        rows.append(
            {
                "rule": rule_name(waiver.rule, language),
                "code": shown_zone(waiver.code) or say(language, "map.level_area"),
                "link": zone_link(waiver.code) if waiver.code else "",
                "reason": waiver.reason,
                "signer": waiver.signer,
                "date": waiver.date,
                "state": say(language, f"report.waiver_{state}"),
            }
        )
    return rows
