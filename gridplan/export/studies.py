"""Studies -> plain values: posts and money, stages of moving in, other counts, other policies."""

from __future__ import annotations

from typing import Any

from gridplan.studies import BasisStudy, Dossier, PolicyStudy, StaffingSheet, StageStudy
from gridplan.studies.readings import Reading, RuleChange
from gridplan.studies.staffing import Line
from gridplan.text import Language, say

# what a comparison says of a level: which zones no plan could help is not proven for it
SIZES = ("n_zones", "min_households", "max_households", "n_in_band", "n_out_of_band")


def dossier_json(dossier: Dossier, language: Language) -> dict[str, Any]:
    """Return what a report says beside its findings; comparisons only where they were made."""
    found = {
        "staffing": staffing_json(dossier.staffing, language),
        "scenarios": stages_json(dossier.stages, language),
    }
    if dossier.bases is not None:
        found["compare_basis"] = bases_json(dossier.bases, language)
    if dossier.policies is not None:
        found["all_profiles"] = policies_json(dossier.policies, language)
    return found


def staffing_json(sheet: StaffingSheet, language: Language) -> dict[str, Any]:
    """Return posts and money, in all and by zone."""
    totals = [{**_line(line, language, total), "level": "area"} for line, total in sheet.totals()]
    for total in totals:
        del total["code"], total["name"], total["how"], total["present"]
    return {
        "totals": totals,
        "lines": [_line(line, language, line.needed) for line in sheet.lines],
        "assumptions": [note.text(language) for note in sheet.notes],
    }


def _line(line: Line, language: Language, needed: int) -> dict[str, Any]:
    return {
        "level": line.level,
        "code": line.code,
        "name": line.name[language],
        "rule": line.rule,
        "clause": line.clause,
        "title": line.title[language],
        "strength": line.strength,
        "unit": line.unit,
        "needed": needed,
        "present": line.present,
        "how": line.how.text(language),
    }


def stages_json(study: StageStudy, language: Language) -> dict[str, Any]:
    """Return which zones keep to their band at which stage, and what falls due."""
    return {
        "households": dict(study.totals),
        "levels": [
            {
                "level": one.level,
                "kind": one.kind,
                "band": str(one.band),
                "rule": one.rule,
                "clause": one.clause,
                "n_zones": one.n_zones,
                "out_of_band": {stage: list(codes) for stage, codes in one.broken.items()},
                "is_legal_throughout": one.is_legal_throughout,
                "band_at_every_stage": None if one.safe is None else str(one.safe),
            }
            for one in study.levels
        ],
        "triggers": [
            {
                "code": one.code,
                "name": one.name[language],
                "rule": one.rule,
                "clause": one.clause,
                "title": one.title[language],
                "action": one.action(language),
                "origin": one.origin,
                "is_origin_known": one.is_origin_known,
                "threshold": one.threshold,
                "due_households": one.due_households,
                "households": one.households,
                "state": one.state,
                "households_to_come": one.to_come,
            }
            for one in study.triggers
        ],
        "assumptions": [note.text(language) for note in study.notes],
    }


def policies_json(study: PolicyStudy, language: Language) -> dict[str, Any]:
    """Return one plan under every policy, the zones they do not agree on, and the conflicts."""
    return {
        "profiles": [
            {
                "profile": one.profile.id,
                "is_draft": one.profile.is_draft,
                "rules": dict(one.counts),
                "levels": {
                    level: {name: getattr(summary, name) for name in SIZES}
                    for level, summary in one.report.levels.items()
                },
                "verdicts": {
                    v.rule: v.status for v in one.report.verdicts if v.source == one.profile.id
                },
            }
            for one in study.readings
        ],
        "disputed_zones": [
            {
                "level": one.level,
                "code": one.code,
                "households": one.households,
                "is_in_band": dict(one.fits),
            }
            for one in study.disputes
        ],
        "conflicts": [
            {"topic": name, "message": say(language, f"studies.conflict_{name}")}
            for name in study.conflicts
        ],
    }


def bases_json(study: BasisStudy, language: Language) -> dict[str, Any]:
    """Return what changes with the household basis; the basis of the run stands first."""
    return {
        "bases": [_reading(one) for one in study.readings],
        "zones": [
            {
                "level": zone.level,
                "code": zone.code,
                "households": dict(zone.households),
                "is_in_band": dict(zone.is_in_band),
            }
            for zone in study.zones
        ],
        "rules": [_rule(rule, language) for rule in study.rules],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    levels = reading.report.levels
    return {
        "basis": reading.name,
        "households": reading.total,
        "levels": {
            name: {"n_in_band": level.n_in_band, "n_out_of_band": level.n_out_of_band}
            for name, level in levels.items()
        },
        "n_broken": reading.n_broken,
    }


def _rule(rule: RuleChange, language: Language) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "source": rule.source,
        "clause": rule.clause,
        "title": rule.title[language],
        "status": dict(rule.status),
        "n_broken": dict(rule.n_broken),
    }
