"""A small finished run, made once: 6 x 8 houses of 20 households, a street, a shop, a park."""

from functools import cache

import geopandas
import shapely

from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.testing import lattice_area
from gridplan.testing.worlds import CRS, ORIGIN

ROWS, COLUMNS, STEP_M = 6, 8, 40.0


def small_area(**options):
    """Draw the town; the street runs along its southern edge, the shop stands at its west end."""
    x, y = ORIGIN
    width, height = COLUMNS * STEP_M, ROWS * STEP_M
    street = shapely.LineString([(x - 10, y - 5), (x + width + 10, y - 5)])
    park = shapely.box(x, y + height + 10, x + width, y + height + 90)
    everything = shapely.box(x - 20, y - 20, x + width + 20, y + height + 100)
    tables = {
        "communities": geopandas.GeoDataFrame(
            {"community_code": ["330411001001"], "name": ["南街社区"], "kind": ["ordinary"]},
            geometry=[everything],
            crs=CRS,
        ),
        "roads": geopandas.GeoDataFrame(
            {
                "road_id": ["r1"],
                "name": ["南街"],
                "highway": ["residential"],
                "is_walkable": [True],
            },
            geometry=[street],
            crs=CRS,
        ),
        "services": geopandas.GeoDataFrame(
            {"service_id": ["s1"], "category": ["convenience"], "name": ["便利店"]},
            geometry=[shapely.Point(x, y - 8)],
            crs=CRS,
        ),
        "special": geopandas.GeoDataFrame(
            {"kind": ["park"], "name": ["北园"]}, geometry=[park], crs=CRS
        ),
    }
    return lattice_area(ROWS, COLUMNS, **{"households": 20, "step_m": STEP_M, **tables, **options})


@cache
def small_result():
    """Plan the town under the Xiuzhou profile."""
    return run(small_area(), load_profile("xiuzhou-2023"), Params(), version="test")


@cache
def halves_result():
    """Plan the same town with a border between two communities in its middle."""
    x, y = ORIGIN
    middle, top = x + COLUMNS * STEP_M / 2, y + ROWS * STEP_M + 100
    communities = geopandas.GeoDataFrame(
        {
            "community_code": ["330411001001", "330411001002"],
            "name": ["西", "东"],
            "kind": ["ordinary", "ordinary"],
        },
        geometry=[
            shapely.box(x - 20, y - 20, middle, top),
            shapely.box(middle, y - 20, x + COLUMNS * STEP_M + 20, top),
        ],
        crs=CRS,
    )
    area = small_area(communities=communities)
    return run(area, load_profile("xiuzhou-2023"), Params(), version="test")
