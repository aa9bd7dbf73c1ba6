"""Special land beside houses of 20 x 20 m that stand 40 m apart."""

import geopandas
import pytest
import shapely

from gridplan.params import LandParams, Params
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from gridplan.units import build_units


def box(west, south, east, north):
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def build(households, *lands, communities=((0, 0, 400, 400),), **land):
    special = geopandas.GeoDataFrame(
        {"kind": [kind for kind, _ in lands]}, geometry=[box(*b) for _, b in lands], crs=CRS
    )
    homes = geopandas.GeoDataFrame(
        {"community_code": [str(i) for i in range(len(communities))]},
        geometry=[box(*b) for b in communities],
        crs=CRS,
    )
    area = lattice_area(
        1, len(households), households=households, special=special, communities=homes
    )
    return build_units(area, Params(land=LandParams(**land)))


def test_land_without_a_building_is_a_unit():
    units = build([5], ("park", (100, 100, 200, 200)))
    assert units.ids.tolist() == ["B00", "special/1"]
    assert units.kind.tolist() == ["building", "land"]
    assert units.special.tolist() == [-1, 0]
    assert units.building.tolist() == [0, -1]
    assert units.is_land.tolist() == [False, True]


def test_its_own_buildings_stand_for_land_that_has_them():
    units = build([5, 0], ("school", (40, 0, 120, 40)))
    assert units.ids.tolist() == ["B00", "B01"]
    assert units.special.tolist() == [-1, 0]


def test_land_where_people_live_is_not_special():
    units = build([5, 0], ("factory", (0, 0, 120, 40)))
    assert units.special.tolist() == [-1, -1]
    assert "units.special_lived_in" in [n.key for n in units.notes]


@pytest.mark.parametrize("kind", ["residential", "grass", "parking", "water", "farmland", ""])
def test_other_land_is_not_special(kind):
    assert len(build([5], (kind, (100, 100, 200, 200)))) == 1


@pytest.mark.parametrize("kind", ["School", " park ", "学校", "工厂"])
def test_kinds_are_read_without_case_in_both_languages(kind):
    assert len(build([5], (kind, (100, 100, 200, 200)))) == 2


def test_small_land_is_left_to_its_neighbors():
    land = ("park", (100, 100, 120, 140))  # 800 m2
    assert len(build([5], land)) == 1
    assert len(build([5], land, min_special_area_m2=800.0)) == 2


def test_the_smaller_of_two_overlapping_lands_keeps_the_common_part():
    units = build([5], ("university", (100, 100, 300, 300)), ("hospital", (200, 200, 300, 300)))
    assert units.special.tolist() == [-1, 1, 0]
    assert [f.area for f in units.footprint[1:]] == [10_000, 30_000]


def test_land_is_clipped_to_the_community_of_its_middle():
    units = build(
        [5], ("park", (150, 100, 300, 200)), communities=((0, 0, 200, 400), (200, 0, 400, 400))
    )
    assert units.community.tolist() == [0, 1]
    assert units.footprint[1].bounds == box(200, 100, 300, 200).bounds


def test_land_outside_every_community_is_left_out():
    assert len(build([5], ("park", (500, 100, 600, 200)))) == 1
