"""The command that checks a plan against a policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.text import Language, say

BROKEN_RULE = 1


def check(
    plan: Path,
    profile: str | None,
    waivers: Path | None,
    compare_basis: bool,
    all_profiles: bool,
    in_force: bool,
    as_json: bool,
    language: Language,
) -> None:
    """Check a plan against a policy."""
    from gridplan.document import read_document
    from gridplan.export import report_json
    from gridplan.studies import dossier_of

    result = (
        _in_force(plan, profile, waivers)
        if in_force
        else checked(read_document(plan), profile, waivers)
    )
    dossier = dossier_of(result, has_bases=compare_basis, has_policies=all_profiles)
    if as_json:
        content = report_json(result, language, dossier)
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _tell(result, dossier, language)
    if result.report.n_errors:
        raise click.exceptions.Exit(BROKEN_RULE)


def _in_force(source: Path, profile: str | None, waivers: Path | None) -> Any:
    """Check the plan in force that the layer of grids of a source holds."""
    from dataclasses import replace

    from gridplan.params import Params
    from gridplan.pipeline import run_in_force
    from gridplan.policy import load_profile
    from gridplan.read import load
    from gridplan.run import DEFAULT_PROFILE
    from gridplan.version import __version__
    from gridplan.waivers import read_waivers, with_waivers

    policy = load_profile(profile or DEFAULT_PROFILE)
    result = run_in_force(load((source,)), policy, Params(), version=__version__)
    if waivers is None:
        return result
    return replace(result, report=with_waivers(result.report, read_waivers(waivers)))


def checked(result: Any, profile: str | None, waivers: Path | None) -> Any:
    """Return *result* checked anew, with the waivers of a file or else those it had."""
    from dataclasses import replace

    from gridplan.check import check_plan
    from gridplan.policy import load_profile
    from gridplan.waivers import read_waivers, with_waivers

    policy = load_profile(profile) if profile else result.profile
    report = check_plan(
        result.area, result.units, result.land, result.plans, policy, result.params,
        coverage=result.coverage,
    )  # fmt: skip
    if waivers is not None:
        report = with_waivers(report, read_waivers(waivers))
    elif policy.id == result.profile.id and result.report.waivers:
        report = with_waivers(report, result.report.waivers)
    return replace(result, report=report, profile=policy)


def _tell(result: Any, dossier: Any, language: Language) -> None:
    from gridplan.cli.studies import tell_bases, tell_policies
    from gridplan.cli.tables import tell_counts, tell_violations

    report = result.report
    basis = say(language, f"cli.basis_{report.household_basis}")
    tell(say(language, "cli.check_basis", households=report.households_total, basis=basis))
    tell_violations(report, language)
    tell_counts(report, language)
    if report.waivers:
        n = sum(report.is_waived(violation) for violation in report.violations)
        tell(say(language, "cli.waived", n=n))
        for note in report.notes:
            if note.key.startswith("waivers."):
                tell(note.text(language))
    if dossier.bases is not None:
        tell_bases(dossier.bases, language)
    if dossier.policies is not None:
        tell_policies(dossier.policies, language)


CHECK_OPTIONS = o.params(
    o.PLAN,
    o.PROFILE,
    o.WAIVERS,
    o.COMPARE_BASIS,
    o.option(["--all-profiles"], is_flag=True),
    o.option(["--in-force"], is_flag=True),
    o.JSON,
)
