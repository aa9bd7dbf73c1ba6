"""A row of eight houses in two grids of 240 registered households; fewer people live there."""

from functools import cache

from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.studies import study_bases
from tests.small import small_area, small_result

RESIDENT = [12] * 48


@cache
def result():
    columns = {"registered_households": [20] * 48, "resident_households": RESIDENT}
    area = small_area(buildings_columns=columns)
    params = Params(household_basis="registered")
    return run(area, load_profile("xiuzhou-2023"), params, version="test")


def test_the_basis_of_the_run_comes_first_and_the_plan_stays():
    study = study_bases(result())
    assert [one.name for one in study.readings] == ["registered", "resident"]
    assert [one.total for one in study.readings] == [960, 48 * 12]
    assert study.readings[1].report.household_basis == "resident"


def test_a_zone_that_only_one_basis_fills_is_named_with_both_counts():
    zones = study_bases(result()).zones
    micro = [zone for zone in zones if zone.level == "microgrid"]
    assert micro
    for zone in micro:
        assert zone.is_in_band == {"registered": True, "resident": False}
        assert zone.households["resident"] * 20 == zone.households["registered"] * 12


def test_a_rule_that_comes_out_otherwise_is_named_with_its_zones():
    changes = {rule.rule: rule for rule in study_bases(result()).rules}
    assert changes["XZ-05"].status == {"registered": "met", "resident": "broken"}
    assert changes["XZ-05"].n_broken["resident"] > changes["XZ-05"].n_broken["registered"] == 0


def test_one_basis_alone_compares_nothing():
    study = study_bases(small_result())
    assert not study.is_compared
    assert study.zones == ()
    assert study.rules == ()
