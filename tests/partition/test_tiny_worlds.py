"""Worlds whose answer is worked by hand."""

import numpy as np
import pytest

from gridplan.errors import ParamError
from tests.partition.worlds import assert_sound, lattice, line, plan


def keys(found):
    return [(f.kind, f.key.removeprefix("partition."), f.is_unavoidable) for f in found.violations]


def test_four_units_in_a_row_make_two_pairs():
    found = line([30, 30, 30, 30])
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert found.objective == pytest.approx(600.0)  # in each pair 30 households walk 10 m
    assert found.households.tolist() == [60, 60]
    assert found.violations == ()


def test_power_two_squares_the_distance():
    assert line([30, 30, 30, 30], power=2).objective == pytest.approx(6000.0)


def test_a_river_is_crossed_only_at_the_bridge():
    # two banks of three; the bridge joins 2 and 5; each bank needs its own zone of 60
    xy = [(0, 0), (10, 0), (20, 0), (0, 5), (10, 5), (20, 5)]
    found = plan(xy, [20] * 6, [(0, 1), (1, 2), (3, 4), (4, 5), (2, 5)])
    assert found.labels[0] == found.labels[1] == found.labels[2]
    assert found.labels[3] == found.labels[4] == found.labels[5]
    assert found.n_zones == 2


def test_towers_of_42_never_fit_50_to_80():
    found = line([42] * 5)
    assert found.n_zones > 0
    assert all(fault.is_unavoidable for fault in found.violations)
    assert not found.feasibility.is_feasible or found.violations


def test_ninety_households_are_one_zone_ten_too_many():
    found = line([10] * 9)
    assert found.households.tolist() == [90]
    assert keys(found) == [("above", "gap", True)]
    assert found.violations[0].values["below"] == 80
    assert found.violations[0].values["above"] == 100


def test_ninety_six_households_are_two_zones_two_too_few():
    found = line([12] * 8)
    assert found.households.tolist() == [48, 48]
    assert keys(found) == [("below", "gap", True)] * 2


def test_a_tower_above_the_maximum_stands_alone():
    found = line([30, 30, 95, 30, 30])
    assert found.households.tolist() == [60, 95, 60]
    assert keys(found) == [("above", "oversize", True)]


def test_what_a_tower_cuts_off_is_too_few():
    found = line([30, 95, 30, 30])
    assert sorted(keys(found)) == [("above", "oversize", True), ("below", "too_few", True)]


def test_an_island_is_a_piece_of_its_own():
    found = line([30, 30])
    xy = [(0, 0), (10, 0), (500, 0)]
    found = plan(xy, [30, 30, 20], [(0, 1)])
    assert found.labels.tolist() == [0, 0, 1]
    assert keys(found) == [("below", "too_few", True)]


def test_must_links_share_a_zone():
    xy, pairs = lattice(2, 4)
    found = plan(xy, [30] * 8, pairs, must_link=[(0, 4), (3, 7)])
    assert found.labels[0] == found.labels[4]
    assert found.labels[3] == found.labels[7]
    assert found.violations == ()


def test_cannot_links_do_not():
    found = line([30] * 4, cannot_link=[(1, 2)])
    assert found.labels[1] != found.labels[2]
    xy, pairs = lattice(2, 4)
    found = plan(xy, [30] * 8, pairs, cannot_link=[(0, 1), (2, 3), (4, 5), (6, 7)])
    for a, b in [(0, 1), (2, 3), (4, 5), (6, 7)]:
        assert found.labels[a] != found.labels[b]
    assert found.violations == ()


def test_fixed_units_keep_their_label():
    initial = [1, -1, -1, 0]
    found = line([30] * 4, initial=initial, fixed=[True, False, False, True])
    assert found.labels[0] == 1
    assert found.labels[3] == 0
    assert_sound(found, [30] * 4, [(0, 1), (1, 2), (2, 3)], (50, 80))


def test_a_good_start_is_kept():
    xy, pairs = lattice(4, 4)
    start = np.repeat([0, 1, 2, 3], 4)  # rows of four
    found = plan(xy, [15] * 16, pairs, initial=start, effort=0.1)
    assert found.violations == ()
    squares = 4 * 15 * (40 + 40 + 80)
    assert found.objective <= 4 * 15 * (40 + 40 + 80) or found.objective == squares


@pytest.mark.parametrize("n_zones", [1, 2, 3, 6])
def test_the_number_of_zones_is_kept(n_zones):
    found = line([30] * 6, n_zones=n_zones)
    assert found.n_zones == n_zones
    assert not any(f.kind == "count" for f in found.violations)


