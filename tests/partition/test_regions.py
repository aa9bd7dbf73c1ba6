"""Regions of neighboring zones are dealt anew until none of them can be dealt better."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from gridplan.partition.control import Control
from gridplan.partition.reduce import make_rules, reduce_units
from gridplan.partition.regions import settle_regions
from tests.partition.deals import CENTERS, QUARTERS, cost, dealt
from tests.partition.worlds import lattice, n_pieces, problem


def houses(**options):
    """Six by six houses and a plan of four zones, the first of which gives two houses away."""
    xy, pairs = lattice(6, 6)
    households = np.random.default_rng(3).integers(5, 15, 36)
    labels = QUARTERS.copy()
    labels[[2, 8]] = 1
    return problem(xy, households, pairs, **options), pairs, labels


def settle(asked, labels, **clock):
    net = reduce_units(asked).net
    return settle_regions(net, make_rules(asked), labels, Control(**clock))


def test_no_three_zones_around_given_centers_can_be_dealt_better():
    asked, pairs, labels = houses(band=(30, 120), centers=CENTERS)
    settled = settle(asked, labels)
    assert cost(asked, settled) < cost(asked, labels)
    assert n_pieces(settled, pairs) == 4
    for zones in itertools.combinations(range(4), 3):
        again, is_proven = dealt(asked, settled, zones)
        assert is_proven
        assert cost(asked, again) == pytest.approx(cost(asked, settled))


def test_no_two_zones_with_free_centers_can_be_dealt_better():
    asked, pairs, labels = houses(band=(30, 150))
    settled = settle(asked, labels)
    assert cost(asked, settled) < cost(asked, labels)
    assert n_pieces(settled, pairs) == 4
    for zones in ((0, 1), (0, 2), (1, 3), (2, 3)):
        again, is_proven = dealt(asked, settled, zones)
        assert is_proven
        assert cost(asked, again) == pytest.approx(cost(asked, settled))


def test_by_the_clock_zones_out_of_band_are_mended_with_zones_far_away():
    # every second house in a row is a center; the houses between all go east: the first zone is
    # short of what the last has too many, and all twelve must pass one on
    xy, pairs = lattice(1, 24)
    asked = problem(xy, [10] * 24, pairs, band=(20, 20), centers=np.arange(0, 24, 2))
    labels = np.minimum((np.arange(24) + 1) // 2, 11)
    settled = settle(asked, labels, end_s=time.monotonic() + 60)
    assert np.bincount(settled, asked.households).tolist() == [20] * 12


def test_by_the_clock_it_ends_when_nothing_gets_better():
    asked, pairs, labels = houses(band=(30, 120), centers=CENTERS)
    settled = settle(asked, labels, end_s=time.monotonic() + 600)
    assert cost(asked, settled) == pytest.approx(cost(asked, settle(asked, labels)))
    assert n_pieces(settled, pairs) == 4


def test_when_the_time_is_over_the_plan_stays_as_it_is():
    asked, _, labels = houses(band=(30, 120), centers=CENTERS)
    assert settle(asked, labels, end_s=time.monotonic() - 1) is labels


def test_zones_out_of_band_with_free_centers_do_not_hold_up_the_others():
    asked, _, labels = houses(band=(30, 150))
    households = asked.households.copy()
    households[35] = 200  # more than a zone may hold
    asked = replace(asked, households=households)
    settled = settle(asked, labels)
    assert settled[[2, 8]].tolist() == [0, 0]
    assert (settled[QUARTERS == 3] == 3).all()
