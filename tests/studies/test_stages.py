"""An estate fills: which zones keep to their band, which could, and what falls due."""

from dataclasses import replace
from functools import cache

import geopandas
import pytest
import shapely

from gridplan.params import Band, Params, PartitionParams
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.studies import plan_for_stages, study_stages
from gridplan.studies.answers import stage_answer, trigger_state
from gridplan.studies.stages import STAGES, safe_band
from gridplan.testing.worlds import CRS
from tests.small import small_area


@cache
def estate(occupancy=0.4, bands=(), **columns):
    """Plan the small town of 960 households, of which this share of the planned has moved in."""
    area = small_area()
    given = area.communities.assign(occupancy=occupancy, **columns)
    area = replace(area, communities=given)
    params = Params(partition=PartitionParams(bands=dict(bands)))
    return run(area, load_profile("xiuzhou-2023"), params, version="test")


def level(study, name):
    return next(one for one in study.levels if one.level == name)


@pytest.mark.parametrize(
    ("low", "high", "least", "safe"),
    [
        (50, 80, 0.3, None),
        (50, 80, 0.7, (71, 80)),
        (30, 100, 0.3, (99, 100)),
        (0, 500, 0.3, (0, 500)),
        (2000, None, 0.5, (3999, None)),
    ],
)
def test_the_planned_size_that_holds_at_every_stage(low, high, least, safe):
    found = safe_band(Band(low, high), least, 1.0)
    assert found == (None if safe is None else Band(*safe))
    if found is not None and high is not None:
        for planned in (found.min_households, found.max_households):
            assert low <= int(planned * least + 0.5) <= planned <= high


def test_planned_households_follow_from_occupancy():
    study = study_stages(estate(0.4))
    assert study.totals == {"now": 960, "30": 720, "50": 1200, "planned": 2400}
    assert "scenarios.planned_occupancy" in {note.key for note in study.notes}


def test_counted_planned_households_come_first():
    area = small_area(buildings_columns={"planned_households": [30] * 48})
    result = run(area, load_profile("xiuzhou-2023"), Params(), version="test")
    study = study_stages(result)
    assert study.totals["planned"] == 1440
    assert study.totals["30"] == 432


def test_a_band_too_narrow_for_the_stages_is_proven_impossible():
    micro = level(study_stages(estate()), "microgrid")
    assert micro.safe is None
    assert "No plan can" in stage_answer(micro, "en")
    assert "任何方案" in stage_answer(micro, "zh")
    assert len(micro.broken["planned"]) == micro.n_zones


def test_a_ceiling_alone_can_be_kept_and_the_plan_for_it_is_found():
    """Grids of at most 500: those of 480 now would hold 1,200 as planned."""
    result = estate()
    study = study_stages(result)
    grid = level(study, "grid")
    assert grid.broken["planned"]
    assert not grid.is_legal_throughout
    assert "0-500" in stage_answer(grid, "en") or "500" in stage_answer(grid, "en")
    planned = plan_for_stages(result, study)
    found = level(study_stages(planned), "grid")
    assert found.is_legal_throughout
    assert planned.report.household_basis == "planned"
    assert planned.units.households.sum() == 2400


def test_a_band_given_for_the_run_is_followed_too():
    bands = (("grid", Band(60, 700)), ("microgrid", Band(10, 100)))
    result = estate(0.4, bands)
    study = study_stages(result)
    planned = plan_for_stages(result, study)
    for one in study_stages(planned).levels:
        if one.safe is not None:
            assert one.is_legal_throughout


@pytest.mark.parametrize(
    ("occupancy", "states"),
    [
        (0.29, {("XZ-26", 0.3): "waiting", ("XZ-27", 0.5): "waiting"}),
        (0.30, {("XZ-26", 0.3): "due", ("XZ-27", 0.5): "waiting"}),
        (0.50, {("XZ-26", 0.3): "due", ("XZ-27", 0.5): "due"}),
        (float("nan"), {("XZ-26", 0.3): "unknown", ("XZ-27", 0.5): "unknown"}),
    ],
)
def test_what_falls_due_at_30_and_50_percent(occupancy, states):
    study = study_stages(estate(occupancy))
    found = {(one.rule, one.threshold): one.state for one in study.triggers}
    assert {key: found[key] for key in states} == states


def test_the_calendar_says_what_to_do_and_how_many_are_to_come():
    study = study_stages(estate(0.2))
    assert [one.rule for one in study.triggers][:2] == ["XZ-28", "XZ-26"]
    first = next(one for one in study.triggers if one.rule == "XZ-26")
    assert (first.due_households, first.households, first.to_come) == (1440, 960, 480)
    assert first.action("en") == "set up a community management committee"
    assert "if whole village moved" in trigger_state(first, "en")
    assert first.clause == "二(二)1(1)"


def test_stages_are_the_same_four_for_every_level():
    for one in study_stages(estate()).levels:
        assert tuple(one.broken) == STAGES


def test_a_policy_without_sizes_and_milestones_has_nothing_to_follow():
    result = replace(estate(), profile=load_profile("hangzhou-2017"))
    study = study_stages(result)
    assert study.triggers == ()
    assert all(one.rule == "" for one in study.levels)


def test_two_communities_fill_at_their_own_pace():
    area = small_area()
    x0, y0, x1, y1 = area.communities.total_bounds
    half = (x0 + x1) / 2
    given = geopandas.GeoDataFrame(
        {
            "community_code": ["330411001001", "330411001002"],
            "name": ["西", "东"],
            "kind": ["ordinary"] * 2,
            "occupancy": [0.25, 1.0],
        },
        geometry=[shapely.box(x0, y0, half, y1), shapely.box(half, y0, x1, y1)],
        crs=CRS,
    )
    area = replace(area, communities=given)
    result = run(area, load_profile("xiuzhou-2023"), Params(), version="test")
    study = study_stages(result)
    assert study.totals["planned"] == 480 * 4 + 480
    assert {(t.code, t.state) for t in study.triggers if t.rule == "XZ-26"} == {
        ("330411001001", "waiting"),
        ("330411001002", "due"),
    }


def test_communities_may_say_what_is_planned_for_them():
    study = study_stages(estate(0.4, planned_households=1200.0))
    assert study.totals["planned"] == 1200
    assert "scenarios.planned_communities" in {note.key for note in study.notes}


def test_an_estate_of_one_kind_has_its_own_milestones():
    study = study_stages(estate(0.4, origin="whole_village"))
    assert {one.rule for one in study.triggers} == {"XZ-26", "XZ-27"}
    assert all("if " not in trigger_state(one, "en") for one in study.triggers)
