"""A zone is called unavoidable only when every plan there is says so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.check.unavoidable import Ground, excess, prove
from gridplan.model import Adjacency
from gridplan.params import Band
from tests.check.worlds import connected_sets, partitions, row_land

MICRO = Band(50, 80)


def reasons(households, labels, *, gaps=(), band=MICRO, special=()):
    """Return reason by zone for a row of houses."""
    is_ordinary = ~np.isin(np.arange(len(households)), special)
    adjacency = row_land(len(households), gaps=gaps).adjacency
    ground = Ground(np.array(households), is_ordinary, adjacency, band)
    labels = np.array(labels, dtype=np.int32)
    sums = np.bincount(labels, weights=households)
    out = [z for z in np.unique(labels[is_ordinary]).tolist() if not band.contains(int(sums[z]))]
    return {zone: proof.reason for zone, proof in prove(ground, labels, out).items()}


@pytest.mark.parametrize(
    ("households", "labels", "expected"),
    [
        ([60, 30], [0, 0], {0: "gap"}),  # 90 as one zone
        ([60, 30], [0, 1], {1: "gap"}),  # 60 and 30: one in band, one must miss it
        ([15] * 6, [0, 0, 0, 1, 1, 1], {0: "gap", 1: "surplus"}),  # 45 and 45: one too many
        ([30, 30, 30], [0, 1, 2], {0: "gap", 1: "surplus", 2: "surplus"}),
        ([49], [0], {0: "too_few"}),
        ([20, 29], [0, 1], {1: "too_few", 0: "surplus"}),
        ([0, 0], [0, 0], {0: "empty"}),
        ([81], [0], {0: "oversize"}),
        ([132, 60], [0, 1], {0: "oversize"}),
        ([132, 0, 60], [0, 0, 1], {0: "oversize"}),  # a shed beside it changes nothing
        ([132, 60], [0, 0], {0: "shared"}),  # the 60 could stand alone
        ([132, 30], [0, 0], {0: "oversize"}),  # the 30 have nowhere else to go
        ([132, 30], [0, 1], {0: "oversize", 1: "too_few"}),
        ([90, 90], [0, 0], {0: "shared"}),
        ([45, 45, 45, 45], [0, 1, 2, 3], dict.fromkeys(range(4), "stranded")),
        ([75, 10, 75], [0, 1, 2], {1: "stranded"}),
        ([75, 10, 75], [0, 0, 1], {0: "stranded"}),
        ([31, 31, 31, 31, 31], [0, 0, 1, 1, 2], {2: "indivisible"}),
        ([40, 40, 40, 40], [0, 1, 1, 2], {}),  # avoidable: 80 and 80
        ([50, 50], [0, 0], {}),
    ],
)  # fmt: skip
def test_reasons_by_hand(households, labels, expected):
    assert reasons(households, labels) == expected


def test_the_zone_nearest_the_band_is_the_one_that_had_to_miss_it():
    labels = [0, 0, 1, 1, 1, 2, 2, 2, 2]  # 20, 30 and 40 of 90
    assert reasons([10] * 9, labels) == {0: "surplus", 1: "surplus", 2: "gap"}


def test_beside_a_unit_that_fits_nowhere_nothing_else_is_excused():
    assert reasons([20, 25, 45], [0, 1, 2]) == {0: "gap"}


def test_nothing_is_proven_of_a_zone_that_spans_two_pieces():
    assert reasons([30, 60, 10], [0, 1, 0], gaps=[0]) == {}


def test_nothing_is_proven_of_a_zone_with_homes_of_another_kind():
    assert reasons([30, 15, 60], [0, 0, 0], special=[1]) == {}


def test_a_barrier_makes_pieces_of_their_own():
    assert reasons([60, 30], [0, 1], gaps=[0]) == {1: "too_few"}


def test_special_land_parts_pieces():
    assert reasons([40, 0, 40], [0, 1, 2], special=[1]) == {0: "too_few", 2: "too_few"}


def test_complex_grids_of_301_to_399_households_cannot_be():
    band = Band(200, 300)
    for households, is_gap in ((300, False), (301, True), (399, True), (400, False)):
        half = households // 2
        found = reasons([half, households - half], [0, 0], band=band)
        assert ("gap" in found.values()) == is_gap


@st.composite
def cut_worlds(draw, max_units=7):
    """Draw a tree, weights, a band and a connected plan in which large units stand alone."""
    n = draw(st.integers(1, max_units))
    households = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    low = draw(st.integers(0, 8))
    band = Band(low, draw(st.integers(max(low, 1), 10)))
    pairs = [(draw(st.integers(0, i - 1)), i) for i in range(1, n)]
    adjacency = Adjacency.from_pairs(n, pairs)
    large = [u for u in range(n) if households[u] > band.max_households]
    kept = [draw(st.booleans()) for _ in pairs]
    joined = [
        pair
        for pair, is_kept in zip(pairs, kept, strict=True)
        if is_kept and not set(pair) & set(large)
    ]
    labels = Adjacency.from_pairs(n, joined).components().astype(np.int32)
    return np.array(households), band, adjacency, labels


@given(cut_worlds())
@settings(max_examples=250, deadline=None)
def test_a_claim_never_contradicts_all_plans_there_are(world):
    households, band, adjacency, labels = world
    ground = Ground(households, np.ones(len(households), bool), adjacency, band)
    sums = np.bincount(labels, weights=households).astype(int)
    out = [zone for zone, value in enumerate(sums) if not band.contains(int(value))]
    proofs = prove(ground, labels, out)
    per_piece = {}
    for zone, proof in proofs.items():
        members = np.flatnonzero(labels == zone)
        piece = int(ground.piece_of[members].max())
        free = np.flatnonzero(ground.piece_of == piece).tolist()
        if proof.reason == "oversize":
            assert households[members].max() > band.max_households
        elif proof.reason == "stranded":
            assert any(
                not any(
                    band.contains(int(households[list(s)].sum()))
                    for s in connected_sets(adjacency, free, unit)
                )
                for unit in members.tolist()
            )
        elif proof.is_unavoidable:
            per_piece[piece] = per_piece.get(piece, 0) + 1
            assert n_out_at_best(households, band, adjacency, free) == 1
    assert all(count == 1 for count in per_piece.values())


@given(cut_worlds())
@settings(max_examples=250, deadline=None)
def test_what_no_plan_avoids_is_claimed_in_small_worlds(world):
    households, band, adjacency, labels = world
    ground = Ground(households, np.ones(len(households), bool), adjacency, band)
    sums = np.bincount(labels, weights=households).astype(int)
    out = [zone for zone, value in enumerate(sums) if not band.contains(int(value))]
    claimed = {z for z, proof in prove(ground, labels, out).items() if proof.is_unavoidable}
    for piece in set(ground.piece_of.tolist()) - {-1}:
        free = np.flatnonzero(ground.piece_of == piece).tolist()
        # an empty plot may link two zones at once in the proof, so only worlds without are exact
        if households[free].all() and n_out_at_best(households, band, adjacency, free):
            assert claimed & set(labels[free].tolist())


def n_out_at_best(households, band, adjacency, units):
    """Return the fewest zones out of band over all connected plans of some units."""
    return min(
        sum(not band.contains(int(households[list(zone)].sum())) for zone in zones)
        for zones in partitions(adjacency, units)
    )


@given(st.integers(0, 300), st.integers(0, 100), st.integers(0, 100))
def test_excess_is_zero_exactly_in_the_band(households, low, width):
    band = Band(low, max(1, low + width))
    assert (excess(households, band) == 0) == band.contains(households)
