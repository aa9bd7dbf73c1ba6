"""Zones met by a search: each once, and the best plan from several."""

import numpy as np
import pytest

from gridplan.partition import solve
from gridplan.partition.board import make_board
from gridplan.partition.control import Control
from gridplan.partition.pool import Pool
from gridplan.partition.reduce import make_rules, reduce_units
from gridplan.partition.tally import load_labels
from tests.partition.worlds import assert_sound, lattice, problem


def met(asked, *plans):
    net, rules = reduce_units(asked).net, make_rules(asked)
    pool = Pool(net)
    for labels in plans:
        board = make_board(net, labels, 0, np.zeros(len(labels), dtype=bool))
        load_labels(board, rules, labels)
        pool.add(board)
    return pool


@pytest.fixture
def row():
    """Eight houses in a row, in pairs that stand 10 m apart and 90 m from one another."""
    xy = np.column_stack([np.arange(8) // 2 * 100.0 + np.arange(8) % 2 * 10, np.zeros(8)])
    pairs = np.column_stack([np.arange(7), np.arange(1, 8)])
    return problem(xy, [30] * 8, pairs, band=(30, 100))


def test_the_good_half_of_each_plan_is_taken(row):
    west = np.array([0, 0, 1, 1, 2, 2, 2, 3])
    east = np.array([0, 1, 1, 1, 2, 2, 3, 3])
    assert met(row, west, east).best_plan(west, Control()).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_zone_is_kept_once_and_only_within_its_bounds(row):
    pool = met(row, np.array([0, 0, 1, 1, 2, 2, 2, 2]), np.array([0, 0, 1, 1, 2, 2, 3, 3]))
    assert sorted(len(members) for members in pool.members) == [2, 2, 2, 2]  # four are too many


def test_bonds_count_half_at_either_side():
    xy, pairs = lattice(1, 4)
    asked = problem(xy, [30] * 4, pairs, band=(30, 80), group=np.array([-1, 0, 0, -1]))
    labels = np.array([0, 0, 1, 1])
    net = reduce_units(asked).net
    row = np.repeat(np.arange(4), np.diff(net.indptr))
    cut = net.bond[labels[row] != labels[net.indices]].sum() / 2
    assert cut > 0
    distances = 30 * 40.0 * 2
    assert sum(met(asked, labels).cost) == pytest.approx(distances + cut)


def test_a_search_by_the_clock_puts_zones_together_and_stays_sound():
    xy, pairs = lattice(16, 16)
    households = np.random.default_rng(1).choice([8, 10, 12, 14], 256)
    asked = problem(xy, households, pairs, band=(55, 85), n_zones=40, time_limit_s=1.5)
    found = solve(asked)
    assert not found.violations
    assert_sound(found, households, pairs, (55, 85))
