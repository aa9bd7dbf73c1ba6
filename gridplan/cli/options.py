"""The options that commands share, written once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from gridplan.params import COVERAGE_MODES
from gridplan.text import Language, say

Params = Callable[[Language], list[click.Parameter]]
EXISTING = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def option(names: Sequence[str], **settings: Any) -> Callable[[Language], click.Parameter]:
    """Describe an option; its help is ``cli.opt_<name>`` in the language of the user."""
    key = names[0].lstrip("-").split("/")[0].replace("-", "_")

    def build(language: Language) -> click.Parameter:
        return click.Option(list(names), help=say(language, f"cli.opt_{key}"), **settings)

    return build


def argument(name: str, **settings: Any) -> Callable[[Language], click.Parameter]:
    """Describe an argument."""

    def build(language: Language) -> click.Parameter:
        del language
        return click.Argument([name], **settings)

    return build


def params(*parts: Callable[[Language], click.Parameter]) -> Params:
    """Collect the parameters of a command."""
    return lambda language: [part(language) for part in parts]


SOURCES = argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=EXISTING)
PLAN = argument("plan", metavar="PLAN", type=EXISTING)
JSON = option(["--json", "as_json"], is_flag=True)
PROFILE = option(["--profile"], metavar="ID")
WAIVERS = option(["--waivers"], type=EXISTING, metavar="FILE")
COMPARE_BASIS = option(["--compare-basis"], is_flag=True)
OUTPUT = option(["--output", "-o", "output"], type=FOLDER, required=True, metavar="DIR")

READ = (
    option(["--crs"], metavar="CRS"),
    option(["--encoding"], metavar="NAME"),
    option(["--map", "mappings"], multiple=True, metavar="LAYER.COLUMN=NAME"),
    option(["--missing-households"], type=click.IntRange(min=0), metavar="N"),
    option(["--household-basis"], metavar="BASIS"),
    option(["--strict", "is_strict"], is_flag=True),
)
ESTIMATE = (
    option(["--estimate-households"], is_flag=True),
    option(["--total-households"], type=click.IntRange(min=1), metavar="N"),
    option(["--no-estimate-stairwells"], is_flag=True),
)
WALK = (
    option(["--minutes"], type=click.FloatRange(min=0, min_open=True), metavar="MINUTES"),
    option(["--walk-m-per-min"], type=click.FloatRange(min=0, min_open=True), metavar="M"),
    option(["--mode"], type=click.Choice(COVERAGE_MODES)),
    option(["--facilities"], type=EXISTING, metavar="FILE"),
)
