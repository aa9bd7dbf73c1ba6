"""Everything else that has a place: barriers, gates, services, special land, areas, grids."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.policy.schema import STAFF
from gridplan.read import values
from gridplan.read.geometry import as_points, explode_lines, sound_polygons
from gridplan.read.layers import Layer
from gridplan.read.values import Texts

_WATER = frozenset(
    {
        "water", "river", "riverbank", "canal", "stream", "lake", "reservoir", "pond", "dock",
        "basin", "wetland", "waterway", "drain", "ditch", "lagoon", "oxbow", "bay", "sea", "strait",
        "coastline", "河流", "河道", "水系", "水域", "湖泊", "水面",
    }
)  # fmt: skip
_RAIL = frozenset({"railway", "rail", "light_rail", "narrow_gauge", "monorail", "铁路", "轨道"})
_WALL = frozenset(
    {"wall", "fence", "city_wall", "retaining_wall", "hedge", "guard_rail", "围墙", "墙", "栅栏"}
)
_NO_BARRIER = frozenset(
    {
        "swimming_pool", "fountain", "pool", "reflecting_pool", "wastewater", "abandoned",
        "disused", "razed", "dismantled", "proposed", "construction", "subway", "tram", "platform",
        "culvert", "pier", "gate", "bollard", "kerb", "lift_gate", "entrance", "funicular",
    }
)  # fmt: skip
_BY_NAME = (
    (re.compile(r"rail|铁路|轨道"), "railway"),
    (re.compile(r"wall|fence|围墙"), "wall"),
    (re.compile(r"water|river|canal|lake|河|水|湖"), "water"),
)
_KINDS = (
    ("学校", "school"), ("小学", "school"), ("中学", "school"), ("幼儿园", "kindergarten"),
    ("大学", "university"), ("学院", "college"), ("医院", "hospital"), ("卫生", "clinic"),
    ("公园", "park"), ("绿地", "grass"), ("菜场", "market"), ("菜市", "market"), ("市场", "market"),
    ("商场", "mall"), ("商务", "office"), ("写字楼", "office"), ("楼宇", "office"),
    ("办公", "office"),
    ("商业", "commercial"), ("工厂", "factory"), ("厂", "factory"), ("企业", "factory"),
    ("园区", "industrial"), ("工业", "industrial"), ("仓", "warehouse"), ("居住", "residential"),
    ("住宅", "residential"), ("机关", "government"), ("政府", "government"), ("车站", "station"),
    ("停车", "parking"), ("景区", "attraction"), ("养老", "nursing_home"),
    ("寺", "place_of_worship"),
    ("广场", "square"), ("农田", "farmland"), ("耕地", "farmland"), ("林", "forest"),
)  # fmt: skip
_MICRO = re.compile("micro|微", re.IGNORECASE)
_OSM_KEYS = (
    "amenity", "shop", "healthcare", "leisure", "public_transport", "railway", "highway", "tourism",
    "office", "craft",
)  # fmt: skip
_TELLING = re.compile(r"[a-z][a-z0-9_:;-]*(=[^=]+)?")
_CJK = re.compile("[\u4e00-\u9fff]")
_COMMUNITY_KINDS = (
    ("融合", "merged"), ("合并", "merged"), ("撤并", "merged"), ("merged", "merged"),
    ("复杂", "complex"), ("complex", "complex"), ("农", "rural"), ("村", "rural"),
    ("rural", "rural"), ("village", "rural"), ("镇", "town"), ("town", "town"),
)  # fmt: skip
_BODIES = (
    ("管委会", "management"), ("管理委员会", "management"), ("management", "management"),
    ("居委会", "community"), ("居民委员会", "community"), ("community", "community"),
    ("村", "village"), ("village", "village"),
)  # fmt: skip
_ORIGINS = (
    ("整村", "whole_village"), ("whole", "whole_village"), ("多村", "multi_village"),
    ("multi", "multi_village"), ("部分", "part_village"), ("part", "part_village"),
)  # fmt: skip


def read_barriers(layer: Layer) -> pd.DataFrame:
    """Turn a layer of water, railways or walls into barriers: real ones only."""
    if layer.shapes is None:
        return layer.frame()
    kind = barrier_kinds(layer)
    layer.shapes.values[kind == "none"] = None
    polygon = layer.shapes.is_there & np.isin(shapely.get_type_id(layer.shapes.values), (3, 6))
    if polygon.any():
        sound_polygons(layer.shapes, polygon)
    areas = layer.frame(kind=kind, name=layer.text("name"))
    areas = areas[polygon[areas.index]]
    layer.shapes.values[polygon] = None
    lines, rows = explode_lines(layer.shapes)
    table = pd.DataFrame({"kind": kind, "name": layer.text("name"), "where": layer.where,
                          "label": layer.labels}).iloc[rows].reset_index(drop=True)  # fmt: skip
    table["geometry"] = pd.Series(list(lines), index=table.index, dtype=object)
    return pd.concat([areas, table], ignore_index=True)


def barrier_kinds(layer: Layer) -> Texts:
    """Return water, railway, wall or other by row; ``none`` for what people walk around or over."""
    default = next((kind for name, kind in _BY_NAME if name.search(layer.where.lower())), "other")
    result = np.full(layer.n, "", dtype=object)
    for column in ("kind", "waterway", "natural", "railway", "barrier"):
        named = values.each(values.lower(layer.text(column)), _barrier_kind)
        result = np.where(result == "", named, result)
    for column in ("water", "leisure"):
        excluded = values.among(values.lower(layer.text(column)), _NO_BARRIER)
        result = np.where(excluded, "none", result)
    tunnel = layer.text("tunnel")
    result = np.where((tunnel != "") & ~values.is_no(tunnel), "none", result)
    return np.where(result == "", default, result)


def _barrier_kind(word: str) -> str:
    for names, kind in (
        (_NO_BARRIER, "none"),
        (_WATER, "water"),
        (_RAIL, "railway"),
        (_WALL, "wall"),
    ):
        if word in names:
            return kind
    return next((kind for name, kind in _BY_NAME if word and name.search(word)), "")


def read_gates(layer: Layer) -> pd.DataFrame:
    """Turn a layer of gates into points with the compound they open."""
    if layer.shapes is not None:
        as_points(layer.shapes)
    return layer.frame(compound=layer.text("compound"))


def read_services(layer: Layer) -> pd.DataFrame:
    """Turn a layer of services into points and polygons with the most telling category."""
    if layer.shapes is not None:
        kinds = shapely.get_type_id(layer.shapes.values)
        polygon = layer.shapes.is_there & np.isin(kinds, (3, 6))
        if polygon.any():
            sound_polygons(layer.shapes, polygon)
        if (layer.shapes.is_there & ~polygon & (kinds != 0)).any():
            _lines_to_points(layer, polygon)
    return layer.frame(
        service_id=layer.text("service_id"),
        category=categories(layer),
        name=layer.text("name"),
        area_m2=layer.measure("area_m2"),
        activity_area_m2=layer.measure("activity_area_m2"),
        service_area_m2=layer.measure("service_area_m2"),
        rooms=layer.text("rooms"),
        open_year=layer.measure("open_year"),
    )


def _lines_to_points(layer: Layer, polygon: NDArray[np.bool_]) -> None:
    shapes = layer.shapes
    if shapes is None:
        return
    held = shapes.values.copy()
    shapes.values[polygon] = None
    as_points(shapes)
    shapes.values[polygon] = held[polygon]


def categories(layer: Layer) -> Texts:
    """Return the most telling raw value: a word of OSM or Chinese before any other language.

    Columns of OSM keys give ``key=value``; others the bare value.
    """
    result = np.full(layer.n, "", dtype=object)
    fallback = result.copy()
    for column in ("category", "kind", *_OSM_KEYS):
        texts = layer.text(column)
        if column in _OSM_KEYS:
            texts = np.where((texts == "") | values.is_no(texts), "", column + "=" + texts)
        telling = values.each(texts, lambda one: "1" if _is_telling(one) else "") == "1"
        result = np.where((result == "") & telling, texts, result)
        fallback = np.where(fallback == "", texts, fallback)
    return np.where(result == "", fallback, result)


def _is_telling(text: str) -> bool:
    return bool(_TELLING.fullmatch(text) or _CJK.search(text))


def read_special(layer: Layer) -> pd.DataFrame:
    """Turn land of a special kind into polygons with the kind in English where it is known."""
    kind = values.each(layer.text("kind"), special_kind)
    for column in ("amenity", "leisure", "tourism", "landuse", "natural"):
        kind = np.where(kind == "", values.each(layer.text(column), special_kind), kind)
    return layer.frame(kind=kind, name=layer.text("name"))


def special_kind(text: str) -> str:
    """Translate a kind of land.

    Examples
    --------
    >>> special_kind("中心小学"), special_kind("recreation_ground"), special_kind("集贸市场")
    ('school', 'recreation_ground', 'market')
    """
    word = text.strip().casefold().replace(" ", "_")
    if word.isascii():
        return {"marketplace": "market", "works": "factory", "natural_wood": "wood"}.get(word, word)
    return next((english for chinese, english in _KINDS if chinese in word), word)


def read_communities(layer: Layer) -> pd.DataFrame:
    """Turn communities, or the outline of the area, into polygons with code, name and kind."""
    occupancy = values.numbers(layer.text("occupancy"))[0]
    kind = values.each(values.lower(layer.text("kind")), community_kind)
    area_class = values.each(values.lower(layer.text("area_class")), community_kind)
    return layer.frame(
        community_code=layer.text("community_code"),
        name=layer.text("name"),
        kind=np.where(kind == "ordinary", area_class, kind),
        occupancy=np.where(occupancy > 1, occupancy / 100, occupancy),
        origin=values.each(values.lower(layer.text("origin")), origin_of),
        body=values.each(values.lower(layer.text("body")), body_of),
        population=layer.measure("population"),
        planned_households=layer.measure("planned_households"),
    )


def community_kind(word: str) -> str:
    """Return ordinary, merged, complex, rural or town.

    Examples
    --------
    >>> community_kind("城市"), community_kind("城镇"), community_kind("农村")
    ('ordinary', 'town', 'rural')
    """
    return next((kind for name, kind in _COMMUNITY_KINDS if name in word), "ordinary")


def origin_of(word: str) -> str:
    """Return whole_village, multi_village or part_village, "" for an estate of no village.

    Examples
    --------
    >>> origin_of("整村搬迁"), origin_of("多村安置"), origin_of("")
    ('whole_village', 'multi_village', '')
    """
    return next((origin for name, origin in _ORIGINS if name in word), "")


def body_of(word: str) -> str:
    """Return village, management or community, "" for a body that is not known.

    Examples
    --------
    >>> body_of("社区管委会"), body_of("居委会"), body_of("村委会")
    ('management', 'community', 'village')
    """
    return next((body for name, body in _BODIES if name in word), "")


def read_staff(layer: Layer) -> pd.DataFrame:
    """Turn a table of counts by community or grid into a table: how many, never who."""
    columns = {name: layer.measure(name) for name in STAFF}
    return layer.frame(code=layer.text("code"), **columns)


def read_grids(layer: Layer) -> pd.DataFrame:
    """Turn an existing plan, as polygons or as one row per building, into a table.

    A plain ``code`` is that of the level that the row, or else the name of the layer, says.
    """
    grid, microgrid, code = map(layer.text, ("grid_code", "microgrid_code", "code"))
    level = layer.text("level")
    level = np.where(level == "", layer.where, level)
    is_micro = values.each(level, lambda one: "1" if _MICRO.search(one) else "") == "1"
    return layer.frame(
        grid_code=np.where(grid != "", grid, np.where(is_micro, layer.text("parent_code"), code)),
        microgrid_code=np.where((microgrid == "") & is_micro, code, microgrid),
        building_id=layer.text("building_id"),
        name=layer.text("name"),
    )
