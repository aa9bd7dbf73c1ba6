"""Streets drawn by hand, and the four real towns."""

import os
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from gridplan.network import WalkNetwork, build_network, snap_points, walk_metres

SHARED = Path(__file__).parents[3] / "shared" / "data" / "towns"
TOWNS = {
    "geneva": "EPSG:32632",
    "shanghai_lujiazui": "EPSG:4549",
    "taipei_zhongzheng": "EPSG:32651",
    "vologda": "EPSG:32637",
}
NOT_WALKABLE = {"motorway", "motorway_link", "trunk", "trunk_link", "busway", "bus_stop"}


def roads(*lines, **columns):
    """Draw roads; *columns* are lists or one value for all."""
    values = {"is_walkable": True, "is_bridge": False, "is_tunnel": False, "layer": np.nan}
    values["road_id"] = [f"r{i}" for i in range(len(lines))]
    geometry = [shapely.LineString(line) for line in lines]
    return geopandas.GeoDataFrame(values | columns, geometry=geometry)


def walk(network, origin, target, *, limit_m=10_000.0, max_m=100.0):
    """Return metres and reason of one walk."""
    a, b = (snap_points(network, np.array([xy], float), max_m=max_m) for xy in (origin, target))
    metres, reason = walk_metres(network, a, b, limit_m=limit_m)
    return metres[0], reason[0]


def drawn(edges, xy):
    """Build a network from edges (u, v, bulge): a bulge makes parallel edges of other lengths."""
    xy = np.asarray(xy, float)
    lines = [_arch(xy[u], xy[v], bulge) for u, v, bulge in edges]
    u, v = (np.array([edge[i] for edge in edges]) for i in (0, 1))
    return WalkNetwork(xy, u, v, np.array(lines, dtype=object))


def _arch(a, b, bulge):
    middle = (a + b) / 2 + [0.0, bulge]
    corners = [a, middle + [bulge / 3, 0.0], middle, b] if (a == b).all() else [a, middle, b]
    return shapely.LineString(corners)


def town_layer(town, layer):
    """Read one layer of a real town in metres, to a millimetre."""
    file = SHARED / town / f"{layer}.gpkg"
    if not file.exists() and not os.environ.get("GRIDPLAN_REQUIRE_ALL"):
        pytest.skip("the real towns are not beside the project")
    frame = pyogrio.read_dataframe(file).to_crs(TOWNS[town])
    rounded = shapely.set_precision(shapely.force_2d(frame.geometry), 0.001, mode="pointwise")
    return frame.set_geometry(np.asarray(rounded), crs=TOWNS[town])


def town_roads(town):
    """Read the roads of a real town with the columns that a planning area has."""
    frame = town_layer(town, "roads")
    frame = frame[frame.geom_type == "LineString"]
    highway = frame["highway"] if "highway" in frame else np.full(len(frame), "")
    columns = {
        "is_walkable": ~np.isin(np.asarray(highway, dtype=object), list(NOT_WALKABLE)),
        "is_bridge": _flag(frame, "bridge"),
        "is_tunnel": _flag(frame, "tunnel"),
    }
    columns["road_id"] = [f"{i:06d}" for i in range(len(frame))]
    return roads(*frame.geometry, **columns).set_crs(TOWNS[town])


def _flag(frame, name):
    column = next((c for c in (name, f"is_{name}") if c in frame), None)
    return np.zeros(len(frame), bool) if column is None else frame[column].notna().to_numpy()


def town_network(town):
    return build_network(town_roads(town))
