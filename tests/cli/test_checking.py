"""Checking as a user meets it: one plan by other counts."""

import json

import pytest

from gridplan.run import write_folder
from tests.cli.test_commands import run
from tests.small import small_result
from tests.studies import test_bases


@pytest.fixture(scope="module")
def counted_twice(tmp_path_factory):
    """Write the town whose registered households are 960 and residents 576."""
    return write_folder(test_bases.result(), tmp_path_factory.mktemp("twice"), language="en")


def test_what_changes_with_the_basis_is_told(counted_twice):
    found = run("check", counted_twice, "--compare-basis")
    assert found.exit_code == 0, found.output
    assert "960 households (registered)." in found.stderr
    assert "out of band" in found.stderr
    assert "XZ-05" in found.stderr


def test_the_comparison_is_part_of_the_json(counted_twice):
    found = run("check", counted_twice, "--compare-basis", "--json")
    compared = json.loads(found.stdout)["compare_basis"]
    assert [(one["basis"], one["households"]) for one in compared["bases"]] == [
        ("registered", 960),
        ("resident", 576),
    ]
    assert compared["zones"]
    assert {rule["rule"] for rule in compared["rules"]} >= {"XZ-05"}
    assert "compare_basis" not in json.loads(run("check", counted_twice, "--json").stdout)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_basis_is_nothing_to_compare(tmp_path, language):
    folder = write_folder(small_result(), tmp_path / "out", language=language)
    found = run("check", folder, "--compare-basis", "--lang", language)
    assert "户籍户数" in found.stderr


def test_every_geojson_says_what_a_household_is(counted_twice):
    for name in ("units", "grids", "microgrids", "coverage"):
        content = json.loads((counted_twice / f"{name}.geojson").read_text(encoding="utf-8"))
        assert content["description"] == "households (registered households)"
    grids = json.loads((counted_twice / "grids.geojson").read_text(encoding="utf-8"))
    assert {f["properties"]["household_basis"] for f in grids["features"]} == {"registered"}
