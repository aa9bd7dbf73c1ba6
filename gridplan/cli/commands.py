"""One function per command: parse, call one function, print."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gridplan.cli import options as o
from gridplan.cli.checking import CHECK_OPTIONS, check
from gridplan.cli.outlook import SCENARIO_OPTIONS, STAFFING_OPTIONS, scenarios, staffing
from gridplan.cli.profiles import OPTIONS as PROFILE_OPTIONS
from gridplan.cli.profiles import profiles
from gridplan.cli.progress import progress_bar
from gridplan.cli.reviewing import REVIEW_OPTIONS, review
from gridplan.cli.settings import facility_catalog, params_from_flags, read_options
from gridplan.cli.siting import OPTIONS as SITE_OPTIONS
from gridplan.cli.siting import site
from gridplan.cli.words import tell
from gridplan.progress import Progress
from gridplan.text import Language, say

BROKEN_RULE = 1


def demo(output: Path, language: Language) -> None:
    """Plan the packaged sample."""
    from gridplan.sample import sample_folder

    _plan_sources((sample_folder(),), {}, None, output, language)


def plan(sources: tuple[Path, ...], profile: str | None, output: Path, language: Language,
         **flags: Any) -> None:  # fmt: skip
    """Plan an area and write everything about it."""
    _plan_sources(sources, flags, profile, output, language)


def _plan_sources(
    sources: tuple[Path, ...],
    flags: dict[str, Any],
    profile: str | None,
    output: Path,
    language: Language,
) -> None:
    with progress_bar(language) as bar:

        def progress(stage: str, share: float) -> None:
            bar(stage, share)
            if stage == "partition" and share == 0.0:
                _tell_of_compiling(language)

        result, dossier = _plan(sources, flags, profile, output, language, progress)
    from gridplan.cli.tables import tell_result

    tell_result(result, language)
    if dossier.bases is not None:
        from gridplan.cli.studies import tell_bases

        tell_bases(dossier.bases, language)
    tell(say(language, "cli.done_map"))
    click.echo(str((output / "map.html").resolve()))


def _tell_of_compiling(language: Language) -> None:
    """Say why the first plan takes longer where the build left no machine code."""
    from gridplan.partition.ahead import is_compiled

    if not is_compiled():
        tell(say(language, "cli.compiling"))


def _plan(
    sources: tuple[Path, ...],
    flags: dict[str, Any],
    profile: str | None,
    output: Path,
    language: Language,
    progress: Progress,
) -> tuple[Any, Any]:
    params = params_from_flags(flags)
    reading = read_options(flags)
    from dataclasses import replace

    from gridplan.cli.tables import tell_foresight
    from gridplan.export import require_writable
    from gridplan.policy import load_profile
    from gridplan.read import load
    from gridplan.run import DEFAULT_PROFILE, write_folder
    from gridplan.run import plan as plan_area
    from gridplan.studies import dossier_of
    from gridplan.waivers import read_waivers, with_waivers

    policy = load_profile(profile or DEFAULT_PROFILE)
    waivers = read_waivers(flags["waivers"]) if flags.get("waivers") else ()
    catalog = facility_catalog(flags)
    require_writable(output)  # better said now than after the work
    progress("load", 0.0)
    start = time.perf_counter()
    area = load(sources, options=reading)
    progress("load", 1.0)
    spent = time.perf_counter() - start
    result = plan_area(
        area, profile=policy, params=params, catalog=catalog, progress=progress, load_s=spent,
        foretell=lambda notes: tell_foresight(notes, language),
    )  # fmt: skip
    if waivers:
        result = replace(result, report=with_waivers(result.report, waivers))
    dossier = dossier_of(result, has_bases=bool(flags.get("compare_basis")))
    write_folder(result, output, language=language, progress=progress, dossier=dossier)
    return result, dossier


def inspect(sources: tuple[Path, ...], profile: str | None, as_json: bool, language: Language,
            **flags: Any) -> None:  # fmt: skip
    """Show what was found, read as what, every fault, and what a policy cannot have of it."""
    reading = read_options(flags)
    from gridplan.cli.tables import tell_foresight, tell_inspection
    from gridplan.params import Params
    from gridplan.policy import load_profile
    from gridplan.read import inspect as inspect_sources

    policy = load_profile(profile) if profile else None
    inspection = inspect_sources(sources, options=reading)
    ahead = None
    if policy is not None and inspection.area is not None:
        from gridplan.pipeline import run_ahead

        ahead = run_ahead(inspection.area, policy, Params())
    if as_json:
        content = inspection.to_json(language)
        told = {} if ahead is None else {"feasibility": [n.text(language) for n in ahead]}
        _echo_json({**content, **told})
    else:
        tell_inspection(inspection, language)
        if ahead is not None:
            tell_foresight(ahead, language)
    if inspection.has_faults:
        raise click.exceptions.Exit(BROKEN_RULE)


def explain(plan: Path, code: str, as_json: bool, language: Language) -> None:
    """Explain one zone."""
    from gridplan.check import explain_zone
    from gridplan.cli.explained import account_json, tell_account
    from gridplan.document import read_document

    result = read_document(plan)
    account = explain_zone(
        result.units,
        result.land,
        result.plans,
        result.report,
        result.profile,
        result.params,
        code=code,
    )
    if as_json:
        _echo_json(account_json(account, language))
    else:
        tell_account(account, language)


def coverage(
    sources: tuple[Path, ...],
    profile: str | None,
    as_json: bool,
    output: Path | None,
    language: Language,
    **flags: Any,
) -> None:
    """Measure the 15-minute circle of a plan or of sources."""
    params = params_from_flags(flags)
    reading = read_options(flags)
    catalog = facility_catalog(flags)
    from gridplan.cli.coverage_tables import tell_coverage
    from gridplan.export import measured_json, require_writable
    from gridplan.run import measure, write_measured

    if output is not None:
        require_writable(output)  # better said now than after the work
    found = measure(sources, options=reading, params=params, profile=profile, catalog=catalog)
    if output is not None:
        for path in write_measured(found, output, language=language):
            tell(str(path))
    if as_json:
        _echo_json(measured_json(found.area, found.units, found.coverage, found.answers, language))
    else:
        tell_coverage(found.coverage, found.answers, language)


def draw_map(plan: Path, output: Path, language: Language) -> None:
    """Draw the offline map of a plan."""
    from gridplan.document import read_document
    from gridplan.export import publish_text
    from gridplan.render import map_html

    click.echo(str(publish_text(output, map_html(read_document(plan), language))))


def export(plan: Path, formats: str, output: Path, crs: str | None, language: Language) -> None:
    """Write the hand-over package."""
    from gridplan.document import read_document
    from gridplan.export import export_formats

    result = read_document(plan)
    names = [name.strip() for name in formats.split(",") if name.strip()]
    paths = export_formats(result, names, output, language=language, crs=crs or result.area.crs)
    click.echo("\n".join(str(path) for path in paths))


def diff(plan_a: Path, plan_b: Path, as_json: bool, language: Language) -> None:
    """Show who moves from where to where."""
    from dataclasses import asdict

    from gridplan.cli.tables import tell_comparison
    from gridplan.compare import compare_plans
    from gridplan.document import read_document

    first, second = read_document(plan_a), read_document(plan_b)
    levels = [p.level for p in first.plans if second.plan(p.level) is not None]
    found = [compare_plans(first, second, level=level) for level in levels]
    if as_json:
        _echo_json([{**asdict(item), "n_households_moved": item.n_households_moved}
                    for item in found])  # fmt: skip
    else:
        for item in found:
            tell_comparison(item, language)


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


COMMANDS: dict[str, tuple[Callable[..., None], o.Params]] = {
    "demo": (
        demo,
        o.params(o.option(["--output", "-o", "output"], type=o.FOLDER, default="gridplan-demo",
                          metavar="DIR", show_default=True)),
    ),
    "inspect": (inspect, o.params(o.SOURCES, o.PROFILE, *o.READ, o.ESTIMATE[0], o.JSON)),
    "plan": (
        plan,
        o.params(
            o.SOURCES,
            o.PROFILE,
            o.OUTPUT,
            o.option(["--seed"], type=click.IntRange(min=0), metavar="N"),
            o.option(["--level", "levels"], multiple=True, metavar="LEVEL=MIN:MAX[:TARGET]"),
            o.option(["--time-limit-s"], type=click.FloatRange(min=0, min_open=True), metavar="S"),
            *o.WALK,
            *o.ESTIMATE,
            *o.READ,
            o.option(["--params"], type=o.EXISTING, metavar="FILE"),
            o.WAIVERS,
            o.COMPARE_BASIS,
        ),
    ),
    "check": (check, CHECK_OPTIONS),
    "scenarios": (scenarios, SCENARIO_OPTIONS),
    "staffing": (staffing, STAFFING_OPTIONS),
    "explain": (explain, o.params(o.PLAN, o.argument("code", metavar="CODE"), o.JSON)),
    "coverage": (
        coverage,
        o.params(
            o.argument("sources", metavar="SOURCE_OR_PLAN...", nargs=-1, required=True,
                       type=o.EXISTING),
            o.PROFILE,
            *o.WALK,
            o.option(["--output", "-o", "output"], type=o.FOLDER, metavar="DIR"),
            o.JSON,
            *o.ESTIMATE,
            *o.READ,
        ),
    ),
    "site": (site, SITE_OPTIONS),
    "map": (
        draw_map,
        o.params(
            o.PLAN,
            o.option(["--output", "-o", "output"], required=True, metavar="FILE.html",
                     type=click.Path(dir_okay=False, path_type=Path)),
        ),
    ),
    "export": (
        export,
        o.params(
            o.PLAN,
            o.option(["--to", "formats"], required=True, metavar="FORMAT,..."),
            o.OUTPUT,
            o.option(["--crs"], metavar="CRS"),
        ),
    ),
    "diff": (
        diff,
        o.params(
            o.argument("plan_a", metavar="PLAN_A", type=o.EXISTING),
            o.argument("plan_b", metavar="PLAN_B", type=o.EXISTING),
            o.JSON,
        ),
    ),
    "review": (review, REVIEW_OPTIONS),
    "profiles": (profiles, PROFILE_OPTIONS),
}  # fmt: skip
