"""One-way streets bind wheels, not feet, from the file to the minutes."""

import geopandas
import pytest
import shapely

from gridplan.coverage import measure_walks
from gridplan.params import Params
from gridplan.read import load
from gridplan.units import build_units

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_400_000.0


def write_street(folder, **tags):
    """Draw a street with a house at each end, a pharmacy in the west, a supermarket in the east."""
    houses = [shapely.box(X + x - 5, Y + 15, X + x + 5, Y + 25) for x in (0, 300)]
    layers = {
        "buildings": geopandas.GeoDataFrame(
            {"building_id": ["west", "east"], "households": [10, 10]}, geometry=houses, crs=CRS
        ),
        "roads": geopandas.GeoDataFrame(
            {"highway": ["residential"], **{name: [value] for name, value in tags.items()}},
            geometry=[shapely.LineString([(X - 50, Y), (X + 350, Y)])],
            crs=CRS,
        ),
        "services": geopandas.GeoDataFrame(
            {"category": ["pharmacy", "supermarket"]},
            geometry=[shapely.Point(X, Y), shapely.Point(X + 300, Y)],
            crs=CRS,
        ),
    }
    for name, frame in layers.items():
        frame.to_file(folder / f"{name}.gpkg")


@pytest.mark.parametrize("oneway", ["yes", "-1"])
def test_a_one_way_street_is_walked_both_ways(tmp_path, oneway):
    write_street(tmp_path, oneway=oneway)
    area = load(tmp_path)
    coverage, _ = measure_walks(area, build_units(area, Params()), Params())
    east, west = 0, 1  # units stand by the id of their building
    columns = [coverage.ids.index(name) for name in ("pharmacy", "supermarket")]
    metres = coverage.metres[:, columns]
    assert metres[west].tolist() == pytest.approx([20.0, 320.0], abs=0.5)
    assert metres[east].tolist() == pytest.approx([320.0, 20.0], abs=0.5)
