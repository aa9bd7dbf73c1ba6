"""What is packed is what is unpacked."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridplan.render.payload.borders import pack_borders
from gridplan.render.payload.frame import STEP_M, Frame
from gridplan.render.payload.pack import pack_deltas, pack_shapes, pack_signed, pack_unsigned
from gridplan.testing.worlds import CRS, ORIGIN
from tests.render.worlds import unpack_signed, unpack_unsigned

X, Y = ORIGIN
FRAME = Frame.around(np.array([X, Y, X + 1000, Y + 1000]), CRS)


def box(west, south, east, north):
    return shapely.box(X + west, Y + south, X + east, Y + north)


def points_of(packed):
    return np.cumsum(unpack_signed(packed["xy"]).reshape(-1, 2), axis=0)


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_unsigned_numbers_come_back(values):
    assert unpack_unsigned(pack_unsigned(np.array(values, dtype=np.int64))).tolist() == values


@given(st.lists(st.integers(-(2**30), 2**30)))
def test_signed_numbers_come_back(values):
    array = np.array(values, dtype=np.int64)
    assert unpack_signed(pack_signed(array)).tolist() == values
    assert np.cumsum(unpack_signed(pack_deltas(array))).tolist() == values


def test_a_ring_is_left_open_and_a_hole_is_a_second_ring():
    ring = box(0, 0, 100, 100).difference(box(40, 40, 60, 60))
    packed = pack_shapes(np.array([ring, box(200, 0, 300, 100)]), FRAME)
    assert unpack_unsigned(packed["parts"]).tolist() == [2, 1]
    assert unpack_unsigned(packed["points"]).tolist() == [4, 4, 4]
    assert len(points_of(packed)) == 12


def test_points_lie_within_half_a_step_of_the_truth():
    packed = pack_shapes(np.array([box(0, 0, 100, 100)]), FRAME)
    east, north = FRAME.to_mercator.transform([X, X + 100], [Y, Y + 100])
    steps = points_of(packed)
    assert abs(steps[:, 0].min() * STEP_M + FRAME.origin[0] - east[0]) <= STEP_M
    assert abs(steps[:, 1].max() * STEP_M + FRAME.origin[1] - north[1]) <= STEP_M


def test_points_closer_than_a_step_are_one():
    line = shapely.LineString([(X, Y), (X + 0.001, Y), (X + 50, Y)])
    assert unpack_unsigned(pack_shapes(np.array([line]), FRAME)["points"]).tolist() == [2]


def test_no_shapes_pack_to_nothing():
    packed = pack_shapes(np.array([], dtype=object), FRAME)
    assert packed == {"n": 0, "grain": 1, "parts": "", "points": "", "xy": ""}


def lengths(packed):
    """Count the segments of the borders of each level."""
    return [int((unpack_unsigned(level["points"]) - 1).sum()) for level in packed]


def test_a_border_common_to_two_zones_is_drawn_once_and_at_the_coarser_level():
    # two squares side by side: the outline (6 stretches) is the community's, the middle the grid's
    left, right = box(0, 0, 100, 100), box(100, 0, 200, 100)
    outline = shapely.Polygon(
        [(X, Y), (X + 100, Y), (X + 200, Y), (X + 200, Y + 100), (X + 100, Y + 100), (X, Y + 100)]
    )
    packed = pack_borders([np.array([outline]), np.array([left, right])], FRAME)
    assert lengths(packed) == [6, 1]
    assert packed[1]["n"] == 1


def test_a_level_without_borders_of_its_own_is_empty():
    one = np.array([box(0, 0, 100, 100)])
    assert lengths(pack_borders([one, one], FRAME)) == [4, 0]
