"""The README names every command and flag, and its commands are the ones that work."""

import re
from pathlib import Path

import click
import pytest

from gridplan.cli.program import build_program
from gridplan.text import LANGUAGES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PROGRAM = build_program("en")


@pytest.mark.parametrize("name", PROGRAM.commands)
def test_every_command_is_described(name):
    assert f"gridplan {name}" in README


@pytest.mark.parametrize("name", PROGRAM.commands)
def test_every_flag_is_described(name):
    flags = {
        flag
        for param in PROGRAM.commands[name].params
        if isinstance(param, click.Option)
        for flag in param.opts
        if flag.startswith("--")
    }
    assert {flag for flag in flags if flag not in README} == set()


def test_every_flag_of_the_readme_exists():
    known = {"--version", "--help", "--quiet"}
    for command in PROGRAM.commands.values():
        known |= {flag for param in command.params for flag in param.opts}
    block = README[README.index("Flags:") : README.index("Exit code 0")]
    assert set(re.findall(r"--[a-z][a-z-]+", block)) <= known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROGRAM.commands)
def test_help_has_an_example_in_both_languages(name, language):
    command = build_program(language).commands[name]
    page = command.get_help(click.Context(command, info_name=name))
    assert f"gridplan {name}" in page


@pytest.mark.parametrize("mark", ["start command", "test command"])
def test_the_two_commands_stand_alone(mark):
    block = README.split(f"<!-- {mark} -->")[1].split("```")[1]
    assert len(block.strip().splitlines()) == 2  # the word sh, and one line
