"""Contiguity, nesting, cover, compounds and special zones: met, and broken by one step."""

from dataclasses import replace

import geopandas
import numpy as np
import pytest
import shapely

from gridplan.check.compounds import check_compounds
from gridplan.check.contiguity import check_contiguity
from gridplan.check.cover import check_cover
from gridplan.check.nesting import check_codes, check_nesting
from gridplan.check.special import check_special
from gridplan.model import Land, Plan, Zone
from tests.check.worlds import (
    COMMUNITY,
    check_row,
    found,
    row_land,
    row_plans,
    row_units,
    subject_of,
)


def keys(family, units, plans, level, land=None):
    """Return the keys that one family of rules gives for one level."""
    subject = subject_of(units, plans, land)
    plan = next(plan for plan in plans if plan.level == level)
    return [violation.key for violation in family(subject, plan)]


@pytest.mark.parametrize(
    ("labels", "gaps", "is_broken"),
    [
        ([0, 0, 1, 1], [], False),
        ([0, 1, 0, 1], [], True),
        ([0, 0, 1, 1], [1], False),
        ([0, 0, 1, 1], [0], True),
    ],
)
def test_a_zone_is_one_piece_of_land(labels, gaps, is_broken):
    land = row_land(4, gaps=gaps)
    report = check_row(row_units([60] * 4), row_plans([0] * 4, labels), land=land)
    broken = [v for v in report.violations if v.key == "check.contiguity_microgrid"]
    assert bool(broken) == is_broken
    assert {v.severity for v in broken} <= {"error"}


def test_contiguity_counts_parts_and_the_households_apart():
    plans = row_plans([0] * 4, [0, 1, 1, 0])
    subject = subject_of(row_units([10, 20, 30, 40]), plans)
    (violation,) = check_contiguity(subject, plans[2])
    assert (violation.value, violation.limit, violation.values["apart"]) == (2, 1, 10)
    assert "分成互不相连的 2 片，应为 1 片；10 户不在最大的一片" in violation.text("zh")


def test_special_land_may_lie_apart():
    units = row_units([0, 60, 0], special=[0, -1, 0])
    assert keys(check_contiguity, units, row_plans([0, 1, 0], special=[0]), "grid") == []


def test_a_community_in_two_pieces_is_counted_but_not_blamed_on_the_plan():
    report = check_row(row_units([60, 60]), row_plans([0, 1]), land=row_land(2, gaps=[0]))
    assert report.levels["community"].n_not_contiguous == 1
    assert "contiguity" not in {v.rule for v in report.violations}


@pytest.mark.parametrize(
    ("microgrids", "expected"),
    [([0, 0, 1, 1], []), ([0, 1, 1, 1], ["check.nesting_microgrid"])],
)
def test_a_microgrid_lies_in_one_grid(microgrids, expected):
    plans = row_plans([0, 0, 1, 1], microgrids)
    if expected:  # the zone in two grids is the second
        plans[2].zones[1].__class__  # noqa: B018
    assert keys(check_nesting, row_units([60] * 4), plans, "microgrid") == expected


def test_a_zone_that_names_another_parent_is_found():
    community, grid, fine = row_plans([0, 0, 1, 1], [0, 0, 1, 1])
    wrong = replace(fine, zones=(fine.zones[0], replace(fine.zones[1], parent=0)))
    plans = (community, grid, wrong)
    assert keys(check_nesting, row_units([60] * 4), plans, "microgrid") == [
        "check.nesting_parent_microgrid"
    ]


def test_a_grid_lies_in_one_community():
    communities = geopandas.GeoDataFrame(
        {"community_code": ["330411001001", "330411001002"], "name": "", "kind": "ordinary"},
        geometry=[shapely.union_all(row_land(4).cells[half]) for half in (slice(2), slice(2, 4))],
        crs="EPSG:4549",
    )
    units = replace(row_units([60] * 4), communities=communities, community=[0, 0, 1, 1])
    zones = (Zone("330411001001", community=0), Zone("330411001002", community=1))
    community = Plan("community", [0, 0, 1, 1], zones)
    grid = Plan("grid", [0, 0, 0, 1], (Zone("a", parent=0), Zone("b", community=1, parent=1)))
    assert keys(check_nesting, units, (community, grid), "grid") == ["check.nesting_grid"]


def test_codes_are_unique():
    plans = row_plans([0, 1])
    same = replace(plans[1], zones=(plans[1].zones[0],) * 2)
    assert keys(check_codes, row_units([60, 60]), (plans[0], same), "grid") == ["check.codes_grid"]
    assert keys(check_codes, row_units([60, 60]), plans, "grid") == []


