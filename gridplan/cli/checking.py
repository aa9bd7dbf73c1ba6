"""The command that checks a plan against a policy."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.text import Language, say

BROKEN_RULE = 1


def check(
    plan: Path, profile: str | None, compare_basis: bool, as_json: bool, language: Language
) -> None:
    """Check a plan against a policy."""
    from dataclasses import replace

    from gridplan.check import check_plan
    from gridplan.cli.studies import tell_bases
    from gridplan.cli.tables import tell_counts, tell_violations
    from gridplan.document import read_document
    from gridplan.export import bases_json, report_json
    from gridplan.policy import load_profile
    from gridplan.studies import study_bases

    result = read_document(plan)
    policy = load_profile(profile) if profile else result.profile
    report = check_plan(result.area, result.units, result.land, result.plans, policy, result.params)
    result = replace(result, report=report, profile=policy)
    study = study_bases(result) if compare_basis else None
    if as_json:
        content = report_json(result, language)
        compared = {} if study is None else {"compare_basis": bases_json(study, language)}
        click.echo(json.dumps({**content, **compared}, ensure_ascii=False, indent=1))
    else:
        basis = say(language, f"cli.basis_{report.household_basis}")
        tell(say(language, "cli.check_basis", households=report.households_total, basis=basis))
        tell_violations(report, language)
        tell_counts(report, language)
        if study is not None:
            tell_bases(study, language)
    if any(violation.severity == "error" for violation in report.violations):
        raise click.exceptions.Exit(BROKEN_RULE)


CHECK_OPTIONS = o.params(o.PLAN, o.PROFILE, o.COMPARE_BASIS, o.JSON)
