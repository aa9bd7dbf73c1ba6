"""A street of houses with services along it, and the real towns as planning areas.

``street()`` draws five houses of 10 households, 40 m apart, and a street 10 m south of them::

    B00  B01  B02  B03  B04
     |    |    |    |    |       20 m from the middle of a house to the street
    ==========================
"""

import geopandas
import numpy as np
import shapely

from gridplan.model import TABLES, PlanningArea, Units
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area, lattice_units
from tests.network.worlds import TOWNS, town_layer, town_roads

LEG_M = 20.0
FIRST = (20.0, 20.0)  # where B00 stands


def at(*xy):
    """Move points from the drawing to the lattice."""
    return [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in xy]


def services(**places):
    """Place services: category -> list of (x, y) or of shapely shapes in the drawing."""
    rows = [(category, place) for category, group in places.items() for place in group]
    shapes = [
        shapely.transform(p, lambda xy: xy + ORIGIN)
        if hasattr(p, "geom_type")
        else shapely.Point(*at(p))
        for _, p in rows
    ]
    columns = {"service_id": [f"s{i}" for i in range(len(rows))], "category": [c for c, _ in rows]}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def street(*lines, n_houses=5, households=10, services=None, walkable=True, **tables):
    """Build area and units; the street runs along y = 0 unless other lines are given."""
    lines = lines or ([(-500, 0), (3000, 0)],)
    roads = geopandas.GeoDataFrame(
        {"road_id": [f"r{i}" for i in range(len(lines))], "is_walkable": walkable},
        geometry=[shapely.LineString(at(*line)) for line in lines],
        crs=CRS,
    )
    area = lattice_area(
        1, n_houses, households=households, roads=roads, services=services, **tables
    )
    return area, lattice_units(1, n_houses, households=households)


def town_area(town):
    """Read a real town as a planning area; households are left to `town_units`."""
    buildings = town_layer(town, "buildings")
    buildings = buildings[buildings.geom_type.isin(["Polygon", "MultiPolygon"])]
    pois = town_layer(town, "pois")
    tables = dict.fromkeys(TABLES)
    tables["buildings"] = _table(buildings, "building_id")
    tables["services"] = _table(pois, "service_id", category=pois["kind"], name=pois["name"])
    return PlanningArea(crs=TOWNS[town], **tables | {"roads": town_roads(town)})


def _table(frame, key, **columns):
    values = {key: [f"{i:06d}" for i in range(len(frame))]}
    values |= {name: column.to_numpy() for name, column in columns.items()}
    return geopandas.GeoDataFrame(values, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def town_units(area):
    """Make one unit of every building, with 0 to 29 households."""
    shapes = area.buildings.geometry.to_numpy()
    n = len(shapes)
    columns = {"community_code": ["000000000001"]}
    outline = [shapely.box(*area.buildings.total_bounds)]
    return Units(
        ids=area.buildings["building_id"],
        kind=["building"] * n,
        footprint=shapes,
        xy_m=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        households=np.random.default_rng(0).integers(0, 30, n),
        building=np.arange(n),
        compound=np.full(n, -1),
        community=np.zeros(n),
        special=np.full(n, -1),
        compounds=(),
        communities=geopandas.GeoDataFrame(columns, geometry=outline, crs=area.crs),
    )
