"""The search for zones of many units: sums, cut contacts, centers by transport, the clock."""

import time

import numpy as np
import pytest

from gridplan.partition import solve
from gridplan.partition.board import make_board
from gridplan.partition.centers import grow_zones, settle_centers
from gridplan.partition.control import Control
from gridplan.partition.cooling import Recipe
from gridplan.partition.reduce import make_rules, reduce_units
from gridplan.partition.search import sweep
from gridplan.partition.tally import load_labels, measure
from gridplan.partition.transport import Market
from tests.partition.worlds import assert_sound, lattice, n_pieces, problem


def board_of(world, labels):
    rules = make_rules(world)
    net = reduce_units(world).net
    board = make_board(net, labels, 0, np.zeros(len(labels), dtype=bool))
    load_labels(board, rules, labels)
    return board, rules


@pytest.fixture
def columns():
    """Eight by eight houses of ten, in four zones of two columns."""
    xy, pairs = lattice(8, 8)
    return problem(xy, [10] * 64, pairs, band=(140, 180)), np.arange(64) % 8 // 2, pairs


def test_sums_and_cut_contacts_stay_right_through_a_sweep(columns):
    world, labels, pairs = columns
    board, rules = board_of(world, labels)
    assert sweep(board, rules, 2000, 300.0, 1000.0) > 0
    moved = board.nodes["label"].copy()
    zones = board.zones.copy()
    n_cut = int(board.counts[1])
    assert n_cut == 2 * (moved[pairs[:, 0]] != moved[pairs[:, 1]]).sum()
    load_labels(board, rules, moved)
    assert zones["cost"] == pytest.approx(board.zones["cost"])
    assert n_pieces(moved, pairs) == 4


def test_the_best_plan_of_a_sweep_is_kept(columns):
    world, labels, _ = columns
    board, rules = board_of(world, labels)
    first = measure(board, rules)[2]
    sweep(board, rules, 5000, 100.0, 1000.0)
    load_labels(board, rules, board.nodes["kept"].copy())
    assert measure(board, rules)[1:] == (0, pytest.approx(board.best[1]))
    assert board.best[1] < first  # squares are better than columns


def test_a_node_touches_its_ring(columns):
    world, labels, _ = columns
    board, _ = board_of(world, labels)
    assert not board.contacts["ring"].any()  # a lattice has no triangles
    xy, pairs = lattice(1, 3)
    ring = make_board(
        reduce_units(problem(xy, [60] * 3, [*pairs, (0, 2)])).net,
        np.arange(3),
        0,
        np.zeros(3, bool),
    ).contacts["ring"]
    assert ring.tolist() == [2, 1, 2, 1, 2, 1]


def test_two_centers_halve_a_street():
    xy, pairs = lattice(2, 10)
    world = problem(xy, [10] * 20, pairs, band=(90, 110))
    board, rules = board_of(world, np.zeros(20, dtype=np.int64))
    market = Market(np.zeros((20, 2)), np.full(20, 10), np.array([90, 90]), np.array([110, 110]))
    centers, price = np.zeros(2, dtype=np.int64), np.zeros(2)
    bound = settle_centers(board, rules, market, centers, price)
    labels = grow_zones(board, market, centers, price)
    assert sorted(xy[centers, 0] // 40) == [2, 7]
    assert n_pieces(labels, pairs) == 2
    halves = 2 * 10 * (2 * (40 + 80) + 40 + 2 * (np.hypot(40, 40) + np.hypot(40, 80)))
    assert bound == pytest.approx(halves, rel=1e-3)
    assert bound <= halves + 1e-6


def test_a_recipe_cools_from_hot_to_cold():
    recipe = Recipe(1.0, 0.01, 5.0)
    assert [recipe.warmth(s) for s in (0.0, 0.5, 1.0)] == pytest.approx([1.0, 0.1, 0.01])


def test_parts_share_the_time_that_is_left():
    control = Control(end_s=time.monotonic() + 10.0)
    assert control.part(0, 2).left_s() == pytest.approx(5.0, abs=0.5)
    assert control.part(1, 2).left_s() == pytest.approx(10.0, abs=0.5)
    assert Control().part(0, 2).left_s() == float("inf")


def test_with_a_clock_the_search_goes_on_until_it_is_over(columns):
    world, _, pairs = columns
    quick = solve(problem(world.xy_m, [10] * 64, pairs, band=(140, 180), n_zones=4))
    start = time.monotonic()
    slow = solve(
        problem(world.xy_m, [10] * 64, pairs, band=(140, 180), n_zones=4, time_limit_s=1.0)
    )
    assert time.monotonic() - start >= 1.0
    assert slow.objective <= quick.objective
    assert_sound(slow, np.full(64, 10), pairs, (140, 180))
