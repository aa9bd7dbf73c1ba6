"""A small town on a lattice of streets, with homes, a school and an office, ready to be asked.

Streets run every 200 m; homes stand 20 m beside them; walks are worked out by hand::

    0    200   400   600   800  1000    x, metres from ORIGIN
    +-----+-----+-----+-----+-----+
"""

from dataclasses import replace
from functools import cache

import geopandas
import numpy as np
import shapely

from gridplan.coverage import measure_coverage
from gridplan.model import Result
from gridplan.params import CoverageParams, Params
from gridplan.policy import load_profile
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from gridplan.units import build_units

SIDE_M = 1000


def at(*xy):
    """Move points of the drawing to where the town lies."""
    return [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in xy]


def streets():
    """Draw the lattice of streets."""
    ticks = range(0, SIDE_M + 1, 200)
    lines = [[(0, t), (SIDE_M, t)] for t in ticks] + [[(t, 0), (t, SIDE_M)] for t in ticks]
    columns = {"road_id": [f"r{i:02d}" for i in range(len(lines))], "is_walkable": True}
    return geopandas.GeoDataFrame(
        columns, geometry=[shapely.LineString(at(*line)) for line in lines], crs=CRS
    )


def services(places, category="pharmacy"):
    """Place services of one category."""
    columns = {
        "service_id": [f"s{i}" for i in range(len(places))],
        "category": category,
        "name": "",
    }
    points = [shapely.Point(*at(place)[0]) for place in places]
    return geopandas.GeoDataFrame(columns, geometry=points, crs=CRS)


def town(seed=0, *, pharmacies=((0, -5),), n_homes=40, n_others=12, minutes=5.0):
    """Build a town as a result; walks of 5 minutes are 330 m."""
    rng = np.random.default_rng(seed)
    n = n_homes + n_others
    along, street = rng.uniform(30, SIDE_M - 30, n), rng.integers(0, 6, n) * 200.0
    xy = np.column_stack([along, street + 20])
    is_home = np.arange(n) < n_homes
    buildings = geopandas.GeoDataFrame(
        {
            "building_id": [f"{'H' if home else 'O'}{i:03d}" for i, home in enumerate(is_home)],
            "households": np.where(is_home, rng.integers(5, 40, n), 0).astype(float),
            "use": np.where(is_home, "residential", "other"),
        },
        geometry=[shapely.box(x - 8, y - 8, x + 8, y + 8) for x, y in at(*xy)],
        crs=CRS,
    )
    park = shapely.box(*np.concatenate(at((420, 420), (580, 580))))
    pond = shapely.box(*np.concatenate(at((620, 620), (780, 780))))
    special = geopandas.GeoDataFrame(
        {"kind": ["school", "water"], "name": ["育才小学", ""]}, geometry=[park, pond], crs=CRS
    )
    area = lattice_area(1, 1)
    area = replace(
        area,
        buildings=buildings,
        roads=streets(),
        services=services(pharmacies),
        special=special,
    )
    params = Params(coverage=CoverageParams(limit_minutes=minutes))
    units = build_units(area, params)
    return Result(
        area=area,
        units=units,
        land=None,
        plans=(),
        report=None,
        coverage=measure_coverage(area, units, params),
        profile=load_profile("xiuzhou-2023"),
        params=params,
        version="test",
    )


@cache
def usual_town():
    """Build the town most tests ask of."""
    return town()
