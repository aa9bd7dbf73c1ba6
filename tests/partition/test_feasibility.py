"""What is known before the search."""

import numpy as np
import pytest

from gridplan.partition import explain_feasibility
from gridplan.partition.feasibility import count_range, min_deviation, nearest_counts
from gridplan.text import LANGUAGES, say
from tests.partition.worlds import lattice, line, problem


@pytest.mark.parametrize(
    ("total", "band", "is_gap"),
    [
        (49, (50, 80), True), (50, (50, 80), False), (80, (50, 80), False),
        (81, (50, 80), True), (99, (50, 80), True), (100, (50, 80), False),
        (199, (200, 300), True), (301, (200, 300), True), (399, (200, 300), True),
        (400, (200, 300), False), (361, (240, 360), True), (479, (240, 360), True),
        (480, (240, 360), False), (1, (0, 500), False), (5001, (0, 500), False),
    ],
)  # fmt: skip
def test_gaps_between_numbers_of_zones(total, band, is_gap):
    assert count_range(total, *band, total).is_empty == is_gap


@pytest.mark.parametrize(("total", "nearest"), [(90, (80, 100)), (99, (80, 100)), (30, (None, 50))])
def test_nearest_totals_that_work(total, nearest):
    assert nearest_counts(total, 50, 80) == nearest


@pytest.mark.parametrize(
    ("weights", "off"),
    [
        ([30, 30], 0),
        ([90], 10),
        ([10] * 9, 10),  # 90 in one zone, or 45 and 45
        ([12] * 8, 4),  # 48 and 48
        ([42, 42], 4),  # 84 in one zone
        ([60, 60], 0),
        ([70, 35], 15),  # 70 and 35
        ([0, 0], 50),
    ],
)
def test_fewest_households_out_of_band(weights, off):
    assert min_deviation(np.array(weights), 50, 80) == off


def test_each_piece_is_explained_with_the_smallest_fix():
    xy = [(0, 0), (10, 0), (100, 0), (110, 0), (200, 0)]
    known = explain_feasibility(problem(xy, [45, 45, 20, 10, 120], np.array([(0, 1), (2, 3)])))
    assert [(f.key, f.units, f.min_off) for f in known.findings] == [
        ("partition.gap", (0, 1), 10),
        ("partition.too_few", (2, 3), 20),
        ("partition.oversize", (4,), 40),
    ]
    assert known.findings[0].values["below"] == 80
    assert known.findings[1].values["missing"] == 20


def test_units_that_cannot_be_combined_are_explained():
    xy, pairs = lattice(1, 2)
    known = explain_feasibility(problem(xy, [70, 35], pairs))
    assert [f.key for f in known.findings] == ["partition.lumpy"]


def test_a_number_of_zones_out_of_reach_is_explained():
    xy, pairs = lattice(1, 4)
    known = explain_feasibility(problem(xy, [30] * 4, pairs, n_zones=4))
    assert [f.key for f in known.findings] == ["partition.count_impossible"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "households", [[10] * 9, [95], [20], [0], [70, 35], [30, 95, 30], [44, 56, 44]]
)
def test_every_fault_can_be_said(language, households):
    found = line(households)
    for fault in (*found.violations, *found.feasibility.findings):
        assert "{" not in say(language, fault.key, **fault.values)


def test_a_unit_without_partners_is_proven():
    # 44 can only join 56; each pair is above 80, and so is all
    found = line([44, 56, 60, 60, 44])
    below = [f for f in found.violations if f.kind == "below"]
    assert below
    assert all(f.is_unavoidable for f in found.violations)