def test_fewer_zones_than_pieces_cannot_be():
    found = plan([(0, 0), (900, 0)], [60, 60], [], n_zones=1)
    assert [f.kind for f in found.violations] == ["count"]
    assert found.violations[0].is_unavoidable


def test_units_at_one_place_are_divided_all_the_same():
    found = plan(np.zeros((6, 2)), [30] * 6, [(i, j) for i in range(6) for j in range(i)])
    assert found.households.tolist() == [60, 60, 60]
    assert found.objective == 0.0


def test_without_households_all_land_is_one_empty_zone():
    found = line([0] * 5)
    assert found.labels.tolist() == [0] * 5
    assert keys(found) == [("empty", "empty_piece", True)]
    assert line([0] * 5, band=(0, 80)).violations == ()


def test_no_units_make_no_zones():
    found = plan(np.zeros((0, 2)), np.zeros(0, int), np.zeros((0, 2), int))
    assert found.n_zones == 0
    assert found.objective == 0.0


def test_one_unit_is_one_zone():
    assert plan([(0, 0)], [60], []).labels.tolist() == [0]


def test_empty_land_rides_along_and_joins():
    # households only at the ends of each half; the land between carries the contact
    found = line([30, 0, 0, 30, 30, 0, 0, 30])
    assert found.violations == ()
    assert found.households.tolist() == [60, 60]
    assert_sound(found, [30, 0, 0, 30, 30, 0, 0, 30], [(i, i + 1) for i in range(7)], (50, 80))


def test_empty_land_is_dealt_anew_where_a_zone_needs_it():
    # 44 touches 20 only across a park that is nearer to 60
    xy = [(0, 0), (40, 0), (41, 8), (80, 0)]
    found = plan(xy, [44, 0, 60, 20], [(0, 1), (1, 2), (1, 3), (0, 2), (2, 3)])
    assert found.violations == ()
    assert sorted(found.households.tolist()) == [60, 64]


def test_without_adjacency_zones_may_be_in_pieces():
    found = plan([(0, 0), (10, 0), (20, 0), (30, 0)], [30] * 4, None)
    assert sorted(found.households.tolist()) == [60, 60]


def test_without_adjacency_what_a_tower_parts_may_still_meet():
    found = plan([(0, 0), (10, 0), (20, 0)], [30, 95, 30], None)
    assert sorted(found.households.tolist()) == [60, 95]
    assert keys(found) == [("above", "oversize", True)]


def test_distances_take_the_place_of_lines():
    xy = np.array([(0.0, 0.0), (10, 0), (20, 0), (30, 0)])
    matrix = np.abs(xy[:, :1] - xy[:, :1].T)
    found = plan_matrix(matrix, [30] * 4)
    assert found.labels.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    assert found.objective == pytest.approx(600.0)


def plan_matrix(matrix, households):
    from gridplan.partition import partition

    return partition(
        None,
        households,
        [(0, 1), (1, 2), (2, 3)],
        min_households=50,
        max_households=80,
        distance_m=matrix,
    )


def test_a_compound_that_fits_stays_whole():
    # 20 units of 15; the compound of four in the middle would be cut by plain compactness
    xy, pairs = lattice(4, 5)
    group = np.full(20, -1)
    group[[6, 7, 11, 12]] = 3
    found = plan(xy, [15] * 20, pairs, group=group)
    assert len(set(found.labels[[6, 7, 11, 12]].tolist())) == 1
    assert found.violations == ()


def test_crossing_an_arterial_costs():
    xy, pairs = lattice(2, 4)
    side = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    found = plan(xy, [30] * 8, pairs, side=side, side_cost_m=500.0)
    assert all(len(set(side[found.labels == z])) == 1 for z in range(found.n_zones))
    assert found.soft_cost == 0.0


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"power": 3}, "power is 3"),
        ({"n_zones": 9}, "n_zones is 9"),
        ({"fixed": [True] * 4}, "no initial labels"),
        ({"must_link": [(0, 7)]}, "outside 0..3"),
        ({"cannot_link": [(1, 1)]}, "against itself"),
        ({"initial": [0, 1]}, "initial has shape"),
    ],
)
def test_wrong_input_is_named(options, text):
    with pytest.raises(ParamError, match=text):
        line([30] * 4, **options)


def test_negative_households_are_refused():
    with pytest.raises(ParamError, match=r"units \[1\]"):
        line([30, -1, 30])


def test_cancel_gives_the_best_so_far():
    told = []
    found = line([30] * 8, cancel=lambda: True, progress=told.append)
    assert_sound(found, [30] * 8, [(i, i + 1) for i in range(7)], (50, 80))


def test_progress_rises():
    told = []
    line([30] * 8, progress=told.append)
    assert told == sorted(told)
    assert 0.0 <= told[0] <= told[-1] <= 1.0
