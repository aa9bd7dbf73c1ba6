"""Farmhouses along the lanes of the village."""

from __future__ import annotations

import random
from collections.abc import Iterator

import shapely
from shapely import affinity

from gridplan.testing.sample.compounds import House
from gridplan.testing.sample.streets import Road

LANES = ("菱塘村道", "菱塘中弄", "菱塘南弄", "菱塘东弄", "塘东里弄", "塘东外弄", "北圩埂")
CLEAR_M = 2.5  # between neighbors
EMPTY_SHARE = 0.12  # of the places along a lane


def build_village(
    roads: tuple[Road, ...],
    free: shapely.Geometry,
    angle: float,
    chance: random.Random,
) -> list[House]:
    """Put farmhouses on both sides of the lanes, on *free* land, facing nearly south."""
    houses: list[House] = []
    for lane in LANES:
        for road in roads:
            if road.name == lane:
                houses += _along(road, free, angle, houses, chance)
    return [
        House(house.shape, house.use, house.floors, "", f"菱塘村{number}号", house.stairwells)
        for number, house in enumerate(houses, start=1)
    ]


def _along(
    road: Road,
    free: shapely.Geometry,
    angle: float,
    built: list[House],
    chance: random.Random,
) -> Iterator[House]:
    here = [house.shape for house in built]
    at = 12.0
    while at < road.line.length - 8:
        for side in (-1, 1):
            shape = _place(road, at, side, angle, chance)
            taken = shapely.union_all(here)
            is_free = free.contains(shape) and shape.distance(taken) >= CLEAR_M
            if (
                is_free or taken.is_empty and free.contains(shape)
            ) and chance.random() > EMPTY_SHARE:
                here.append(shape)
                households = 2 if chance.random() < 0.18 else 1
                yield House(shape, "house", chance.choice((2, 3, 3)), "", "", (households,))
        at += chance.uniform(13.5, 19.0)


def _place(
    road: Road, at: float, side: int, angle: float, chance: random.Random
) -> shapely.Polygon:
    here, ahead = road.line.interpolate(at), road.line.interpolate(at + 1.0)
    along = (ahead.x - here.x, ahead.y - here.y)
    off = side * (road.width_m / 2 + chance.uniform(9.5, 13.0))
    x, y = here.x - along[1] * off, here.y + along[0] * off
    width, depth = chance.uniform(9.5, 12.5), chance.uniform(10.0, 12.5)
    box = shapely.box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
    turned = affinity.rotate(box, angle + chance.uniform(-6, 6))
    return shapely.set_precision(turned, 0.001)
