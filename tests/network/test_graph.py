import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridplan.network import build_network
from tests.network.worlds import TOWNS, roads, town_roads, walk

FLAT, UP = [(-100, 0), (100, 0)], [(0, -100), (0, 100)]


def pieces(network):
    return len(network.component_length_m)


def test_crossing_lines_without_a_shared_vertex_are_joined():
    network = build_network(roads(FLAT, UP))
    assert network.edge_length_m.tolist() == [100.0] * 4
    assert pieces(network) == 1


@pytest.mark.parametrize(
    "columns",
    [{"is_bridge": [True, False]}, {"is_tunnel": [False, True]}, {"layer": [1.0, np.nan]}],
)
def test_an_overpass_is_not_joined_to_what_it_crosses(columns):
    network = build_network(roads(FLAT, UP, **columns))
    assert network.edge_length_m.tolist() == [200.0, 200.0]
    assert pieces(network) == 2


def test_two_bridges_of_one_layer_cross_on_the_level():
    assert pieces(build_network(roads(FLAT, UP, is_bridge=True, layer=1.0))) == 1


def test_a_bridge_is_joined_at_its_ends():
    east, west = [(100, 0), (200, 0)], [(-100, 0), (-200, 0)]
    network = build_network(roads(FLAT, UP, east, west, is_bridge=[True, False, False, False]))
    assert network.component_length_m.tolist() == [400.0, 200.0]


def test_a_shared_vertex_joins_a_bridge_too():
    landing = [(-100, 0), (0, 0), (100, 0)], [(0, -100), (0, 0), (0, 100)]
    assert pieces(build_network(roads(*landing, is_bridge=[True, False]))) == 1


def test_a_bridge_that_lands_on_the_middle_of_a_street_is_joined():
    network = build_network(roads(FLAT, [(0, 0), (0, 100)], is_bridge=[False, True]))
    assert pieces(network) == 1


def test_a_street_that_ends_under_a_bridge_is_not_joined_to_it():
    network = build_network(roads(FLAT, [(0, -50), (0, 0)], is_bridge=[True, False]))
    assert pieces(network) == 2


def test_a_ramp_that_winds_over_itself_does_not_meet_itself():
    ramp = [(0, 0), (100, 0), (100, 100), (50, 100), (50, -50)]
    assert len(build_network(roads(ramp, is_bridge=True)).edge_line) == 1
    assert len(build_network(roads(ramp)).edge_line) == 3


def test_an_end_on_the_middle_of_a_line_is_joined():
    network = build_network(roads(FLAT, [(0, 0), (0, 50)]))
    assert sorted(network.edge_length_m) == [50.0, 100.0, 100.0]


@pytest.mark.parametrize(("gap_m", "n_pieces"), [(0.4, 1), (1.0, 1), (1.1, 2)])
def test_a_near_miss_is_joined_by_a_link(gap_m, n_pieces):
    network = build_network(roads(FLAT, [(0, gap_m), (0, 50)]))
    assert pieces(network) == n_pieces
    assert network.edge_length_m.sum() == pytest.approx(250.0 - gap_m * (n_pieces == 2))
    assert network.joined == (("r1",) if n_pieces == 1 else ())


def test_two_ends_that_miss_each_other_are_joined_once():
    network = build_network(roads([(0, 0), (50, 0)], [(50.5, 0), (90, 0)]))
    assert network.edge_length_m.tolist() == [90.0]
    assert network.joined == ("r0", "r1")


def test_a_line_over_part_of_another_counts_once():
    network = build_network(roads([(0, 0), (100, 0)], [(40, 0), (160, 0)], [(70, 0), (70, 30)]))
    assert network.edge_length_m.sum() == pytest.approx(190.0)


def test_a_line_that_turns_back_on_itself_is_no_detour():
    network = build_network(roads([(0, 0), (0, 30), (0, -30)]))
    assert walk(network, (0, 0), (0, -30))[0] == pytest.approx(30.0)


def test_a_street_cut_into_pieces_is_one_edge():
    network = build_network(roads([(0, 0), (30, 0)], [(70, 0), (30, 0)], [(70, 0), (100, 0)]))
    assert network.edge_length_m.tolist() == [100.0]


