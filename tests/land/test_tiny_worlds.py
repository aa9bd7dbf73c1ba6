"""Land of tiny worlds, worked by hand. Distances in metres from the origin, y to the north."""

import numpy as np
import pytest
import shapely

from gridplan.errors import GeometryError
from gridplan.land import dissolve, zone_polygons
from gridplan.model import Plan, Zone
from tests.land.worlds import (
    assert_tiles,
    box,
    cell_at,
    contacts,
    frame,
    house,
    line,
    roads,
    world,
)

SQUARE = box(0, 0, 200, 200)


def two_rows():
    """Two rows of three houses; the street runs north of the middle, at y = 110."""
    return [house(x, y) for y in (50, 150) for x in (40, 100, 160)]


def test_the_border_follows_the_street_not_the_middle_between_houses():
    made = world(two_rows(), [SQUARE], roads=roads(line((-10, 110), (210, 110))))
    assert_tiles(made)
    south, north = dissolve(made.land.cells, np.repeat([0, 1], 3), 2)
    assert south.area == pytest.approx(200 * 110)
    assert north.area == pytest.approx(200 * 90)
    assert (made.land.piece == 0).all()


def test_inside_a_block_land_goes_to_the_nearest_house():
    made = world(two_rows(), [SQUARE])
    assert_tiles(made)
    assert contacts(made.land)[0, 1][0] == pytest.approx(100, abs=1)
    assert made.land.cells[1].area == pytest.approx(60 * 100, rel=0.02)


def test_a_dead_end_and_a_tunnel_cut_nothing_and_a_footpath_bounds_nothing():
    lines = [line((-10, 90), (120, 90)), line((-10, 80), (210, 80)), line((-10, 70), (210, 70))]
    table = roads(
        *lines, is_tunnel=[False, True, False], highway=["residential", "residential", "footway"]
    )
    made = world(two_rows(), [SQUARE], roads=table)
    assert cell_at(made.land, 100, 95) == [1]
    assert made.land.cells[1].area == pytest.approx(60 * 100, rel=0.02)


@pytest.mark.parametrize("highway", ["primary", "trunk_link"])
def test_a_border_along_an_arterial_is_marked(highway):
    table = roads(line((-10, 110), (210, 110)), highway=highway)
    made = world(two_rows(), [SQUARE], roads=table)
    found = contacts(made.land)
    assert all(is_arterial == (j - i == 3) for (i, j), (_, _, is_arterial) in found.items())
    assert made.land.piece.tolist() == [0] * 6
    assert made.land.side.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_median_is_halved_and_still_separates_the_sides():
    lines = [line((-10, 96), (210, 96)), line((-10, 104), (210, 104))]
    made = world(two_rows(), [SQUARE], roads=roads(*lines, highway="primary"))
    assert_tiles(made)
    south = dissolve(made.land.cells, np.repeat([0, 1], 3), 2)[0]
    assert south.area == pytest.approx(200 * 100, rel=0.001)
    assert made.land.side.tolist() == [0, 0, 0, 1, 1, 1]


def river(*, bridge=None, **tables):
    """Two banks of three houses each, the river from y = 80 to y = 120."""
    water = frame([box(-20, 80, 220, 120)], kind="water")
    ways = None if bridge is None else roads(bridge, is_bridge=True)
    return world(two_rows(), [SQUARE], barriers=water, roads=ways, **tables)


def test_banks_share_one_line_in_mid_river_and_do_not_touch():
    made = river()
    assert_tiles(made)
    south, north = dissolve(made.land.cells, np.repeat([0, 1], 3), 2)
    assert south.area == pytest.approx(200 * 100, rel=0.001)
    assert shapely.intersection(south, north).length == pytest.approx(200, rel=0.01)
    assert made.land.piece.tolist() == [0, 0, 0, 1, 1, 1]


def test_banks_touch_at_the_bridge_only():
    made = river(bridge=line((100, 60), (100, 140)))
    crossings = {pair for pair, (_, crosses, _) in contacts(made.land).items() if crosses}
    assert crossings == {(1, 4)}
    assert (made.land.piece == 0).all()
    assert shapely.union(*made.land.cells[[1, 4]]).geom_type == "Polygon"


def test_a_way_that_ends_at_the_bank_is_no_bridge():
    assert river(bridge=line((100, 60), (100, 99))).land.piece.max() == 1


def test_a_railway_without_a_crossing_makes_two_pieces_and_says_so():
    rails = frame([line((-10, 100), (210, 100))], kind="railway")
    made = world(two_rows(), [SQUARE], barriers=rails)
    assert made.land.piece.tolist() == [0, 0, 0, 1, 1, 1]
    (note,) = [note for note in made.land.notes if note.key.startswith("land.cut")]
    assert note.key == "land.cut_railway"
    assert note.values["households"] == "30, 30"
    assert "铁路" in note.text("zh")


