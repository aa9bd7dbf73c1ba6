"""Which whole numbers can be cut into zones of a band."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.check.arithmetic import (
    Piece,
    can_be_cut,
    legal_zone,
    nearest_counts,
    zone_counts,
)
from gridplan.params import Band

MICRO, COMPLEX, BINHAI = Band(50, 80), Band(200, 300), Band(240, 360)


def path(*weights: int) -> Piece:
    units = range(len(weights))
    touching = {u: frozenset({u - 1, u + 1}) & frozenset(units) for u in units}
    return Piece(dict(enumerate(weights)), touching)


@pytest.mark.parametrize(
    ("band", "gaps"),
    [
        (MICRO, [*range(1, 50), *range(81, 100)]),
        (COMPLEX, [*range(1, 200), *range(301, 400)]),
        (BINHAI, [*range(1, 240), *range(361, 480)]),
    ],
)
def test_the_gaps_of_a_band_are_those_of_the_table(band, gaps):
    assert [n for n in range(1, 1200) if not zone_counts(n, band)] == gaps


@pytest.mark.parametrize(
    ("households", "band", "counts"),
    [
        (1500, MICRO, (19, 30)),
        (3000, MICRO, (38, 60)),
        (1500, COMPLEX, (5, 7)),
        (3000, COMPLEX, (10, 15)),
        (1500, BINHAI, (5, 6)),
        (1500, Band(0, 500), (3, 1500)),
        (700, Band(300), (1, 2)),
    ],
)
def test_the_numbers_of_zones_of_a_count(households, band, counts):
    found = zone_counts(households, band)
    assert (found[0], found[-1]) == counts


@pytest.mark.parametrize(
    ("households", "nearest"),
    [(80, (80, 80)), (81, (80, 100)), (99, (80, 100)), (100, (100, 100)), (49, (None, 50))],
)
def test_the_nearest_legal_counts(households, nearest):
    assert nearest_counts(households, MICRO) == nearest


@given(st.integers(0, 900), st.integers(0, 60), st.integers(1, 60))
@settings(deadline=None)
def test_nearest_counts_are_legal_and_nothing_legal_lies_between(households, low, width):
    band = Band(low, low + width)
    below, above = nearest_counts(households, band)
    for count in (below, above):
        assert count is None or zone_counts(count, band)
    start = 0 if below is None else below
    assert not any(zone_counts(n, band) for n in range(start + 1, above))


@pytest.mark.parametrize(
    ("piece", "band", "answer"),
    [
        (path(40, 40), MICRO, True),  # one zone of 80
        (path(40, 50), MICRO, False),  # 90 is a gap
        (path(60, 45), MICRO, False),  # 105 = 2 zones by count, but no half is legal
        (path(35, 50, 35), MICRO, False),  # the halves that would do are not connected
        (path(31, 31, 31, 31, 31), MICRO, False),  # 2 or 3 zones by count, none by units
        (path(30, 30, 30, 30), MICRO, True),
        (path(600, 600), Band(0, 700), True),  # without a minimum each unit may stand alone
        (path(10, 10), Band(15), True),
        (path(10, 10), Band(30), False),
    ],
)
def test_a_piece_can_be_cut_only_where_its_units_allow(piece, band, answer):
    assert can_be_cut(piece, band) is answer


def test_units_around_an_empty_plot_touch_over_it():
    apart = {0: frozenset[int](), 1: frozenset[int]()}
    piece = Piece({0: 40, 1: 20}, apart, rims=[frozenset({0, 1})])
    assert legal_zone(piece, 0, MICRO) == {0, 1}
    assert legal_zone(Piece({0: 40, 1: 20}, apart), 0, MICRO) == frozenset()


def test_a_search_that_is_too_long_says_unknown():
    n = 23
    everyone = frozenset(range(n))
    piece = Piece(dict.fromkeys(range(n), 2), {u: everyone - {u} for u in range(n)})
    assert legal_zone(piece, 0, Band(13, 13)) is None
    assert can_be_cut(piece, Band(15, 15)) is False  # 46 is no multiple of 15
    big = Piece(dict.fromkeys(range(30), 2), dict.fromkeys(range(30), everyone))
    assert can_be_cut(big, Band(11, 11)) is False
    assert can_be_cut(big, Band(15, 15)) is None
