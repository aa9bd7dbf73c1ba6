"""Tables for people, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gridplan.check.limits import shown_band
from gridplan.cli.words import tell
from gridplan.model import LevelSummary, VerdictStatus
from gridplan.model.verdicts import need_text
from gridplan.params import Band
from gridplan.policy import rules_of
from gridplan.text import Language, say

MOST_ROWS = 200
WIDTH_OF_FILES = 240


def new_table(language: Language, columns: Sequence[str], numeric: Sequence[str] = ()) -> Table:
    """Return an empty table with headings in *language*."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        heading = say(language, f"cli.col_{column}")
        table.add_column(heading, justify="right" if column in numeric else "left", overflow="fold")
    return table


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal; into a file or a pipe, as wide as it is."""
    width = None if sys.stderr.isatty() else WIDTH_OF_FILES
    Console(stderr=True, width=width).print(table)


def add_row(table: Table, *cells: object) -> None:
    """Add a row; data is plain text, never markup of the terminal."""
    table.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))


def tell_result(result: Any, language: Language) -> None:
    """Show what was planned, level by level, and how many findings there are."""
    report = result.report
    basis = say(language, f"cli.basis_{report.household_basis}")
    values = {"households": report.households_total, "unplaced": report.households_unplaced}
    area = {"crs": result.area.crs, "profile": report.profile, "basis": basis}
    tell(say(language, "cli.done_area", **values, **area))
    for level, summary in report.levels.items():
        tell(_level_line(say(language, f"cli.level_{level}"), summary, language))
    tell_counts(report, language)


def _level_line(name: str, summary: LevelSummary, language: Language) -> str:
    band = Band(summary.min_households, summary.max_households)
    if band == Band():
        return say(language, "cli.done_unsized", level=name, n=summary.n_zones)
    return say(
        language,
        "cli.done_level",
        level=name,
        n=summary.n_zones,
        inside=summary.n_in_band,
        band=shown_band(band),
        out=summary.n_out_of_band,
        unavoidable=summary.n_unavoidable,
    )


def tell_counts(report: Any, language: Language) -> None:
    """Show how many findings of each severity there are."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for violation in report.violations:
        counts[violation.severity] += 1
    tell(say(language, "cli.done_findings", **counts))
    own = [verdict.status for verdict in report.verdicts if verdict.source == report.profile]
    rules = {status: own.count(status) for status in get_args(VerdictStatus)}
    tell(say(language, "cli.done_rules", n=len(own), profile=report.profile, **rules))


def tell_inspection(inspection: Any, language: Language) -> None:
    """Show the layers, how they were read, and every note."""
    table = new_table(
        language, ["role", "file", "layer", "features", "crs", "encoding"], numeric=["features"]
    )
    for source in inspection.sources:
        add_row(table, source.role or "-", source.path, source.layer, source.n_features,
             source.crs, source.encoding)  # fmt: skip
    print_table(table)
    for source in inspection.sources:
        columns = inspection.columns.get((source.path, source.layer), {})
        if columns:
            pairs = ", ".join(f"{name}={found}" for name, found in columns.items())
            tell(f"  {source.layer}: {pairs}")
    if inspection.area is not None:
        tell(say(language, "cli.inspect_crs", crs=inspection.area.crs))
    for note in inspection.notes:
        tell(f"[{say(language, f'cli.note_{note.kind}')}] {note.text(language)}")


def tell_foresight(notes: Sequence[Any], language: Language) -> None:
    """Show what the numbers rule out before any search."""
    tell(say(language, "foresee.head" if notes else "foresee.none"))
    for note in notes[:MOST_ROWS]:
        tell(f"  {note.text(language)}")


def tell_violations(report: Any, language: Language) -> None:
    """Show the violations, worst first."""
    for violation in report.violations[:MOST_ROWS]:
        word = say(language, f"cli.severity_{violation.severity}")
        tell(f"[{word}{_waived(report, violation, language)}] {violation.text(language)}")
    if len(report.violations) > MOST_ROWS:
        tell(say(language, "cli.more_rows", n=len(report.violations) - MOST_ROWS))


def _waived(report: Any, violation: Any, language: Language) -> str:
    if not report.is_waived(violation):
        return ""
    return say(language, "cli.waived_by", signer=report.waiver(violation).signer)


def tell_comparison(comparison: Any, language: Language) -> None:
    """Show the moves between two plans at one level."""
    tell(say(language, "cli.diff_head", level=say(language, f"cli.level_{comparison.level}"),
             moves=len(comparison.moves), households=comparison.n_households_moved,
             renamed=len(comparison.same_zone)))  # fmt: skip
    table = new_table(language, ["from", "to", "units", "households"], ["units", "households"])
    for move in comparison.moves[:MOST_ROWS]:
        add_row(table, move.from_code, move.to_code, len(move.unit_ids), move.households)
    if comparison.moves:
        print_table(table)
    if len(comparison.moves) > MOST_ROWS:
        tell(say(language, "cli.more_rows", n=len(comparison.moves) - MOST_ROWS))


def tell_profiles(profiles: Sequence[Any], language: Language) -> None:
    """List the profiles."""
    table = new_table(language, ["id", "name"])
    for profile in profiles:
        add_row(table, profile.id, profile.name_zh if language == "zh" else profile.name_en)
    print_table(table)


def tell_profile(profile: Any, language: Language) -> None:
    """Show the size rules of a profile with their clauses, then every rule and its data."""
    tell(profile.name_zh if language == "zh" else profile.name_en)
    table = new_table(language, ["level", "rule", "band", "clause", "severity"])
    for level in profile.levels:
        for size in level.sizes:
            add_row(table, _level_name(level, language), size.rule, size.band, size.clause,
                 say(language, f"cli.severity_{size.severity}"))  # fmt: skip
    print_table(table)
    print_table(_rule_table(profile, language))


def _rule_table(profile: Any, language: Language) -> Table:
    table = new_table(language, ["rule", "clause", "severity", "title", "judged", "data"])
    for rule in rules_of(profile):
        judged = "judged" if rule.is_checked else "informs" if rule.is_informational else "open"
        wanted = rule.data or [need_text(need, language) for need in rule.records]
        severity = say(language, f"cli.severity_{rule.severity}")
        told = say(language, f"cli.rule_{judged}")
        title = rule.title[language]
        add_row(table, rule.id, rule.clause, severity, title, told, ", ".join(wanted))
    return table


def _level_name(level: Any, language: Language) -> str:
    return str(level.name_zh if language == "zh" else level.level)
