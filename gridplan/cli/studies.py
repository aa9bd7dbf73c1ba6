"""Studies as tables on stderr: one plan by other counts, one plan under other policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridplan.check.limits import shown_zone
from gridplan.cli.tables import MOST_ROWS, add_row, new_table, print_table
from gridplan.cli.words import tell
from gridplan.studies import BasisStudy, PolicyStudy
from gridplan.studies.policies import PolicyReading
from gridplan.studies.readings import Reading, RuleChange, ZoneChange
from gridplan.text import Language, say


def tell_bases(study: BasisStudy, language: Language) -> None:
    """Show what changes with the household basis."""
    names = {one.name: say(language, f"cli.basis_{one.name}") for one in study.readings}
    own = names[study.readings[0].name]
    if not study.is_compared:
        tell(say(language, "studies.bases_one", basis=own))
        return
    tell(say(language, "studies.bases_head", n=len(names), basis=own))
    print_table(_totals(study.readings, names, language))
    _tell_zones(study.zones, names, language)
    _tell_rules(study.rules, names, language)


def _totals(readings: Sequence[Reading], names: dict[str, str], language: Language) -> Any:
    levels = list(readings[0].report.levels)
    table = new_table(language, ["households"])
    table.columns[0].header = say(language, "studies.col_basis")
    table.add_column(say(language, "cli.col_households"), justify="right")
    for level in levels:
        name = say(language, f"cli.level_{level}")
        table.add_column(say(language, "studies.col_n_in_band", level=name), justify="right")
    table.add_column(say(language, "studies.col_broken"), justify="right")
    for one in readings:
        found = [one.report.levels[level] for level in levels]
        shares = [f"{level.n_in_band}/{level.n_zones}" for level in found]
        add_row(table, names[one.name], f"{one.total:,}", *shares, one.n_broken)
    return table


def _tell_zones(zones: Sequence[ZoneChange], names: dict[str, str], language: Language) -> None:
    if not zones:
        tell(say(language, "studies.bases_no_zones"))
        return
    tell(say(language, "studies.bases_zones", n=len(zones)))
    table = new_table(language, ["level", "code"])
    for name in names.values():
        table.add_column(name, justify="right")
    for zone in zones[:MOST_ROWS]:
        cells = [
            f"{zone.households[name]:,} {_fit(zone.is_in_band[name], language)}" for name in names
        ]
        add_row(table, say(language, f"cli.level_{zone.level}"), shown_zone(zone.code), *cells)
    print_table(table)
    if len(zones) > MOST_ROWS:
        tell(say(language, "cli.more_rows", n=len(zones) - MOST_ROWS))


def _fit(is_in_band: bool, language: Language) -> str:
    return say(language, "studies.in_band" if is_in_band else "studies.out_of_band")


def _tell_rules(rules: Sequence[RuleChange], names: dict[str, str], language: Language) -> None:
    if not rules:
        tell(say(language, "studies.bases_no_rules"))
        return
    tell(say(language, "studies.bases_rules", n=len(rules)))
    table = new_table(language, ["rule", "clause", "title"])
    for name in names.values():
        table.add_column(name)
    for rule in rules:
        words = [
            say(language, f"studies.status_{rule.status[name]}")
            + (f" ({rule.n_broken[name]:,})" if rule.n_broken[name] else "")
            for name in names
        ]
        add_row(table, rule.rule, rule.clause, rule.title[language], *words)
    print_table(table)


def tell_policies(study: PolicyStudy, language: Language) -> None:
    """Show one plan under every policy, the zones they do not agree on, and the conflicts."""
    tell(say(language, "studies.policies_head", n=len(study.readings)))
    print_table(_policies(study, language))
    _tell_disputes(study, language)
    tell(say(language, "studies.policies_conflicts"))
    for name in study.conflicts:
        tell(f"  {say(language, f'studies.conflict_{name}')}")


def _policies(study: PolicyStudy, language: Language) -> Any:
    table = new_table(language, [])
    table.add_column(say(language, "studies.col_policy"))
    for level in ("community", "grid", "microgrid"):
        name = say(language, f"cli.level_{level}")
        table.add_column(say(language, "studies.col_n_in_band", level=name), justify="right")
    for name in ("met", "broken", "not_checkable", "not_applicable"):
        table.add_column(say(language, f"studies.col_{name}"), justify="right")
    for one in study.readings:
        draft = f" ({say(language, 'studies.col_draft')})" if one.profile.is_draft else ""
        sizes = [_size(one, level, language) for level in ("community", "grid", "microgrid")]
        counts = [one.counts[name] for name in ("met", "broken", "not_checkable", "not_applicable")]
        add_row(table, one.profile.id + draft, *sizes, *counts)
    return table


def _size(one: PolicyReading, level: str, language: Language) -> str:
    rule, summary = one.profile.level(level), one.report.levels.get(level)
    if rule is None or not rule.sizes or summary is None:
        return say(language, "studies.no_rule")
    return f"{summary.n_in_band}/{summary.n_zones}"


def _tell_disputes(study: PolicyStudy, language: Language) -> None:
    if not study.disputes:
        tell(say(language, "studies.policies_no_disputes"))
        return
    tell(say(language, "studies.policies_disputes", n=len(study.disputes)))
    names = sorted({name for one in study.disputes for name in one.fits})
    table = new_table(language, ["level", "code", "households"], ["households"])
    for name in names:
        table.add_column(name)
    for one in study.disputes[:MOST_ROWS]:
        fits = [_fit(one.fits[name], language) if name in one.fits else "" for name in names]
        level = say(language, f"cli.level_{one.level}")
        add_row(table, level, shown_zone(one.code), f"{one.households:,}", *fits)
    print_table(table)
