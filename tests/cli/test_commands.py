"""Commands as a user meets them: what they print where, and with which exit code."""

import json

import pytest
from click.testing import CliRunner

from gridplan.cli.program import build_program
from tests.places import SAMPLE


def run(*arguments, language="en"):
    return CliRunner().invoke(build_program(language), [str(a) for a in arguments])


def test_profiles_are_listed_with_their_names():
    found = run("profiles", "--json")
    assert found.exit_code == 0
    assert "xiuzhou-2023" in {profile["id"] for profile in json.loads(found.stdout)}


def test_a_profile_is_shown_with_its_clauses():
    found = run("profiles", "show", "xiuzhou-2023")
    assert found.exit_code == 0
    assert "二(三)5" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["plan", SAMPLE, "-o", "out", "--profile", "nowhere-1999"], 2, "nowhere-1999"),
        (["plan", SAMPLE, "-o", "out", "--level", "street=1:2"], 2, "street"),
        (["plan", SAMPLE, "-o", "out", "--map", "buildings"], 2, "--map"),
        (["plan", "/no/such/folder", "-o", "out"], 2, "does not exist"),
        (["plan", SAMPLE], 2, "-o"),
        (["check", SAMPLE], 1, "plan.gpkg"),
        (["profiles", "show"], 2, "profiles show ID"),
        (["profiles", "show", "nowhere-1999"], 2, "nowhere-1999"),
        (["fly"], 2, "fly"),
    ],
)
def test_a_mistake_gets_one_clear_message(arguments, exit_code, message, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = run(*arguments)
    assert found.exit_code == exit_code
    assert message in found.stderr
    assert "Traceback" not in found.output
    assert list(tmp_path.iterdir()) == []


def test_help_is_in_the_language_of_the_user():
    assert "用法：" in run("plan", "--help", language="zh").output
    assert "Usage:" in run("plan", "--help", language="en").output


def test_inspect_lists_layers_as_json():
    found = run("inspect", SAMPLE, "--json")
    assert found.exit_code == 0, found.output
    assert "buildings" in found.stdout
