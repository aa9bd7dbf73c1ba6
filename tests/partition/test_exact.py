"""Zones dealt anew by an integer program: best of all deals, in one piece, rules kept."""

import itertools

import numpy as np
import pytest

from gridplan.partition.deal import tied_nodes
from gridplan.partition.reduce import reduce_units
from tests.partition.deals import cost, dealt
from tests.partition.worlds import lattice, n_pieces, problem


def best_cost(asked, pairs):
    """Try every deal to two zones."""
    best, n = np.inf, len(asked)
    for deal in itertools.product((0, 1), repeat=n):
        labels = np.array(deal)
        loads = np.bincount(labels, asked.households, 2)
        in_band = all(asked.band.contains(int(load)) for load in loads)
        at_home = asked.centers is None or (labels[asked.centers] == [0, 1]).all()
        if in_band and at_home and n_pieces(labels, pairs) == 2:
            best = min(best, cost(asked, labels))
    return best


def uneven(seed, **options):
    """Three by four houses of 4 to 12 households, about 96 in all."""
    xy, pairs = lattice(3, 4)
    rng = np.random.default_rng(seed)
    xy = xy + rng.uniform(-15, 15, xy.shape)
    households = rng.integers(4, 13, 12)
    half = int(households.sum()) // 2
    return problem(xy, households, pairs, band=(half - 5, half + 6), **options), pairs


@pytest.mark.parametrize("seed", range(6))
def test_two_zones_with_free_centers_are_the_best_of_all(seed):
    asked, pairs = uneven(seed)
    labels = np.repeat([0, 1], 6)
    found, is_proven = dealt(asked, labels, [0, 1])
    assert is_proven
    assert n_pieces(found, pairs) == 2
    assert cost(asked, found) == pytest.approx(best_cost(asked, pairs))


@pytest.mark.parametrize("seed", range(6))
def test_two_zones_around_given_centers_are_the_best_of_all(seed):
    asked, pairs = uneven(seed, centers=np.array([5, 6]))
    labels = np.arange(12) % 4 // 2  # the western half and the eastern
    found, is_proven = dealt(asked, labels, [0, 1])
    assert is_proven
    assert n_pieces(found, pairs) == 2
    assert cost(asked, found) == pytest.approx(best_cost(asked, pairs))


def test_zones_out_of_band_are_mended_first():
    xy, pairs = lattice(1, 6)
    asked = problem(xy, [10] * 6, pairs, band=(30, 30), centers=np.array([0, 5]))
    found, _ = dealt(asked, np.array([0, 0, 0, 0, 0, 1]), [0, 1])
    assert found.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_zone_is_not_torn_though_that_would_be_nearer():
    # a row in which the centers stand next to each other: 1 serves 0, 2 serves 3, 4
    xy = np.array([[20.0, 0], [10, 0], [11, 0], [-5, 0], [-6, 0]])
    pairs = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    asked = problem(xy, [10] * 5, pairs, band=(10, 40), centers=np.array([1, 2]))
    found, is_proven = dealt(asked, np.array([0, 0, 1, 1, 1]), [0, 1])
    assert is_proven
    assert found.tolist() == [0, 0, 1, 1, 1]


def test_foes_stay_apart_and_fixed_units_where_they_are():
    xy, pairs = lattice(2, 3, step_m=10.0)
    centers = np.array([0, 5])
    free = problem(xy, [10] * 6, pairs, band=(10, 50), centers=centers)
    labels = np.array([0, 0, 1, 0, 1, 1])
    assert dealt(free, labels, [0, 1])[0].tolist() == [0, 0, 1, 0, 1, 1]
    foes = problem(xy, [10] * 6, pairs, band=(10, 50), centers=centers, cannot_link=[[0, 3]])
    start = np.array([0, 0, 0, 1, 1, 1])
    assert dealt(foes, start, [0, 1])[0].tolist() == [0, 0, 1, 1, 1, 1]


def test_zones_with_compounds_are_left_to_others():
    xy, pairs = lattice(1, 4)
    asked = problem(xy, [10] * 4, pairs, band=(10, 30), group=np.array([0, 0, -1, -1]))
    net = reduce_units(asked).net
    assert tied_nodes(net).tolist() == [True, True, False, False]
