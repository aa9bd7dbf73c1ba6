import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.network import (
    Snapping,
    attach_targets,
    build_network,
    nearest_targets,
    snap_points,
    walk_metres,
)
from tests.network import oracle
from tests.network.worlds import drawn, roads, walk

# worlds by hand


def test_the_way_over_a_river_is_by_its_one_bridge():
    """Banks at y = 0 and y = 60, a bridge at x = 500; homes face each other at x = 0."""
    south, north = [(0, 0), (500, 0)], [(0, 60), (500, 60)]
    network = build_network(roads(south, north, [(500, 0), (500, 60)], is_bridge=[0, 0, 1]))
    assert walk(network, (0, -5), (0, 65))[0] == pytest.approx(5 + 500 + 60 + 500 + 5)


def test_nobody_jumps_from_an_overpass_to_the_street_below():
    streets = [(-100, 0), (100, 0)], [(0, -100), (0, 100)], [(100, 0), (0, 100)]
    network = build_network(roads(*streets, is_bridge=[False, True, False]))
    expected = 50 + 100 + np.hypot(100, 100) + 50
    assert walk(network, (-50, -0.1), (0, 50), max_m=1)[0] == pytest.approx(expected + 0.1)


def test_two_doors_of_one_street_are_met_along_it():
    network = build_network(roads([(0, 0), (1000, 0)]))
    assert walk(network, (100, 7), (160, -9))[0] == pytest.approx(60 + 7 + 9)


def test_two_doors_of_one_street_may_be_nearer_by_another_way():
    detour = [(0, 0), (0, 400), (10, 400), (10, 0)]
    network = build_network(roads(detour, [(0, 0), (10, 0)]))
    assert walk(network, (0, 30), (10, 40), max_m=1)[0] == pytest.approx(30 + 10 + 40)


def test_of_two_parallel_streets_the_shorter_is_walked():
    long, short = [(0, 0), (0, 50), (100, 50), (100, 0)], [(0, 0), (100, 0)]
    network = build_network(roads(long, short, [(-300, 0), (0, 0)], [(100, 0), (400, 0)]))
    assert walk(network, (-300, 0), (400, 0), max_m=1)[0] == pytest.approx(700.0)


def test_a_street_at_a_greater_leg_wins_where_the_way_is_shorter():
    """The nearest street is a long way round; the one behind the house leads straight there."""
    front, back = [(0, 0), (2000, 0), (2000, 30), (100, 30)], [(100, 30), (0, 30)]
    network = build_network(roads(front, back, [(100, 30), (100, 100)]))
    assert walk(network, (0, 10), (100, 100), max_m=50)[0] == pytest.approx(20 + 100 + 70)


@pytest.mark.parametrize(
    ("target", "limit_m", "metres", "reason"),
    [
        ((900, 0), 1000.0, 900.0, ""),
        ((900, 0), 900.0, 900.0, ""),
        ((900, 0), 899.0, np.inf, "too_far"),
        ((0, 500), 1000.0, np.inf, "island"),
        ((0, 5000), 1000.0, np.inf, "off_network"),
    ],
)
def test_the_reason_says_why_nothing_is_reached(target, limit_m, metres, reason):
    network = build_network(roads([(0, 0), (1000, 0)], [(0, 500), (100, 500)]))
    found = walk(network, (0, 0), target, limit_m=limit_m)
    assert found == (pytest.approx(metres), reason)


def test_an_origin_off_the_network_says_so_and_no_target_is_no_data():
    network = build_network(roads([(0, 0), (1000, 0)]))
    assert walk(network, (0, 5000), (0, 0)) == (np.inf, "off_network")
    origins = snap_points(network, np.array([[0.0, 0.0]]), max_m=100.0)
    nobody = snap_points(network, np.empty((0, 2)), max_m=100.0)
    metres, reason = walk_metres(network, origins, nobody, limit_m=1000.0)
    assert np.isnan(metres).all()
    assert reason.tolist() == ["no_data"]


def test_no_walk_leads_through_a_service():
    """A shop that two separate streets reach does not join them."""
    network = build_network(roads([(0, 0), (100, 0)], [(0, 20), (100, 20)]))
    targets = snap_points(network, np.array([[50.0, 10.0], [90.0, 21.0]]), max_m=12.0)
    home = snap_points(network, np.array([[0.0, 0.0]]), max_m=5.0)
    found = nearest_targets(attach_targets(network, targets), home, [1], limit_m=5000.0)
    assert found.metres.tolist() == [np.inf]


def test_the_nearest_target_and_the_way_there_are_known():
    network = build_network(roads([(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 0), (200, 0)]))
    targets = attach_targets(
        network, snap_points(network, np.array([[200.0, 0], [100, 60], [40, 0]]), max_m=5.0)
    )
    home = snap_points(network, np.array([[10.0, 0.0]]), max_m=5.0)
    far = nearest_targets(targets, home, [0, 1], limit_m=5000.0)
    assert (far.target.tolist(), far.metres.tolist()) == ([1], [150.0])
    assert far.predecessor[far.node[0]] == network.n_nodes + 1
    near = nearest_targets(targets, home, [0, 1, 2], limit_m=5000.0)
    assert (near.target.tolist(), near.node.tolist()) == ([2], [-1])


