"""A small town to walk in: a lattice of streets, a loop, an island, services of all sorts."""

from functools import cache

import geopandas
import shapely

from gridplan.params import Params
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.testing.worlds import CRS, ORIGIN
from tests.small import COLUMNS, ROWS, STEP_M, small_area

WIDTH_M, HEIGHT_M = COLUMNS * STEP_M, ROWS * STEP_M


def streets():
    """Draw streets around the blocks, a crooked one, a loop, two of unlike length side by side."""
    across = [[(0, y), (WIDTH_M, y)] for y in (-5, 115, HEIGHT_M + 5)]
    along = [[(x, -5), (x, HEIGHT_M + 5)] for x in (-10, 155)]
    crooked = [(WIDTH_M, -5), (WIDTH_M + 15, 70), (WIDTH_M + 5, 130), (WIDTH_M, HEIGHT_M + 5)]
    loop = [(80, -5), (90, -45), (120, -45), (130, -5), (80, -5)]
    detour = [(-10, -5), (-60, 60), (-10, 115)]
    island = [(500, 500), (560, 500)]
    lines = [*across, *along, crooked, loop, detour, island]
    return [shapely.LineString(line) for line in lines]


SERVICES = {
    "pharmacy": shapely.Point(300, 112),
    "convenience": shapely.Point(20, -9),
    "kindergarten": shapely.box(180, 250, 230, 300),
    "supermarket": shapely.Point(104, -52),
    "market": shapely.Point(530, 505),
}


def moved(geometry):
    """Move what is drawn around zero to where the town lies."""
    return shapely.transform(geometry, lambda xy: xy + ORIGIN)


@cache
def walking_result():
    """Plan the town; one market stands on the island, where nobody gets."""
    roads = [moved(line) for line in streets()]
    n = len(roads)
    tables = {
        "roads": geopandas.GeoDataFrame(
            {
                "road_id": [f"r{k}" for k in range(n)],
                "name": "",
                "highway": "residential",
                "is_walkable": True,
            },
            geometry=roads,
            crs=CRS,
        ),
        "services": geopandas.GeoDataFrame(
            {
                "service_id": [f"s{k}" for k in range(len(SERVICES))],
                "category": list(SERVICES),
                "name": [f"the {name}" for name in SERVICES],
            },
            geometry=[moved(place) for place in SERVICES.values()],
            crs=CRS,
        ),
    }
    return run(small_area(**tables), load_profile("xiuzhou-2023"), Params(), version="test")
