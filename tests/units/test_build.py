"""Units of tiny towns, worked by hand.

Houses of `lattice_area` are 20 x 20 m, 40 m apart; B00 stands at (20, 20) from the origin.
"""

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.errors import InputError, ParamError
from gridplan.model import TABLES, PlanningArea
from gridplan.params import EstimateParams, Params
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from gridplan.units import build_units


def box(west, south, east, north):
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def frame(shapes, **columns):
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def roster(*rows):
    return pd.DataFrame(rows, columns=["building_id", "stairwell", "households"])


def households(units):
    return dict(zip(units.ids.tolist(), units.households.tolist(), strict=True))


def keys(units):
    return [note.key for note in units.notes]


def modeled(**options):
    return Params(estimate=EstimateParams(is_enabled=True, **options))


def test_each_building_is_a_unit():
    units = build_units(lattice_area(1, 3, households=[5, 0, 7]), Params())
    assert households(units) == {"B00": 5, "B01": 0, "B02": 7}
    assert units.kind.tolist() == ["building"] * 3
    assert not units.is_estimated


def test_without_communities_the_whole_area_is_one():
    units = build_units(lattice_area(2, 2), Params())
    assert units.communities["community_code"].tolist() == ["000000000001"]
    hull = units.communities.geometry.iloc[0]
    assert not hull.interiors
    assert all(hull.covers(shapely.buffer(f, 15)) for f in units.footprint)
    assert "units.whole_area" in keys(units)


def test_a_lone_building_has_land_around_it():
    hull = build_units(lattice_area(1, 1), Params()).communities.geometry.iloc[0]
    assert hull.area > 20 * 20


def test_a_building_on_the_border_belongs_to_the_lower_code():
    communities = frame([box(20, 0, 80, 40), box(0, 0, 20, 40)], community_code=["2", "1"])
    units = build_units(lattice_area(1, 2, communities=communities), Params())
    assert units.communities["community_code"].tolist() == ["1", "2"]
    assert units.community.tolist() == [0, 1]


def test_households_outside_every_community_are_listed_as_unplaced():
    communities = frame([box(0, 0, 40, 40)], community_code=["1"])
    area = lattice_area(1, 3, households=[5, 6, 7], communities=communities)
    units = build_units(area, Params())
    assert households(units) == {"B00": 5}
    (lost,) = units.unplaced
    assert (lost.households, lost.ids, lost.community_code) == (13, ("B01", "B02"), "")


def test_roster_households_of_unknown_buildings_are_unplaced():
    area = area_with_roster(1, 1, roster(("B00", "", 4), ("X9", "", 4)), column=4)
    units = build_units(area, Params())
    assert [(u.households, u.ids) for u in units.unplaced] == [(4, ("X9",))]


def test_the_roster_comes_before_the_column_and_differences_are_named():
    area = area_with_roster(1, 2, roster(("B00", "", 9)), column=[5, 6])
    units = build_units(area, Params())
    assert households(units) == {"B00": 9, "B01": 6}
    (note,) = [n for n in units.notes if n.key == "units.roster_differs"]
    assert note.ids == ("B00",)
    assert dict(note.values) == {"roster": 9, "column": 5}


def area_with_roster(rows, columns, table, *, column=10, **options):
    drawn = lattice_area(rows, columns, households=column, **options)
    return rebuilt(drawn, households=table)


def rebuilt(area, **tables):
    names = {name: getattr(area, name) for name in TABLES}
    return PlanningArea(crs=area.crs, **{**names, **tables})


def test_roster_stairwells_keep_their_numbers_and_counts():
    rows = roster(("B00", "3单元", 4), ("B00", "10单元", 6), ("B00", "二单元", 5))
    units = build_units(area_with_roster(1, 1, rows, column=15), Params())
    assert households(units) == {"B00/10": 6, "B00/2": 5, "B00/3": 4}
    west_to_east = units.ids[np.argsort(units.xy_m[:, 0])]
    assert west_to_east.tolist() == ["B00/2", "B00/3", "B00/10"]


@pytest.mark.parametrize("names", [("东", "西"), ("1单元", "01单元"), ("1单元", "东")])
def test_stairwells_without_clear_numbers_are_counted(names):
    rows = roster(*(("B00", name, 4) for name in names))
    units = build_units(area_with_roster(1, 1, rows), Params())
    assert units.ids.tolist() == ["B00/1", "B00/2"]


def test_roster_rows_without_a_stairwell_are_shared_among_those_named():
    rows = roster(("B00", "1", 4), ("B00", "2", 8), ("B00", "", 3))
    units = build_units(area_with_roster(1, 1, rows, column=15), Params())
    assert households(units) == {"B00/1": 5, "B00/2": 10}


def test_a_roster_with_another_number_of_stairwells_wins_and_is_noted():
    rows = roster(("B00", "1", 5), ("B00", "2", 5))
    area = area_with_roster(1, 1, rows, buildings_columns={"stairwells": [3]})
    units = build_units(area, Params())
    assert len(units) == 2
    assert "units.roster_stairwells" in keys(units)


def test_a_stairwell_count_shares_households_by_largest_remainder():
    area = lattice_area(1, 1, households=11, buildings_columns={"stairwells": [3]})
    assert households(build_units(area, Params())) == {"B00/1": 4, "B00/2": 4, "B00/3": 3}


