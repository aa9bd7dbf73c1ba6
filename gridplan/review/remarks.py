"""Comments as files: a table for spreadsheets, and a layer of points for a GIS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from gridplan.geo import WGS84, transform_xy
from gridplan.review.comments import DECIMALS, Comment
from gridplan.review.desk import Desk
from gridplan.review.sheets import csv_bytes, xlsx_bytes

COLUMNS = (
    "id", "scenario", "author", "time", "level", "zone", "unit", "place", "lon", "lat",
    "is_resolved", "text",
)  # fmt: skip


def comment_files(desk: Desk) -> dict[str, bytes]:
    """Return the comments of all scenarios as ``comments.csv``, ``.xlsx`` and ``.geojson``.

    ``place`` is the code of the zone or the id of the unit; ``lon`` and ``lat`` (WGS 84, degrees)
    are the point a comment was put at, else a building of the zone or unit that it is about. A
    comment on the whole plan has neither, and no geometry.
    """
    rows = [_row(desk, one) for one in tuple(desk.comments.values())]
    table = [[row[name] for name in COLUMNS] for row in rows]
    return {
        "comments.csv": csv_bytes(COLUMNS, table),
        "comments.xlsx": xlsx_bytes(COLUMNS, table),
        "comments.geojson": _layer(rows),
    }


def _row(desk: Desk, comment: Comment) -> dict[str, Any]:
    lon, lat = comment.point or _place_of(desk, comment) or (None, None)
    own = {"place": _name(desk, comment), "lon": lon, "lat": lat}
    return {name: own[name] if name in own else getattr(comment, name) for name in COLUMNS}


def _name(desk: Desk, comment: Comment) -> str:
    if comment.unit >= 0:
        return str(desk.base.units.ids[comment.unit])
    if comment.zone < 0:
        return ""
    state = desk.state(desk.revision(comment.scenario))
    return state.levels[comment.level].zones[comment.zone].code


def _place_of(desk: Desk, comment: Comment) -> tuple[float, float] | None:
    """Return where the unit of a comment stands, of a zone the unit next to its middle."""
    xy = desk.base.units.xy_m
    if comment.unit >= 0:
        return _lon_lat(desk, xy[comment.unit])
    if comment.zone < 0:
        return None
    members = (
        desk.state(desk.revision(comment.scenario)).levels[comment.level].members(comment.zone)
    )
    if not len(members):
        return None
    gap = np.hypot(*(xy[members] - xy[members].mean(axis=0)).T)
    return _lon_lat(desk, xy[members[int(gap.argmin())]])


def _lon_lat(desk: Desk, xy: Any) -> tuple[float, float]:
    ((lon, lat),) = transform_xy([xy], source=desk.base.area.crs, target=WGS84).tolist()
    return round(lon, DECIMALS), round(lat, DECIMALS)


def _layer(rows: Sequence[dict[str, Any]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": None
            if row["lon"] is None
            else {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {
                name: value for name, value in row.items() if name not in ("lon", "lat")
            },
        }
        for row in rows
    ]
    layer = {"type": "FeatureCollection", "features": features}
    return json.dumps(layer, ensure_ascii=False).encode("utf-8")
