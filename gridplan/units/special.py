"""Special land: schools, hospitals, parks, works, which make special grids of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Note, PlanningArea
from gridplan.params import LandParams
from gridplan.units.communities import locate

# Kinds of land that make a special grid, lower case: OSM values, and what offices write.
# Housing, lawns, parking, squares, piers, fields, woods and water stay with their neighbors.
SPECIAL_KINDS = frozenset(
    {
        "school", "kindergarten", "college", "university", "education", "campus",
        "学校", "小学", "中学", "初中", "高中", "幼儿园", "大学", "学院", "教育",
        "hospital", "medical", "healthcare", "医院", "医疗",
        "park", "公园",
        "market", "marketplace", "市场", "农贸市场", "菜市场", "专业市场",
        "mall", "retail", "commercial", "商场", "商业", "购物中心", "商贸",
        "factory", "works", "industrial", "warehouse", "工厂", "工业", "企业", "园区", "仓储",
        "office", "government", "townhall", "public", "institution",
        "办公", "写字楼", "机关", "政府", "事业单位",
        "stadium", "sports_centre", "体育场", "体育馆", "体育中心",
        "station", "railway_station", "bus_station", "车站", "火车站", "客运站",
    }
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class SpecialLand:
    """Special land, smaller pieces first.

    Parameters
    ----------
    position, community
        Position in ``area.special`` and in the communities, by piece of land.
    polygon
        What the piece keeps: inside its community, without what a smaller piece takes.
    position_of_building
        Position in ``area.special`` of the land that each building without households stands
        on, -1 for none.
    notes
        What is not special after all.
    """

    position: NDArray[np.int64]
    community: NDArray[np.int64]
    polygon: NDArray[np.object_]
    position_of_building: NDArray[np.int64]
    notes: tuple[Note, ...]


def find_special(
    area: PlanningArea,
    communities: NDArray[np.object_],
    points: NDArray[np.object_],
    households: NDArray[np.int64],
    land: LandParams,
) -> SpecialLand:
    """Find the special land of *area*.

    Land counts when its kind is one of `SPECIAL_KINDS`, it lies in a community, it covers at
    least ``land.min_special_area_m2``, and nobody lives on it: a grid without households must
    not tear homes from theirs. Where two overlap the smaller, the more particular one, keeps
    the common part (a kindergarten in a campus).

    Parameters
    ----------
    area
        The planning area.
    communities
        Polygons of the communities.
    points, households
        A point on each building, and its households.
    land
        The numbers.
    """
    position, community = _candidates(area, communities)
    polygons = _clip(area.special.geometry.to_numpy()[position], communities[community], land)
    lived_in = _holds(polygons, points[households > 0])
    names = tuple(_name(area, i) for i in sorted(position[lived_in]))
    notes = (Note("info", "units.special_lived_in", {}, names),) if names else ()
    is_kept = ~lived_in & (shapely.area(polygons) >= land.min_special_area_m2)
    order = np.flatnonzero(is_kept)[_smaller_first(polygons[is_kept])]
    kept = _without_earlier(polygons[order], land)
    is_big = shapely.area(kept) >= land.min_special_area_m2
    order, kept = order[is_big], kept[is_big]
    piece = locate(points, kept)
    is_on = (piece >= 0) & (households == 0)
    of_building = np.full(len(points), -1)
    of_building[is_on] = position[order][piece[is_on]]
    return SpecialLand(position[order], community[order], kept, of_building, notes)


def _candidates(
    area: PlanningArea, communities: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    kinds = area.special["kind"].str.strip().str.casefold()
    position = np.flatnonzero(kinds.isin(SPECIAL_KINDS).to_numpy())
    polygons = area.special.geometry.to_numpy()[position]
    community = locate(shapely.point_on_surface(polygons), communities)
    return position[community >= 0], community[community >= 0]


def _clip(
    polygons: NDArray[np.object_], frames: NDArray[np.object_], land: LandParams
) -> NDArray[np.object_]:
    return _polygonal(shapely.intersection(polygons, frames, grid_size=land.snap_m))


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop the points and lines that an intersection may leave beside polygons."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, owner = parts[is_polygon], owner[is_polygon]
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    used, index = np.unique(owner, return_inverse=True)
    result[used] = shapely.multipolygons(parts, indices=index)
    is_single = shapely.get_num_geometries(result) == 1
    result[is_single] = shapely.get_geometry(result[is_single], 0)
    return result


def _holds(polygons: NDArray[np.object_], points: NDArray[np.object_]) -> NDArray[np.bool_]:
    polygon, _ = shapely.STRtree(points).query(polygons, predicate="intersects")
    return np.isin(np.arange(len(polygons)), polygon)


def _smaller_first(polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Order by area, then by place, so that the order of rows does not matter."""
    bounds = np.round(shapely.bounds(polygons), 3).reshape(-1, 4)
    area_m2 = np.round(shapely.area(polygons), 3)
    order: NDArray[np.int64] = np.lexsort((*bounds.T[::-1], area_m2))
    return order


def _without_earlier(polygons: NDArray[np.object_], land: LandParams) -> NDArray[np.object_]:
    later, earlier = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    is_pair = earlier < later
    later, earlier = later[is_pair], earlier[is_pair]
    result = polygons.copy()
    for i in np.unique(later):
        taken = shapely.union_all(polygons[earlier[later == i]])
        result[i] = shapely.difference(polygons[i], taken, grid_size=land.snap_m)
    return _polygonal(result)


def _name(area: PlanningArea, position: int) -> str:
    row = area.special.iloc[position]
    return str(row["name"] or row["kind"])
