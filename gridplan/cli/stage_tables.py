"""Stages of moving in, posts and money, as tables on stderr."""

from __future__ import annotations

from typing import Any

from gridplan.check.limits import shown_band, shown_zone
from gridplan.cli.tables import MOST_ROWS, add_row, new_table, print_table
from gridplan.cli.words import tell
from gridplan.studies.answers import stage_answer, trigger_state
from gridplan.text import Language, say

STAGES = ("now", "30", "50", "planned")


def tell_stages(study: Any, language: Language) -> None:
    """Show what holds at which stage, then what falls due."""
    totals = {key: f"{study.totals[stage]:,}" for key, stage in
              (("now", "now"), ("a", "30"), ("b", "50"), ("planned", "planned"))}  # fmt: skip
    tell(say(language, "scenarios.head", **totals))
    tell_levels(study, language)
    for note in study.notes:
        tell(note.text(language))
    _tell_triggers(study, language)


def tell_levels(study: Any, language: Language) -> None:
    """Show by level how many zones leave their band at each stage, and whether any plan could."""
    if not study.levels:
        tell(say(language, "scenarios.no_levels"))
        return
    table = new_table(language, ["level"])
    for name in ("kind", "band"):
        table.add_column(say(language, f"scenarios.col_{name}"))
    for stage in STAGES:
        heading = say(
            language, "scenarios.col_stage", stage=say(language, f"scenarios.stage_{stage}")
        )
        table.add_column(heading, justify="right")
    table.add_column(say(language, "scenarios.col_answer"))
    for one in study.levels:
        add_row(
            table,
            say(language, f"cli.level_{one.level}"),
            say(language, f"scenarios.kind_{one.kind}"),
            shown_band(one.band),
            *(f"{len(one.broken[stage])}/{one.n_zones}" for stage in STAGES),
            stage_answer(one, language),
        )
    print_table(table)


def n_avoidable(study: Any) -> tuple[int, int]:
    """Count the zones that leave a band some plan could keep throughout, and all such zones."""
    kept = [one for one in study.levels if one.safe is not None]
    broken = {code for one in kept for codes in one.broken.values() for code in codes}
    return len(broken), sum(one.n_zones for one in kept)


def _tell_triggers(study: Any, language: Language) -> None:
    if not study.triggers:
        tell(say(language, "scenarios.no_triggers"))
        return
    tell(say(language, "scenarios.h_triggers"))
    table = new_table(language, ["code", "name", "rule", "clause"])
    for name in ("when", "there", "state", "what"):
        table.add_column(say(language, f"scenarios.col_{name}"))
    for one in study.triggers[:MOST_ROWS]:
        due = {"percent": f"{one.threshold:.0%}", "households": f"{one.due_households:,}"}
        add_row(
            table,
            one.code,
            one.name[language],
            one.rule,
            one.clause,
            say(language, "scenarios.col_due", **due),
            "" if one.households is None else f"{one.households:,}",
            trigger_state(one, language),
            one.action(language),
        )
    print_table(table)


def tell_staffing(sheet: Any, language: Language) -> None:
    """Show posts and money: in all, then by community and grid."""
    if not sheet.lines:
        tell(say(language, "staffing.none"))
        return
    tell(say(language, "staffing.head_total"))
    table = new_table(language, ["rule", "clause", "title"])
    _measures(table, language, ("needed", "unit"))
    for line, total in sheet.totals():
        unit = say(language, f"staffing.unit_{line.unit}")
        add_row(table, line.rule, line.clause, line.title[language], f"{total:,}", unit)
    print_table(table)
    tell(say(language, "staffing.head_zone"))
    table = new_table(language, ["code", "name", "rule"])
    _measures(table, language, ("needed", "unit", "how"))
    for line in sheet.lines[:MOST_ROWS]:
        unit = say(language, f"staffing.unit_{line.unit}")
        cells = (f"{line.needed:,}", unit, line.how.text(language))
        add_row(table, shown_zone(line.code), line.name[language], line.rule, *cells)
    print_table(table)
    if len(sheet.lines) > MOST_ROWS:
        tell(say(language, "cli.more_rows", n=len(sheet.lines) - MOST_ROWS))
    for note in sheet.notes:
        tell(note.text(language))


def _measures(table: Any, language: Language, names: tuple[str, ...]) -> None:
    for name in names:
        justify = "right" if name == "needed" else "left"
        table.add_column(say(language, f"staffing.col_{name}"), justify=justify)
