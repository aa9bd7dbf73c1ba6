"""Compounds that cannot all stay whole: one below the minimum between others too large for it."""

import numpy as np
import pytest

from gridplan.check.compounds import check_compounds
from tests.check.worlds import row_plans, row_units, subject_of

MERGED = {"kind": "merged"}  # grids of 200 to 300 households


def split_in(households, compounds, labels):
    """Return key and verdict of every compound that a row's grids split."""
    units = row_units(
        households,
        compound=np.array(compounds),
        compounds=("甲苑", "乙苑", "丙苑"),
        **MERGED,
    )
    plans = row_plans(labels)
    found = check_compounds(subject_of(units, plans), plans[1])
    return [(v.values["compound"], v.key.removeprefix("check."), v.is_unavoidable) for v in found]


def test_a_small_compound_between_large_ones_forces_a_cut():
    found = split_in([150, 100, 180, 250], [0, 0, 1, 2], [0, 1, 1, 2])
    assert found == [("甲苑", "compound_forced", True)]


@pytest.mark.parametrize(
    ("households", "compounds", "labels"),
    [
        ([150, 49, 101, 250], [0, 0, 1, 2], [0, 1, 1, 2]),  # 199 + 101 fit one grid
        ([150, 100, 180, 60, 190], [0, 0, 1, -1, 2], [0, 1, 1, 2, 2]),  # free houses beside it
        ([150, 100, 200, 250], [0, 0, 1, 2], [0, 1, 1, 2]),  # it can be a grid of its own
    ],
)
def test_where_the_neighbor_has_another_way_the_cut_is_a_choice(households, compounds, labels):
    assert split_in(households, compounds, labels)[0][1:] == ("compound_split", False)


def test_of_two_cuts_around_it_one_is_too_many():
    found = split_in([150, 100, 180, 125, 125], [0, 0, 1, 2, 2], [0, 1, 1, 2, 3])
    assert {key for _, key, _ in found} == {"compound_split"}