def test_a_railway_that_ends_in_the_open_separates_as_far_as_it_goes():
    rails = frame([line((-10, 100), (130, 100))], kind="railway")
    made = world(two_rows(), [SQUARE], barriers=rails)
    assert_tiles(made)
    found = contacts(made.land)
    assert (0, 3) not in found
    assert (1, 4) not in found
    assert (2, 5) in found
    assert (made.land.piece == 0).all()


def test_a_stream_that_ends_in_a_pond_separates_its_banks():
    stream = [line((-10, 100), (100, 100)), box(100, 90, 120, 110)]
    made = world(two_rows(), [SQUARE], barriers=frame(stream, kind="water"))
    assert_tiles(made)
    assert (0, 3) not in contacts(made.land)
    assert (made.land.piece == 0).all()


@pytest.mark.parametrize("is_split", [False, True], ids=["one way", "two ways that meet"])
def test_a_level_crossing_joins_the_two_sides(is_split):
    rails = frame([line((-10, 95), (210, 95)), line((-10, 105), (210, 105))], kind="railway")
    whole = [line((100, 60), (100, 140))]
    halves = [line((100, 60), (100, 100)), line((100, 100), (100, 140))]
    made = world(
        two_rows(), [SQUARE], barriers=rails, roads=roads(*(halves if is_split else whole))
    )
    assert_tiles(made)
    crossings = {pair for pair, (_, crosses, _) in contacts(made.land).items() if crosses}
    assert (1, 4) in crossings
    assert (made.land.piece == 0).all()


def test_a_motorway_separates_and_a_street_under_it_joins():
    ways = [line((-10, 100), (210, 100)), line((100, 60), (100, 140))]
    table = {"is_walkable": [False, True], "is_barrier": [True, False]}
    made = world(two_rows(), [SQUARE], roads=roads(*ways, **table))
    assert any(crosses for _, crosses, _ in contacts(made.land).values())
    assert (made.land.piece == 0).all()
    alone = world(two_rows(), [SQUARE], roads=roads(ways[0], is_walkable=False, is_barrier=True))
    assert alone.land.piece.max() == 1


def compound(**tables):
    """Draw a walled compound of two houses between a house in the west and one in the east."""
    houses = [house(25, 100), house(80, 100), house(120, 100), house(175, 100)]
    wall = shapely.LinearRing([(60, 60), (140, 60), (140, 140), (60, 140)])
    walls = frame([shapely.LineString(wall)], kind="wall")
    return world(houses, [SQUARE], barriers=walls, **tables)


def test_a_walled_compound_is_entered_by_its_gate():
    closed = compound()
    assert_tiles(closed)
    assert closed.land.piece.tolist() == [0, 1, 1, 0]
    opened = compound(gates=frame([shapely.Point(142, 101)], compound="court"))
    crossings = {pair for pair, (_, crosses, _) in contacts(opened.land).items() if crosses}
    assert crossings == {(2, 3)}
    assert (opened.land.piece == 0).all()


def test_an_empty_block_goes_whole_to_the_longest_neighbor():
    """The empty block in the middle touches the west house along 100 m, the others along 60."""
    streets = roads(
        line((60, -10), (60, 210)),
        line((120, -10), (120, 210)),
        line((60, 50), (120, 50)),
        line((60, 150), (120, 150)),
    )
    houses = [house(30, 100), house(90, 25), house(90, 175), house(160, 40), house(160, 160)]
    made = world(houses, [SQUARE], roads=streets)
    assert_tiles(made)
    assert made.land.cells[0].area == pytest.approx(60 * 200 + 60 * 100)
    assert [note.values["n_blocks"] for note in made.land.notes] == [1]


def test_special_land_belongs_to_its_own_units():
    school = box(60, 60, 140, 140)
    houses = [house(30, 30), house(100, 100), house(170, 170)]
    land = frame([school], kind="school")
    made = world(houses, [SQUARE], special_of=[-1, 0, -1], special=land)
    assert_tiles(made)
    assert made.land.cells[1].area == pytest.approx(80 * 80)


def test_overlapping_footprints_each_have_land():
    houses = [box(40, 80, 100, 120), box(90, 80, 160, 120), box(50, 90, 60, 100)]
    made = world(houses, [SQUARE])
    assert_tiles(made)
    assert cell_at(made.land, 55, 95) == [2]
    assert cell_at(made.land, 95, 100) == [0]


