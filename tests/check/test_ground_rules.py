"""Rules on bounds, the walking circle, divisions and registers: met, and broken by one step."""

from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridplan.coverage import choose_categories
from gridplan.model import CategoryCoverage, Coverage, Unplaced
from gridplan.policy import load_profile, shipped_catalog
from gridplan.testing.worlds import CRS, ORIGIN
from tests.check.offices import STEP_M, check_office, told, verdict
from tests.check.worlds import row_plans, row_units

MET, BROKEN, OPEN = ("met", 0), ("broken", 1), ("not_checkable", 0)
X, Y = ORIGIN


def roads(*lines, names=None):
    """Draw roads; the first row of houses lies between Y and Y + STEP_M."""
    names = [f"路{number}" for number in range(len(lines))] if names is None else names
    return geopandas.GeoDataFrame(
        {"road_id": names, "name": names, "highway": "residential", "is_walkable": True},
        geometry=[shapely.LineString(line) for line in lines],
        crs=CRS,
    )


def around(n, *, share_of_top=1.0):
    """Draw the four sides of the community of a row of *n* houses, the top side not whole."""
    east, north = X + n * STEP_M, Y + STEP_M
    return [
        [(X, Y), (east, Y)],
        [(east, Y), (east, north)],
        [(east - share_of_top * n * STEP_M, north), (east, north)],
        [(X, Y), (X, north)],
    ]


def test_a_border_of_named_roads_is_clear_on_every_side():
    report = check_office([50] * 10, roads=roads(*around(10)))
    assert told(report, "XZ-13") == MET
    assert verdict(report, "XZ-13").value == 1.0


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([0, 1, 2, 3], MET),
        ([0, 1, 3], BROKEN),  # 0.6 of the border and more, and the north has no name
        ([0, 2], BROKEN),  # two long sides, the ends without a name
    ],
)
def test_every_side_needs_a_name(sides, expected):
    lines = [around(10)[side] for side in sides]
    assert told(check_office([50] * 10, roads=roads(*lines)), "XZ-13") == expected


@pytest.mark.parametrize(("share", "expected"), [(0.30, MET), (0.04, BROKEN)])
def test_a_border_is_clear_from_six_tenths_on(share, expected):
    """Of 880 m, 480 m (0.545) are the three whole sides: 0.3 of the north makes more than 0.6."""
    report = check_office([50] * 10, roads=roads(*around(10, share_of_top=share)))
    assert told(report, "XZ-13") == expected


def test_a_road_that_only_crosses_the_border_bounds_nothing():
    crossing = [[(X + 40 * i, Y - 60), (X + 40 * i, Y + 100)] for i in range(1, 10)]
    report = check_office([50] * 10, roads=roads(*crossing))
    assert verdict(report, "XZ-13").value == 0.0


def test_a_road_without_a_name_bounds_nothing_and_a_canal_does():
    nameless = roads(*around(10), names=["", "", "", ""]).assign(road_id=list("abcd"))
    assert told(check_office([50] * 10, roads=nameless), "XZ-13") == OPEN
    canals = geopandas.GeoDataFrame(
        {"kind": ["water"] * 4, "name": [""] * 4},
        geometry=[shapely.LineString(line).buffer(20) for line in around(10)],
        crs=CRS,
    )
    report = check_office([50] * 10, roads=nameless, barriers=canals)
    assert told(report, "XZ-13") == MET


def coverage_of(n, reached, *, profile="xiuzhou-2023"):
    """Build walks of 100 m to everything asked for from the first *reached* of *n* houses."""
    catalog = shipped_catalog()
    asked = choose_categories(catalog, load_profile(profile))
    metres = np.full((n, len(asked)), 5_000.0)
    metres[:reached] = 100.0
    found = [CategoryCoverage(a.category, 1, {15.0: 0.5}, 1.0, 1.0, {}) for a in asked]
    return Coverage(tuple(found), metres, np.full(metres.shape, ""), 66.0, 15.0, applied=asked)


