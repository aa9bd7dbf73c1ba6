import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridplan import geo

# Offsets that others computed with the published formula.
KNOWN_SHIFTS_M = {
    (113.26, 23.13): 621, (116.40, 39.90): 556, (121.47, 31.23): 482, (104.06, 30.67): 360,
    (87.60, 43.80): 265,
}  # fmt: skip
IN_CHINA = {"lon": st.floats(75, 134), "lat": st.floats(18, 52)}


@pytest.mark.parametrize(("place", "metres"), KNOWN_SHIFTS_M.items())
def test_gcj02_shifts_by_the_known_distance(place, metres):
    lon, lat = geo.wgs84_to_gcj02(*place)
    distance = pyproj.Geod(ellps="WGS84").inv(*place, lon[0], lat[0])[2]
    assert distance == pytest.approx(metres, abs=1)


@given(**IN_CHINA)
def test_the_inverse_returns_within_a_tenth_of_a_millimetre(lon, lat):
    for there, back in (
        (geo.wgs84_to_gcj02, geo.gcj02_to_wgs84),
        (geo.wgs84_to_bd09, geo.bd09_to_wgs84),
    ):
        x, y = back(*there(lon, lat))
        assert abs(x[0] - lon) < 1e-9
        assert abs(y[0] - lat) < 1e-9


def test_outside_china_nothing_shifts():
    assert np.column_stack(geo.wgs84_to_gcj02([6.14, 151.2], [46.2, -33.8])).tolist() == [
        [6.14, 46.2],
        [151.2, -33.8],
    ]
    assert not geo.is_shifted_place(6.14, 46.2)


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (120.75, 30.75, "EPSG:4549"),  # Jiaxing
        (117.7, 39.0, "EPSG:4548"),  # Binhai
        (101.7, 26.6, "EPSG:4543"),  # Panzhihua
        (121.52, 25.03, "EPSG:32651"),  # Taipei: outside the area of use of the zone
        (6.14, 46.2, "EPSG:32632"),
        (39.9, 59.2, "EPSG:32637"),
        (151.2, -33.8, "EPSG:32756"),
        (180.0, 10.0, "EPSG:32660"),
        (10.0, 89.0, "EPSG:5041"),
        (10.0, -89.0, "EPSG:5042"),
    ],
)
def test_the_working_crs_fits_the_place(lon, lat, crs):
    assert geo.working_crs(lon, lat) == crs


def test_to_metres_and_back_stays_in_place():
    point = shapely.Point(120.75, 30.75)
    (there,) = geo.transform([point], source=geo.WGS84, target="EPSG:4549")
    (back,) = geo.to_lon_lat([there], crs="EPSG:4549")
    assert shapely.distance(point, back) < 1e-9
    assert geo.transform([point], source=geo.WGS84, target=geo.WGS84)[0] == point


def test_snapping_rounds_to_a_millimetre_and_drops_height():
    (line,) = geo.snap([shapely.LineString([(0.00049, 0, 5), (0.0004, 0, 5), (1.0006, 0, 5)])])
    assert shapely.get_coordinates(line, include_z=True)[:, :2].tolist() == [[0, 0], [1.001, 0]]
    assert not line.has_z


def test_equal_shapes_become_equal_coordinates():
    one = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    other = shapely.MultiPolygon([shapely.Polygon([(1, 1), (1, 0), (0, 0), (0, 1)])])
    first, second = geo.canonical([one, other])
    assert first.wkb == second.wkb
