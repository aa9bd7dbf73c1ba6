"""Posts and money of the small town: 960 households, 48 houses, one community."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gridplan.policy import load_profile
from gridplan.studies import staffing_sheet
from gridplan.text import LANGUAGES
from tests.small import small_result


def sheet(profile, **columns):
    result = replace(small_result(), profile=load_profile(profile))
    if columns:
        given = result.units.communities.assign(**columns)
        result = replace(result, units=replace(result.units, communities=given))
    return staffing_sheet(result)


def needed(profile, **columns):
    return {(line.rule, line.unit): n for line, n in sheet(profile, **columns).totals()}


def test_workers_follow_from_residents_and_those_from_the_planning_number():
    """960 households of 3.5 persons are 3,360 residents: 6.05 workers, so 7."""
    found = needed("xiuzhou-2023")
    assert found["XZ-22", "person"] == 7
    assert found["XZ-23", "organization"] == 10
    assert found["XZ-24", "person"] == 51  # 960 / 30 = 32, below the range


def test_every_ordinary_grid_has_a_team_and_special_ones_none():
    grid = small_result().plan("grid")
    n_ordinary = int((~grid.is_special).sum())
    assert needed("xiuzhou-2023")["XZ-06", "person"] == 4 * n_ordinary
    lines = [line for line in sheet("xiuzhou-2023").lines if line.rule == "XZ-06"]
    assert {line.level for line in lines} == {"grid"}


def test_a_building_has_a_leader_in_binhai():
    assert needed("binhai-2023")["BH-09", "person"] == 48


@pytest.mark.parametrize(("population", "deputies"), [(4999, 0), (5000, 1)])
def test_one_more_deputy_from_5000_residents(population, deputies):
    assert needed("panzhihua-2015", population=float(population))["PZ-14", "person"] == deputies


@pytest.mark.parametrize(("kind", "office"), [("ordinary", 50_000), ("rural", 40_000)])
def test_money_in_panzhihua(kind, office):
    found = needed("panzhihua-2015", kind=kind)
    assert found["PZ-16", "yuan"] == office
    assert found["PZ-17", "yuan"] == 28_800  # 3,000 yuan for every 100 of 960 households


def test_a_policy_without_posts_asks_for_none():
    assert sheet("national-2026").lines == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_says_how_it_was_reached(language):
    for profile in ("xiuzhou-2023", "binhai-2023", "panzhihua-2015", "jiangsu-2021"):
        for line in sheet(profile, kind="rural").lines:
            assert line.how.text(language)
            assert line.clause


def test_residents_that_buildings_count_need_no_assumption():
    """48 houses of 50 residents are 2,400: 4.32 workers, so 5; the check counts the same."""
    result = small_result()
    buildings = result.area.buildings.assign(population=50.0)
    counted = replace(
        result,
        area=replace(result.area, buildings=buildings),
        profile=load_profile("xiuzhou-2023"),
    )
    found = staffing_sheet(counted)
    (workers,) = (line for line in found.lines if line.rule == "XZ-22")
    houses = len(np.unique(result.units.building[result.units.households > 0]))
    assert (houses, workers.needed) == (48, 5)
    assert not any(note.key.startswith("staffing.persons") for note in found.notes)


def test_persons_of_a_household_are_an_assumption_that_names_its_source():
    keys = {note.key for note in sheet("xiuzhou-2023").notes}
    assert "staffing.persons_policy" in keys
    assert "staffing.persons_run" in {note.key for note in sheet("binhai-2023").notes}


def test_who_is_there_stands_beside_what_is_needed():
    result = small_result()
    code, grid = result.plans[0].codes[0], result.plans[1].codes[0]
    staff = pd.DataFrame({"code": [code, grid], "workers": [5.0, None], "grid_team": [None, 4.0]})
    area = replace(result.area, staff=staff)
    lines = staffing_sheet(replace(result, area=area)).lines
    present = {(line.rule, line.code): line.present for line in lines}
    assert present["XZ-22", code] == 5
    assert present["XZ-06", grid] == 4
    assert present["XZ-06", result.plans[1].codes[1]] is None
