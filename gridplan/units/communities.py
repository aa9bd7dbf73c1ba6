"""Which community a building stands in, and the one community of an area that names none."""

from __future__ import annotations

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.errors import InputError
from gridplan.model import TABLES, Note, PlanningArea
from gridplan.model.area import Frame, conform
from gridplan.params import LandParams

WHOLE_AREA_CODE = "000000000001"
HULL_RATIO = 0.4  # of shapely.concave_hull: 0 hugs the buildings, 1 is the convex hull


def communities_of(area: PlanningArea, land: LandParams) -> tuple[Frame, tuple[Note, ...]]:
    """Return the communities given, or one around all buildings where none is given."""
    if len(area.communities):
        return area.communities, ()
    if not len(area.buildings):
        raise InputError("The planning area has no buildings. Add a layer 'buildings'.")
    hull = _hull(area.buildings.geometry.to_numpy(), land)
    frame = geopandas.GeoDataFrame(
        {"community_code": [WHOLE_AREA_CODE], "kind": ["ordinary"]}, geometry=[hull], crs=area.crs
    )
    note = Note(
        "assumption",
        "units.whole_area",
        {"code": WHOLE_AREA_CODE, "margin_m": land.margin_m},
    )
    return conform(frame, TABLES["communities"], crs=area.crs, name="communities"), (note,)


def _hull(footprints: NDArray[np.object_], land: LandParams) -> shapely.Polygon:
    points = shapely.multipoints(shapely.point_on_surface(footprints))
    hull = shapely.concave_hull(points, ratio=HULL_RATIO)
    shapely.prepare(hull)
    outside = footprints[~shapely.covers(hull, footprints)]
    whole = shapely.buffer(shapely.union_all([hull, *outside]), land.margin_m, quad_segs=4)
    # half the margin always stays around every building
    outline = shapely.simplify(shapely.Polygon(whole.exterior), land.margin_m / 20)
    return shapely.set_precision(outline, land.snap_m)


def locate(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the first polygon that each point lies in or on, -1 for none."""
    none = len(polygons)
    found = np.full(len(points), none, dtype=np.int64)
    polygon, point = shapely.STRtree(points).query(polygons, predicate="intersects")
    np.minimum.at(found, point, polygon)
    return np.where(found == none, -1, found)
