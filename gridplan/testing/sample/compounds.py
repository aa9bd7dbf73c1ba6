"""Housing estates and institutions: rows of buildings in a plot, walls, gates, paths."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import affinity

from gridplan.testing.sample.design import Plot

STOREY_M = 3.0
WALL_M = 2.5  # inside the edge of the plot
INSET_M = 8.0
PATH_GAP_M = 9.0  # left open for the path through the middle
GATE_M = 4.5

HOMES = ("slabs", "high", "towers")


@dataclass(frozen=True)
class Build:
    """What a kind of plot is built with.

    Parameters
    ----------
    use
        Use of the buildings.
    depth_m, stairwell_m
        Depth of a building, and length of one stairwell of it (of the building, if not housing).
    stairwells
        Stairwells a building may have.
    spacing
        Clear distance between rows as a multiple of the height.
    side_m
        Clear distance between buildings of a row.
    rows
        Most rows, 0 for as many as fit.
    """

    use: str
    depth_m: float
    stairwell_m: float
    stairwells: tuple[int, ...] = (1,)
    spacing: float = 1.2
    side_m: float = 8.0
    rows: int = 0


BUILDS = {
    "slabs": Build("apartments", 11.5, 15.5, (2, 3, 3, 4)),
    "high": Build("apartments", 14.0, 19.0, (1, 2, 2), 0.95, 13.0),
    "towers": Build("apartments", 24.0, 27.0, (1,), 0.62, 26.0),
    "school": Build("school", 15.0, 48.0, spacing=1.9, side_m=16.0, rows=3),
    "kindergarten": Build("kindergarten", 14.0, 36.0, spacing=2.0, rows=2),
    "public": Build("public", 18.0, 40.0, spacing=2.0, rows=2),
    "office": Build("office", 22.0, 44.0, spacing=1.2, side_m=22.0, rows=1),
    "hospital": Build("hospital", 17.0, 46.0, spacing=1.6, rows=3),
    "market": Build("retail", 34.0, 62.0, spacing=2.0, side_m=14.0, rows=1),
    "shops": Build("retail", 13.0, 24.0, spacing=2.2, side_m=4.0),
    "factory": Build("industrial", 26.0, 58.0, spacing=1.6, side_m=14.0),
}


@dataclass(frozen=True)
class House:
    """A building; `stairwells` holds the households of each, empty where nobody lives."""

    shape: shapely.Polygon
    use: str
    floors: int
    compound: str
    name: str
    stairwells: tuple[int, ...] = ()


@dataclass(frozen=True)
class Compound:
    """A plot with everything on it."""

    plot: Plot
    land: shapely.Polygon
    houses: tuple[House, ...]
    walls: tuple[shapely.LineString, ...] = ()
    gates: tuple[shapely.Point, ...] = ()
    paths: tuple[shapely.LineString, ...] = ()


def fill_plot(
    plot: Plot, land: shapely.Polygon, streets: shapely.Geometry, chance: random.Random
) -> Compound:
    """Build up *land* parallel to its long sides; *streets* are the lines around."""
    middle, angle = land.centroid, row_angle(land)
    flat = affinity.rotate(land, -angle, origin=middle)
    around = affinity.rotate(streets, -angle, origin=middle)

    def back(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.set_precision(affinity.rotate(shape, angle, origin=middle), 0.001)

    build = BUILDS[plot.kind]
    is_home = plot.kind in HOMES
    path_x = flat.bounds[0] + plot.path * (flat.bounds[2] - flat.bounds[0])
    rows = _first(_rows(flat, build, plot, path_x if is_home else None, chance), plot.max_houses)
    houses = [
        _house(back(shape), plot, build, stairwells, number, chance)
        for number, (shape, stairwells) in enumerate(itertools.chain(*rows), start=1)
    ]
    if not is_home:
        return Compound(plot, land, tuple(houses))
    entries = [_entry(flat, around, path_x, side) for side in plot.gates]
    paths = _paths(rows, path_x, entries)
    gates = [gate for gate, _ in entries]
    walls = _walls(flat, gates) if plot.gates else []
    return Compound(
        plot, land, tuple(houses), tuple(back(wall) for wall in walls),
        tuple(back(gate) for gate in gates), tuple(back(path) for path in paths),
    )  # fmt: skip


Row = list[tuple[shapely.Polygon, int]]


def row_angle(land: shapely.Polygon) -> float:
    """Return the angle, degrees from east, of the side of *land* that runs closest to east."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(land))
    sides = np.diff(corners[:3], axis=0)
    x, y = max(sides.tolist(), key=lambda side: abs(side[0]) / math.hypot(*side))
    return math.degrees(math.atan2(math.copysign(y, x * y), abs(x)))


def _first(rows: Iterator[Row], max_houses: int) -> list[Row]:
    kept, left = [], max_houses
    for row in rows:
        if left > 0:
            kept.append(row[:left])
            left -= len(row)
    return kept


