"""The whole sample town as layers of features."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from gridplan.testing.sample import design
from gridplan.testing.sample.compounds import STOREY_M, Compound, House, fill_plot
from gridplan.testing.sample.frame import bend, slope
from gridplan.testing.sample.oldplan import draw_old_plan
from gridplan.testing.sample.streets import Ground, Road, build_ground, with_joints
from gridplan.testing.sample.village import build_village

Feature = tuple[dict[str, Any], shapely.Geometry]
DEMOLISHED = (("B9001", "", 3), ("B9002", "", 2))  # in the roster, no longer on the map


@dataclass(frozen=True)
class Town:
    """Layers of (properties, shape on the ground), and the roster of stairwells.

    `roster` holds building id, name of the building, stairwell and households.
    """

    layers: dict[str, list[Feature]]
    roster: list[tuple[str, str, str, int]]


def build_town() -> Town:
    """Build the sample town; the same one every time."""
    ground = build_ground()
    compounds = _compounds(ground)
    houses = [house for compound in compounds for house in compound.houses]
    used = [compound.land for compound in compounds]
    free = shapely.union_all([land for land in ground.plots if land not in used])
    houses += build_village(ground.roads, free, slope((1300, 200)), _chance("village"))
    ids = [f"B{number:04d}" for number in range(1, len(houses) + 1)]
    layers = {
        "communities": _communities(ground),
        "buildings": [_building(*pair) for pair in zip(ids, houses, strict=True)],
        "roads": _roads(ground, compounds),
        "barriers": _barriers(ground, compounds),
        "gates": [({"compound": c.plot.name}, gate) for c in compounds for gate in c.gates],
        "services": _services(),
        "special": _special(compounds),
        "grids": _grids(ground, houses),
    }
    return Town(layers, _roster(ids, houses))


def _chance(name: str) -> random.Random:
    """Return the dice of one plot: to redraw it leaves the others as they are."""
    return random.Random(f"{design.SEED} {name}")


def _compounds(ground: Ground) -> list[Compound]:
    streets = shapely.union_all([road.line for road in ground.roads if road.highway != "path"])
    compounds = []
    for plot in design.PLOTS:
        spot = bend(shapely.Point(plot.at))
        land = next(land for land in ground.plots if land.contains(spot))
        is_park = plot.kind == "park"
        filled = fill_plot(plot, land, streets, _chance(plot.name)) if not is_park else None
        compounds.append(filled or Compound(plot, land, ()))
    return compounds


def _communities(ground: Ground) -> list[Feature]:
    return [
        (
            {
                "community_code": c.code,
                "name": c.name,
                "kind": c.kind,
                "occupancy": c.occupancy,
                "origin": c.origin or None,
                "body": c.body,
                "population": c.population,
            },
            shape,
        )
        for c, shape in zip(design.COMMUNITIES, ground.communities, strict=True)
    ]


def _building(name: str, house: House) -> Feature:
    properties = {
        "building_id": name,
        "name": house.name,
        "compound": house.compound or None,
        "use": house.use,
        "floors": house.floors,
        "height_m": house.floors * STOREY_M,
        "stairwells": len(house.stairwells) or None,
        "built_year": _built_year(house.compound) if house.stairwells else None,
    }
    return properties, house.shape


def _built_year(compound: str) -> int | None:
    plot = next((plot for plot in design.PLOTS if plot.name == compound), None)
    return design.BUILT_YEARS.get(plot.kind) if plot is not None else None


def _roads(ground: Ground, compounds: Iterable[Compound]) -> list[Feature]:
    paths = [Road(c.plot.name, "footway", 2.5, path) for c in compounds for path in c.paths]
    features = []
    for number, road in enumerate(with_joints([*ground.roads, *paths]), start=1):
        properties = {
            "road_id": f"R{number:04d}",
            "name": road.name,
            "highway": "footway" if road.highway == "path" else road.highway,
            "bridge": "yes" if road.bridge else None,
            "layer": 1 if road.bridge else None,
        }
        features.append((properties, road.line))
    return features


def _barriers(ground: Ground, compounds: Iterable[Compound]) -> list[Feature]:
    water = [
        ({"kind": "water", "name": canal.name}, shape)
        for canal, shape in zip(design.CANALS, ground.canals, strict=True)
    ]
    walls = [
        ({"kind": "wall", "name": f"{c.plot.name}围墙"}, wall)
        for c in compounds
        for wall in c.walls
    ]
    return [*water, ({"kind": "railway", "name": "货运铁路"}, ground.railway), *walls]


def _services() -> list[Feature]:
    return [
        (
            {
                "service_id": f"S{number:03d}",
                "category": category,
                "name": name,
                **_center(category, name),
            },
            bend(shapely.Point(at)),
        )
        for number, (category, name, at) in enumerate(design.SERVICES, start=1)
    ]


def _center(category: str, name: str) -> dict[str, Any]:
    """Return what the office keeps of a service center, nothing for other services."""
    if category != "service_center":
        return {}
    own = next(c for c in design.COMMUNITIES if name.startswith(c.name))
    rooms = [r for r in design.ROOMS if (own.name, r) != (design.NO_READING_ROOM, "阅览室")]
    area_m2, activity_m2, service_m2 = own.center
    return {
        "area_m2": area_m2,
        "activity_area_m2": activity_m2,
        "service_area_m2": service_m2,
        "rooms": "、".join(rooms),
        "open_year": design.OPEN_YEAR,
    }


def _special(compounds: Iterable[Compound]) -> list[Feature]:
    return [
        ({"kind": c.plot.kind, "name": c.plot.name}, c.land)
        for c in compounds
        if c.plot.kind in design.SPECIAL
    ]


def _grids(ground: Ground, houses: list[House]) -> list[Feature]:
    middles = [house.shape.centroid for house in houses]
    homes = [
        next((k for k, land in enumerate(ground.communities) if land.contains(middle)), -1)
        if house.stairwells
        else -1
        for house, middle in zip(houses, middles, strict=True)
    ]
    codes = [community.code for community in design.COMMUNITIES]
    zones = draw_old_plan(houses, homes, ground.communities, codes)
    return [
        ({"grid_code": zone.grid_code, "microgrid_code": zone.microgrid_code}, zone.shape)
        for zone in zones
    ]


def _roster(ids: list[str], houses: list[House]) -> list[tuple[str, str, str, int]]:
    rows = []
    for name, house in zip(ids, houses, strict=True):
        is_farm = house.use == "house"
        for number, households in enumerate(house.stairwells, start=1):
            rows.append((name, house.name, "" if is_farm else f"{number}单元", households))
    return [*rows, *((name, "已拆除", stairwell, n) for name, stairwell, n in DEMOLISHED)]
