"""Demand, given centers, candidates and centroids, against trying everything."""

import itertools
import time

import numpy as np
import pytest

from gridplan.errors import ParamError
from tests.partition.worlds import lattice, line, n_pieces, plan


def draw(seed, n=7):
    """Draw a few units at random, with households and another demand."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (n, 2))
    return xy, rng.integers(1, 9, n), rng.uniform(0.5, 3.0, n)


def away(xy):
    return np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))


def every_labels(n, k):
    """All labelings with exactly k zones, zones in the order of their first unit."""
    for rest in itertools.product(range(k), repeat=n - 1):
        labels = np.array([0, *rest])
        _, first = np.unique(labels, return_index=True)
        if len(first) == k and (np.diff(first) > 0).all():
            yield labels


def best_of(values):
    return min(values, default=np.inf)


def fits(labels, households, most):
    return (np.bincount(labels, households, len(most)) <= most).all()


@pytest.mark.parametrize("seed", range(4))
def test_demand_weighs_the_objective_and_households_the_bounds(seed):
    xy, households, demand = draw(seed)
    cost = demand[:, None] * away(xy)
    most = int(households.sum() * 0.6)
    best = best_of(
        sum(cost[np.ix_(labels == z, labels == z)].sum(axis=0).min() for z in (0, 1))
        for labels in every_labels(7, 2)
        if fits(labels, households, [most] * 2)
    )
    found = plan(xy, households, None, band=(0, most), n_zones=2, demand=demand)
    assert found.objective == pytest.approx(best)
    assert found.violations == ()


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("seed", range(2))
def test_a_centroid_is_the_mean_by_demand(seed, power):
    xy, households, demand = draw(seed)
    most = int(households.sum() * 0.6)

    def value(labels):
        total = 0.0
        for zone in (0, 1):
            own = labels == zone
            middle = np.average(xy[own], axis=0, weights=demand[own])
            total += (demand[own] * np.hypot(*(xy[own] - middle).T) ** power).sum()
        return total

    best = best_of(
        value(labels) for labels in every_labels(7, 2) if fits(labels, households, [most] * 2)
    )
    found = plan(
        xy, households, None, band=(0, most), n_zones=2, demand=demand, center="centroid",
        power=power,
    )  # fmt: skip
    assert found.objective == pytest.approx(value(found.labels))
    assert found.objective == pytest.approx(best)


@pytest.mark.parametrize("seed", range(4))
def test_given_centers_keep_their_zones_and_capacities(seed):
    xy, households, _ = draw(seed)
    centers, capacity = [5, 2], np.zeros(7, dtype=int)
    capacity[5], capacity[2] = households.sum() * 0.45, households.sum() * 0.75
    cost = households[:, None] * away(xy)[:, centers]
    best = best_of(
        cost[np.arange(7), labels].sum()
        for labels in map(np.array, itertools.product((0, 1), repeat=7))
        if labels[5] == 0 and labels[2] == 1 and fits(labels, households, capacity[centers])
    )
    found = plan(
        xy, households, None, band=(0, None), centers=centers, capacity=capacity
    )  # fmt: skip
    assert found.centers.tolist() == centers
    assert found.labels[centers].tolist() == [0, 1]
    assert found.objective == pytest.approx(best)
    assert found.violations == ()


@pytest.mark.parametrize("seed", range(4))
def test_given_centers_hold_their_zones_together(seed):
    xy, pairs = lattice(2, 4)
    rng = np.random.default_rng(seed)
    households = rng.integers(1, 9, 8)
    capacity = np.zeros(8, dtype=int)
    capacity[0], capacity[6] = households.sum() * 0.5, households.sum() * 0.7
    cost = households[:, None] * away(xy)[:, [0, 6]]
    best = best_of(
        cost[np.arange(8), labels].sum()
        for labels in map(np.array, itertools.product((0, 1), repeat=8))
        if labels[0] == 0
        and labels[6] == 1
        and fits(labels, households, capacity[[0, 6]])
        and n_pieces(labels, pairs) == 2
    )
    found = plan(xy, households, pairs, band=(0, None), centers=[0, 6], capacity=capacity)
    assert found.objective == pytest.approx(best)
    assert n_pieces(found.labels, pairs) == 2


def test_a_center_without_households_has_its_zone():
    found = line([0, 30, 30, 0], band=(0, 80), centers=[3, 0])
    assert found.labels.tolist() == [1, 1, 0, 0]
    assert found.objective == 600.0


def test_chosen_centers_hold_their_zones_together():
    xy, pairs = lattice(3, 4)
    is_candidate = np.arange(12) % 3 == 0
    found = plan(xy, [10] * 12, pairs, band=(0, 40), n_zones=3, candidates=is_candidate)
    assert is_candidate[found.centers].all()
    assert found.labels[found.centers].tolist() == [0, 1, 2]
    assert n_pieces(found.labels, pairs) == 3
    assert found.violations == ()


def test_a_start_is_improved():
    xy, households, _ = draw(3)
    start = np.array([0, 1, 0, 1, 0, 1, 0])
    found = plan(xy, households, None, band=(0, 30), n_zones=2, initial=start)
    again = plan(xy, households, None, band=(0, 30), n_zones=2)
    assert found.objective == pytest.approx(again.objective)


def test_a_zone_over_its_capacity_is_listed():
    found = line([30, 30, 30], band=(0, None), centers=[0, 2], capacity=[40, 0, 40])
    assert "partition.no_room" in [f.key for f in found.feasibility.findings]
    assert [(f.kind, f.values["max"]) for f in found.violations] == [("above", 40)]


@pytest.mark.parametrize("seed", range(4))
def test_exactly_so_many_candidates_are_opened(seed):
    xy, households, demand = draw(seed)
    capacity = np.full(7, int(households.sum() * 0.6))
    capacity[3] = households.sum()
    is_candidate = np.array([True, True, False, True, False, False, True])
    cost = demand[:, None] * away(xy)
    best = best_of(
        cost[np.arange(7), np.array(pair)[labels]].sum()
        for labels in map(np.array, itertools.product((0, 1), repeat=7))
        for pair in itertools.combinations(np.flatnonzero(is_candidate).tolist(), 2)
        if fits(labels, households, capacity[list(pair)]) and len(set(labels.tolist())) == 2
    )
    found = plan(
        xy, households, None, band=(0, None), n_zones=2, demand=demand, candidates=is_candidate,
        capacity=capacity,
    )  # fmt: skip
    assert is_candidate[found.centers].all()
    assert len(set(found.centers.tolist())) == 2
    assert found.violations == ()
    assert found.objective == pytest.approx(best)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"demand": [1.0, -1.0, 0.0, 0.0]}, r"demand is negative at units \[1\]"),
        ({"demand": [1.0, np.nan, 0.0, 0.0]}, "not finite"),
        ({"center": "middle"}, "'unit' or 'centroid'"),
        ({"center": "centroid", "centers": [0]}, "units or centroids"),
        ({"centers": [0, 0]}, "center of two zones"),
        ({"centers": [0, 4]}, r"outside 0\.\.3"),
        ({"centers": [0, 1], "n_zones": 3}, "2 centers are given"),
        ({"centers": [0], "candidates": [True] * 4}, "drop candidates"),
        ({"centers": [0, 1], "must_link": [(0, 2), (2, 1)]}, "ties two centers"),
        ({"candidates": [True] * 4, "n_zones": 2, "side": [0] * 4}, "one of them only"),
        ({"centers": [0], "fixed": [True] * 4, "initial": [1] * 4}, "another zone"),
        ({"candidates": [True] * 4}, "give n_zones"),
        ({"candidates": [True, False, False, False], "n_zones": 2}, "only 1 units"),
        ({"capacity": [9] * 4}, "neither centers nor candidates"),
        ({"capacity": [9, -1, 9, 9], "centers": [0]}, r"capacity is negative at units \[1\]"),
    ],
)
def test_wrong_centers_are_named(options, text):
    with pytest.raises(ParamError, match=text):
        line([30] * 4, **options)


@pytest.mark.parametrize("candidates", [None, np.arange(7) % 2 == 0])
def test_distances_take_the_place_of_lines(candidates):
    xy, households, _ = draw(5)
    options = {"n_zones": 2, "candidates": candidates, "band": (0, 40)}
    lines = plan(xy, households, None, **options)
    matrix = plan(None, households, None, distance_m=away(xy), **options)
    assert matrix.objective == pytest.approx(lines.objective)


def test_time_is_up_after_the_limit():
    xy, households, _ = draw(6, 60)
    start = time.monotonic()
    found = plan(xy, households, None, band=(0, 90), n_zones=6, time_limit_s=0.2)
    assert time.monotonic() - start < 10
    assert found.violations == ()


def test_linked_units_share_a_zone_wherever_centers_are():
    xy, households, _ = draw(7)
    pair = np.unravel_index(away(xy).argmax(), (7, 7))
    found = plan(xy, households, None, band=(0, 40), n_zones=2, must_link=[pair])
    assert found.labels[pair[0]] == found.labels[pair[1]]


def test_the_order_of_units_does_not_matter_to_given_centers():
    xy, households, demand = draw(9)
    order = np.random.default_rng(1).permutation(7)
    here = plan(xy, households, None, band=(0, 30), demand=demand, centers=[1, 4])
    there = plan(
        xy[order], households[order], None, band=(0, 30), demand=demand[order],
        centers=np.argsort(order)[[1, 4]],
    )  # fmt: skip
    assert there.labels.tolist() == here.labels[order].tolist()
