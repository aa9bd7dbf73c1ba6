"""Raw OpenStreetMap data: the layers of GDAL's driver, split into roles."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.read import values
from gridplan.read.values import Texts

LAYERS = ("points", "lines", "multipolygons")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_GATES = ("gate", "lift_gate", "swing_gate", "entrance", "full-height_turnstile", "sliding_gate")
_SERVICE_KEYS = ("amenity", "shop", "healthcare", "leisure", "tourism", "office", "craft")
_LAND_KEYS = ("amenity", "leisure", "tourism", "landuse", "natural")
_WATERWAYS = ("river", "canal", "stream", "riverbank", "dock")
_RAILWAYS = ("rail", "light_rail", "narrow_gauge", "monorail")

# role -> layers it comes from
ROLE_LAYERS: dict[str, tuple[str, ...]] = {
    "buildings": ("multipolygons",),
    "roads": ("lines",),
    "barriers": ("lines", "multipolygons"),
    "gates": ("points",),
    "services": ("points", "multipolygons"),
    "special": ("multipolygons",),
}
# column of the reader -> tag, where their names differ or the tag is needed in `split`
_TAGS: dict[str, dict[str, str]] = {
    "buildings": {
        "households": "building:flats", "floors": "building:levels", "height_m": "height",
        "use": "building:use", "building": "building", "amenity": "amenity", "shop": "shop",
        "office": "office", "tourism": "tourism", "leisure": "leisure", "name": "name",
    },
    "roads": {
        "highway": "highway", "name": "name", "foot": "foot", "access": "access",
        "sidewalk": "sidewalk", "is_bridge": "bridge", "is_tunnel": "tunnel", "layer": "layer",
        "walkable": "",
    },
    "barriers": {
        "natural": "natural", "waterway": "waterway", "railway": "railway", "barrier": "barrier",
        "water": "water", "tunnel": "tunnel", "name": "name",
    },
    "gates": {},
    "services": {
        **{key: key for key in (*_SERVICE_KEYS, "public_transport", "railway", "highway")},
        "name": "name",
    },
    "special": {**{key: key for key in _LAND_KEYS}, "name": "name"},
}  # fmt: skip


class Tags:
    """The tags of a layer as texts by key; ``other_tags`` is parsed once."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self.n = table.num_rows
        self._columns: dict[str, Texts] = {}
        self._parsed: list[dict[str, str]] | None = None

    def get(self, key: str) -> Texts:
        """Return the values of a tag, "" where it is not set."""
        if key not in self._columns:
            self._columns[key] = self._read(key)
        return self._columns[key]

    def _read(self, key: str) -> Texts:
        if key in self._table.column_names:
            return values.texts(self._table.column(key))
        if self._parsed is None:
            raw = values.texts(self._table.column("other_tags"))
            self._parsed = [dict(_TAG.findall(one)) for one in raw]
        return np.array(
            [one.get(key, "").replace('\\"', '"') for one in self._parsed], dtype=object
        )


def _any(tags: Tags, keys: tuple[str, ...]) -> NDArray[np.bool_]:
    result = np.zeros(tags.n, dtype=bool)
    for key in keys:
        texts = tags.get(key)
        result |= (texts != "") & ~values.is_no(texts)
    return result


def rows_of(role: str, layer: str, tags: Tags) -> NDArray[np.bool_]:
    """Tell which rows of a layer of raw OpenStreetMap data belong to a role."""
    if role == "gates":
        return values.among(tags.get("barrier"), _GATES)
    if role == "roads":
        return np.asarray(tags.get("highway") != "", dtype=bool)
    if role == "barriers":
        return _barriers(layer, tags)
    if role == "services":
        stops = values.among(tags.get("highway"), ["bus_stop"]) | np.isin(
            tags.get("railway"), ["station", "halt", "tram_stop", "subway_entrance"]
        )
        return _any(tags, _SERVICE_KEYS) | stops
    building = _any(tags, ("building",))
    if role == "buildings":
        return building
    return _any(tags, _LAND_KEYS) & ~building & ~_barriers(layer, tags)


def _barriers(layer: str, tags: Tags) -> NDArray[np.bool_]:
    water = values.among(tags.get("waterway"), _WATERWAYS)
    if layer == "multipolygons":
        return water | values.among(tags.get("natural"), ["water"])
    # walls of single gardens do not part a town; a city wall does
    walls = values.among(tags.get("barrier"), ["city_wall"])
    return water | walls | values.among(tags.get("railway"), _RAILWAYS)


def split(role: str, layer: str, tags: Tags) -> tuple[NDArray[np.int64], dict[str, Texts]]:
    """Return the rows of a role and their texts by column of the reader."""
    rows = np.flatnonzero(rows_of(role, layer, tags))
    texts = {column: tags.get(tag)[rows] for column, tag in _TAGS[role].items() if tag}
    ids = tags.get("osm_id")[rows]
    if layer == "multipolygons":
        ways = tags.get("osm_way_id")[rows]
        texts["osm_type"] = np.where(ways != "", "way", "relation").astype(object)
        ids = np.where(ways != "", ways, ids)
    texts["osm_id"] = ids
    column = {"buildings": "building_id", "roads": "road_id", "services": "service_id"}.get(role)
    if column:
        texts[column] = ids
    return rows, texts
