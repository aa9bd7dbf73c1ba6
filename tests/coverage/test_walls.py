"""Compounds: people leave through gates, and a wall never shortens a walk.

``wall_fixture()`` is a block of 400 m with a wall 20 m inside the streets, a ring path 40 m
inside the wall, and one path through the wall in the middle of the south side::

    ========== street, y = 400 ======== * service at (205, 400)
    |   +--------- wall, 380 -------+ |
    |   |  B                        | |   homes at (205, 372) and (205, 365)
    |   |   +---- ring path 340 --+ | |
    |   |   |                     | | |
    |   |   +--------+------------+ | |
    |   +------------|--------------+ |   the one way out, x = 200
    =================+=================
"""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from gridplan.coverage import prepare_walks
from gridplan.model import TABLES, PlanningArea, Units
from gridplan.network import nearest_targets
from gridplan.params import Params
from gridplan.testing.worlds import CRS

N_EXAMPLES = 30
PHASES = [Phase.explicit, Phase.generate]  # a world of streets is slow to shrink
STREETS_AT = range(-800, 1201, 400)
STREETS = [[(x, -800), (x, 1200)] for x in STREETS_AT]
STREETS += [[(-800, y), (1200, y)] for y in STREETS_AT]
RING_PATH = [(60, 60), (340, 60), (340, 340), (60, 340), (60, 60)]
GATE_PATH = [(200, 0), (200, 60)]
WALL = shapely.box(20, 20, 380, 380)


def frame(shapes, **columns):
    shapes = list(shapes)
    index = range(len(shapes))
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS, index=index)


def world(homes, shops, *, lines, walls=(), gates=(), compound="", gate_name="", **barriers):
    """Build area and units: a house 4 m wide around each of *homes*, with 10 households."""
    houses = [shapely.box(x - 2, y - 2, x + 2, y + 2) for x, y in homes]
    ids = [f"B{i}" for i in range(len(houses))]
    tables = dict.fromkeys(TABLES)
    tables["buildings"] = frame(houses, building_id=ids, households=10.0, compound=compound)
    tables["roads"] = frame(
        [shapely.LineString(line) for line in lines],
        road_id=[f"r{i}" for i in range(len(lines))],
        is_walkable=True,
    )
    solid = [*walls, *barriers.get("water", ())]
    kinds = ["wall"] * len(walls) + ["water"] * (len(solid) - len(walls))
    tables["barriers"] = frame(solid, kind=kinds)
    tables["gates"] = frame([shapely.Point(xy) for xy in gates], compound=gate_name)
    shapes = [s if hasattr(s, "geom_type") else shapely.Point(s) for s in shops]
    service_ids = [f"s{i}" for i in range(len(shapes))]
    tables["services"] = frame(shapes, service_id=service_ids, category="药店")
    area = PlanningArea(crs=CRS, **tables)
    return area, units_of(area, homes, compound)


def units_of(area, homes, compound):
    n = len(homes)
    outline = [shapely.box(-2000, -2000, 3000, 3000)]
    return Units(
        ids=area.buildings["building_id"],
        kind=["building"] * n,
        footprint=area.buildings.geometry.to_numpy(),
        xy_m=np.array(homes, float),
        households=np.full(n, 10),
        building=np.arange(n),
        compound=np.full(n, 0 if compound else -1),
        community=np.zeros(n),
        special=np.full(n, -1),
        compounds=(compound,) if compound else (),
        communities=frame(outline, community_code=["000000000001"]),
    )


def metres(area, units):
    """Walk from every home to the nearest service of all."""
    is_member = np.ones((len(area.services), 1), dtype=bool)
    model = prepare_walks(area, units, is_member, Params().coverage)
    return nearest_targets(model.targets, model.origins, model.seeds_of(0), limit_m=1e5).metres


def wall_fixture(*homes, walls=(WALL,), **options):
    lines = [*STREETS, RING_PATH, GATE_PATH]
    return world(homes, [(205, 400)], lines=lines, walls=walls, **options)


HOMES = (205, 372), (205, 365)


def test_homes_beside_a_wall_walk_around_to_the_only_gate():
    found = metres(*wall_fixture(*HOMES))
    assert found.tolist() == pytest.approx([1442.0, 1435.0])


def test_without_the_wall_the_same_homes_step_onto_the_street():
    found = metres(*wall_fixture(*HOMES, walls=()))
    assert found.tolist() == pytest.approx([np.hypot(28, 0) + 0, 35.0], abs=1.0)


def test_a_wall_drawn_as_a_line_open_at_the_gate_bars_as_a_closed_one_does():
    corners = [(195, 20), (20, 20), (20, 380), (380, 380), (380, 20), (205, 20)]
    found = metres(*wall_fixture(*HOMES, walls=[shapely.LineString(corners)]))
    assert found.tolist() == pytest.approx([1442.0, 1435.0])