# private streets: a lane from (100, 0) to (100, 100) between two public streets

PRIVATE = roads(
    [(0, 0), (300, 0)],
    [(0, 100), (300, 100)],
    [(0, 0), (0, 100)],
    [(100, 0), (100, 50)],
    [(100, 50), (100, 100)],
    [(100, 50), (150, 50)],
    is_private=[False, False, False, True, True, True],
)


@pytest.mark.parametrize(
    ("origin", "target", "metres"),
    [
        ((100, 0), (100, 100), 300.0),  # nobody walks through
        ((100, 40), (100, 100), 60.0),  # who lives there comes and goes on either side
        ((100, 40), (100, 0), 40.0),
        ((100, 100), (150, 50), 100.0),  # a service inside is open to its customers
        ((150, 50), (100, 20), 80.0),
    ],
)
def test_a_private_street_is_for_those_who_live_or_call_there(origin, target, metres):
    network = build_network(PRIVATE)
    assert network.edge_is_private.sum() == 3
    assert walk(network, origin, target, max_m=1)[0] == pytest.approx(metres)


def test_a_street_drawn_as_public_and_as_private_is_public():
    twice = roads([(0, 0), (50, 0)], [(0, 0), (50, 0)], is_private=[True, False])
    assert build_network(twice).edge_is_private.tolist() == [False]


# random worlds against the oracle

node_xy = [(0, 0), (100, 0), (200, 10), (0, 120), (110, 130), (400, 400), (500, 400)]
edge = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(5, 300))
island = st.tuples(st.just(5), st.just(6), st.integers(5, 90))
candidate = st.tuples(
    st.integers(0, 100),
    st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0]),
    st.sampled_from([0.0, 7.5, 40.0]),
)
points = st.lists(st.lists(candidate, max_size=3), min_size=1, max_size=5)
streets = st.builds(
    lambda a, b: sorted(a) + b,
    st.lists(edge, min_size=1, max_size=9),
    st.lists(island, min_size=1, max_size=2),
)


def network_of(edges):
    return drawn([(min(u, v), max(u, v), bulge) for u, v, bulge in edges], node_xy)


def snapping_of(network, places):
    rows = [(i, c[0] % len(network.edge_line), c[1], c[2]) for i, p in enumerate(places) for c in p]
    point, edge, t, leg_m = np.array(rows, float).reshape(-1, 4).T
    along_m = t * network.edge_length_m[edge.astype(int)]
    return Snapping(len(places), point, edge, along_m, leg_m)


@settings(max_examples=300, deadline=None)
@given(streets, points, points, st.sampled_from([60.0, 200.0, 5000.0]))
def test_metres_equal_those_of_a_graph_cut_at_every_point(edges, homes, shops, limit_m):
    network = network_of(edges)
    origins, targets = snapping_of(network, homes), snapping_of(network, shops)
    metres, _ = walk_metres(network, origins, targets, limit_m=limit_m)
    graph = oracle.cut_graph(network, origins, targets)
    expected = oracle.walk_metres(graph, len(homes), range(len(shops)), limit_m=np.inf)
    sure = np.abs(expected - limit_m) > 1e-6
    expected[expected > limit_m] = np.inf
    np.testing.assert_allclose(metres[sure], expected[sure], rtol=0, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(streets, points, points)
def test_the_walk_back_is_as_long(edges, homes, shops):
    network = network_of(edges)
    origins, targets = snapping_of(network, homes[:1]), snapping_of(network, shops[:1])
    there, _ = walk_metres(network, origins, targets, limit_m=1e6)
    back, _ = walk_metres(network, targets, origins, limit_m=1e6)
    np.testing.assert_allclose(there, back, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(streets, points, points)
def test_a_new_service_never_lengthens_a_walk(edges, homes, shops):
    network = network_of(edges)
    origins, targets = snapping_of(network, homes), snapping_of(network, shops)
    tied = attach_targets(network, targets)
    fewer = nearest_targets(tied, origins, range(len(shops) - 1), limit_m=1e6).metres
    more = nearest_targets(tied, origins, range(len(shops)), limit_m=1e6).metres
    assert (more <= np.nan_to_num(fewer, nan=np.inf, posinf=np.inf)).all()


@settings(max_examples=100, deadline=None)
@given(streets, points, points)
def test_a_longer_limit_never_reaches_fewer_and_changes_no_walk(edges, homes, shops):
    network = network_of(edges)
    origins, targets = snapping_of(network, homes), snapping_of(network, shops)
    short, _ = walk_metres(network, origins, targets, limit_m=150.0)
    long, _ = walk_metres(network, origins, targets, limit_m=400.0)
    np.testing.assert_array_equal(short, np.where(long <= 150.0, long, np.inf))
