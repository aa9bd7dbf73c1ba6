"""A made-up town of 1,600 units: lumpy stairwells, empty land, a river with two bridges."""

import time

import numpy as np
import pytest

from gridplan.params import Band
from gridplan.partition import nest, solve
from tests.partition.worlds import assert_sound, lattice, n_pieces, problem

MICRO = Band(50, 80)


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(3)
    xy, pairs = lattice(40, 40, step_m=25.0)
    column, row = xy[pairs].transpose(2, 0, 1) // 25.0
    across = (column.min(axis=1) == 19) & (column.max(axis=1) == 20)
    pairs = pairs[~across | np.isin(row[:, 0], (8, 30))]
    weights = rng.choice([0, 8, 16, 24, 36, 52, 95], 1600, p=[0.6, 0.1, 0.1, 0.1, 0.06, 0.03, 0.01])
    return xy + rng.normal(0, 4, xy.shape), weights, pairs


@pytest.mark.parametrize("grid", [Band(0, 500), Band(200, 300)])
def test_all_zones_that_can_be_are_in_band(town, grid):
    xy, households, pairs = town
    levels = nest(problem(xy, households, pairs), (grid, MICRO)).levels
    for level, band in zip(levels, (grid, MICRO), strict=True):
        assert_sound(level, households, pairs, (band.min_households, band.max_households))
        assert n_pieces(level.labels, pairs) == level.n_zones
        assert level.n_avoidable <= 0.005 * level.n_zones


def test_a_second_plan_takes_less_than_a_second_and_is_the_same(town):
    xy, households, pairs = town
    part = xy[:, 1] < 250  # 400 units, about 4,000 households
    inside = part[pairs].all(axis=1)
    small = problem(xy[part], households[part], (np.cumsum(part) - 1)[pairs[inside]])
    first = solve(small)
    start = time.perf_counter()
    again = solve(small)
    assert time.perf_counter() - start < 3.0  # a second on a machine of one's own
    assert first.labels.tobytes() == again.labels.tobytes()


def test_more_effort_is_not_worse(town):
    xy, households, pairs = town
    quick, slow = (solve(problem(xy, households, pairs, effort=e)) for e in (0.1, 2.0))
    assert slow.n_avoidable <= quick.n_avoidable
    assert slow.objective < quick.objective * 1.01


def test_a_plan_can_be_bettered_from_where_it_is(town):
    xy, households, pairs = town
    first = solve(problem(xy, households, pairs, effort=0.1))
    start = problem(xy, households, pairs, initial=first.labels)
    second = solve(start)
    assert second.n_avoidable <= first.n_avoidable