def test_a_building_without_households_stays_whole():
    area = lattice_area(1, 1, households=0, buildings_columns={"stairwells": [3]})
    assert build_units(area, Params()).ids.tolist() == ["B00"]


def test_a_footprint_too_small_for_its_stairwells_stays_whole():
    area = lattice_area(1, 1, households=50, size_m=2, buildings_columns={"stairwells": [3]})
    units = build_units(area, Params())
    assert households(units) == {"B00": 50}
    assert "units.too_small_to_cut" in keys(units)


def test_ids_that_meet_are_told_apart():
    names = {"building_id": ["A", "A/1"], "stairwells": [2, 1]}
    units = build_units(lattice_area(1, 2, buildings_columns=names), Params())
    assert len(set(units.ids)) == 3
    assert units.households.sum() == 20


def test_compounds_become_positions():
    area = lattice_area(1, 3, buildings_columns={"compound": ["锦绣", "", "安居"]})
    units = build_units(area, Params())
    assert units.compounds == tuple(sorted(["锦绣", "安居"]))
    assert [units.compounds[c] if c >= 0 else "" for c in units.compound] == ["锦绣", "", "安居"]


def test_a_missing_count_is_an_error_that_names_the_building():
    with pytest.raises(InputError, match=r"1 buildings have no households value \(ids B01\)"):
        build_units(lattice_area(1, 2, households=[5, np.nan]), Params())


def test_a_missing_count_can_be_filled():
    units = build_units(lattice_area(1, 2, households=[5, np.nan]), Params(missing_households=3))
    assert households(units) == {"B00": 5, "B01": 3}
    assert "units.filled_households" in keys(units)


def test_other_buildings_without_a_count_hold_none():
    area = lattice_area(1, 2, households=[5, np.nan], buildings_columns={"use": "other"})
    assert households(build_units(area, Params())) == {"B00": 5, "B01": 0}


def test_an_area_without_buildings_is_an_error():
    with pytest.raises(InputError, match="no buildings"):
        build_units(PlanningArea(crs=CRS, **dict.fromkeys(TABLES)), Params())


counts = st.lists(st.integers(0, 150), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(counts=counts, stairwells=st.integers(0, 5), west=st.floats(0, 240))
def test_households_are_conserved(counts, stairwells, west):
    communities = frame([box(west, 0, 1000, 40)], community_code=["1"])
    columns = {"stairwells": [stairwells] * len(counts)}
    area = lattice_area(
        1, len(counts), households=counts, communities=communities, buildings_columns=columns
    )
    units = build_units(area, Params())
    unplaced = sum(lost.households for lost in units.unplaced)
    assert units.households.sum() + unplaced == sum(counts)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order):
    area = shuffled_town(range(6))
    other = shuffled_town(order)
    first, second = build_units(area, modeled()), build_units(other, modeled())
    assert first.ids.tolist() == second.ids.tolist()
    assert first.households.tolist() == second.households.tolist()
    assert all(a.equals_exact(b) for a, b in zip(first.footprint, second.footprint, strict=True))
    assert [n.text("zh") for n in first.notes] == [n.text("zh") for n in second.notes]
    kinds = [area.special["kind"][i] if i >= 0 else "" for i in first.special]
    assert kinds == [other.special["kind"][i] if i >= 0 else "" for i in second.special]


def shuffled_town(order):
    order = list(order)
    drawn = lattice_area(2, 3, households=np.nan, buildings_columns={"floors": [6, 4, 9, 6, 3, 7]})
    lands = frame(
        [box(130, 0, 200, 60), box(150, 0, 200, 60), box(0, 100, 60, 200)],
        kind=["park", "school", "market"],
    )
    rows = [i for i in order if i < 3]
    return rebuilt(drawn, buildings=drawn.buildings.iloc[order], special=lands.iloc[rows])


def test_every_note_can_be_said_in_both_languages():
    for area in (shuffled_town(range(6)), lattice_area(1, 2, households=np.nan)):
        for note in build_units(area, modeled(total_households=500)).notes:
            assert note.text("zh")
            assert note.text("en")


@pytest.mark.parametrize("total", [0, 1, 7, 500, 12345])
def test_the_total_is_met_exactly(total):
    units = build_units(lattice_area(2, 3, households=np.nan), modeled(total_households=total))
    assert units.households.sum() == total


def test_counted_buildings_keep_their_count_when_the_rest_is_scaled():
    area = lattice_area(1, 3, households=[40, np.nan, np.nan])
    units = build_units(area, modeled(total_households=100, is_stairwells_enabled=False))
    assert households(units) == {"B00": 40, "B01": 30, "B02": 30}


def test_a_total_below_the_counted_households_is_an_error():
    with pytest.raises(ParamError, match="less than the 40"):
        build_units(lattice_area(1, 1, households=40), modeled(total_households=39))


def test_a_total_without_any_dwelling_is_an_error():
    area = lattice_area(1, 1, households=np.nan, buildings_columns={"use": "other"})
    with pytest.raises(ParamError, match="no residential building"):
        build_units(area, modeled(total_households=39))
