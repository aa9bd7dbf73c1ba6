"""Footprints cut into stairwells."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gridplan.units.cut import cut_footprints

SLAB = shapely.box(0, 0, 60, 12)
ELL = shapely.Polygon([(0, 0), (60, 0), (60, 40), (48, 40), (48, 12), (0, 12)])
YOU = shapely.Polygon([(0, 0), (60, 0), (60, 30), (50, 30), (50, 10), (10, 10), (10, 30), (0, 30)])
COURT = shapely.Polygon(
    SLAB.buffer(20, join_style="mitre").exterior.coords, [list(SLAB.exterior.coords)]
)
TWO = shapely.MultiPolygon([shapely.box(0, 0, 20, 10), shapely.box(100, 0, 120, 10)])


def cut(shape, n_parts):
    shapes = np.array([shapely.set_precision(shape, 0.001)], dtype=object)
    return shapes[0], cut_footprints(shapes, np.array([n_parts]), snap_m=0.001)


def test_a_slab_is_cut_across_its_long_axis_from_west_to_east():
    _, parts = cut(SLAB, 3)
    assert [p.bounds for p in parts] == [(0, 0, 20, 12), (20, 0, 40, 12), (40, 0, 60, 12)]


def test_a_slab_along_the_meridian_is_cut_from_north_to_south():
    _, parts = cut(shapely.box(0, 0, 12, 60), 2)
    assert [p.bounds for p in parts] == [(0, 30, 12, 60), (0, 0, 12, 30)]


def test_several_footprints_keep_their_order():
    shapes = np.array([SLAB, affinity.translate(SLAB, 0, 100)], dtype=object)
    parts = cut_footprints(shapes, np.array([2, 3]), snap_m=0.001)
    assert [round(p.bounds[1]) for p in parts] == [0, 0, 100, 100, 100]


@settings(max_examples=60, deadline=None)
@given(
    shape=st.sampled_from([SLAB, ELL, YOU, COURT, TWO]),
    n_parts=st.integers(2, 7),
    angle=st.floats(-180, 180),
    x=st.floats(0, 1e6),
    y=st.floats(0, 4e6),
)
def test_parts_tile_the_footprint_in_equal_areas(shape, n_parts, angle, x, y):
    placed = affinity.translate(affinity.rotate(shape, angle, origin=(0, 0)), x, y)
    whole, parts = cut(placed, n_parts)
    assert shapely.is_valid(parts).all()
    assert shapely.area(parts) == pytest.approx(whole.area / n_parts, rel=5e-3)
    union = shapely.coverage_union_all(parts)
    assert shapely.coverage_is_valid(parts)
    assert union.symmetric_difference(whole).area < 0.001 * whole.length
    assert shapely.area(parts).sum() == pytest.approx(union.area)
    on_lattice = shapely.get_coordinates(parts)
    assert np.allclose(on_lattice, np.round(on_lattice, 3), atol=1e-8)
