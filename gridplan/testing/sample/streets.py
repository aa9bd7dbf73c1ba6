"""Streets, canals and the plots between them, on the ground."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

import shapely

from gridplan.testing.sample import design
from gridplan.testing.sample.frame import bend, smooth

JOIN_M = 14.0  # ends drawn this close to a street meet it
TOUCH_M = 0.01
PAVEMENT_M = 3.0
BANK_M = 5.0
RAILWAY_SIDE_M = 9.0


@dataclass(frozen=True)
class Road:
    """A line that people walk on; `bridge` where it runs over water."""

    name: str
    highway: str
    width_m: float
    line: shapely.LineString
    bridge: bool = False


@dataclass(frozen=True)
class Ground:
    """The town without houses."""

    town: shapely.Polygon
    communities: tuple[shapely.Polygon, ...]
    canals: tuple[shapely.Polygon, ...]
    railway: shapely.LineString
    roads: tuple[Road, ...]
    plots: tuple[shapely.Polygon, ...]


def build_ground() -> Ground:
    """Draw boundary, canals, railway and streets, and find the plots between them."""
    ring = bend(smooth([*design.BOUNDARY, design.BOUNDARY[0]]))
    town = shapely.Polygon(ring.coords)
    middles = [bend(smooth(canal.points)) for canal in design.CANALS]
    widths = [canal.width_m for canal in design.CANALS]
    canals = _canals(middles, widths, town)
    railway = shapely.intersection(bend(smooth(design.RAILWAY)), shapely.buffer(town, 30))
    drawn = (*design.STREETS, *design.FOOTBRIDGES, *design.PARK_PATHS)
    lines = _joined([bend(smooth(street.points)) for street in drawn])
    pieces = [_road(*pair, canals) for pair in zip(drawn, lines, strict=True)]
    roads = tuple(itertools.chain(*pieces))
    return Ground(
        town=town,
        communities=_communities(ring, middles[0], roads),
        canals=tuple(canals),
        railway=railway,
        roads=roads,
        plots=_plots(town, canals, railway, roads),
    )


def _canals(
    middles: list[shapely.LineString], widths: list[float], town: shapely.Polygon
) -> list[shapely.Polygon]:
    """Return the water of each canal; where two meet the wider one keeps it."""
    water: list[shapely.Polygon] = []
    for middle, width in zip(middles, widths, strict=True):
        band = shapely.buffer(middle, width / 2, cap_style="flat", quad_segs=3)
        band = shapely.intersection(band, shapely.buffer(town, 30))
        free = shapely.difference(band, shapely.union_all(water))
        water.append(max(shapely.get_parts(free), key=shapely.area))
    return water


def _joined(lines: list[shapely.LineString]) -> list[shapely.LineString]:
    """Lead ends that were drawn close to another street up to its middle."""
    return [_led(line, [other for other in lines if other is not line]) for line in lines]


def _led(line: shapely.LineString, others: list[shapely.LineString]) -> shapely.LineString:
    points = list(line.coords)
    for end in (0, -1):
        here = shapely.Point(points[end])
        near = min(others, key=here.distance)
        if 0 < here.distance(near) < JOIN_M:
            there = near.interpolate(near.project(here))
            points[end] = (round(there.x, 3), round(there.y, 3))
    return shapely.LineString(points)


def _road(
    street: design.Street, line: shapely.LineString, canals: list[shapely.Polygon]
) -> list[Road]:
    """Return a street, cut where a bridge of its own begins and ends."""
    road = Road(street.name, street.highway, street.width_m, line)
    parts = [road]
    for canal, water in zip(design.CANALS, canals, strict=True):
        if canal.name in street.bridges:
            span = shapely.buffer(water, 4.0, quad_segs=2)
            parts = [piece for part in parts for piece in _bridged(part, span)]
    return parts


def _bridged(road: Road, span: shapely.Polygon) -> list[Road]:
    over = shapely.intersection(road.line, span)
    if over.is_empty:
        return [road]
    rest = shapely.get_parts(shapely.difference(road.line, span))
    return [*(replace(road, line=part) for part in rest), replace(road, line=over, bridge=True)]


def _communities(
    ring: shapely.LineString, canal: shapely.LineString, roads: tuple[Road, ...]
) -> tuple[shapely.Polygon, ...]:
    """Cut the town along the main canal and, west of it, along the arterial road."""
    arterial = shapely.union_all([road.line for road in roads if road.highway == "primary"])
    east = shapely.Point(bend(shapely.Point(1400, 650)).coords[0])
    noded = shapely.union_all([ring, canal, arterial])
    faces = shapely.get_parts(shapely.polygonize([*shapely.get_parts(noded)]))
    touching = [face for face in faces if shapely.distance(face, east) < 30]
    halves = shapely.union_all(touching)
    faces = [*(face for face in faces if face not in touching), halves]
    spots = [bend(shapely.Point(community.at)) for community in design.COMMUNITIES]
    found = [next(face for face in faces if face.contains(spot)) for spot in spots]
    return tuple(shapely.set_precision(face, 0.001) for face in found)


def _plots(
    town: shapely.Polygon,
    canals: list[shapely.Polygon],
    railway: shapely.LineString,
    roads: Iterable[Road],
) -> tuple[shapely.Polygon, ...]:
    taken = [shapely.buffer(canal, BANK_M, quad_segs=2) for canal in canals]
    taken.append(shapely.buffer(railway, RAILWAY_SIDE_M, quad_segs=2))
    for road in (road for road in roads if road.highway != "path"):
        half = road.width_m / 2 + PAVEMENT_M
        taken.append(shapely.buffer(road.line, half, quad_segs=2, cap_style="square"))
    free = shapely.difference(shapely.buffer(town, -6), shapely.union_all(taken))
    return tuple(shapely.get_parts(free))


def with_joints(roads: Iterable[Road]) -> tuple[Road, ...]:
    """Give roads a vertex wherever another one meets or crosses them on the ground."""
    roads = tuple(roads)
    tree = shapely.STRtree([road.line for road in roads])
    return tuple(_with_vertices(road, i, roads, tree) for i, road in enumerate(roads))


def _with_vertices(
    road: Road, position: int, roads: tuple[Road, ...], tree: shapely.STRtree
) -> Road:
    near = sorted(tree.query(road.line, "dwithin", distance=TOUCH_M))
    points = [xy for j in near if j != position for xy in _meetings(road, roads[j], j < position)]
    along = {road.line.project(shapely.Point(xy)): xy for xy in points}
    ends = (road.line.coords[0], road.line.coords[-1])
    old = {road.line.project(shapely.Point(xy)): xy for xy in road.line.coords[1:-1]}
    clear = {at: xy for at, xy in old.items() if all(abs(at - joint) > 0.5 for joint in along)}
    inner = {at: xy for at, xy in {**clear, **along}.items() if 0.5 < at < road.line.length - 0.5}
    coords = [ends[0], *(inner[at] for at in sorted(inner)), ends[1]]
    return replace(road, line=shapely.LineString(coords))


def _meetings(road: Road, other: Road, is_first: bool) -> list[tuple[float, float]]:
    """Return where two roads meet: ends that touch, or else where they cross on the ground."""
    ends = [other.line.coords[0], other.line.coords[-1]]
    touching = [xy for xy in ends if road.line.distance(shapely.Point(xy)) < TOUCH_M]
    own = [road.line.coords[0], road.line.coords[-1]]
    if any(other.line.distance(shapely.Point(xy)) < TOUCH_M for xy in own) or touching:
        return touching
    if road.bridge or other.bridge:
        return []
    first, second = (other, road) if is_first else (road, other)  # the same point for both
    crossing = shapely.get_coordinates(shapely.intersection(first.line, second.line))
    return [(round(x, 3), round(y, 3)) for x, y in crossing.tolist()]
