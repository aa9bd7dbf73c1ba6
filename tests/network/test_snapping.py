import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.network import Obstacles, build_network, snap_points
from tests.network.worlds import roads

STREETS = roads(
    [(0, 0), (100, 0)], [(0, 20), (100, 20)], [(0, 60), (100, 60)], [(100, 0), (100, 60)]
)


def snap(network, *xy, **options):
    return snap_points(network, np.array(xy, float).reshape(-1, 2), **{"max_m": 100.0} | options)


def test_a_point_keeps_position_and_leg_on_its_nearest_street():
    found = snap(build_network(STREETS), (30, -10))
    assert (found.along_m[0], found.leg_m[0]) == (30.0, 10.0)


def test_streets_within_25_m_of_the_nearest_are_candidates():
    assert snap(build_network(STREETS), (30, -10)).leg_m.tolist() == [10.0, 30.0]
    assert snap(build_network(STREETS), (30, 38)).leg_m.tolist() == [18.0, 22.0, 38.0]


def test_a_street_far_behind_the_nearest_is_no_candidate():
    assert snap(build_network(STREETS), (30, 100)).leg_m.tolist() == [40.0]


def test_no_leg_crosses_water_where_another_does_not():
    canal = Obstacles([shapely.box(-50, 5, 90, 15)])
    network = build_network(STREETS)
    assert snap(network, (30, 2), obstacles=canal).leg_m.tolist() == [2.0]
    assert snap(network, (30, 17), obstacles=canal).leg_m.tolist() == [3.0]


def test_a_street_across_the_canal_gives_way_to_one_farther_off_on_this_side():
    canal = Obstacles([shapely.LineString([(-50, 25), (150, 25)])])
    network = build_network(roads([(0, 20), (100, 20)], [(0, 80), (100, 80)], [(0, 20), (0, 80)]))
    assert snap(network, (90, 30), obstacles=canal).leg_m.tolist() == [50.0]


def test_a_house_with_water_all_around_keeps_its_nearest_street():
    moat = Obstacles([shapely.Point(50, -20).buffer(15).exterior])
    assert snap(build_network(STREETS), (50, -20), obstacles=moat).leg_m.tolist() == [20.0]


def test_a_street_on_the_edge_of_the_water_can_be_reached():
    canal = Obstacles([shapely.box(0, -10, 100, 0)])
    assert snap(build_network(STREETS), (50, 8), obstacles=canal).leg_m.tolist() == [8.0, 12.0]


def test_beyond_the_longest_leg_a_point_is_off_the_network():
    found = snap(build_network(STREETS), (50, -30), (50, -31), (50, -70), max_m=30.0)
    assert found.is_on_network.tolist() == [True, False, False]


def test_the_longest_leg_may_differ_by_point():
    found = snap(build_network(STREETS), (50, -30), (50, -30), max_m=[10.0, 40.0])
    assert found.is_on_network.tolist() == [False, True]


def test_a_point_beside_islands_only_also_gets_the_main_street():
    islands = [(0, 0), (10, 0)], [(0, 5), (10, 5)], [(0, 10), (10, 10)]
    network = build_network(roads(*islands, [(-100, 60), (100, 60)]))
    assert snap(network, (5, 0)).leg_m.tolist() == [0.0, 5.0, 10.0, 60.0]


@pytest.mark.parametrize("frame", [roads(), STREETS])
def test_no_points_and_no_streets_are_no_error(frame):
    network = build_network(frame)
    assert len(snap(network)) == 0
    assert snap(build_network(roads()), (1, 1)).is_on_network.tolist() == [False]


place = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


@settings(max_examples=80, deadline=None)
@given(st.lists(place, min_size=1, max_size=10))
def test_candidates_are_those_of_a_brute_force_search(places):
    network = build_network(STREETS)
    found = snap(network, *places)
    distance_m = shapely.distance(shapely.points(places)[:, None], network.edge_line[None, :])
    for point, row in enumerate(distance_m):
        row = np.sort(row)
        reach_m = min(row[0] + 25.0, 100.0)
        if not np.isclose(row, reach_m).any():
            np.testing.assert_allclose(found.leg_m[found.point == point], row[row <= reach_m])


def test_each_candidate_lies_where_it_says():
    network = build_network(STREETS)
    xy = np.array([(12.5, 8.0), (70.0, 33.0)])
    found = snap_points(network, xy, max_m=100.0)
    stops = shapely.line_interpolate_point(network.edge_line[found.edge], found.along_m)
    np.testing.assert_allclose(
        shapely.distance(stops, shapely.points(xy[found.point])), found.leg_m
    )