def test_a_second_gate_shortens_the_walk():
    """A gate in the north wall, 12 m beside the home and 40 m from the ring path."""
    found = metres(*wall_fixture((205, 365), gates=[(193, 380)]))
    assert 35.0 < found[0] < 120.0


def test_a_gate_without_any_path_leads_straight_from_door_to_street():
    """No path inside: 160 m to the gate in plain view, 20 m to the street, 200 m along it."""
    area, units = world([(200, 180)], [(400, 0)], lines=STREETS, walls=[WALL], gates=[(200, 20)])
    assert metres(area, units)[0] == pytest.approx(160 + 20 + 200)


def test_the_way_to_a_gate_is_never_shorter_than_along_the_streets_before():
    """The home is 28 m from the north street; without the wall it would walk around the block."""
    home, shop, gate = (205, 372), (200, 0), (200, 20)
    closed = world([home], [shop], lines=STREETS, walls=[WALL], gates=[gate])
    opened = world([home], [shop], lines=STREETS)
    assert metres(*closed)[0] >= metres(*opened)[0] > 352


def test_a_wall_around_homes_without_any_known_gate_does_not_bar():
    closed = world([(205, 372)], [(205, 400)], lines=STREETS, walls=[WALL])
    assert metres(*closed)[0] == pytest.approx(28.0)


def test_a_named_compound_with_a_gate_is_left_through_it_although_no_wall_is_drawn():
    options = {"lines": STREETS, "compound": "锦园", "gate_name": "锦园"}
    homes = [(205, 372), (200, 350)]
    free = metres(*world(homes, [(205, 400)], lines=STREETS, compound="锦园"))
    gated = metres(*world(homes, [(205, 400)], gates=[(200, 335)], **options))
    assert free[0] == pytest.approx(28.0)
    assert gated[0] > 28.0


def test_the_gate_of_another_compound_is_no_way_out():
    options = {"lines": [*STREETS, RING_PATH], "walls": [WALL], "compound": "锦园"}
    own = world([(205, 372)], [(205, 400)], gates=[(200, 20)], gate_name="锦园", **options)
    other = world([(205, 372)], [(205, 400)], gates=[(200, 20)], gate_name="秀园", **options)
    assert metres(*own)[0] > 1000.0
    assert metres(*other)[0] > 0.0


def test_a_service_inside_a_wall_is_reached_through_the_gate():
    shop_inside = world(
        [(205, 404)], [(205, 372)], lines=[*STREETS, RING_PATH, GATE_PATH], walls=[WALL],
    )  # fmt: skip
    assert metres(*shop_inside)[0] == pytest.approx(404 - 400, abs=1500)


def test_no_leg_crosses_the_river_to_a_street_on_the_other_bank():
    """Streets on both banks, a bridge at x = 500; the home stands 5 m from the water."""
    lines = [[(0, 0), (500, 0)], [(0, 60), (500, 60)], [(500, 0), (500, 60)]]
    river = shapely.box(-100, 20, 490, 40)
    area, units = world([(0, 15)], [(0, 60)], lines=lines, water=[river])
    assert metres(area, units)[0] == pytest.approx(15 + 500 + 60 + 500)


x = st.integers(2, 58).map(lambda v: v * 10.0 + 3.0)
spot = st.tuples(x, x)
low, high = st.integers(4, 25), st.integers(32, 56)
ring = st.builds(
    lambda a, b, c, d: shapely.box(a * 10.0, b * 10.0, c * 10.0, d * 10.0), low, low, high, high
)
path = st.lists(spot, min_size=2, max_size=4, unique=True)
BLOCK = [[(x, 0), (x, 600)] for x in (0, 300, 600)] + [[(0, y), (600, y)] for y in (0, 600)]


@settings(max_examples=N_EXAMPLES, deadline=None, phases=PHASES)
@example([(303.0, 303.0)], [(603.0, 0.0)], [], shapely.box(50, 50, 500, 500), [0.1], False)
@given(
    st.lists(spot, min_size=1, max_size=6, unique=True),
    st.lists(spot, min_size=1, max_size=3),
    st.lists(path, max_size=3),
    ring,
    st.lists(st.floats(0, 0.99), max_size=3),
    st.booleans(),
)
def test_a_wall_never_shortens_a_walk(homes, shops, paths, wall, gates, is_named):
    """Take the wall away, with or without its gates: nobody walks farther."""
    lines = [*BLOCK, *paths]
    at = [wall.exterior.interpolate(t, normalized=True).coords[0] for t in gates]
    name = "锦园" if is_named else ""
    common = {"lines": lines, "compound": name, "gate_name": name}
    closed = metres(*world(homes, shops, walls=[wall], gates=at, **common))
    assert_no_shorter(closed, metres(*world(homes, shops, gates=at, **common)))


def assert_no_shorter(closed, opened):
    is_known = np.isfinite(opened)  # a home without any street near it may be led to its gate
    assert (closed[is_known] >= opened[is_known] - 1e-6).all(), (closed, opened)
