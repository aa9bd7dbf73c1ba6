"""Coverage as plain values: the contract's keys stay, the tests stand in tables of their own."""

import json

import pytest

from gridplan.coverage import answer_coverage, measure_walks
from gridplan.export import buildings_json, coverage_json, write_coverage
from gridplan.params import CoverageParams, Params
from tests.coverage.worlds import services, street

SHOPS = {"pharmacy": [(20, 0)], "supermarket": [(1100, 0)], "kindergarten": [(20, 0)]}
CONTRACT = {
    "n_services", "share_within_5", "share_within_10", "share_within_15", "mean_minutes",
    "p95_minutes", "n_unreachable_households",
}  # fmt: skip


def plain(language="en", **params):
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**SHOPS))
    coverage, _ = measure_walks(area, units, Params(coverage=CoverageParams(**params)))
    return coverage_json(coverage, answer_coverage(area, units, coverage), language)


@pytest.mark.parametrize("mode", ["time", "radius"])
def test_the_keys_of_the_contract_stay_and_all_is_json(mode):
    found = plain(mode=mode)
    assert (found["minutes"], found["walk_m_per_min"], found["mode"]) == (15.0, 66.0, mode)
    assert all(set(row) >= CONTRACT for row in found["categories"].values())
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_no_data_is_null_and_never_zero():
    row = plain()["categories"]["nursery"]
    assert (row["n_services"], row["share_within_15"], row["mean_minutes"]) == (0, None, None)
    assert "nursery" in plain()["left_out"]["no_data"]


def test_minutes_and_radii_stand_in_tables_of_their_own():
    found = plain()
    assert not any("radius" in key for row in found["categories"].values() for key in row)
    row = found["radius"]["kindergarten"]
    assert (row["radius_m"], row["verified"]) == (300.0, "second-hand")
    assert not any("minutes" in key for row in found["radius"].values() for key in row)


def test_the_verdict_follows_the_test():
    assert plain()["verdict"]["supermarket"]["share_met"] == 0.6
    by_radius = plain(mode="radius")["verdict"]
    assert by_radius["supermarket"] == {
        "limit_m": 800.0, "share_met": 0.0, "unmet_households_by_reason": {"too_far": 100},
    }  # fmt: skip
    assert "kindergarten" not in by_radius


def test_names_are_in_the_language_of_the_reader():
    assert plain("zh")["categories"]["pharmacy"]["name"] == "药店"
    assert plain("en")["categories"]["pharmacy"]["name"] == "pharmacy"


def test_every_building_with_people_has_its_completeness():
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**SHOPS))
    coverage, _ = measure_walks(area, units, Params(coverage=CoverageParams(walk_m_per_min=67)))
    answers = answer_coverage(area, units, coverage)
    found = buildings_json(area, units, answers)
    assert set(found) == {"B00", "B02", "B03", "B04"}
    assert found["B00"] == round(2 / 3, 4)  # the supermarket is 1,080 m and two legs away
    assert found["B04"] == 1.0


def test_coverage_files_hold_verdicts_and_exact_lines(tmp_path):
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**SHOPS))
    coverage, model = measure_walks(area, units, Params())
    paths = write_coverage(area, units, coverage, model, tmp_path)
    assert [path.name for path in paths] == ["coverage.geojson", "service_areas.geojson"]
    rows = [f["properties"] for f in json.loads(paths[0].read_text("utf-8"))["features"]]
    assert [row["n_met"] for row in rows] == [2, 2, 2, 3, 3]
    assert {row["n_judged"] for row in rows} == {3}
    areas = [f["properties"] for f in json.loads(paths[1].read_text("utf-8"))["features"]]
    assert {(row["category"], row["test"], row["limit_m"]) for row in areas} == {
        (name, "time", 990.0) for name in SHOPS
    }
