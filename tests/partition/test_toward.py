"""Every node led toward its given center: zones whole, in band where they can be, not dearer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.partition.control import Control
from gridplan.partition.deal import make_deal
from gridplan.partition.reduce import make_rules, reduce_units
from gridplan.partition.toward import MAX_LIKELY, deal_toward, likely, way_home
from tests.partition.deals import CENTERS, QUARTERS, cost, dealt
from tests.partition.worlds import lattice, n_pieces, problem

SIDE = 6


def quarters(seed, band):
    xy, pairs = lattice(SIDE, SIDE)
    rng = np.random.default_rng(seed)
    households = rng.integers(5, 15, 36)
    xy = xy + rng.uniform(-20, 20, xy.shape)
    return problem(xy, households, pairs, band=band, centers=CENTERS), pairs


def off_and_cost(asked, labels):
    loads = np.bincount(labels, asked.households, 4)
    off = np.maximum(
        np.maximum(asked.band.min_households - loads, loads - asked.band.max_households), 0
    )
    return off.sum(), cost(asked, labels)


@settings(max_examples=25)  # each solves an integer program
@given(st.integers(0, 10_000), st.integers(0, 12))
def test_zones_stay_whole_and_become_no_worse(seed, slack):
    asked, pairs = quarters(seed, (88 - slack, 92 + slack))
    found, _ = dealt(asked, QUARTERS, range(4), deal_toward)
    assert n_pieces(found, pairs) == 4
    assert found[CENTERS].tolist() == [0, 1, 2, 3]
    assert off_and_cost(asked, found) <= off_and_cost(asked, QUARTERS)


def test_a_house_goes_to_the_nearer_center():
    asked, _ = quarters(1, (30, 150))
    worse = QUARTERS.copy()
    worse[[2, 8]] = 1  # the north-west gives two houses away
    found, is_solved = dealt(asked, worse, range(4), deal_toward)
    assert is_solved
    assert found[[2, 8]].tolist() == [0, 0]


def test_zones_out_of_band_are_mended_first():
    xy, pairs = lattice(1, 6)
    asked = problem(xy, [10] * 6, pairs, band=(30, 30), centers=np.array([0, 5]))
    found, _ = dealt(asked, np.array([0, 0, 0, 0, 0, 1]), [0, 1], deal_toward)
    assert found.tolist() == [0, 0, 0, 1, 1, 1]


def test_zones_that_are_not_named_stay_as_they_are():
    asked, _ = quarters(1, (30, 150))
    worse = QUARTERS.copy()
    worse[[2, 8]] = 1
    found, _ = dealt(asked, worse, [2, 3], deal_toward)
    assert (found[worse < 2] == worse[worse < 2]).all()


def test_a_way_home_stays_within_the_zone_and_leads_on_from_there():
    # a ring of six houses 10 m apart; the zone of the center 0 goes round by the west
    ring = np.arange(6)
    xy = 10.0 * np.column_stack([np.cos(ring * np.pi / 3), np.sin(ring * np.pi / 3)])
    pairs = np.column_stack([ring, (ring + 1) % 6])
    asked = problem(xy, [10] * 6, pairs, band=(10, 50), centers=np.array([0, 5]))
    net = reduce_units(asked).net
    deal = make_deal(net, make_rules(asked), np.array([0, 0, 0, 0, 1, 1]), np.array([0, 1]))
    assert way_home(deal, 0) == pytest.approx([0, 10, 20, 30, 20, 10])
    assert way_home(deal, 1) == pytest.approx([10, 20, 30, 20, 10, 0])


def test_only_so_many_pairs_are_likely_and_the_present_ones_are():
    xy, pairs = lattice(30, 30)
    rng = np.random.default_rng(0)
    centers = np.sort(rng.choice(900, 9, replace=False))
    asked = problem(xy, [1] * 900, pairs, band=(1, 900), centers=centers)
    net, rules = reduce_units(asked).net, make_rules(asked)
    labels = rng.integers(0, 9, 900)
    labels[centers] = np.arange(9)
    deal = make_deal(net, rules, labels, np.arange(9))
    is_likely = likely(deal, Control())
    assert is_likely[np.arange(900), labels].all()
    nearest = deal.cost.argmin(axis=1)
    assert is_likely[np.arange(900), nearest].all()
    assert is_likely.sum() <= MAX_LIKELY + 900 + 1
