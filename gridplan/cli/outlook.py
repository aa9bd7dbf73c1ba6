"""The commands that look ahead: stages of moving in, posts and money."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gridplan.cli import options as o
from gridplan.cli.words import tell
from gridplan.text import Language, say


def scenarios(plan: Path, output: Path | None, as_json: bool, language: Language) -> None:
    """Follow a plan while an estate fills; with a folder, search one that holds throughout."""
    from gridplan.cli.stage_tables import tell_stages
    from gridplan.document import read_document
    from gridplan.export import require_writable, stages_json
    from gridplan.run import write_folder
    from gridplan.studies import plan_for_stages, study_stages

    if output is not None:
        require_writable(output)  # better said now than after the work
    result = read_document(plan)
    study = study_stages(result)
    found = None
    if output is not None:
        planned = plan_for_stages(result, study)
        found = study_stages(planned)
        write_folder(planned, output, language=language)
    if as_json:
        content = stages_json(study, language)
        other = {} if found is None else {"plan_for_all_stages": stages_json(found, language)}
        click.echo(json.dumps({**content, **other}, ensure_ascii=False, indent=1))
        return
    tell_stages(study, language)
    if found is not None:
        _tell_found(found, language)
        click.echo(str((output / "map.html").resolve()) if output else "")


def _tell_found(study: object, language: Language) -> None:
    from gridplan.cli.stage_tables import n_avoidable, tell_levels

    broken, n = n_avoidable(study)
    tell(say(language, "scenarios.searched" if broken else "scenarios.found", broken=broken, n=n))
    tell_levels(study, language)
    tell(say(language, "scenarios.written"))


def staffing(plan: Path, profile: str | None, as_json: bool, language: Language) -> None:
    """Work out the posts and the money that a policy asks for."""
    from dataclasses import replace

    from gridplan.cli.stage_tables import tell_staffing
    from gridplan.document import read_document
    from gridplan.export import staffing_json
    from gridplan.policy import load_profile
    from gridplan.studies import staffing_sheet

    result = read_document(plan)
    if profile:
        result = replace(result, profile=load_profile(profile))
    sheet = staffing_sheet(result)
    if as_json:
        click.echo(json.dumps(staffing_json(sheet, language), ensure_ascii=False, indent=1))
        return
    tell_staffing(sheet, language)


SCENARIO_OPTIONS = o.params(
    o.PLAN, o.option(["--output", "-o", "output"], type=o.FOLDER, metavar="DIR"), o.JSON
)
STAFFING_OPTIONS = o.params(o.PLAN, o.PROFILE, o.JSON)
