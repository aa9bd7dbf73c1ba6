"""Commands as a user meets them: what they print where, and with which exit code."""

import json

import pytest
from click.testing import CliRunner

from gridplan.cli.program import build_program
from gridplan.document import write_document
from tests.places import SAMPLE
from tests.small import small_result


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


def test_coverage_names_its_test_and_writes_everything_or_nothing(tmp_path):
    found = run("coverage", SAMPLE, "--mode", "radius", "-o", tmp_path / "out")
    assert found.exit_code == 0, found.output
    assert "Test: service radius." in found.stderr
    assert "GB 50180-2018" in found.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "coverage.geojson",
        "service_areas.geojson",
        "coverage.json",
        "coverage.html",
        *(f"coverage_{n}.{kind}" for n in ("curves", "equity", "map") for kind in ("png", "svg")),
    }
    plain = json.loads((tmp_path / "out" / "coverage.json").read_text(encoding="utf-8"))
    assert plain["mode"] == "radius"


def test_coverage_of_a_plan_is_put_on_its_map_and_into_its_report(tmp_path):
    write_document(small_result(), tmp_path / "plan.gpkg", language="en")
    found = run("coverage", tmp_path, "--walk-m-per-min", "40", "-o", tmp_path / "slow")
    assert found.exit_code == 0, found.output
    report = json.loads((tmp_path / "slow" / "report.json").read_text(encoding="utf-8"))
    assert report["coverage"]["walk_m_per_min"] == 40
    assert report["params"]["coverage"]["walk_m_per_min"] == 40
    for page in ("map.html", "report.html"):
        assert "at 40 m per minute" in (tmp_path / "slow" / page).read_text(encoding="utf-8")


def test_a_catalog_of_ones_own_is_used_or_its_faults_are_told(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(MY_SHOPS, encoding="utf-8")
    found = run("coverage", SAMPLE, "--facilities", path, "--json")
    assert list(json.loads(found.stdout)["categories"]) == ["corner_shop"]
    assert json.loads(found.stdout)["mode"] == "time"
    path.write_text(MY_SHOPS.replace("basic", "best"), encoding="utf-8")
    found = run("coverage", SAMPLE, "--facilities", path)
    assert found.exit_code == 2
    assert "mine.toml, line 6" in found.stderr


MY_SHOPS = """schema = "gridplan.facilities/1"
[[facility]]
id = "corner_shop"
zh = "便利店"
en = "corner shop"
tier = "basic"
osm = ["shop=convenience"]
osm_fit = "tag"
source = "tools"
verified = "found"
evidence = {}
sets = { mofcom-basic = "found" }
"""


def test_a_profile_shows_every_rule_as_judged_or_with_what_it_needs():
    found = run("profiles", "show", "jiangsu-2021", "--json")
    rules = {rule["rule"]: rule for rule in json.loads(found.stdout)["rules"]}
    assert len(rules) == 11
    assert rules["JS-01"]["data"] == ["services.area_m2"]
    assert rules["JS-04"]["needs"]["other_nets"]["en"] == "the grids of other departments"


def test_a_profile_of_ones_own_is_written_once_and_read(tmp_path):
    file = tmp_path / "my-town.toml"
    first = run("profiles", "new", "my-town", "--from", "binhai-2023", "-o", file)
    assert (first.exit_code, first.stdout.strip()) == (0, str(file))
    assert "BH-01" in run("profiles", "show", file).stderr
    again = run("profiles", "new", "my-town", "-o", file)
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_a_new_profile_needs_a_name_and_a_place():
    found = run("profiles", "new", "my-town")
    assert found.exit_code == 2
    assert "-o FILE.toml" in found.stderr


def test_inspection_under_a_policy_tells_what_no_plan_can_avoid():
    found = run("inspect", SAMPLE, "--profile", "xiuzhou-2023", "--json")
    told = json.loads(found.stdout)["feasibility"]
    assert len(told) == 3
    assert "87 households" in told[1]
    assert "feasibility" not in json.loads(run("inspect", SAMPLE, "--json").stdout)
