"""Places where a new service could be."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.model import Note, PlanningArea, Units
from gridplan.model.area import Frame
from gridplan.network import walkable_roads

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SOURCES = ("buildings", "special", "streets")
STREET_STEP_M = 100.0
MIN_BUILDING_M2 = 100.0
MIN_LAND_M2 = 300.0
THINNING_M = (25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1200.0)

# land on which nobody builds a service for the neighborhood
UNFIT_LAND = frozenset(
    {
        "residential", "water", "reservoir", "basin", "wetland", "river", "cemetery",
        "grave_yard", "military", "railway", "farmland", "farmyard", "forest", "wood", "meadow",
        "orchard", "vineyard", "scrub", "heath", "landfill", "quarry", "beach", "sand", "grass",
        "grassland", "nature_reserve", "allotments", "plant_nursery", "garden", "pitch",
        "flowerbed", "swimming_pool", "golf_course", "pier", "runway", "apron", "track", "bridge",
        "park", "recreation_ground", "playground", "village_green", "common", "公园", "绿地",
    }
)  # fmt: skip


def candidate_sites(area: PlanningArea, units: Units, sources: tuple[str, ...]) -> Frame:
    """Collect the places of the named *sources*.

    Parameters
    ----------
    area
        Its buildings, special land and roads.
    units
        Tell which buildings are homes.
    sources
        Of `SOURCES`: ``buildings`` (no homes, 100 m2 and more), ``special`` (land that
        can be built on, 300 m2 and more, reached where it is nearest to a street), ``streets``
        (a point every 100 m).

    Returns
    -------
    GeoDataFrame
        ``id``, ``name``, ``source``, ``area_m2`` and the point where the place is reached,
        sorted by id.
    """
    makers = {
        "buildings": lambda: _buildings(area, units),
        "special": lambda: _special(area),
        "streets": lambda: _streets(area),
    }
    return _together([makers[source]() for source in sources], area.crs)


def sites_of_layer(frame: Frame, crs: str) -> Frame:
    """Read a layer of the user as candidates: points, or areas by a point on them."""
    shapes = frame.to_crs(crs).geometry.to_numpy()
    frame = frame[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    shapes = frame.to_crs(crs).geometry.to_numpy()
    names = _column(frame, ("name", "名称"))
    ids = _column(frame, ("id", "service_id", "site_id", "编号"))
    numbers = np.array([f"{row + 1}" for row in range(len(frame))], dtype=object)
    is_own = ids.all() and len(set(ids)) == len(ids)
    ids = ids if is_own else numbers
    return _together([_frame("layer", ids, names, shapes, shapely.point_on_surface(shapes))], crs)


def thin(sites: Frame, max_sites: int) -> tuple[Frame, tuple[Note, ...]]:
    """Keep the largest place of each cell of a lattice where there are more than *max_sites*."""
    if len(sites) <= max_sites:
        return sites, ()
    xy = shapely.get_coordinates(sites.geometry.to_numpy())
    order = np.lexsort([np.arange(len(sites)), -sites["area_m2"].to_numpy()])
    step_m, kept = THINNING_M[-1], order[:0]
    for step_m in THINNING_M:
        cell = np.floor(xy[order] / step_m).astype(np.int64)
        _, first = np.unique(cell, axis=0, return_index=True)
        kept = np.sort(order[first])
        if len(kept) <= max_sites:
            break
    values = {"n_all": len(sites), "n_kept": len(kept), "step_m": f"{step_m:g}"}
    note = Note("assumption", "siting.thinned", values)
    return sites.iloc[kept].reset_index(drop=True), (note,)


def _buildings(area: PlanningArea, units: Units) -> pd.DataFrame:
    """Collect the buildings that are no homes: so stated, or of unknown use and without any."""
    buildings = area.buildings
    is_home = (buildings["use"] == "residential").to_numpy(copy=True)
    is_home[units.building[(units.households > 0) & (units.building >= 0)]] = True
    fits = ~is_home & (shapely.area(buildings.geometry.to_numpy()) >= MIN_BUILDING_M2)
    chosen = buildings[fits]
    shapes = chosen.geometry.to_numpy()
    ids, names = (chosen[name].to_numpy(object) for name in ("building_id", "name"))
    return _frame("building", ids, names, shapes, shapely.point_on_surface(shapes))


def _special(area: PlanningArea) -> pd.DataFrame:
    special = area.special
    shapes = special.geometry.to_numpy()
    is_fit = ~special["kind"].str.lower().isin(UNFIT_LAND).to_numpy()
    chosen = np.flatnonzero(is_fit & (shapely.area(shapes) >= MIN_LAND_M2))
    names = special["name"].where(special["name"] != "", _plain(special["kind"])).to_numpy(object)
    ids = np.array([f"special/{row + 1}" for row in chosen], dtype=object)
    streets = walkable_roads(area.roads).geometry.to_numpy()
    points = _at_street(shapes[chosen], streets)
    return _frame("special", ids, names[chosen], shapes[chosen], points)


def _plain(kinds: pd.Series) -> pd.Series:
    """Return kinds of land without the signs of a tag."""
    return kinds.str.replace("_", " ")


def _at_street(shapes: NDArray[Any], streets: NDArray[Any]) -> NDArray[Any]:
    """Return the point of each area that lies nearest to the street nearest to its middle."""
    middle = shapely.point_on_surface(shapes)
    if not len(streets) or not len(shapes):
        return np.asarray(middle)
    street = shapely.STRtree(streets).nearest(middle)
    points: NDArray[Any] = shapely.get_point(shapely.shortest_line(shapes, streets[street]), 0)
    return points


def _streets(area: PlanningArea) -> pd.DataFrame:
    roads = walkable_roads(area.roads)
    lines = roads.geometry.to_numpy()
    n_steps = np.maximum(1, np.ceil(shapely.length(lines) / STREET_STEP_M)).astype(np.int64)
    road = np.repeat(np.arange(len(lines)), n_steps)
    step = np.arange(len(road)) - np.repeat(np.cumsum(n_steps) - n_steps, n_steps)
    share = (step + 0.5) / n_steps[road]
    points = shapely.line_interpolate_point(lines[road], share, normalized=True)
    road_id, name = (roads[column].to_numpy(object)[road] for column in ("road_id", "name"))
    ids = road_id + "@" + (share * shapely.length(lines)[road]).round().astype(int).astype(str)
    return _frame("street", ids, name, points, points)


def _frame(source: str, ids: Any, names: Any, shapes: Any, points: Any) -> pd.DataFrame:
    columns = {"id": ids, "name": names, "source": source, "area_m2": shapely.area(shapes)}
    return pd.DataFrame({**columns, "geometry": pd.Series(list(points), dtype=object)})


def _together(parts: list[pd.DataFrame], crs: str) -> Frame:
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    table = table.drop_duplicates(["source", "id"])
    table = table.sort_values(["id", "source"], kind="stable")
    return geopandas.GeoDataFrame(table.reset_index(drop=True), geometry="geometry", crs=crs)


def _column(frame: Frame, names: tuple[str, ...]) -> NDArray[Any]:
    found = next((name for name in names if name in frame), None)
    if found is None:
        return np.full(len(frame), "", dtype=object)
    values = frame[found]
    texts: NDArray[Any] = values.where(values.notna(), "").astype(str).to_numpy(object)
    return texts