def test_the_same_footprint_three_times_is_cut_in_three():
    made = world([box(70, 90, 130, 110)] * 3, [SQUARE])
    assert_tiles(made)
    assert [len(n.ids) for n in made.land.notes if n.key == "land.shared_footprint"] == [2]
    assert (made.land.piece == 0).all()


def test_stairwells_that_share_walls_keep_them_as_borders():
    made = world([box(40, 90, 80, 110), box(80, 90, 120, 110), box(120, 90, 160, 110)], [SQUARE])
    assert_tiles(made)
    for footprint, cell in zip(made.units.footprint, made.land.cells, strict=True):
        assert shapely.difference(footprint, cell).area < 0.01


def test_a_house_across_a_lane_stays_whole():
    houses = [house(100, 108, 40), house(30, 50), house(170, 150), house(170, 50)]
    made = world(houses, [SQUARE], roads=roads(line((-10, 100), (210, 100))))
    assert_tiles(made)
    assert shapely.difference(made.units.footprint[0], made.land.cells[0]).area < 0.01
    assert cell_at(made.land, 100, 60) != [0]


def test_a_house_across_a_railway_is_no_bridge():
    rails = frame([line((-10, 100), (210, 100))], kind="railway")
    made = world([house(100, 108, 40), house(30, 50), house(170, 150)], [SQUARE], barriers=rails)
    assert_tiles(made)
    assert made.land.piece.tolist() == [0, 1, 0]


def test_a_pier_belongs_to_the_nearest_bank():
    water = frame([box(-20, 80, 220, 120)], kind="water")
    made = world([*two_rows(), house(40, 92, 8)], [SQUARE], barriers=water)
    assert_tiles(made)
    assert made.land.piece.tolist() == [0, 0, 0, 1, 1, 1, 0]


def test_a_community_in_two_parts_has_an_enclave():
    parts = shapely.MultiPolygon([box(0, 0, 100, 100), box(150, 0, 200, 50)])
    lived_in = world([house(50, 50), house(175, 25)], [parts])
    assert_tiles(lived_in)
    assert lived_in.land.piece.tolist() == [0, 1]
    assert "land.enclaves" in [note.key for note in lived_in.land.notes]
    empty = world([house(30, 50), house(70, 50)], [parts])
    assert_tiles(empty)
    assert empty.land.cells[1].geom_type == "MultiPolygon"


def test_cells_stop_at_their_community_and_nothing_touches_across():
    halves = [box(0, 0, 100, 200), box(100, 0, 200, 200)]
    made = world([house(50, 100), house(115, 100, 40)], halves, community=[0, 1])
    assert_tiles(made)
    assert contacts(made.land) == {}
    assert made.land.cells[0].area == pytest.approx(100 * 200)


def test_land_that_two_communities_claim_is_given_once():
    claims = [box(0, 0, 110, 200), box(90, 0, 200, 200)]
    made = world([house(50, 100), house(150, 100)], claims, community=[0, 1])
    assert_tiles(made)
    (note,) = [note for note in made.land.notes if note.key == "land.contested"]
    assert note.values["area_m2"] == pytest.approx(20 * 200)


def test_a_community_without_units_is_named():
    made = world([house(50, 100)], [box(0, 0, 100, 200), box(100, 0, 200, 200)])
    assert_tiles(made, communities=100 * 200)
    assert "land.no_units" in [note.key for note in made.land.notes]


def test_a_speck_has_land():
    speck = box(100, 100, 100.0004, 100.0004)
    made = world([house(30, 30), speck, speck], [SQUARE])
    assert_tiles(made)
    assert made.land.cells[1].area > 1000


def test_footprints_too_small_to_divide_are_refused_by_name():
    with pytest.raises(GeometryError, match=r"units have no land .*ids B"):
        world([house(100, 100, 0.1)] * 400, [box(99.9, 99.9, 100.1, 100.1)])


def test_zones_are_single_polygons_that_cover():
    made = world(two_rows(), [SQUARE], roads=roads(line((-10, 110), (210, 110))))
    plan = Plan("grid", [0, 0, 1, 0, 1, 1], tuple(Zone(str(i)) for i in range(2)))
    zones = zone_polygons(made.land, plan)
    assert [zone.geom_type for zone in zones] == ["Polygon", "Polygon"]
    assert shapely.coverage_is_valid(zones)


def test_every_sentence_can_be_said():
    rails = frame([line((-10, 100), (210, 100))], kind="railway")
    made = world(two_rows() * 2, [SQUARE, box(300, 0, 400, 100)], barriers=rails)
    for note in made.land.notes:
        assert all("{" not in note.text(language) for language in ("zh", "en"))
