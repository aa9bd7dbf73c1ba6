"""Checking and looking ahead as a user meets it."""

import json

import pytest

from gridplan.run import write_folder
from tests.cli.test_commands import run
from tests.places import SAMPLE
from tests.render.worlds import tower_result
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


def test_all_policies_stand_side_by_side(counted_twice):
    found = run("check", counted_twice, "--all-profiles")
    assert "binhai-2023" in found.stderr
    assert "Where the documents conflict" in found.stderr
    found = run("check", counted_twice, "--all-profiles", "--json")
    content = json.loads(found.stdout)["all_profiles"]
    assert len(content["profiles"]) == 6
    assert {one["topic"] for one in content["conflicts"]} >= {"grid_size", "staffing"}


def test_a_waiver_is_shown_and_exported(tmp_path):
    folder = write_folder(tower_result(), tmp_path / "out", language="en")
    tower = next(v for v in tower_result().report.violations if v.rule == "XZ-05")
    path = tmp_path / "waivers.csv"
    path.write_text(
        f"rule,zone,reason,signer,date\nXZ-05,{tower.code},one stairwell,Bureau,2026-03-01\n",
        encoding="utf-8",
    )
    assert "waived by Bureau" in run("check", folder, "--waivers", path).stderr
    content = json.loads(run("check", folder, "--waivers", path, "--json").stdout)
    assert [w["signer"] for w in content["waivers"]] == ["Bureau"]
    assert [v["code"] for v in content["violations"] if v["waived"]] == [tower.code]
    path.write_text("rule,zone\nXZ-05,1\n", encoding="utf-8")
    found = run("check", folder, "--waivers", path)
    assert found.exit_code == 1
    assert "has no reason" in found.stderr


def test_the_report_of_check_has_all_of_it(counted_twice):
    content = json.loads(run("check", counted_twice, "--json").stdout)
    assert {"rules", "violations", "waivers", "staffing", "scenarios", "notes"} <= set(content)


def test_stages_are_told_and_a_plan_for_all_of_them_is_written(counted_twice, tmp_path):
    found = run("scenarios", counted_twice, "-o", tmp_path / "stages")
    assert found.exit_code == 0, found.output
    assert "No plan can" in found.stderr
    assert (tmp_path / "stages" / "plan.gpkg").is_file()
    assert found.stdout.strip().endswith("map.html")
    content = json.loads(run("scenarios", counted_twice, "--json").stdout)
    assert content["triggers"]


def test_posts_and_money_are_told(counted_twice):
    found = run("staffing", counted_twice, "--profile", "panzhihua-2015")
    assert "50,000" in found.stderr
    content = json.loads(run("staffing", counted_twice, "--json").stdout)
    assert {line["rule"] for line in content["totals"]} == {"XZ-06", "XZ-22", "XZ-23", "XZ-24"}
    assert content["assumptions"]


def test_the_plan_in_force_of_a_source_is_checked_without_planning():
    found = run("check", SAMPLE, "--in-force", "--json")
    assert found.exit_code == 1
    codes = {v["code"] for v in json.loads(found.stdout)["violations"] if v["rule"] == "cover"}
    assert codes == {"33049910100100110", "330499101003"}


def test_a_source_without_a_plan_in_force_gets_one_clear_message(tmp_path):
    (tmp_path / "buildings.geojson").write_bytes((SAMPLE / "buildings.geojson").read_bytes())
    (tmp_path / "住户统计.xlsx").write_bytes((SAMPLE / "住户统计.xlsx").read_bytes())
    found = run("check", tmp_path, "--in-force")
    assert found.exit_code == 1
    assert "no plan in force" in found.stderr
