"""The proven bound: never above what trying everything finds, and close to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.params import Band
from gridplan.partition import nest, partition, solve
from gridplan.partition.bound import Rival, lower_bound
from gridplan.partition.reduce import reduce_units
from tests.partition.test_properties import SETTINGS, is_connected, partitions, small_towns, towns
from tests.partition.worlds import lattice, line, plan, problem

BAND = (50, 80)


def pieces(households, pairs, band):
    """Return the connected piece of each unit, units above the maximum alone."""
    pairs = np.asarray(pairs).reshape(-1, 2)
    pairs = pairs[(households[pairs] <= band[1]).all(axis=1)]
    n = len(households)
    graph = sparse.coo_array((np.ones(len(pairs)), pairs.T), shape=(n, n)).tocsr()
    return csgraph.connected_components(graph, directed=False)[1]


def off_by_piece(blocks, households, piece, band):
    off = {}
    for block in blocks:
        load = int(sum(households[i] for i in block))
        here = piece[max(block, key=lambda i: households[i])]
        off[here] = off.get(here, 0) + max(band[0] - load, load - band[1], 0)
    return off


def is_alone(block, households, band):
    """Tell whether a unit above the maximum shares its zone with land only."""
    lived_in = [i for i in block if households[i] > 0]
    return len(lived_in) < 2 or all(households[i] <= band[1] for i in lived_in)


def cost(block, xy, households, power=1):
    away = np.hypot(*(xy[block][:, None] - xy[block][None]).transpose(2, 0, 1)) ** power
    return (households[block] @ away).min()


def cheapest(found, xy, households, pairs, band, power=1, *, is_any_number=False):
    """Least objective over all plans that could replace *found*."""
    piece = pieces(households, pairs, band)
    members = [np.flatnonzero(found.labels == z).tolist() for z in range(found.n_zones)]
    allowed = off_by_piece(members, households, piece, band)
    best = np.inf
    for blocks in partitions(list(range(len(households)))):
        if len(blocks) != found.n_zones and not is_any_number:
            continue
        off = off_by_piece(blocks, households, piece, band)
        if any(off[p] > allowed.get(p, 0) for p in off):
            continue
        if all(is_alone(b, households, band) and is_connected(b, pairs) for b in blocks):
            best = min(best, sum(cost(b, xy, households, power) for b in blocks))
    return best


@pytest.mark.parametrize("power", [1, 2])
@settings(SETTINGS, max_examples=20)
@given(small_towns())
def test_the_bound_is_never_above_the_best_of_all_plans(power, town):
    xy, households, pairs = town
    found = plan(xy, households, pairs, band=BAND, power=power)
    best = cheapest(found, xy, households, pairs, BAND, power)
    assert 0 <= found.lower_bound <= best * (1 + 1e-9)
    assert found.objective >= best * (1 - 1e-9)


@settings(SETTINGS, max_examples=20)
@given(small_towns())
def test_a_bound_for_any_number_of_zones_is_never_above_the_best_of_all_plans(town):
    xy, households, pairs = town
    found = plan(xy, households, pairs, band=BAND, is_any_number=True)
    best = cheapest(found, xy, households, pairs, BAND, is_any_number=True)
    assert 0 <= found.lower_bound <= best * (1 + 1e-9)


def test_a_bound_for_any_number_of_zones_knows_that_more_zones_would_cost_less():
    two = line([26] * 6, n_zones=2)  # three pairs would be in band as well
    any_number = line([26] * 6, n_zones=2, is_any_number=True)
    assert two.objective == any_number.objective == 4 * 260
    assert two.lower_bound == pytest.approx(4 * 260, rel=1e-3)
    assert any_number.lower_bound == pytest.approx(3 * 260, rel=1e-3)


@SETTINGS
@given(towns(6))
def test_the_bound_is_never_above_a_plan_and_always_the_same(town):
    xy, households, pairs = town
    first, second = (plan(xy, households, pairs, effort=0.2) for _ in range(2))
    assert first.lower_bound <= first.objective
    assert first.lower_bound == second.lower_bound
    assert first.gap * first.objective == pytest.approx(first.objective - first.lower_bound)


@SETTINGS
@given(towns(5))
def test_a_better_plan_of_as_many_zones_stays_above_the_bound(town):
    xy, households, pairs = town
    quick = plan(xy, households, pairs, effort=0.1)
    slow = plan(xy, households, pairs, effort=2.0, n_zones=quick.n_zones)
    if not quick.violations and not slow.violations:
        assert quick.lower_bound <= slow.objective * (1 + 1e-9)


def test_two_pairs_of_houses_are_proven_to_be_best():
    found = line([30, 30, 30, 30])
    assert found.objective == 600.0
    assert found.lower_bound == pytest.approx(600.0, rel=1e-3)


def test_a_lattice_of_even_houses_is_bound_within_a_few_percent():
    xy, pairs = lattice(12, 12)
    households = np.random.default_rng(4).choice([8, 10, 12, 14], 144)
    found = solve(problem(xy, households, pairs))
    assert found.gap < 0.04


def test_a_small_community_is_proven_to_be_best():
    xy, pairs = lattice(5, 6)
    households = np.random.default_rng(1).choice([12, 16, 24], 30)
    found = solve(problem(xy, households, pairs))
    assert found.is_optimal
    assert found.gap < 1e-5


def test_a_plan_that_is_not_best_is_not_proven_to_be():
    xy, pairs = lattice(5, 6)
    households = np.random.default_rng(1).choice([12, 16, 24], 30)
    best = solve(problem(xy, households, pairs))
    asked = problem(xy, households, pairs)
    reduction = reduce_units(asked)
    worse = Rival(best.labels.astype(np.int64), best.centers, 1.02 * best.objective)
    bound = lower_bound(asked, reduction, worse)
    assert bound == pytest.approx(best.objective, rel=1e-5)


def test_every_level_has_a_bound():
    xy, pairs = lattice(10, 10)
    found = nest(problem(xy, np.full(100, 13), pairs), (Band(200, 300), Band(*BAND)))
    assert all(0 < level.gap < 0.15 for level in found.levels)


def test_a_distance_matrix_is_bound_like_the_lines_it_holds():
    xy, pairs = lattice(6, 6)
    households = np.random.default_rng(2).choice([8, 16, 24], 36)
    away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    found = partition(
        None, households, pairs, distance_m=away, min_households=50, max_households=80
    )
    assert 0 < found.gap < 0.1


def test_units_above_the_maximum_and_empty_land_cost_nothing():
    found = line([0, 0, 120, 0, 0])
    assert found.objective == found.lower_bound == found.gap == 0.0


def test_centroids_have_no_bound():
    assert line([30, 30, 30, 30], center="centroid").lower_bound is None


def test_a_search_that_is_stopped_proves_nothing():
    xy, pairs = lattice(4, 4)
    found = solve(problem(xy, np.full(16, 20), pairs), cancel=lambda: True)
    assert found.lower_bound is None
    assert found.gap is None


def test_without_the_wish_for_a_bound_the_plan_is_the_same():
    xy, pairs = lattice(1, 4)
    proven, plain = (solve(problem(xy, [30] * 4, pairs, is_bounded=b)) for b in (True, False))
    assert proven.labels.tolist() == plain.labels.tolist()
    assert (proven.lower_bound is None, plain.lower_bound) == (False, None)
