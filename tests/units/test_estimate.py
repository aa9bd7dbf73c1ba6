"""Modeled households and stairwells; houses are 20 x 20 m = 400 m2."""

import re

import geopandas
import numpy as np
import pytest
import shapely

from gridplan.params import EstimateParams, Params
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from gridplan.text import catalog
from gridplan.units import build_units


def build(columns, *, special=None, size_m=20.0, **options):
    n = len(next(iter(columns.values())))
    tables = {} if special is None else {"special": special}
    area = lattice_area(1, n, households=np.nan, size_m=size_m, buildings_columns=columns, **tables)
    return build_units(area, Params(estimate=EstimateParams(is_enabled=True, **options)))


def by_building(units):
    return np.bincount(units.building[units.building >= 0], units.households).astype(int).tolist()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"population": [262.0]}, 100),  # 262 / 2.62
        ({"floors": [9.0]}, 40),  # 9 * 400 / 90
        ({"height_m": [18.0]}, 27),  # 6 floors: 6 * 400 / 90 = 26.7
        ({"use": ["residential"]}, 4),  # 1 floor where none is known: 4.4
        ({"population": [0.0], "floors": [9.0]}, 40),  # residential, yet no people counted
        ({"use_text": ["house"], "floors": [3.0]}, 1),
        ({"use": ["other"], "population": [26.2]}, 10),  # people live there, whatever the use
        ({"use": ["other"], "floors": [9.0]}, 0),
    ],
)
def test_one_building(columns, expected):
    assert by_building(build(columns)) == [expected]


def test_a_small_low_building_is_one_house():
    assert by_building(build({"floors": [2.0, 3.0]}, size_m=14.0)) == [1, 7]  # 196 m2; 6.5 -> 7


def test_unknown_floors_take_the_median_of_those_known():
    units = build({"floors": [9.0, 9.0, 9.0, np.nan]})
    assert by_building(units) == [40, 40, 40, 40]


def test_a_few_towers_do_not_set_the_floors_of_all_homes():
    use = ["residential", "residential", *["other"] * 3]
    units = build({"use": use, "floors": [30.0, np.nan, 3.0, 3.0, 3.0]})
    assert by_building(units) == [134, 13, 0, 0, 0]  # median of all five is 3: 133.3 + 13.3


def test_unknown_use_is_residential_on_residential_land():
    x, y = ORIGIN
    land = geopandas.GeoDataFrame(
        {"kind": ["residential"]}, geometry=[shapely.box(x, y, x + 40, y + 40)], crs=CRS
    )
    units = build({"use": ["", ""], "floors": [9.0, 9.0]}, special=land)
    assert by_building(units) == [40, 0]
    assert {"units.use_from_land", "units.use_unknown"} <= {n.key for n in units.notes}


def test_where_no_use_is_known_looks_decide():
    units = build({"use": ["", "", "other"], "height_m": [27.0, 2.0, 27.0]})
    assert by_building(units) == [40, 0, 0]
    assert "units.use_from_looks" in {n.key for n in units.notes}


def test_where_some_use_is_known_the_unknown_hold_nobody():
    assert by_building(build({"use": ["residential", ""], "floors": [9.0, 9.0]})) == [40, 0]


def test_stairwells_follow_the_landings():
    units = build({"floors": [6.0], "population": [2.62 * 48]})
    assert units.households.tolist() == [24, 24]  # 6 floors x 4 homes
    assert units.kind.tolist() == ["stairwell"] * 2


def test_no_modeled_stairwell_exceeds_the_maximum():
    units = build({"floors": [30.0], "population": [2.62 * 130]})
    assert units.households.tolist() == [33, 33, 32, 32]


def test_floors_too_few_for_the_homes_are_raised():
    # 72 homes of 90 m2 on 400 m2 need 17 floors: landings allow 68, the maximum asks for 2 parts
    units = build({"floors": [1.0], "population": [2.62 * 72]})
    assert units.households.tolist() == [36, 36]


def test_short_buildings_are_not_sliced():
    # 32 homes on 2 floors would be 4 stairwells of 8; 20 m hold 2 of 8 m
    units = build({"floors": [2.0], "population": [2.62 * 32]}, floor_area_per_dwelling_m2=25.0)
    assert len(units) == 2


def test_stairwells_that_are_given_are_not_modeled():
    units = build({"floors": [6.0], "population": [2.62 * 48], "stairwells": [3.0]})
    assert units.households.tolist() == [16, 16, 16]


def test_modeling_stairwells_can_be_turned_off():
    units = build({"floors": [30.0]}, is_stairwells_enabled=False)
    assert units.kind.tolist() == ["building"]
    assert "units.stairwells_not_modeled" in {n.key for n in units.notes}


def test_the_note_prints_the_numbers_of_the_model():
    units = build({"floors": [9.0, 9.0]})
    said = {note.key: note.text("en") for note in units.notes}
    assert "80 in 2 residential buildings" in said["units.estimated"]
    assert "2 buildings" in said["units.estimated_by_floors"]
    assert "90.0 m2" in said["units.estimated_by_floors"]
    assert {note.kind for note in units.notes} == {"assumption"}
    assert units.is_estimated


def test_counted_households_are_not_cut_into_modeled_stairwells():
    area = lattice_area(1, 1, households=100)
    units = build_units(area, Params(estimate=EstimateParams(is_enabled=True)))
    assert units.households.tolist() == [100]
    assert not units.is_estimated


def test_both_languages_have_the_same_sentences_and_placeholders():
    zh, en = (
        {key: set(re.findall(r"{(\w+)}", text)) for key, text in catalog(language).items()}
        for language in ("zh", "en")
    )
    ours = {key for key in en if key.startswith("units.")}
    assert ours == {key for key in zh if key.startswith("units.")}
    assert {key: zh[key] for key in ours} == {key: en[key] for key in ours}
