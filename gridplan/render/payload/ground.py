"""The ground of the map: roads, water, green, special land, and the services on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage import classify
from gridplan.model import Result
from gridplan.policy import Facility
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_bytes, pack_points, pack_shapes, pack_unsigned
from gridplan.text import Language, say

ROAD_CLASSES = {
    "path": (
        "footway",
        "path",
        "cycleway",
        "pedestrian",
        "steps",
        "bridleway",
        "corridor",
        "track",
    ),
    "lane": ("service", "alley"),
    "street": ("residential", "unclassified", "living_street", "road", ""),
    "main": ("secondary", "tertiary"),
    "arterial": ("motorway", "trunk", "primary"),
}
GREEN_KINDS = (
    *("park", "garden", "grass", "meadow", "forest", "wood", "green", "village_green", "common"),
    *("recreation_ground", "pitch", "playground", "nature_reserve", "orchard", "scrub"),
    *("shrubbery", "flowerbed", "wetland"),
    *("farmland", "allotments", "cemetery", "golf_course", "绿地", "公园"),
)
MARGIN_SHARE = 0.25  # ground is kept this far beyond the zones, as a share of their extent


def pack_ground(result: Result, bounds: NDArray[np.float64], frame: Frame) -> dict[str, Any]:
    """Return the layers of the ground, clipped to a margin around *bounds* (metres)."""
    box = _widened(bounds)
    barriers = result.area.barriers
    special = result.area.special
    lines = shapely.get_dimensions(barriers.geometry.to_numpy()) == 1
    water = (barriers["kind"] == "water").to_numpy()
    green = is_green(special)
    is_special = ~green & (special["kind"] != "residential").to_numpy()
    geometry = barriers.geometry.to_numpy()
    land = special.geometry.to_numpy()
    return {
        "roads": _pack_roads(result, box, frame),
        "water": pack_shapes(_clip(geometry[water & ~lines], box, 2), frame),
        "streams": pack_shapes(_clip(geometry[water & lines], box, 1), frame),
        "railways": pack_shapes(
            _clip(geometry[lines & (barriers["kind"] == "railway").to_numpy()], box, 1), frame
        ),
        "walls": pack_shapes(
            _clip(geometry[lines & barriers["kind"].isin(["wall", "other"]).to_numpy()], box, 1),
            frame,
        ),
        "green": pack_shapes(_clip(land[green], box, 2), frame),
        "special": pack_shapes(_clip(land[is_special], box, 2), frame),
        "gates": pack_points(shapely.get_coordinates(result.area.gates.geometry.to_numpy()), frame),
        "places": _pack_places(result, box, frame),
    }


def is_green(special: Any) -> NDArray[np.bool_]:
    """Tell which rows of the table of special land are parks, woods, fields and the like."""
    green: NDArray[np.bool_] = special["kind"].isin(GREEN_KINDS).to_numpy(dtype=bool)
    return green


def _widened(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    size = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) * MARGIN_SHARE
    box: NDArray[np.float64] = bounds + np.array([-size, -size, size, size])
    return box


def _clip(geometries: NDArray[Any], box: NDArray[np.float64], dimension: int) -> NDArray[Any]:
    """Clip to *box*; what falls outside or loses its dimension goes."""
    clipped = shapely.get_parts(shapely.clip_by_rect(geometries, *box))
    kept: NDArray[Any] = clipped[
        (shapely.get_dimensions(clipped) == dimension) & ~shapely.is_empty(clipped)
    ]
    return kept


def road_class(highway: NDArray[Any]) -> NDArray[np.int64]:
    """Return the position in `ROAD_CLASSES` of each OSM class; an unknown one is a street."""
    position = {name: k for k, names in enumerate(ROAD_CLASSES.values()) for name in names}
    street = position[""]
    found = [position.get(str(text).removesuffix("_link"), street) for text in highway]
    return np.array(found, dtype=np.int64)


def _pack_roads(result: Result, box: NDArray[np.float64], frame: Frame) -> dict[str, Any]:
    roads = result.area.roads
    geometry = roads.geometry.to_numpy()
    is_near = shapely.intersects(geometry, shapely.box(*box))
    kind = road_class(roads["highway"].to_numpy()[is_near])
    order = np.argsort(kind, kind="stable")
    return {
        "shapes": pack_shapes(geometry[is_near][order], frame),
        "class": pack_bytes(kind[order]),
        "classes": list(ROAD_CLASSES),
    }


def _pack_places(result: Result, box: NDArray[np.float64], frame: Frame) -> dict[str, Any]:
    """Return names of water and special land and where to write them."""
    tables = (result.area.barriers, result.area.special)
    geometry = np.concatenate([table.geometry.to_numpy() for table in tables])
    names = np.concatenate([table["name"].to_numpy(dtype=object) for table in tables])
    kinds = np.concatenate([table["kind"].to_numpy(dtype=object) for table in tables])
    clipped = shapely.clip_by_rect(geometry, *box)
    keep = (shapely.get_dimensions(clipped) == 2) & ~shapely.is_empty(clipped) & (names != "")
    points = shapely.get_coordinates(shapely.point_on_surface(clipped[keep]))
    return {
        "xy": pack_points(points, frame),
        "name": names[keep].tolist(),
        "is_water": (kinds[keep] == "water").astype(int).tolist(),
        "size_m": np.sqrt(shapely.area(clipped[keep])).astype(int).tolist(),
    }


def pack_services(result: Result, frame: Frame, language: Language) -> dict[str, Any]:
    """Return the services by category of the catalog; those of none come last, as others."""
    services = result.area.services
    facilities = result.coverage.catalog.facilities
    is_member = classify(services, facilities).is_member
    others = is_member.shape[1]
    column = np.where(is_member.any(axis=1), is_member.argmax(axis=1), others)
    present, category = np.unique(column, return_inverse=True)
    points = shapely.point_on_surface(services.geometry.to_numpy())
    return {
        "n": len(services),
        "xy": pack_points(shapely.get_coordinates(points), frame),
        "category": pack_unsigned(category),
        "categories": [_category(facilities[k : k + 1], language) for k in present.tolist()],
        "names": services["name"].tolist(),
    }


def _category(facility: tuple[Facility, ...], language: Language) -> dict[str, str]:
    if not facility:
        return {"id": "", "name": say(language, "map.other_services")}
    return {"id": facility[0].id, "name": facility[0].name(language)}
