"""Coverage as tables on stderr: the test of the run first, the other never mixed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridplan.cli.tables import add_row, new_table, print_table
from gridplan.cli.words import tell
from gridplan.model import CategoryAnswer, CategoryCoverage, Coverage, CoverageAnswers, Scenario
from gridplan.policy import Demand
from gridplan.text import Language, say

Pair = tuple[CategoryCoverage, CategoryAnswer]


def tell_coverage(coverage: Coverage, answers: CoverageAnswers, language: Language) -> None:
    """Show the verdict by category under the test of the run, then what it comes to."""
    tell(_test(coverage, language))
    pairs = list(zip(coverage.categories, answers.categories, strict=True))
    told = [pair for pair in pairs if pair[0].n_services]
    judged_first = sorted(told, key=lambda pair: not pair[1].is_judged)
    table = _radius_table if coverage.mode == "radius" else _time_table
    print_table(table(coverage, judged_first, language))
    tell(say(language, "cli.judged_mark"))
    _tell_left_out(coverage, answers, language)
    empty = [found.category for found, _ in pairs if not found.n_services]
    if empty:
        names = _names(coverage, empty, language)
        tell(say(language, "coverage_report.without_data", names=names))
    if answers.share_all is not None:
        tell(
            say(
                language,
                "cli.coverage_sum",
                n=len(answers.judged),
                all=_percent(answers.share_all, language),
                completeness=_percent(answers.completeness, language),
            )
        )
        _tell_sensitivity(coverage, answers, language)


def _test(coverage: Coverage, language: Language) -> str:
    return say(
        language,
        f"coverage_report.mode_{coverage.mode}",
        minutes=f"{coverage.limit_minutes:g}",
        speed=f"{coverage.walk_m_per_min:g}",
        metres=f"{coverage.limit_minutes * coverage.walk_m_per_min:,.0f}",
    )


def _time_table(coverage: Coverage, pairs: list[Pair], language: Language) -> Any:
    circles = sorted({minutes for item in coverage.categories for minutes in item.shares})
    table = new_table(language, ["category", "services"], numeric=["services"])
    for minutes in circles:
        table.add_column(say(language, "cli.col_within", minutes=f"{minutes:g}"), justify="right")
    for name in ("mean_minutes", "p95_minutes"):
        table.add_column(say(language, f"cli.col_{name}"), justify="right")
    table.add_column(say(language, "cli.col_demand"))
    for found, answer in pairs:
        facility = coverage.catalog.facility(found.category)
        walk = None if facility is None else facility.walk
        add_row(
            table,
            _name(coverage, answer, language),
            found.n_services,
            *(_percent(found.shares.get(minutes), language) for minutes in circles),
            _decimal(found.mean_minutes),
            _decimal(found.p95_minutes),
            _demand(coverage, walk, "minutes", language),
        )
    return table


def _radius_table(coverage: Coverage, pairs: list[Pair], language: Language) -> Any:
    table = new_table(
        language,
        ["category", "services", "within_radius", "mean_m", "p95_m", "radius"],
        numeric=["services", "within_radius", "mean_m", "p95_m"],
    )
    for found, answer in pairs:
        facility = coverage.catalog.facility(found.category)
        radius = None if facility is None else facility.radius
        add_row(
            table,
            _name(coverage, answer, language),
            found.n_services,
            "" if radius is None else _percent(answer.share_radius, language),
            _whole(answer.mean_m),
            _whole(answer.p95_m),
            _demand(coverage, radius, "metres", language),
        )
    return table


def _name(coverage: Coverage, answer: CategoryAnswer, language: Language) -> str:
    facility = coverage.catalog.facility(answer.category)
    name = answer.category if facility is None else facility.name(language)
    return f"{'*' if answer.is_judged else ' '} {name}"


def _demand(coverage: Coverage, demand: Demand | None, unit: str, language: Language) -> str:
    """Return the number of a text with its source and its mark."""
    if demand is None:
        return ""
    number = say(language, f"coverage_report.{unit}", n=f"{demand.value:g}")
    mark = say(language, f"coverage_report.mark_{demand.verified}")
    return f"{number} [{mark}] {coverage.catalog.source_name(demand.source, language)}"


def _tell_left_out(coverage: Coverage, answers: CoverageAnswers, language: Language) -> None:
    for reason, ids in answers.left_out.items():
        if ids:
            names = _names(coverage, ids, language)
            tell(say(language, f"coverage_report.left_{reason}", n=len(ids), names=names))


def _names(coverage: Coverage, categories: Sequence[str], language: Language) -> str:
    facilities = (coverage.catalog.facility(category) for category in categories)
    short = (f.name(language).split("、")[0] for f in facilities if f is not None)
    return say(language, "coverage_report.list_comma").join(short)


def _tell_sensitivity(coverage: Coverage, answers: CoverageAnswers, language: Language) -> None:
    for test in ("time", "distance", "radius", "gates"):
        rows = [item for item in answers.sensitivity if item.test == test]
        if not rows:
            continue
        table = new_table(language, [f"assumption_{test}", "reach_all", "completeness", "changed"],
                          numeric=["reach_all", "completeness", "changed"])  # fmt: skip
        for item in rows:
            speed = coverage.catalog.speed(item.id) if test == "time" else None
            name = "" if speed is None else speed.name(language)
            add_row(
                table,
                say(language, _assumption(item), name=name, value=f"{item.value:g}"),
                _percent(item.share_all, language),
                _percent(item.completeness, language),
                "" if item.n_changed is None else f"{item.n_changed:,}",
            )
        print_table(table)


def _assumption(item: Scenario) -> str:
    return f"coverage_report.a_{item.id if item.test == 'gates' else item.test}"


def _percent(share: float | None, language: Language) -> str:
    return say(language, "cli.no_data") if share is None else f"{share:.1%}"


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
