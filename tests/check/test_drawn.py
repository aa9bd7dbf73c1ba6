"""A plan in force as its office drew it: each fault of the polygons is found, and no other."""

from collections import Counter
from functools import cache

import geopandas
import pytest
import shapely

from gridplan.check import check_plan, read_drawn
from gridplan.errors import InputError
from gridplan.params import Params
from gridplan.pipeline import run_in_force
from gridplan.policy import load_profile
from gridplan.read import load
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from tests.check.worlds import row_land, row_units
from tests.places import SAMPLE

X, Y = ORIGIN
STEP_M = 40.0
GRID = "330411001001001"


def strip(first, last, *, wider_m=0.0):
    """Draw a zone over the houses *first* to *last* of a row."""
    return shapely.box(X + first * STEP_M, Y, X + (last + 1) * STEP_M + wider_m, Y + STEP_M)


def check_drawn(*shapes, codes=None, grids=None, **tables):
    """Check four houses in micro-grids of these shapes, by key."""
    n = len(shapes)
    codes = [f"{GRID}{i + 1:02d}" for i in range(n)] if codes is None else codes
    rows = geopandas.GeoDataFrame(
        {"grid_code": grids or [GRID] * n, "microgrid_code": codes}, geometry=list(shapes), crs=CRS
    )
    units, land = row_units([60] * 4), row_land(4)
    area = lattice_area(1, 4, households=[60] * 4, grids=rows, **tables)
    drawn = read_drawn(area, units, land)
    report = check_plan(
        area, drawn.units, drawn.land, drawn.plans, load_profile("xiuzhou-2023"), Params(),
        drawn=drawn,
    )  # fmt: skip
    for violation in report.violations:
        assert violation.text("zh")
        assert violation.text("en")
    kinds = ("cover", "contiguity", "codes", "nesting")
    return [v.key.removeprefix("check.") for v in report.violations if v.rule in kinds]


def test_a_plan_drawn_well_has_no_fault():
    assert check_drawn(*(strip(i, i) for i in range(4))) == []


@pytest.mark.parametrize(("wider_m", "expected"), [(0.02, []), (0.03, ["drawn_overlap_microgrid"])])
def test_zones_share_no_land(wider_m, expected):
    """40 m of common border: 0.8 m² is the pen's width, 1.2 m² is land."""
    shapes = [strip(0, 0, wider_m=wider_m), *(strip(i, i) for i in range(1, 4))]
    assert check_drawn(*shapes) == expected


def test_a_dwelling_without_a_zone_is_found():
    assert check_drawn(*(strip(i, i) for i in range(3))) == ["drawn_gap"]


def test_a_zone_in_two_pieces_is_found():
    apart = shapely.union_all([strip(0, 0), strip(3, 3)])
    found = check_drawn(apart, strip(1, 2))
    assert found == ["contiguity_microgrid"]


def canal(x_m):
    line = shapely.LineString([(X + x_m, Y - 50), (X + x_m, Y + 90)])
    return geopandas.GeoDataFrame({"kind": ["water"], "name": [""]}, geometry=[line], crs=CRS)


def test_water_parts_a_zone_unless_a_bridge_joins_it():
    shapes = [strip(0, 1), strip(2, 3)]
    assert check_drawn(*shapes, barriers=canal(40)) == ["contiguity_grid", "contiguity_microgrid"]
    bridge = geopandas.GeoDataFrame(
        {"road_id": ["r"], "name": ["桥"], "highway": ["footway"], "is_walkable": [True]},
        geometry=[shapely.LineString([(X + 5, Y + 20), (X + 75, Y + 20)])],
        crs=CRS,
    )
    assert check_drawn(*shapes, barriers=canal(40), roads=bridge) == []


def test_codes_are_those_of_the_grid_and_used_once():
    shapes = [strip(i, i) for i in range(4)]
    codes = [f"{GRID}01", f"{GRID}02", f"{GRID}02", "33041100100100904"]
    assert sorted(check_drawn(*shapes, codes=codes)) == ["codes_microgrid", "drawn_code_microgrid"]


def test_a_plan_of_grids_alone_is_checked_too():
    found = check_drawn(strip(0, 1, wider_m=1), strip(2, 3), codes=["", ""], grids=["1", "2"])
    assert found == ["drawn_overlap_grid"]


def test_there_must_be_a_plan():
    units, land = row_units([60] * 2), row_land(2)
    with pytest.raises(InputError, match="no plan in force"):
        read_drawn(lattice_area(1, 2), units, land)


@cache
def sample():
    """Check the plan in force of the sample town."""
    return run_in_force(load(SAMPLE), load_profile("xiuzhou-2023"), Params(), version="test").report


# by hand, from the README of the sample
PLANTED = {
    "check.drawn_gap": {"330499101003"},
    "check.drawn_overlap_microgrid": {"33049910100100110"},
    "check.drawn_code_microgrid": {"33049910100100199"},
    "check.codes_microgrid": {"33049910100100403"},
    "check.compound_split": {"330499101001003"},
    "check.contiguity_grid": {"330499101001003", "330499101002006"},
    "check.contiguity_microgrid": {
        "33049910100100106", "33049910100100206", "33049910100200105", "33049910100200402",
        "33049910100200606", "33049910100300305",
    },
    "rules.broken_bounds": {"330499101003"},
    "rules.broken_items": {"330499101003"},
    "rules.broken_milestone": {"330499101002"},
    "rules.broken_range": {"330499101003"},
    "rules.broken_circle": {"330499101001", "330499101002", "330499101003"},
}  # fmt: skip


def test_each_planted_fault_of_the_sample_is_found_and_nothing_else():
    found = {}
    for violation in sample().violations:
        if not violation.key.startswith("check.size_"):
            found.setdefault(violation.key, set()).add(violation.code)
    assert found == PLANTED


def test_the_sizes_of_the_plan_in_force_are_those_of_the_readme():
    sizes = [v for v in sample().violations if v.key.startswith("check.size_")]
    values = {v.code: v.value for v in sizes if v.level == "grid"}
    assert values["330499101001001"] == 902
    assert values["330499101003002"] == 939
    assert values["330499101003003"] == 509
    assert values["330499101003004"] == 605
    microgrids = [int(v.value) for v in sizes if v.level == "microgrid"]
    kinds = Counter("few" if n < 50 else "gap" if n < 100 else "tower" for n in microgrids)
    assert (kinds["gap"], kinds["few"]) == (15, 13)
    assert sum(v.key.endswith("oversize") for v in sizes) == 9
    assert not [v for v in sizes if v.level == "community"]


def test_the_report_counts_what_lies_in_no_zone():
    (gap,) = [v for v in sample().violations if v.key == "check.drawn_gap"]
    assert (gap.value, gap.values["buildings"]) == (56, 46)
    assert sample().levels["microgrid"].n_not_contiguous == 6


def test_what_the_office_keeps_of_the_sample_is_judged():
    by_rule = {v.rule: v for v in sample().verdicts}
    broken = {"XZ-17": "item", "XZ-24": "person", "XZ-27": "share"}
    for rule, unit in broken.items():
        assert (by_rule[rule].status, by_rule[rule].unit) == ("broken", unit)
    for rule in ("XZ-06", "XZ-14", "XZ-15", "XZ-16", "XZ-18", "XZ-19", "XZ-20", "XZ-22", "XZ-23",
                 "XZ-26", "XZ-28", "XZ-31"):  # fmt: skip
        assert by_rule[rule].status == "met", rule
    assert by_rule["XZ-09"].needs == ("households.resident_group",)
