import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridplan.units.apportion import apportion
from gridplan.units.roster import stairwell_number


def share(total, weights):
    group = np.zeros(len(weights), dtype=np.int64)
    return apportion(np.array([total]), group, np.array(weights, dtype=float)).tolist()


def test_the_largest_remainders_get_what_is_left():
    assert share(10, [1.5, 1.3, 0.2]) == [5, 4, 1]
    assert share(5, [1, 1]) == [3, 2]
    assert share(5, [0, 0]) == [3, 2]


@given(
    total=st.integers(0, 10**6),
    weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=20),
)
def test_nothing_is_lost_and_nobody_is_off_by_one(total, weights):
    shares = np.array(share(total, weights))
    assert shares.sum() == total
    assert (shares >= 0).all()
    if sum(weights) > 1e-3:
        exact = total * np.array(weights) / sum(weights)
        assert (np.abs(shares - exact) < 1 + 1e-6).all()


def test_numbers_of_stairwells_are_read_from_their_names():
    names = ["1单元", "２单元", "十单元", "二十三单元", "A", "丙", "No. 7"]
    assert [stairwell_number(name) for name in names] == [1, 2, 10, 23, 0, 3, 7]
