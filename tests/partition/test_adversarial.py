"""Worlds made to be hard, and searches that are interrupted."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import Delaunay

from tests.partition.test_properties import SETTINGS
from tests.partition.worlds import assert_sound, lattice, line, plan

BAND = (50, 80)


def star(n):
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    xy = np.vstack([[0.0, 0.0], np.column_stack([np.cos(angle), np.sin(angle)]) * 50])
    return xy, np.column_stack([np.zeros(n, dtype=int), np.arange(1, n + 1)])


def complete(n):
    return np.random.default_rng(0).random((n, 2)) * 100, np.argwhere(np.triu(np.ones((n, n)), 1))


def off(found):
    return sum(max(50 - w, w - 80, 0) for w in found.households.tolist())


def test_towers_heavier_than_half_the_band_pair_up_as_well_as_they_can():
    found = line([44] * 9)  # pairs of 88 are nearer the band than towers alone
    assert off(found) == 4 * 8 + 6
    assert found.n_avoidable == 0


@pytest.mark.parametrize(("each", "least"), [(9, 1), (10, 10), (11, 6)])
def test_81_to_99_households_are_as_near_the_band_as_can_be(each, least):
    xy, pairs = lattice(3, 3)
    found = plan(xy, [each] * 9, pairs)  # 81; 90; 99 as 55 and 44
    assert off(found) == least
    assert found.n_avoidable == 0


def test_a_unit_of_one_above_the_maximum_stands_alone():
    xy, pairs = lattice(1, 5)
    found = plan(xy, [30, 30, 81, 30, 30], pairs)
    assert sorted(found.households.tolist()) == [60, 60, 81]
    assert [fault.key for fault in found.violations] == ["partition.oversize"]


def test_only_one_ray_of_a_star_shares_a_zone_with_the_middle():
    xy, pairs = star(6)
    found = plan(xy, [20] + [60] * 6, pairs)
    assert sorted(found.households.tolist()) == [60] * 5 + [80]


def test_rays_too_light_all_hang_on_the_middle():
    xy, pairs = star(4)
    found = plan(xy, [10] + [20] * 4, pairs)
    assert off(found) == 10  # 90 in one zone; a ray alone would lack 30
    assert found.n_avoidable == 0


def test_where_all_touch_all_weights_alone_decide():
    xy, pairs = complete(12)
    found = plan(xy, [20, 60] * 6, pairs)
    assert_sound(found, np.array([20, 60] * 6), pairs, BAND)
    assert off(found) == 0


def test_a_crowd_at_one_place_is_divided():
    pairs = complete(9)[1]
    found = plan(np.zeros((9, 2)), [20] * 9, pairs)
    assert off(found) == 0
    assert found.objective == 0.0


def test_units_without_households_never_make_a_zone_of_their_own():
    xy, pairs = lattice(4, 4)
    households = np.where(np.arange(16) % 4 == 0, 60, 0)
    found = plan(xy, households, pairs)
    assert found.households.tolist() == [60] * 4


@st.composite
def planar(draw):
    """Draw points, their triangulation, and lumpy weights."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.integers(4, 40))
    xy = rng.random((n, 2)) * 300
    corners = Delaunay(xy).simplices
    pairs = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]]])), axis=0)
    kinds = draw(st.sampled_from([(0, 12, 30), (36, 44), (0, 0, 90, 20), (5, 70)]))
    return xy, rng.choice(kinds, n), pairs


@settings(SETTINGS, max_examples=20)
@given(planar(), st.integers(0, 3))
def test_plans_of_planar_towns_are_sound_and_keep_links(town, seed):
    xy, households, pairs = town
    together = pairs[:1] if households[pairs[0]].sum() <= 80 else pairs[:0]
    found = plan(xy, households, pairs, must_link=together, seed=seed, effort=0.1)
    assert_sound(found, households, pairs, BAND)
    assert (found.labels[together[:, 0]] == found.labels[together[:, 1]]).all()


@pytest.mark.parametrize("n_asked", [0, 1, 3, 10, 40])
def test_an_interrupt_leaves_a_sound_plan(n_asked):
    xy, pairs = lattice(7, 7)
    households = np.random.default_rng(2).choice([0, 12, 30, 44], 49)
    asked, told = [], []

    def cancel():
        asked.append(None)
        return len(asked) > n_asked

    found = plan(xy, households, pairs, cancel=cancel, progress=told.append)
    assert_sound(found, households, pairs, BAND)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_longer_search_is_never_worse_than_an_interrupted_one():
    xy, pairs = lattice(7, 7)
    households = np.random.default_rng(2).choice([0, 12, 30, 44], 49)
    stopped, whole = (plan(xy, households, pairs, cancel=stop) for stop in (lambda: True, None))
    assert off(whole) <= off(stopped)


THREADS = """
import numpy as np
from tests.partition.worlds import lattice, plan
xy, pairs = lattice(6, 6)
found = plan(xy, np.random.default_rng(1).choice([0, 12, 30, 44], 36), pairs)
print(found.labels.tobytes().hex(), found.objective.hex())
"""


def test_the_number_of_threads_does_not_matter():
    said = set()
    for n_threads in ("1", "3"):
        names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, n_threads)}
        command = [sys.executable, "-c", THREADS]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        said.add(done.stdout)
    assert len(said) == 1
