"""The planning area: everything loaded, cleaned, in one projected CRS in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from gridplan.model.findings import Note
from gridplan.policy.schema import STAFF

Frame = Any  # a GeoDataFrame or a DataFrame; geopandas ships no types


@dataclass(frozen=True)
class Table:
    """Columns of one table of the planning area.

    Parameters
    ----------
    columns
        Column name -> ``text`` (never null, "" for none), ``number`` (float64, nan for unknown),
        ``count`` (int64) or ``flag`` (bool).
    geometry
        Geometry types a row may have; empty for a plain table.
    key
        Column of unique ids, or empty.
    """

    columns: dict[str, str]
    geometry: frozenset[str] = frozenset()
    key: str = ""


# basis of household counts -> the column that counts by it, on buildings and on the roster
BASIS_COLUMNS: dict[str, str] = {
    "registered": "registered_households",
    "resident": "resident_households",
    "dwelling": "dwellings",
    "planned": "planned_households",
}

_POLYGON = frozenset({"Polygon", "MultiPolygon"})
_LINE = frozenset({"LineString"})
_POINT = frozenset({"Point"})

# households of buildings and roster are those the run counts; the columns of `BASIS_COLUMNS` are
# what the data count besides
TABLES: dict[str, Table] = {
    # use: "residential", "other" or "" for unknown; use_text: as the source says it
    "buildings": Table(
        {
            "building_id": "text",
            "households": "number",
            **dict.fromkeys(BASIS_COLUMNS.values(), "number"),
            "floors": "number",
            "height_m": "number",
            "use": "text",
            "use_text": "text",
            "compound": "text",
            "stairwells": "number",
            "population": "number",
            "built_year": "number",
            "name": "text",
        },
        _POLYGON,
        key="building_id",
    ),
    # counts per stairwell; stairwell "" where only the building is known; resident_group: the
    # groups it belongs to, joined by 、 where one stairwell is in several
    "households": Table(
        {
            "building_id": "text",
            "stairwell": "text",
            "households": "count",
            **dict.fromkeys(BASIS_COLUMNS.values(), "number"),
            "resident_group": "text",
        }
    ),
    # kind: ordinary, merged, complex, rural or town; occupancy 0..1; origin: whole_village,
    # multi_village, part_village or ""; body that runs it: village, management, community or "";
    # population: residents
    "communities": Table(
        {
            "community_code": "text",
            "name": "text",
            "kind": "text",
            "occupancy": "number",
            "origin": "text",
            "body": "text",
            "population": "number",
            "planned_households": "number",
        },
        _POLYGON,
        key="community_code",
    ),
    # highway: OSM class; unwalkable: why nobody walks there, "" where people do; is_private: for
    # those who live or call there; is_bridge and is_tunnel: not joined to what they cross;
    # layer as in OSM
    "roads": Table(
        {
            "road_id": "text",
            "name": "text",
            "highway": "text",
            "is_walkable": "flag",
            "unwalkable": "text",
            "is_private": "flag",
            "is_bridge": "flag",
            "is_tunnel": "flag",
            "is_barrier": "flag",
            "layer": "number",
        },
        _LINE,
        key="road_id",
    ),
    # kind: water, railway, wall or other
    "barriers": Table({"kind": "text", "name": "text"}, _LINE | _POLYGON),
    "gates": Table({"compound": "text"}, _POINT),
    # category: as the source says it; the catalog of coverage reads it; activity_area_m2: floor
    # for residents' activities; service_area_m2: that and the floor where they are served;
    # rooms: what is in it, separated by 、 ; or ,
    "services": Table(
        {
            "service_id": "text",
            "category": "text",
            "name": "text",
            "area_m2": "number",
            "activity_area_m2": "number",
            "service_area_m2": "number",
            "rooms": "text",
            "open_year": "number",
        },
        _POINT | _POLYGON,
        key="service_id",
    ),
    # kind: school, hospital, park, market, factory, office, ... or an OSM land use
    "special": Table({"kind": "text", "name": "text"}, _POLYGON),
    # an existing plan, zones as polygons or one row per building
    "grids": Table(
        {"grid_code": "text", "microgrid_code": "text", "building_id": "text"}, _POLYGON
    ),
    # counts that an office keeps of a community or grid, by its code: no people, only how many
    "staff": Table({"code": "text", **dict.fromkeys(STAFF, "number")}),
}


@dataclass(frozen=True)
class Source:
    """A layer that was read: file name, layer, what it was read as, and a digest."""

    path: str
    layer: str
    role: str
    n_features: int
    crs: str
    encoding: str
    sha256: str


@dataclass(frozen=True)
class Unplaced:
    """Households that were read but have no place on the map.

    `community_code` is empty where even the community is unknown; `ids` are the ids of the
    rows or buildings; `reason` is a key of the text catalog.
    """

    community_code: str
    households: int
    reason: str
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PlanningArea:
    """Everything loaded, usually a street or town with several communities.

    Every table has the columns of `TABLES` (and no others), a fresh index, is sorted by its key,
    and is empty rather than absent. Coordinates are metres in `crs`, snapped to a millimetre.

    Parameters
    ----------
    crs
        Projected CRS in metres as authority code, such as ``EPSG:4549``, or WKT.
    buildings, households, communities, roads, barriers, gates, services, special, grids, staff
        The tables; see `TABLES`.
    sources
        The layers they came from.
    notes
        Repairs and warnings.
    unplaced
        Households without a place, by community.
    household_basis
        What the counts count, as far as the data say it; else ``unspecified``.
    """

    crs: str
    buildings: Frame
    households: Frame
    communities: Frame
    roads: Frame
    barriers: Frame
    gates: Frame
    services: Frame
    special: Frame
    grids: Frame
    staff: Frame = None
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    household_basis: str = "unspecified"

    def __post_init__(self) -> None:
        for name, table in TABLES.items():
            frame = conform(getattr(self, name), table, crs=self.crs, name=name)
            object.__setattr__(self, name, frame)


def conform(frame: Frame | None, table: Table, *, crs: str, name: str) -> Frame:
    """Return a copy of *frame* with exactly the columns of *table*, sorted by its key.

    Columns that are absent are filled with "unknown". A frame of None is an empty table.

    Raises
    ------
    ValueError
        A key repeats or a geometry has a type the table does not take: `gridplan.read` is to
        find that first, with names.
    """
    source = pd.DataFrame() if frame is None else frame
    data = {column: _typed(source, column, kind) for column, kind in table.columns.items()}
    result = pd.DataFrame(data, index=source.index)
    if table.geometry:
        geometry = source["geometry"] if "geometry" in source else [None] * len(source)
        result = geopandas.GeoDataFrame(result, geometry=list(geometry), crs=crs)
        wrong = set(result.geom_type.dropna()) - table.geometry
        if wrong and name != "grids":
            raise ValueError(f"{name} holds {sorted(wrong)}, expected {sorted(table.geometry)}")
    if table.key:
        if result[table.key].duplicated().any():
            raise ValueError(f"{name}.{table.key} repeats")
        result = result.sort_values(table.key, kind="stable")
    return result.reset_index(drop=True)


def _typed(source: pd.DataFrame, column: str, kind: str) -> Any:
    empty = {"text": "", "number": float("nan"), "count": 0, "flag": False}[kind]
    if column not in source:
        values = pd.Series([empty] * len(source), index=source.index, dtype=object)
    else:
        values = source[column]
    if kind == "text":
        return values.astype(object).where(values.notna(), "").astype(str)
    dtype: Any = {"number": np.float64, "count": np.int64, "flag": np.bool_}[kind]
    return values.astype(dtype)
