"""Every world of a few units: what is called impossible is, and what is possible is found out."""

import itertools
from functools import cache

import numpy as np
import pytest

from gridplan.partition.faults import zone_faults
from gridplan.partition.feasibility import diagnose
from gridplan.partition.proof import exact_deviation, relax
from gridplan.partition.reduce import reduce_units
from tests.partition.worlds import problem

LOW, HIGH = 50, 80
WEIGHTS = (0, 30, 44, 95)
SHAPES = {
    "row": [(0, 1), (1, 2), (2, 3)],
    "ring": [(0, 1), (1, 2), (2, 3), (0, 3)],
    "star": [(0, 1), (0, 2), (0, 3)],
    "complete": [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)],
    "two pieces": [(0, 1), (2, 3)],
    "island": [(0, 1), (1, 2), (0, 2)],
    "apart": [],
}


def off(load):
    return max(LOW - load, load - HIGH, 0)


def is_one_piece(mask, pairs):
    first = mask & -mask
    reached, before = first, 0
    while reached != before:
        before = reached
        for a, b in pairs:
            if mask >> a & mask >> b & 1 and (reached >> a | reached >> b) & 1:
                reached |= 1 << a | 1 << b
    return reached == mask


def zones_of(households, pairs):
    """Every set of units that a zone may be, with its load; big units stand alone."""
    found = {}
    for mask in range(1, 1 << len(households)):
        members = [w for i, w in enumerate(households) if mask >> i & 1]
        is_mixed = any(w > HIGH for w in members) and sum(members) > max(members)
        if not is_mixed and is_one_piece(mask, pairs):
            found[mask] = sum(members)
    return found


def best_plan(households, pairs):
    """Fewest households out of band over all plans, and such a plan."""
    zones_by_mask, n = zones_of(households, pairs), len(households)

    @cache
    def best(left):
        if not left:
            return 0, ()
        first, found = left & -left, None
        rest = part = left ^ first
        while True:
            zone = part | first
            if zone in zones_by_mask:
                lost, plan = best(left ^ zone)
                lost += off(zones_by_mask[zone])
                if found is None or lost < found[0]:
                    found = lost, (zone, *plan)
            if part == 0:
                return found
            part = (part - 1) & rest

    least, zones = best((1 << n) - 1)
    labels = np.zeros(n, dtype=np.int64)
    for number, zone in enumerate(zones):
        labels[[i for i in range(n) if zone >> i & 1]] = number
    return least, labels


def faults(asked, labels):
    reduction = reduce_units(asked)
    known = diagnose(asked, reduction)
    limits = np.full(labels.max() + 1, HIGH)
    return known, zone_faults(asked, reduction, labels, known, limits)


def world(households, pairs):
    xy = np.random.default_rng(0).random((len(households), 2)) * 100
    return problem(xy, households, np.array(pairs).reshape(-1, 2))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_ruled_out_no_plan_does(shape):
    for households in itertools.product(WEIGHTS, repeat=4):
        least, labels = best_plan(households, SHAPES[shape])
        known, found = faults(world(households, SHAPES[shape]), labels)
        assert sum(finding.min_off for finding in known.findings) <= least
        assert (least == 0) == (found == ())
        assert all(fault.is_unavoidable for fault in found), households


@pytest.mark.parametrize("shape", ["row", "star", "two pieces"])
def test_a_plan_worse_than_the_best_is_unavoidable_only_where_no_zone_is_legal(shape):
    pairs = SHAPES[shape]
    for households in itertools.product((30, 44, 95), repeat=4):
        legal = [m for m, load in zones_of(households, pairs).items() if off(load) == 0]
        labels = np.arange(4)  # everyone for himself
        if sum(map(off, households)) > best_plan(households, pairs)[0]:
            for fault in faults(world(households, pairs), labels)[1]:
                is_hopeless = not any(mask >> fault.zone & 1 for mask in legal)
                assert fault.is_unavoidable <= is_hopeless, households


@pytest.mark.parametrize("seed", range(12))
def test_up_to_ten_units_the_exact_proof_equals_all_plans(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 11))
    ends = np.array(list(itertools.combinations(range(n), 2)))
    pairs = ends[rng.random(len(ends)) < 0.3].tolist()
    households = rng.choice([0, 8, 20, 36, 44, 56], n).tolist()
    asked = world(households, pairs)
    net = reduce_units(asked)
    relaxed = relax(asked, net.node, net.net.weight)
    least, _ = best_plan(households, pairs)
    found = [exact_deviation(relaxed, p, LOW, HIGH) for p in np.unique(relaxed.piece).tolist()]
    n_empty = sum(one is None for one in found)  # pieces without households: one empty zone each
    assert sum(one or 0 for one in found) + LOW * n_empty <= least
    assert least - sum(one or 0 for one in found) - LOW * n_empty in (0, least)
