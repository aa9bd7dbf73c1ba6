"""The last step of the search: never worse, in one piece, and best where that can be tried."""

import numpy as np
import pytest
from hypothesis import given, settings

from gridplan.params import Band
from gridplan.partition.objective import zone_centers
from gridplan.partition.recombine import recombine_zones
from gridplan.partition.reduce import reduce_units
from tests.partition.test_bound import BAND, cheapest
from tests.partition.test_properties import SETTINGS, small_towns, towns
from tests.partition.worlds import lattice, line, n_pieces, plan, problem


def recombined(town, labels):
    xy, households, pairs = town
    asked = problem(xy, households, pairs)
    reduction = reduce_units(asked)
    nodes = np.zeros(len(reduction.net.weight), dtype=np.int64)
    nodes[reduction.node] = labels
    found = recombine_zones(asked, reduction, reduction.net, nodes)[reduction.node]
    return found, [zone_centers(asked, z.astype(np.int32))[1].sum() for z in (labels, found)]


@settings(SETTINGS, max_examples=15)
@given(small_towns())
def test_a_plan_in_band_is_the_best_of_all_plans(town):
    xy, households, pairs = town
    households = np.maximum(households, 10)  # empty land is dealt before the search
    found = plan(xy, households, pairs)
    if not found.violations:
        best = cheapest(found, xy, households, pairs, BAND)
        assert found.objective == pytest.approx(best)


@settings(SETTINGS, max_examples=25)
@given(towns(6))
def test_recombined_zones_are_as_many_in_one_piece_in_band_and_not_worse(town):
    xy, households, pairs = town
    before = plan(xy, households, pairs, effort=0.1)
    labels, (cost, better) = recombined(town, before.labels.astype(np.int64))
    assert better <= cost * (1 + 1e-9)
    assert len(np.unique(labels)) == before.n_zones == n_pieces(labels, pairs)
    after = np.bincount(labels, households)
    off = [int((~np.vectorize(Band(*BAND).contains)(w)).sum()) for w in (after, before.households)]
    assert off[0] == off[1]


def test_a_poor_choice_of_pairs_is_put_right():
    xy, pairs = lattice(2, 3, step_m=10.0)
    xy[[0, 3], 0] -= 40.0  # the western pair stands apart
    households = np.full(6, 30)
    labels, (cost, better) = recombined((xy, households, pairs), np.array([0, 0, 1, 2, 2, 1]))
    assert better < cost
    assert labels[0] == labels[3]


def test_the_same_plan_comes_out_every_time():
    xy, pairs = lattice(9, 9)
    households = np.random.default_rng(6).choice([9, 12, 20], 81)
    first, again = (plan(xy, households, pairs) for _ in range(2))
    assert first.labels.tobytes() == again.labels.tobytes()
    assert first.lower_bound == again.lower_bound


def test_fixed_units_keep_their_zone():
    found = line([30] * 6, initial=[0, 0, 1, 1, 2, 2], fixed=[True] + [False] * 5)
    assert found.labels.tolist() == [0, 0, 1, 1, 2, 2]
