"""Edges between cells: each once, with the units on both sides."""

import numpy as np
import pytest
import shapely

from gridplan.render.payload.edges import pack_edges
from gridplan.render.payload.frame import Frame
from tests.render.worlds import unpack_unsigned

CRS = "EPSG:4549"


def sides(cells):
    """Return the units on both sides of each edge as pairs, -1 where the land ends."""
    cells = np.array(cells, dtype=object)
    frame = Frame.around(np.array(shapely.total_bounds(cells)), CRS)
    packed = pack_edges(cells, frame)
    pairs = zip(unpack_unsigned(packed["left"]), unpack_unsigned(packed["right"]), strict=True)
    assert packed["lines"]["n"] == len(unpack_unsigned(packed["left"]))
    return sorted((left, right - 1) for left, right in pairs), unpack_unsigned(
        packed["lines"]["points"]
    ).tolist()


def square(x, y, size=10.0):
    return shapely.box(500000 + x, 3400000 + y, 500000 + x + size, 3400000 + y + size)


def test_two_squares_share_one_edge():
    """[0][1] side by side."""
    found, points = sides([square(0, 0), square(10, 0)])
    assert found.count((0, 1)) == 1
    assert set(found) == {(0, 1), (0, -1), (1, -1)}
    assert min(points) == 2


def test_squares_that_only_meet_at_a_corner_share_none():
    found, _ = sides([square(0, 0), square(10, 10)])
    assert set(found) == {(0, -1), (1, -1)}


def test_a_yard_belongs_to_both_sides_of_its_hole():
    ring = shapely.difference(square(0, 0, 30), square(10, 10))
    found, _ = sides([ring, square(10, 10)])
    assert (0, 1) in found
    assert (1, -1) not in found


@pytest.mark.parametrize("n", [2, 5])
def test_all_length_is_there_once(n):
    """A lattice of n by n squares has 2 n (n + 1) sides."""
    _, points = sides([square(10 * i, 10 * j) for i in range(n) for j in range(n)])
    assert sum(count - 1 for count in points) == 2 * n * (n + 1)
