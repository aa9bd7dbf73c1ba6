"""What lies ahead: which zones hold while an estate fills, what falls due, posts and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridplan.check.limits import shown_zone
from gridplan.model import Result
from gridplan.render.numbers import band_text, count_text
from gridplan.studies import Dossier, StaffingSheet
from gridplan.studies.answers import stage_answer, trigger_state
from gridplan.studies.staffing import Line
from gridplan.studies.stages import STAGES, StageLevel, Trigger
from gridplan.text import Language, catalog, say


def outlook_section(result: Result, dossier: Dossier, language: Language) -> dict[str, Any]:
    """Return the stages of moving in, the calendar, and the sheet of posts and money."""
    study = dossier.stages
    return {
        "stages": [_stage(study.totals[stage], stage, language) for stage in STAGES],
        "stage_rows": [_stage_row(one, language) for one in study.levels],
        "triggers": [_trigger(one, language) for one in study.triggers if one.state != "unknown"],
        "milestones": _milestones(study.triggers, language),
        "stage_notes": [note.text(language) for note in study.notes],
        **_staffing(result, dossier.staffing, language),
    }


def _stage(total: int, stage: str, language: Language) -> tuple[str, str]:
    return say(language, f"scenarios.stage_{stage}"), count_text(total)


def _stage_row(one: StageLevel, language: Language) -> dict[str, Any]:
    return {
        "level": say(language, f"map.level_{one.level}"),
        "kind": say(language, f"scenarios.kind_{one.kind}"),
        "band": band_text(one.band.min_households, one.band.max_households, language),
        "rule": one.rule,
        "n_zones": count_text(one.n_zones),
        "broken": [count_text(len(one.broken[stage])) for stage in STAGES],
        "answer": stage_answer(one, language),
    }


def _trigger(one: Trigger, language: Language) -> dict[str, str]:
    return {
        "state": one.state,
        "code": one.code,
        "name": one.name[language],
        "rule": one.rule,
        "clause": one.clause,
        "share": f"{one.threshold:.0%}",
        "due": count_text(one.due_households),
        "households": count_text(one.households or 0),
        "word": trigger_state(one, language),
        "action": one.action(language),
    }


def _milestones(triggers: Sequence[Trigger], language: Language) -> list[dict[str, str]]:
    """Return what would fall due where nobody says how many have moved in, once a rule."""
    unknown = [one for one in triggers if one.state == "unknown"]
    keys = dict.fromkeys((one.rule, one.origin, one.threshold) for one in unknown)
    return [_milestone([t for t in unknown if _key(t) == key], language) for key in keys]


def _key(one: Trigger) -> tuple[str, str, float]:
    return one.rule, one.origin, one.threshold


def _milestone(same: Sequence[Trigger], language: Language) -> dict[str, str]:
    one = same[0]
    return {
        "rule": one.rule,
        "clause": one.clause,
        "share": f"{one.threshold:.0%}",
        "origin": say(language, f"scenarios.origin_{one.origin}"),
        "action": one.action(language),
        "n": count_text(len(same)),
    }


def _staffing(result: Result, sheet: StaffingSheet, language: Language) -> dict[str, Any]:
    totals = [
        {**_line(line, language), "needed": count_text(total), "post": _post(line, language)}
        for line, total in sheet.totals()
    ]
    codes = dict.fromkeys((line.level, line.code, line.name[language]) for line in sheet.lines)
    zones = [
        {
            "level": level,
            "code": shown_zone(code),
            "name": name,
            "lines": [_line(line, language) for line in sheet.lines if line.code == code],
        }
        for level, code, name in codes
    ]
    return {
        "staff_totals": totals,
        "staff_communities": [zone for zone in zones if zone["level"] == "community"],
        "staff_grids": [zone for zone in zones if zone["level"] == "grid"],
        "staff_notes": [note.text(language) for note in sheet.notes],
        "persons": count_text(result.report.households_total),
    }


def _post(line: Line, language: Language) -> str:
    """Return what kind of post it is, where one rule asks for several kinds."""
    key = f"staffing.post_{line.how.key.removeprefix('staffing.how_')}"
    return catalog(language).get(key, "")


def _line(line: Line, language: Language) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "clause": line.clause,
        "title": line.title[language],
        "strength": say(language, f"report.strength_{line.strength}"),
        "needed": count_text(line.needed),
        "present": "" if line.present is None else count_text(line.present),
        "is_short": line.present is not None and line.present < line.needed,
        "unit": say(language, f"staffing.unit_{line.unit}"),
        "how": line.how.text(language),
    }
