"""Grids over micro-grids."""

import numpy as np

from gridplan.params import Band
from gridplan.partition import nest
from tests.partition.worlds import lattice, problem

GRID, MICRO = Band(200, 300), Band(50, 80)


def test_four_micro_grids_make_one_grid():
    xy, pairs = lattice(1, 4)
    nesting = nest(problem(xy, [60] * 4, pairs), (GRID, MICRO))
    grid, micro = nesting.levels
    assert micro.n_zones == 4
    assert grid.households.tolist() == [240]
    assert nesting.parents[0].tolist() == [0, 0, 0, 0]


def test_one_level_alone_may_be_planned():
    xy, pairs = lattice(1, 4)
    nesting = nest(problem(xy, [60] * 4, pairs), (MICRO,))
    assert len(nesting.levels) == 1
    assert nesting.parents == ()


def test_three_levels_nest():
    xy, pairs = lattice(16, 16)
    bands = (Band(1500, 3000), GRID, MICRO)
    nesting = nest(problem(xy, [20] * 256, pairs), bands)
    assert all(level.violations == () for level in nesting.levels)
    for upper, lower, parents in zip(
        nesting.levels, nesting.levels[1:], nesting.parents, strict=False
    ):
        assert (parents[lower.labels] == upper.labels).all()


def test_three_hundred_and_fifty_households_have_no_legal_grid():
    xy, pairs = lattice(1, 7)
    grid, micro = nest(problem(xy, [50] * 7, pairs), (GRID, MICRO)).levels
    assert micro.violations == ()
    assert [f.key for f in grid.violations] == ["partition.gap"] * len(grid.violations)
    assert all(f.is_unavoidable for f in grid.violations)


def test_a_tower_too_big_for_a_micro_grid_still_joins_a_grid():
    xy, pairs = lattice(1, 5)
    grid, micro = nest(problem(xy, [60, 60, 95, 30, 30], pairs), (GRID, MICRO)).levels
    assert sorted(micro.households.tolist()) == [60, 60, 60, 95]
    assert grid.households.tolist() == [275]
    assert grid.violations == ()


def test_a_compound_that_fits_a_grid_stays_in_one():
    xy, pairs = lattice(4, 10)
    compound = np.where(np.arange(40) % 10 < 5, 0, 1)
    grid, _ = nest(
        problem(xy, [13] * 40, pairs, group=compound), (Band(200, 300), Band(50, 80))
    ).levels
    assert grid.n_zones == 2
    assert [len(set(grid.labels[compound == c].tolist())) for c in (0, 1)] == [1, 1]
