"""A small town to walk in: streets, a loop, an island, a wall with a gate, services."""

from functools import cache

import geopandas
import numpy as np
import shapely

from gridplan.model.siting import Candidate, Site, Siting
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
    lines = [*across, *along, crooked, loop, detour, island, *PRIVATE]
    return [shapely.LineString(line) for line in lines]


# a short cut that only those who live along it may take
PRIVATE = [[(60, -5), (60, 115)]]


SERVICES = {
    "pharmacy": shapely.Point(300, 112),
    "convenience": shapely.Point(20, -9),
    "kindergarten": shapely.box(180, 250, 230, 300),
    "supermarket": shapely.Point(104, -52),
    "market": shapely.Point(530, 505),
}


# a wall around the houses in the north-east, with its gate in the west
WALL = shapely.LineString([(225, 145), (315, 145), (315, 232), (225, 232), (225, 145)])
GATE = shapely.Point(225, 190)


def moved(geometry):
    """Move what is drawn around zero to where the town lies."""
    return shapely.transform(geometry, lambda xy: xy + ORIGIN)


@cache
def walking_result():
    """Plan the town; one market stands on the island, where nobody gets."""
    roads = [moved(line) for line in streets()]
    n = len(roads)
    tables = {
        "barriers": geopandas.GeoDataFrame(
            {"kind": ["wall"], "name": [""]}, geometry=[moved(WALL)], crs=CRS
        ),
        "gates": geopandas.GeoDataFrame({"compound": [""]}, geometry=[moved(GATE)], crs=CRS),
        "roads": geopandas.GeoDataFrame(
            {
                "road_id": [f"r{k}" for k in range(n)],
                "name": "",
                "highway": "residential",
                "is_walkable": True,
                "is_private": [k >= n - len(PRIVATE) for k in range(n)],
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


@cache
def proposal():
    """Propose a second pharmacy in the north-west: homes there then walk 10 m."""
    result = walking_result()
    column = result.coverage.ids.index("pharmacy")
    before = result.coverage.metres[:, column]
    x, y = moved(shapely.Point(20, 235)).coords[0]
    gain = result.units.xy_m[:, 1] > ORIGIN[1] + HEIGHT_M / 2
    place = Candidate("B40", "", "building", (x, y), 480, 300.0, 900.0, 1.0, 1)
    return Siting(
        category="pharmacy",
        method="max-cover",
        mode="time",
        reach_m=330.0,
        limit_m=3000.0,
        walk_m_per_min=66.0,
        sites=(Site(1, place, 480, 480.0, 480),),
        candidates=(place,),
        n_existing=1,
        households_total=960,
        households_before=480,
        households_after=960,
        households_reachable=960,
        mean_metres_before=300.0,
        mean_metres_after=200.0,
        objective=480.0,
        bound=480.0,
        greedy=480.0,
        metres_before=before,
        metres_after=np.where(gain, np.minimum(before, 10.0), before),
        site=np.where(gain, 0, -1),
    )