@pytest.mark.parametrize(
    ("profile", "rule"),
    [("xiuzhou-2023", "XZ-12"), ("hangzhou-2017", "HZ-01"), ("panzhihua-2015", "PZ-08")],
)
@pytest.mark.parametrize(("reached", "expected"), [(10, MET), (9, BROKEN)])
def test_every_household_reaches_the_circle(profile, rule, reached, expected):
    report = check_office(
        [50] * 10, profile=profile, coverage=coverage_of(10, reached, profile=profile)
    )
    assert told(report, rule) == expected
    assert verdict(report, rule).value == reached / 10


def test_a_target_of_the_office_is_kept_to_the_household():
    def edit(text):
        return text.replace("target_share = 1.0", "target_share = 0.9")

    for reached, expected in ((9, MET), (8, BROKEN)):
        report = check_office([50] * 10, edit=edit, coverage=coverage_of(10, reached))
        assert told(report, "XZ-12") == expected


def test_a_circle_that_nobody_measured_is_open():
    assert told(check_office(), "XZ-12") == OPEN


def test_a_grid_is_divided_or_its_stairwells_are_known():
    units, plans = row_units([50, 50]), row_plans([0, 0])
    assert told(check_office([50, 50]), "XZ-04") == MET
    assert told(check_office([50, 50], plans=plans), "XZ-04") == BROKEN
    stairwells = replace(units, kind=np.array(["stairwell"] * 2, dtype=object))
    assert told(check_office([50, 50], plans=plans, units=stairwells), "XZ-04") == MET


def groups(*names):
    """Name the residents' group of each house."""
    return pd.DataFrame(
        {
            "building_id": [f"B0{i}" for i in range(len(names))],
            "stairwell": "",
            "households": 50,
            "resident_group": names,
        }
    )


@pytest.mark.parametrize(("names", "expected"), [(("1", "2"), MET), (("1", "1、2"), BROKEN)])
def test_a_stairwell_belongs_to_one_group(names, expected):
    assert told(check_office([50, 50], households=groups(*names)), "XZ-08") == expected


@pytest.mark.parametrize(
    ("names", "microgrids", "expected"),
    [
        (("1", "2"), [0, 1], MET),
        (("1", "1"), [0, 0], MET),
        (("1", "2"), [0, 0], BROKEN),  # two groups in one micro-grid
        (("1", "1"), [0, 1], ("broken", 2)),  # one group in two micro-grids
    ],
)
def test_groups_and_microgrids_are_one_for_one(names, microgrids, expected):
    plans = row_plans([0, 0], microgrids)
    assert told(check_office([50, 50], plans=plans, households=groups(*names)), "XZ-09") == expected


def test_a_microgrid_whose_groups_are_not_all_known_stays_open():
    report = check_office([50, 50], households=groups("1", ""))
    assert told(report, "XZ-09") == OPEN
    assert verdict(report, "XZ-09").n_judged == 1


def test_codes_tell_every_tier():
    assert told(check_office(profile="jiangsu-2021"), "JS-05") == MET
    community, grid, fine = row_plans([0], [0])
    other = replace(grid, zones=(replace(grid.zones[0], code="999"),))
    plans = (community, other, replace(fine, zones=(replace(fine.zones[0], code="99901"),)))
    assert told(check_office(profile="jiangsu-2021", plans=plans), "JS-05") == BROKEN


@pytest.mark.parametrize(("lost", "expected"), [(0, MET), (1, BROKEN)])
def test_every_household_is_in_a_grid(lost, expected):
    left = (Unplaced("", lost, "read.x", ("1",)),) if lost else ()
    units = replace(row_units([100]), unplaced=left)
    assert told(check_office(profile="binhai-2023", units=units), "BH-08") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("1", "2"), "met"),  # each grid is a group
        (("1", "1"), "broken"),  # neither a whole group nor a whole compound
        (("1", ""), "broken"),  # not known of which group the second is
    ],
)
def test_a_grid_of_whole_groups_may_split_a_compound(names, expected):
    houses = replace(row_units([150, 150]), compound=np.zeros(2, int), compounds=("石臼苑",))
    plans = row_plans([0, 1])
    found = check_office(
        [150, 150], profile="binhai-2023", units=houses, plans=plans, households=groups(*names)
    )
    assert verdict(found, "BH-02").status == expected