def test_a_loop_begins_at_its_junction_wherever_the_source_begins_it():
    block = [(50, 50), (50, 0), (0, 0), (0, 50), (50, 50)]
    network = build_network(roads(block, [(0, 0), (-50, 0)]))
    junction = shapely.Point(0, 0)
    assert sorted(network.edge_length_m) == [50.0, 200.0]
    assert all(
        shapely.get_point(line, 0) == junction or shapely.get_point(line, -1) == junction
        for line in network.edge_line
    )


def test_parallel_streets_both_stay_and_the_shorter_one_is_walked():
    long, short = [(0, 0), (0, 50), (100, 50), (100, 0)], [(0, 0), (100, 0)]
    stubs = [(-10, 0), (0, 0)], [(100, 0), (110, 0)]
    network = build_network(roads(long, short, *stubs))
    assert len(network.edge_line) == 4
    assert network.arcs.max() == 100.0


def test_roads_that_are_not_walkable_are_left_out():
    assert build_network(roads(FLAT, UP, is_walkable=[True, False])).edge_length_m.tolist() == [
        200.0
    ]


@pytest.mark.parametrize("frame", [roads(), roads(FLAT, is_walkable=False)])
def test_without_roads_the_network_is_empty_and_says_so(frame):
    network = build_network(frame)
    assert (network.n_nodes, len(network.edge_line)) == (0, 0)
    assert [note.key for note in network.notes] == ["network.no_roads"]


def test_the_quality_of_the_network_is_noted():
    network = build_network(roads(FLAT, UP, [(500, 0), (600, 0)]))
    quality = network.notes[0]
    assert dict(quality.values) == {
        "length_km": 0.5, "n_components": 2, "share": 0.8, "percent": 80.0, "n_dangling": 6,
    }  # fmt: skip
    assert {note.key for note in network.notes} == {"network.quality", "network.crossings_level"}


def test_notes_can_be_read_in_both_languages():
    network = build_network(roads(FLAT, [(0, 0.5), (0, 50)]))
    for note in network.notes:
        assert note.text("zh")
        assert note.text("en")


corner = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (p[0] * 30.0, p[1] * 30.0))


def goes_on(line):
    """Tell whether no step of a line is empty or turns back on the step before."""
    steps = np.diff(line, axis=0)
    back = [
        a @ b < 0 and a[0] * b[1] == a[1] * b[0] for a, b in zip(steps, steps[1:], strict=False)
    ]
    return steps.any(axis=1).all() and not any(back)


segment = st.lists(corner, min_size=2, max_size=4).filter(goes_on)


@settings(max_examples=150, deadline=None)
@example([[(0.0, 0.0), (60.0, 0.0)], [(0.0, 0.0), (30.0, 0.0), (60.0, 0.0)]])
@given(st.lists(segment, min_size=1, max_size=8))
def test_noding_agrees_with_the_arrangement_of_the_lines(lines):
    frame = roads(*lines)
    expected = shapely.union_all(frame.geometry.to_numpy())
    network = build_network(frame)
    assert network.edge_length_m.sum() == pytest.approx(expected.length, abs=0.05)
    parts = shapely.get_parts(shapely.unary_union(shapely.buffer(expected, 0.01)))
    assert pieces(network) == len(parts)


@settings(max_examples=60, deadline=None)
@given(st.lists(segment, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_order_and_direction_of_the_roads_change_nothing(lines, random):
    other = [line[::-1] if random.random() < 0.5 else line for line in lines]
    random.shuffle(other)
    one, two = build_network(roads(*lines)), build_network(roads(*other))
    np.testing.assert_array_equal(one.node_xy_m, two.node_xy_m)
    np.testing.assert_array_equal(one.edge_u, two.edge_u)
    np.testing.assert_allclose(one.edge_length_m, two.edge_length_m, rtol=1e-12)


@pytest.mark.towns
@pytest.mark.parametrize("town", TOWNS)
def test_most_of_a_real_town_hangs_together(town):
    network = build_network(town_roads(town))
    assert network.share_in_largest >= 0.84
    walkable = town_roads(town)["is_walkable"]
    length_m = town_roads(town)[walkable].length.sum()
    assert network.edge_length_m.sum() == pytest.approx(length_m, rel=0.02)