def test_zones_that_tile_the_community_are_a_cover():
    plans = row_plans([0, 0, 1], [0, 1, 2])
    for level in ("community", "grid", "microgrid"):
        assert keys(check_cover, row_units([60] * 3), plans, level) == []


def moved(land, position, dx_m):
    """Return land with one cell shifted east."""
    cells = list(land.cells)
    cells[position] = shapely.transform(cells[position], lambda xy: xy + [dx_m, 0.0])
    return Land(cells=cells, adjacency=land.adjacency, piece=land.piece, side=land.side)


def test_overlapping_land_is_found():
    land = moved(row_land(3), 1, 1.0)
    found_keys = keys(check_cover, row_units([60] * 3), row_plans([0, 1, 2]), "grid", land)
    assert found_keys == ["check.cover_border_grid"]


def test_land_left_out_is_found():
    units = row_units([60] * 2)
    wide = units.communities.set_geometry(
        [shapely.union_all(row_land(3).cells)], crs=units.communities.crs
    )
    subject = subject_of(replace(units, communities=wide), row_plans([0, 1]))
    (violation,) = check_cover(subject, subject.plans[1])
    assert violation.key == "check.cover_area_grid"
    assert (violation.value, violation.limit) == (3200.0, 4800.0)


def test_a_plan_of_other_units_is_found_and_nothing_else_is_said_of_it():
    report = check_row(row_units([60, 60]), row_plans([0, 0, 0]))
    assert {v.key.rpartition("_")[0] for v in report.violations} == {"check.cover_units"}
    assert dict(report.levels) == {}


def test_the_cover_is_cited_where_the_policy_asks_for_it():
    report = check_row(row_units([60]), row_plans([0, 0]), profile="panzhihua-2015")
    assert {(v.rule, v.clause) for v in report.violations} == {("PZ-05", "三(三)1")}


def compound_world(households, grids, *, gaps=(), compound=None):
    n = len(households)
    compound = [0] * n if compound is None else compound
    units = row_units(households, compound=compound, compounds=("石臼苑",))
    return units, row_plans(grids), row_land(n, gaps=gaps)


@pytest.mark.parametrize(
    ("households", "grids", "is_broken"),
    [
        ([250, 250], [0, 0], False),
        ([250, 250], [0, 1], True),  # 500 fit one grid
        ([250, 251], [0, 1], False),  # 501 do not
    ],
)
def test_a_compound_that_fits_one_grid_is_not_split(households, grids, is_broken):
    units, plans, land = compound_world(households, grids)
    report = check_row(units, plans, land=land)
    assert bool(found(report, "grid", "XZ-01")) == is_broken
    assert report.levels["grid"].n_compounds_split == is_broken


def test_a_split_compound_says_where_it_lies():
    units, plans, land = compound_world([100, 40], [0, 1])
    (violation,) = check_compounds(subject_of(units, plans, land), plans[1])
    assert (violation.severity, violation.clause, violation.is_unavoidable) == (
        "warning", "二(三)5", False,
    )  # fmt: skip
    assert violation.code == f"{COMMUNITY}002"  # the smaller part is the one to move
    assert "小区“石臼苑”共 140 户" in violation.text("zh")


def test_a_compound_cut_by_a_canal_cannot_be_whole():
    units, plans, land = compound_world([100, 40], [0, 1], gaps=[0])
    (violation,) = check_compounds(subject_of(units, plans, land), plans[1])
    assert (violation.key, violation.is_unavoidable) == ("check.compound_apart", True)


@pytest.mark.parametrize(
    ("profile", "rule", "severity"),
    [
        ("binhai-2023", "BH-02", "error"),
        ("panzhihua-2015", "PZ-06", "info"),
        ("jiangsu-2021", "compound-split", "info"),
    ],
)
def test_each_policy_judges_split_compounds_by_its_own_words(profile, rule, severity):
    units, plans, land = compound_world([150, 150], [0, 1])
    report = check_row(units, plans, land=land, profile=profile)
    assert (rule, severity) in {(v.rule, v.severity) for v in report.violations}
    units, plans, land = compound_world([150, 150], [0, 0])
    report = check_row(units, plans, land=land, profile=profile)
    assert rule not in {v.rule for v in report.violations}


def test_special_zones_hold_no_ordinary_households():
    plans = row_plans([0, 1], special=[0])
    assert keys(check_special, row_units([0, 60], special=[0, -1]), plans, "grid") == []
    assert keys(check_special, row_units([5, 60], special=[0, -1]), plans, "grid") == []
    assert keys(check_special, row_units([5, 60]), plans, "grid") == ["check.special_grid"]


def test_an_adjacency_of_one_house_is_no_trouble():
    assert np.all(row_land(1).piece == 0)
    assert keys(check_contiguity, row_units([60]), row_plans([0], [0]), "microgrid") == []
