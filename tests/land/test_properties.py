"""What holds for any land, however untidy."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gridplan.land import dissolve
from gridplan.land.lattice import borders_of, faces_of, node
from tests.land.worlds import assert_tiles, box, contacts, frame, line, roads, world

SIZE = 120
coordinate = st.integers(0, SIZE * 10).map(lambda steps: steps / 10)
place = st.tuples(coordinate, coordinate)


@st.composite
def footprints(draw):
    x, y = draw(place)
    shape = box(0, 0, draw(st.integers(2, 40)), draw(st.integers(2, 20)))
    turned = affinity.rotate(shape, draw(st.sampled_from([0, 0, 17, 45, 90])))
    inside = affinity.translate(turned, x, y).intersection(box(0, 0, SIZE, SIZE))
    return shapely.set_precision(inside, 0.001)


def is_polygon(shape):
    return shape.geom_type == "Polygon" and shape.area > 0.1


lines = st.tuples(place, place).filter(lambda ends: ends[0] != ends[1]).map(lambda e: line(*e))
worlds = st.fixed_dictionaries(
    {
        "houses": st.lists(footprints().filter(is_polygon), min_size=1, max_size=12),
        "streets": st.lists(lines, max_size=6),
        "rails": st.lists(lines, max_size=2),
        "water": st.lists(footprints().filter(is_polygon), max_size=2),
        "is_divided": st.booleans(),
    }
)


def build(drawn, *, order=None):
    whole = box(0, 0, SIZE, SIZE)
    parts = [box(0, 0, 57.3, SIZE), box(57.3, 0, SIZE, SIZE)] if drawn["is_divided"] else [whole]
    houses = drawn["houses"]
    points = shapely.point_on_surface(np.array(houses, dtype=object))
    community = [int(drawn["is_divided"] and point.x >= 57.3) for point in points]
    order = (lambda items: items) if order is None else order
    streets, barriers = order(drawn["streets"]), order([*drawn["rails"], *drawn["water"]])
    kinds = ["railway" if shape.geom_type == "LineString" else "water" for shape in barriers]
    made = world(
        houses,
        parts,
        community=community,
        roads=roads(*streets) if streets else None,
        barriers=frame(barriers, kind=kinds) if barriers else None,
    )
    served = [part.area for i, part in enumerate(parts) if i in community]
    return made, sum(served)


@settings(max_examples=150, deadline=None)
@given(drawn=worlds, seed=st.integers(0, 99))
def test_cells_tile_and_so_do_zones(drawn, seed):
    made, area_m2 = build(drawn)
    assert_tiles(made, communities=area_m2)
    n = len(made.units)
    zones = dissolve(made.land.cells, np.random.default_rng(seed).integers(0, 3, n), 3)
    zones = zones[[zone is not None for zone in zones]]
    assert shapely.coverage_is_valid(zones)
    assert shapely.is_valid(zones).all()


@settings(max_examples=80, deadline=None)
@given(drawn=worlds)
def test_contacts_are_common_borders_within_a_community(drawn):
    made, _ = build(drawn)
    cells, community = made.land.cells, made.units.community
    adjacency = made.land.adjacency
    rows = np.repeat(np.arange(len(adjacency)), np.diff(adjacency.indptr))
    both = set(zip(rows.tolist(), adjacency.indices.tolist(), strict=True))
    assert both == {(j, i) for i, j in both}
    for (i, j), (metres, _, _) in contacts(made.land).items():
        assert community[i] == community[j]
        assert shapely.intersection(cells[i], cells[j]).length == pytest.approx(metres, abs=0.01)


@settings(max_examples=80, deadline=None)
@given(drawn=worlds)
def test_contiguous_units_make_one_polygon(drawn):
    made, _ = build(drawn)
    pieces = dissolve(made.land.cells, made.land.piece, made.land.piece.max() + 1)
    singles = [cell.geom_type == "Polygon" for cell in made.land.cells]
    for piece, shape in enumerate(pieces):
        if all(np.array(singles)[made.land.piece == piece]):
            assert shape.geom_type == "Polygon"


@settings(max_examples=60, deadline=None)
@given(drawn=worlds)
def test_the_order_of_rows_does_not_matter(drawn):
    made, _ = build(drawn)
    other, _ = build(drawn, order=lambda items: items[::-1])
    assert shapely.equals_exact(made.land.cells, other.land.cells, normalize=True).all()
    assert contacts(made.land) == contacts(other.land)


@settings(max_examples=100, deadline=None)
@given(ends=st.lists(st.tuples(place, place), min_size=1, max_size=30))
def test_noded_segments_meet_only_at_their_ends(ends):
    segments = node(np.array(ends, dtype=float).reshape(-1, 2, 2), 0.001)
    polygons, _ = faces_of(segments)
    assert shapely.coverage_is_valid(polygons)
    borders = borders_of(polygons, 0.001)
    perimeter = np.bincount(borders.left, weights=borders.length_m, minlength=len(polygons))
    inner = borders.right >= 0
    perimeter += np.bincount(
        borders.right[inner], weights=borders.length_m[inner], minlength=len(polygons)
    )
    assert perimeter == pytest.approx(shapely.length(polygons))
