"""Roads: class, who may walk, and what crosses above or below."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan.read import values
from gridplan.read.geometry import explode_lines
from gridplan.read.layers import Layer
from gridplan.read.values import Texts

_NEVER = frozenset(
    {
        "motorway", "motorway_link", "raceway", "construction", "proposed", "abandoned", "razed",
        "bus_guideway", "escape", "rest_area", "services", "planned", "disused",
    }
)  # fmt: skip
# no place to walk unless a sidewalk or a sign says so
_ONLY_WITH_SIDEWALK = frozenset({"trunk", "trunk_link", "busway"})
_FOOT_YES = frozenset(
    {"yes", "designated", "permissive", "true", "1", "destination", "customers", "official", "是"}
)
_FOOT_NO = frozenset({"no", "false", "0", "否", "discouraged", "forbidden"})
_PRIVATE = frozenset({"private", "residents", "permit", "专用", "私有", "内部"})
_SIDEWALK = frozenset({"both", "left", "right", "yes", "separate"})
_CHINESE = (
    ("步行街", "pedestrian"), ("人行", "footway"), ("步道", "footway"), ("步行", "footway"),
    ("绿道", "footway"), ("台阶", "steps"), ("梯", "steps"), ("自行车", "cycleway"),
    ("非机动车", "cycleway"), ("高速", "motorway"), ("快速", "trunk"), ("次干", "secondary"),
    ("主干", "primary"), ("支路", "tertiary"), ("国道", "primary"), ("省道", "primary"),
    ("县道", "secondary"), ("乡道", "tertiary"), ("村道", "residential"), ("村路", "residential"),
    ("小区", "residential"), ("内部", "service"), ("街坊", "residential"),
    ("里弄", "living_street"),
    ("弄", "living_street"), ("巷", "living_street"), ("胡同", "living_street"),
    ("街", "residential"),
)  # fmt: skip
_ENGLISH = {
    "major_road": "primary", "minor_road": "residential", "arterial": "primary",
    "collector": "secondary", "local": "residential", "lane": "living_street",
    "alley": "living_street", "expressway": "trunk", "footpath": "footway", "sidewalk": "footway",
    "walkway": "footway", "freeway": "motorway", "street": "residential",
}  # fmt: skip


def read_roads(layer: Layer) -> pd.DataFrame:
    """Turn a layer of roads into a table of single lines; a row of several lines gives several."""
    if layer.shapes is None:
        return layer.frame()
    lines, rows = explode_lines(layer.shapes)
    highway = classes(layer)
    unwalkable = reasons(layer, highway)
    # people walk through a passage below a building at the level of the street
    tunnel = values.lower(layer.text("is_tunnel"))
    through = values.among(tunnel, ["building_passage", "covered"])
    table = pd.DataFrame(
        {
            "road_id": layer.text("road_id"),
            "name": layer.text("name"),
            "highway": highway,
            "is_walkable": unwalkable == "",
            "unwalkable": unwalkable,
            "is_private": private(layer),
            "is_bridge": _flag(layer.text("is_bridge")),
            "is_tunnel": _flag(layer.text("is_tunnel")) & ~through,
            "is_barrier": _flag(layer.text("is_barrier")),
            "layer": values.numbers(layer.text("layer"))[0],
            "label": layer.labels,
            "where": layer.where,
        }
    ).iloc[rows]
    table = table.reset_index(drop=True)
    table["geometry"] = pd.Series(list(lines), index=table.index, dtype=object)
    return table


def _flag(texts: Texts) -> NDArray[np.bool_]:
    return np.asarray((texts != "") & ~values.is_no(texts), dtype=bool)


def classes(layer: Layer) -> Texts:
    """Return the road class as OSM names it, "" where nothing says it."""
    highway = _translated(layer.text("highway"))
    kind = _translated(layer.text("kind"))
    return np.where(highway == "", kind, highway)


def _translated(texts: Texts) -> Texts:
    return values.each(texts, _class)


def _class(text: str) -> str:
    word = text.strip().casefold().replace(" ", "_")
    if word.isascii():
        return _ENGLISH.get(word, word)
    return next((english for chinese, english in _CHINESE if chinese in word), "")


def reasons(layer: Layer, highway: Texts) -> Texts:
    """Return why nobody walks on a road, "" where people do.

    ``said``: the data say so; ``foot``: closed to walkers; ``class``: a motorway or no road at
    all; ``sidewalk``: a trunk road of which no sidewalk is known; ``access``: closed to all. A
    road of which nothing is known can be walked. One-way streets bind wheels, not feet.
    """
    foot = values.lower(layer.text("foot"))
    said_yes = values.among(foot, _FOOT_YES)
    sidewalk = values.among(values.lower(layer.text("sidewalk")), _SIDEWALK)
    explicit = layer.text("walkable")
    is_walkable = values.is_yes(explicit)
    wanting = values.among(highway, _ONLY_WITH_SIDEWALK) & ~(said_yes | sidewalk)
    closed = (values.lower(layer.text("access")) == "no") & ~said_yes
    reasons = np.select(
        [
            is_walkable,
            values.is_no(explicit),
            values.among(foot, _FOOT_NO),
            values.among(highway, _NEVER),
            wanting,
            closed,
        ],
        ["", "said", "foot", "class", "sidewalk", "access"],
        default="",
    )
    result: Texts = reasons.astype(object)
    return result


def private(layer: Layer) -> NDArray[np.bool_]:
    """Tell which roads are open only to those who live or call there."""
    access = values.among(values.lower(layer.text("access")), _PRIVATE)
    foot = values.lower(layer.text("foot"))
    result = (access & ~values.among(foot, _FOOT_YES)) | values.among(foot, _PRIVATE)
    return np.asarray(result, dtype=bool)
