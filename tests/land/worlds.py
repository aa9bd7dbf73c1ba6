"""Small worlds with the origin of `gridplan.testing`, drawn in metres from it."""

from types import SimpleNamespace

import geopandas
import numpy as np
import shapely
from shapely import affinity

from gridplan.land import build_land
from gridplan.model import TABLES, PlanningArea, Units
from gridplan.params import Params
from gridplan.testing.worlds import CRS, ORIGIN


def at_origin(shape):
    return affinity.translate(shape, *ORIGIN)


def box(west, south, east, north):
    return shapely.box(west, south, east, north)


def house(x, y, size=20):
    return box(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def line(*xy):
    return shapely.LineString(xy)


def frame(shapes, **columns):
    n = len(shapes)
    columns = {name: [v] * n if isinstance(v, str | bool) else v for name, v in columns.items()}
    return geopandas.GeoDataFrame(columns, geometry=[at_origin(s) for s in shapes], crs=CRS)


def roads(*shapes, **columns):
    ids = [f"R{i:03d}" for i in range(len(shapes))]
    return frame(
        shapes, **{"road_id": ids, "is_walkable": True, "highway": "residential", **columns}
    )


def world(footprints, communities, *, community=None, special_of=None, kind=None, **tables):
    """Build the land of footprints named B000, B001, ... in communities 000000000001, ..."""
    n = len(footprints)
    codes = [f"{i + 1:012d}" for i in range(len(communities))]
    tables = {**dict.fromkeys(TABLES), **tables}
    area = PlanningArea(
        crs=CRS, **{**tables, "communities": frame(communities, community_code=codes)}
    )
    shapes = np.array([at_origin(f) for f in footprints], dtype=object)
    units = Units(
        ids=[f"B{i:03d}" for i in range(n)],
        kind=["building"] * n if kind is None else kind,
        footprint=shapes,
        xy_m=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        households=np.full(n, 10),
        building=np.arange(n),
        compound=np.full(n, -1),
        community=np.zeros(n, int) if community is None else community,
        special=np.full(n, -1) if special_of is None else special_of,
        compounds=(),
        communities=area.communities,
    )
    land = build_land(area, units, Params())
    return SimpleNamespace(area=area, units=units, land=land)


def contacts(land):
    """Return {(i, j): (common metres, is_crossing, is_arterial)}."""
    adjacency = land.adjacency
    rows = np.repeat(np.arange(len(adjacency)), np.diff(adjacency.indptr))
    return {
        (int(i), int(j)): (float(m), bool(c), bool(a))
        for i, j, m, c, a in zip(
            rows,
            adjacency.indices,
            adjacency.shared_m,
            adjacency.is_crossing,
            adjacency.is_arterial,
            strict=True,
        )
        if i < j
    }


def cell_at(land, x, y):
    """Return the units whose cells hold a place."""
    place = at_origin(shapely.Point(x, y))
    return np.flatnonzero(shapely.intersects(land.cells, place)).tolist()


def assert_tiles(made, *, communities=None):
    """Check that valid cells cover the communities once, vertex to vertex."""
    cells = made.land.cells
    assert shapely.is_valid(cells).all()
    assert (shapely.area(cells) > 0).all()
    assert shapely.coverage_is_valid(cells)
    wanted = made.units.communities.union_all().area if communities is None else communities
    assert abs(shapely.area(cells).sum() - wanted) <= 1e-6 * wanted
    steps = shapely.get_coordinates(cells) * 1000
    assert np.abs(steps - np.rint(steps)).max() < 1e-3