def _rows(
    flat: shapely.Polygon, build: Build, plot: Plot, path_x: float | None, chance: random.Random
) -> Iterator[Row]:
    """Lay rows from south to north, each where the plot is wide enough for a building."""
    inner = shapely.buffer(flat, -INSET_M, join_style="mitre")
    _, south, _, north = inner.bounds
    pitch = build.depth_m + build.spacing * STOREY_M * plot.floors[1]
    y, n = south + 0.5, 0
    while y + build.depth_m <= north and n < (build.rows or 99):
        row = [
            (shapely.box(x, y, x + length, y + build.depth_m), stairwells)
            for west, east in _stretches(inner, y, y + build.depth_m, path_x)
            for x, length, stairwells in _packed(west, east, build, chance)
        ]
        if row:
            yield row
            n += 1
        y += pitch if row else 2.0


def _stretches(
    inner: shapely.Geometry, low: float, high: float, path_x: float | None
) -> list[tuple[float, float]]:
    """Return where between two heights the plot is free from edge to edge, east and west."""
    west, _, east, _ = inner.bounds
    sides = []
    for y in (low, (low + high) / 2, high):
        cut = shapely.intersection(inner, shapely.LineString([(west, y), (east, y)]))
        pieces = [piece.bounds for piece in shapely.get_parts(cut)]
        if not pieces:
            return []
        longest = max(pieces, key=lambda bounds: bounds[2] - bounds[0])
        sides.append((longest[0], longest[2]))
    west, east = max(side[0] for side in sides), min(side[1] for side in sides)
    if path_x is None or not west < path_x < east:
        return [(west, east)]
    return [(west, path_x - PATH_GAP_M / 2), (path_x + PATH_GAP_M / 2, east)]


def _packed(
    west: float, east: float, build: Build, chance: random.Random
) -> Iterator[tuple[float, float, int]]:
    """Yield x, length and stairwells of the buildings between two ends."""
    lengths: list[tuple[float, int]] = []
    used = 0.0
    while True:
        choice = chance.choice(build.stairwells)
        fits = [n for n in range(choice, 0, -1) if used + n * build.stairwell_m <= east - west]
        fits = [n for n in fits if n >= min(build.stairwells)]
        if not fits:
            break
        lengths.append((fits[0] * build.stairwell_m, fits[0]))
        used += fits[0] * build.stairwell_m + build.side_m
    free = east - west - sum(length for length, _ in lengths)
    gap = free / len(lengths) if lengths else 0.0
    x = west + gap / 2
    for length, stairwells in lengths:
        yield x, length, stairwells
        x += length + gap


def _house(
    shape: shapely.Polygon, plot: Plot, build: Build, n: int, number: int, chance: random.Random
) -> House:
    floors = chance.randint(*plot.floors)
    if plot.kind not in HOMES:
        return House(shape, build.use, floors, "", f"{plot.name}{number}号楼")
    homes = floors * plot.homes
    counts = tuple(homes - chance.choice((0, 0, 0, 1, 1, 2)) for _ in range(n))
    return House(shape, build.use, floors, plot.name, f"{plot.name}{number}幢", counts)


def _entry(
    flat: shapely.Polygon, around: shapely.Geometry, path_x: float, side: str
) -> tuple[shapely.Point, shapely.Point]:
    """Return the gate of a side and the point of the street outside it."""
    _, south, _, north = flat.bounds
    line = shapely.LineString([(path_x, south - 80), (path_x, north + 80)])
    edge = shapely.intersection(line, shapely.buffer(flat, -WALL_M).exterior)
    gates = sorted(shapely.get_coordinates(edge).tolist(), key=lambda xy: xy[1])
    gate = shapely.Point(gates[-1] if side == "N" else gates[0])
    meets = shapely.get_coordinates(shapely.intersection(line, around))
    outside = meets[:, 1] > gate.y if side == "N" else meets[:, 1] < gate.y
    nearest = meets[outside][np.argmin(np.abs(meets[outside, 1] - gate.y))]
    return gate, shapely.Point(nearest)


def _walls(flat: shapely.Polygon, gates: list[shapely.Point]) -> list[shapely.LineString]:
    ring = shapely.buffer(flat, -WALL_M).exterior
    holes = shapely.union_all([shapely.buffer(gate, GATE_M) for gate in gates])
    rest = shapely.line_merge(shapely.difference(ring, holes))
    return list(shapely.get_parts(rest))


def _paths(
    rows: list[Row], path_x: float, entries: list[tuple[shapely.Point, shapely.Point]]
) -> list[shapely.LineString]:
    """Return the path through the middle and one along the north side of every row."""
    across = []
    for row in rows:
        y = max(shape.bounds[3] for shape, _ in row) + 3.0
        xs = [path_x, *(x for shape, _ in row for x in (shape.bounds[0] + 6, shape.bounds[2] - 6))]
        across.append(((min(xs), y), (path_x, y), (max(xs), y)))
    ys = [ends[1][1] for ends in across]
    stops = [street.y for _, street in entries] + [gate.y for gate, _ in entries]
    spine = [(path_x, y) for y in sorted({*ys, *stops})]
    return [shapely.LineString(spine), *(shapely.LineString(dict.fromkeys(a)) for a in across)]
