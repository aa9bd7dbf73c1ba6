"""Prices by steps along an averaged direction: proven at every look, and close to the best."""

import numpy as np
import pytest

from gridplan.partition import bound, solve
from gridplan.partition.bound import Rival, lower_bound
from gridplan.partition.reduce import reduce_units
from tests.partition.worlds import lattice, problem


@pytest.fixture
def town():
    xy, pairs = lattice(12, 12)
    households = np.random.default_rng(4).choice([8, 10, 12, 14], 144)
    asked = problem(xy, households, pairs)
    found = solve(asked)
    return asked, Rival(found.labels.astype(np.int64), found.centers, found.objective), found


def test_steps_prove_nearly_what_the_master_problem_proves(town, monkeypatch):
    asked, rival, found = town
    monkeypatch.setattr(bound, "MAX_ITEMS", 0)
    by_steps = lower_bound(asked, reduce_units(asked), rival)
    assert 0.97 * found.lower_bound < by_steps <= found.objective


def test_more_steps_prove_more(town, monkeypatch):
    asked, rival, _ = town
    monkeypatch.setattr(bound, "MAX_ITEMS", 0)
    monkeypatch.setattr(bound, "FEWEST_LOOKS", 0)
    values = []
    for n_looks in (0, 20, 100):
        monkeypatch.setattr(bound, "N_LOOKS", n_looks)
        values.append(lower_bound(asked, reduce_units(asked), rival))
    assert values == sorted(values)
    assert values[0] < values[2]
