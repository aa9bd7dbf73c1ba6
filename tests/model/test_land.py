import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridplan.model import Adjacency
from gridplan.testing import lattice_land


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 12))
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    return n, draw(st.lists(st.sampled_from(every), unique=True) if every else st.just([]))


@given(graphs())
def test_contacts_are_symmetric_and_read_back_as_pairs(graph):
    n, pairs = graph
    adjacency = Adjacency.from_pairs(n, pairs)
    assert adjacency.pairs().tolist() == sorted(map(list, pairs))
    for unit in range(n):
        assert all(unit in adjacency.neighbors(other) for other in adjacency.neighbors(unit))


def test_an_isolated_unit_has_no_neighbors():
    adjacency = Adjacency.from_pairs(3, [(0, 2)])
    assert adjacency.neighbors(1).tolist() == []


def test_a_unit_cannot_touch_itself():
    with pytest.raises(ValueError, match="itself"):
        Adjacency.from_pairs(2, [(1, 1)])


def test_pieces_are_numbered_by_their_first_unit():
    """A street of five in three pieces: 0-3, 1-2, 4."""
    adjacency = Adjacency.from_pairs(5, [(0, 3), (1, 2)])
    assert adjacency.components().tolist() == [0, 1, 1, 0, 2]


def test_contacts_between_zones_do_not_join_pieces():
    """Six in two rows, zones left and right: the left zone is one piece, the right two."""
    land = lattice_land(2, 3)
    labels = np.array([0, 1, 2, 0, 1, 1])
    assert land.adjacency.components(labels).tolist() == [0, 1, 2, 0, 1, 1]


def test_without_arterials_keeps_the_other_contacts():
    adjacency = Adjacency.from_pairs(3, [(0, 1), (1, 2)], is_arterial=[True, False])
    assert adjacency.without_arterials().pairs().tolist() == [[1, 2]]


def test_arrays_are_read_only():
    adjacency = Adjacency.from_pairs(3, [(0, 1)])
    with pytest.raises(ValueError, match="read-only"):
        adjacency.indices[0] = 2
