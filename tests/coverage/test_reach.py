"""Service areas as lines and as a raster: exact on streets, and never the judge."""

import numpy as np
import pytest
import shapely

from gridplan.coverage import measure_walks, service_lines, walk_surface
from gridplan.network import nearest_targets, snap_points
from gridplan.params import Params
from tests.coverage.worlds import at, services, street

CROSS = [(-500, 0), (500, 0)], [(0, -500), (0, 500)]


def measured(*lines, **places):
    area, units = street(*(lines or CROSS), services=services(**places))
    coverage, model = measure_walks(area, units, Params())
    return area, units, coverage, model


def total_m(lines):
    return float(shapely.length(lines).sum())


def test_lines_end_exactly_where_the_walk_does():
    """From 100 m east of the crossing 250 m go 250 m east, 150 m past it in three directions."""
    _, _, coverage, model = measured(pharmacy=[(100, 0)])
    lines = service_lines(model, coverage.ids.index("pharmacy"), 250.0)
    assert total_m(lines) == pytest.approx(250 + 100 + 3 * 150)
    ends = shapely.MultiPoint(at((350, 0), (-150, 0), (0, 150), (0, -150)))
    assert shapely.distance(shapely.MultiLineString(list(lines)), ends) == pytest.approx(0)
    assert shapely.hausdorff_distance(ends, shapely.boundary(shapely.union_all(lines))) < 1e-6


def test_stretches_that_meet_are_one_and_none_is_counted_twice():
    _, _, coverage, model = measured(pharmacy=[(-300, 0), (300, 0)])
    lines = service_lines(model, coverage.ids.index("pharmacy"), 400.0)
    assert total_m(lines) == pytest.approx(total_m(shapely.union_all(lines)))
    assert total_m(lines) == pytest.approx(1000 + 200)  # all of one street, 100 m of the other


def test_the_leg_to_the_street_counts():
    _, _, coverage, model = measured(pharmacy=[(100, 30)])
    lines = service_lines(model, coverage.ids.index("pharmacy"), 60.0)
    assert total_m(lines) == pytest.approx(60)


def test_a_longer_walk_never_reaches_less():
    _, _, coverage, model = measured(pharmacy=[(100, 0), (0, -400)])
    column = coverage.ids.index("pharmacy")
    lengths = [total_m(service_lines(model, column, limit)) for limit in range(0, 900, 60)]
    assert lengths == sorted(lengths)
    assert lengths[-1] == pytest.approx(2000)


def test_a_category_without_services_has_no_lines():
    _, _, coverage, model = measured(pharmacy=[(100, 0)])
    assert len(service_lines(model, coverage.ids.index("park"), 500.0)) == 0


@pytest.mark.parametrize("limit_m", [120.0, 333.0, 610.0])
def test_a_point_on_a_street_is_on_the_lines_just_when_its_walk_is_short_enough(limit_m):
    grid = [[(x, -300), (x, 300)] for x in (-300, -40, 130, 300)]
    grid += [[(-300, y), (300, y)] for y in (-300, 10, 205, 300)]
    _, _, coverage, model = measured(*grid, pharmacy=[(90, 14), (-290, -200)])
    column = coverage.ids.index("pharmacy")
    lines = shapely.MultiLineString(list(service_lines(model, column, limit_m)))
    places = shapely.line_interpolate_point(
        model.network.edge_line, np.linspace(0.05, 0.95, 7)[:, None], normalized=True
    ).ravel()
    here = snap_points(model.network, shapely.get_coordinates(places), max_m=1.0, near_m=0.0)
    walk = nearest_targets(model.targets, here, model.seeds_of(column), limit_m=limit_m)
    np.testing.assert_array_equal(shapely.dwithin(lines, places, 1e-6), walk.metres <= limit_m)


def surface_of(**places):
    area, units, coverage, model = measured(**places)
    columns = np.array([coverage.ids.index(name) for name in places])
    return walk_surface(area, units, model, columns, limit_m=1000.0)


def metres_at(surface, x, y):
    (point,) = at((x, y))
    column = int((point[0] - surface.west_m) // surface.pixel_m)
    row = int((surface.north_m - point[1]) // surface.pixel_m)
    return float(surface.metres[0, row, column])


def test_a_pixel_walks_from_its_own_nearest_street():
    surface = surface_of(pharmacy=[(100, 0)])
    assert surface.pixel_m == 10.0
    # the raster begins 150 m west and south of the homes, so pixel middles lie at 5 m
    assert metres_at(surface, 45, 25) == pytest.approx(25 + 55)


def test_a_pixel_far_from_every_street_is_unknown():
    surface = surface_of(pharmacy=[(100, 0)])
    assert np.isnan(metres_at(surface, 325, 165))


def test_pixels_count_the_categories_within_reach():
    surface = surface_of(pharmacy=[(100, 0)], supermarket=[(300, 0)])
    counts = surface.n_within(np.array([150.0, 150.0]))
    assert np.nanmax(counts) == 2
    assert np.nanmin(counts) == 0
    assert np.isnan(counts).any()


def test_a_large_town_gets_larger_pixels():
    area, units, coverage, model = measured(pharmacy=[(100, 0)])
    columns = np.array([coverage.ids.index("pharmacy")])
    surface = walk_surface(area, units, model, columns, limit_m=1000.0, max_pixels=100)
    assert np.prod(surface.metres.shape) <= 130
    west, south, east, north = surface.bounds_m
    low, high = units.xy_m.min(axis=0), units.xy_m.max(axis=0)
    assert (low >= (west, south)).all()
    assert (high <= (east, north)).all()
