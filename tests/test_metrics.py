"""Numbers about a plan."""

import time
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.metrics import (
    _center_by_cuts,
    compactness,
    cut_contacts,
    objective_household_m,
    split_compounds,
    zone_centers,
    zone_households,
    zone_n_units,
)
from gridplan.model import Plan, Units, Zone
from gridplan.testing.worlds import lattice_land, lattice_units


def plan_of(labels, *, special=()):
    n = max(labels) + 1
    return Plan(
        "grid",
        labels,
        tuple(Zone(str(z), "special" if z in special else "ordinary") for z in range(n)),
    )


def cloud(n, seed=0):
    """Return units at random places."""
    rng = np.random.default_rng(seed)
    base = lattice_units(1, 1)
    zeros = np.zeros(n, int)
    return Units(
        ids=[f"{i:06d}" for i in range(n)],
        kind=["building"] * n,
        footprint=[base.footprint[0]] * n,
        xy_m=rng.normal(size=(n, 2)) * 500 + [500_000, 3_400_000],
        households=rng.integers(0, 40, n),
        building=zeros,
        compound=zeros - 1,
        community=zeros,
        special=zeros - 1,
        compounds=(),
        communities=base.communities,
    )


def test_households_and_units_of_zones():
    units = lattice_units(1, 3, households=[1, 2, 4])
    assert zone_households(plan_of([0, 1, 1]), units).tolist() == [1, 6]
    assert zone_n_units(plan_of([0, 1, 1])).tolist() == [1, 2]


def test_the_center_is_the_unit_with_the_fewest_household_metres():
    units = lattice_units(1, 4, households=[10, 0, 0, 30])
    centers = zone_centers(plan_of([0, 0, 0, 0]), units)
    assert centers.unit.tolist() == [3]
    assert centers.household_m.tolist() == [1200.0]


def test_the_objective_leaves_special_zones_out():
    units = lattice_units(1, 4)
    assert objective_household_m(plan_of([0, 0, 1, 1]), units) == pytest.approx(800)
    assert objective_household_m(plan_of([0, 0, 1, 1], special=[1]), units) == pytest.approx(400)


@given(st.integers(0, 1000), st.integers(2, 60), st.booleans())
@settings(deadline=None)
def test_cuts_find_the_same_center_as_all_distances(seed, n, is_on_lattice):
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 5, (n, 2)).astype(float) if is_on_lattice else rng.normal(size=(n, 2))
    weights = rng.integers(0, 4, n).astype(float)
    costs = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) @ weights
    position, cost = _center_by_cuts(xy, weights)
    assert cost == pytest.approx(costs.min())
    assert costs[position] == pytest.approx(costs.min())


def test_a_zone_of_30_000_units_needs_no_table_of_all_distances():
    units, plan = cloud(30_000), plan_of([0] * 30_000)
    tracemalloc.start()
    zone_centers(plan, units)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 100e6  # all distances would take 7.2 GB


def test_2_200_zones_are_measured_in_a_second():
    n = 120_000
    units = cloud(n)
    plan = plan_of(np.random.default_rng(1).permutation(np.arange(n) % 2200).tolist())
    start = time.process_time()
    zone_centers(plan, units)
    assert time.process_time() - start < 2.0  # a second on the reference machine, with room


def test_a_disk_is_most_compact():
    disk = shapely.Point(0, 0).buffer(10, quad_segs=64)
    square, strip = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 100, 1)
    scores = compactness([disk, square, strip, shapely.Polygon()])
    assert scores == pytest.approx([1, np.pi / 4, 4 * np.pi * 100 / 202**2, 0], abs=1e-3)


def test_cut_contacts_are_counted_once_with_their_length():
    contacts = cut_contacts(plan_of([0, 0, 1, 0, 0, 1]), lattice_land(2, 3).adjacency)
    assert (contacts.n_cut, contacts.cut_m) == (2, 80.0)


def test_a_compound_counts_as_split_only_where_one_zone_could_hold_it():
    units = lattice_units(1, 4, households=[10, 10, 20, 25])
    units = replace(units, compound=[0, 0, 1, 1], compounds=("a", "b"))
    plan = plan_of([0, 1, 2, 3])
    assert split_compounds(plan, units, np.array([40.0])).tolist() == [[0, 0]]
    assert split_compounds(plan, units, np.array([np.inf])).tolist() == [[0, 0], [0, 1]]
    assert len(split_compounds(plan_of([0, 0, 1, 1]), units, np.array([40.0]))) == 0
    assert len(split_compounds(plan, lattice_units(1, 4), np.array([40.0]))) == 0
