"""Four bounds: how much of a community's border follows a named road, water, railway or wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.check.ledger import Place, places
from gridplan.check.outcome import Item, Outcome, at_least, conclude, not_checkable, with_violations
from gridplan.check.subject import Subject
from gridplan.model import Violation
from gridplan.policy import Rule, RuleBlock

OFF_M = 25.0  # how far a border may run beside the middle of a wide road or canal
STEP_M = 10.0  # the border is looked at in pieces of this length
MOST_TURN = np.cos(np.deg2rad(30.0))  # a line that only crosses the border bounds nothing
SIDES = ("east", "south", "west", "north")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lines:
    """Named lines as straight segments, and water as areas.

    Parameters
    ----------
    segments
        Shapely lines of two points, object (m,).
    direction
        Unit vectors, float64 (m, 2).
    name
        Name of each, int64 (m,), a position in `names`.
    areas, area_name
        Polygons of water, and the name of each.
    names
        Names by language.
    """

    segments: NDArray[Any]
    direction: Floats
    name: Ints
    areas: NDArray[Any]
    area_name: Ints
    names: tuple[str, ...]


def judge_bounds(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the share of every community's border on named lines; each side must have one."""
    lines = named_lines(subject)
    if lines is None:
        return not_checkable("community", rule.data)
    least = float(block.table.get("min_clear_share", 0.0))
    shapes = subject.units.communities.geometry.to_numpy()
    items = [_item(place, shapes[place.position], lines, least) for place in places(subject)]
    return with_violations(conclude("community", items, "share"), rule, items)


def named_lines(subject: Subject) -> Lines | None:
    """Return the named roads, and all water, railways and walls; None where bounds are not given.

    Water, a railway or a wall without a name goes by its kind.
    """
    area = subject.area
    is_drawn = len(subject.units.communities) > 1
    if area is None or not (len(area.communities) or is_drawn):
        return None
    roads = area.roads[(area.roads["name"] != "") & ~area.roads["is_tunnel"]]
    barriers = area.barriers[area.barriers["kind"] != "other"]
    if not len(roads) and not len(barriers):
        return None
    called = [*roads["name"], *_called(barriers)]
    shapes = np.concatenate([roads.geometry.to_numpy(), barriers.geometry.to_numpy()])
    names = tuple(sorted(set(called)))
    number = np.array([names.index(name) for name in called], dtype=np.int64)
    return _lines(shapes, number, names)


def _called(barriers: Any) -> list[str]:
    pairs = zip(barriers["name"], barriers["kind"], strict=True)
    return [str(name) or f"({kind})" for name, kind in pairs]


def _lines(shapes: NDArray[Any], number: Ints, names: tuple[str, ...]) -> Lines:
    is_area = np.isin(shapely.get_type_id(shapes), (3, 6))
    drawn = np.where(is_area, shapely.boundary(shapes), shapes)
    parts, owner = shapely.get_parts(drawn, return_index=True)
    xy, line = shapely.get_coordinates(parts, return_index=True)
    is_step = (line[1:] == line[:-1]) & (np.abs(np.diff(xy, axis=0)).sum(axis=1) > 0)
    start, end = xy[:-1][is_step], xy[1:][is_step]
    return Lines(
        segments=shapely.linestrings(np.stack([start, end], axis=1)),
        direction=_unit(end - start),
        name=number[owner[line[:-1][is_step]]],
        areas=shapes[is_area],
        area_name=number[is_area],
        names=names,
    )


def _unit(vectors: Floats) -> Floats:
    length = np.hypot(vectors[:, 0], vectors[:, 1])
    return vectors / np.maximum(length, 1e-12)[:, None]


def _item(place: Place, shape: Any, lines: Lines, least: float) -> Item:
    share, sides = border_share(shape, lines)
    values = {side: name or "–" for side, name in sides.items()}
    item = at_least(place.code, place.name, round(share, 4), least)
    is_named = all(sides.values())
    margin = item.margin if is_named else min(item.margin, -1.0)
    return Item(place.code, place.name, item.value, item.limit, margin, "bounds", values)


def border_share(shape: Any, lines: Lines) -> tuple[float, dict[str, str]]:
    """Return the share of a border on named lines, and the name that bounds most of each side.

    A piece of the border follows a line that runs beside it, within 30 degrees of its direction.
    A side is where the border faces east, south, west or north.
    """
    middles, along, length = _pieces(shape)
    name = _name_of(middles, along, lines)
    side = _side_of(along)
    sides = {}
    for position, label in enumerate(SIDES):
        own = (side == position) & (name >= 0)
        most = np.bincount(name[own], length[own], minlength=len(lines.names))
        sides[label] = lines.names[int(most.argmax())] if own.any() else ""
    return float(length[name >= 0].sum() / length.sum()), sides


def _pieces(shape: Any) -> tuple[Floats, Floats, Floats]:
    """Cut the border into pieces: their middles, unit vectors along them, and lengths."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape)))
    xy, ring = shapely.get_coordinates(shapely.segmentize(rings, STEP_M), return_index=True)
    is_step = ring[1:] == ring[:-1]
    start, end = xy[:-1][is_step], xy[1:][is_step]
    step = end - start
    return (start + end) / 2, _unit(step), np.hypot(step[:, 0], step[:, 1])


def _name_of(middles: Floats, along: Floats, lines: Lines) -> Ints:
    """Return the name of the line each piece follows, the nearest of them; -1 for none."""
    points = shapely.points(middles)
    piece, segment = shapely.STRtree(lines.segments).query(points, "dwithin", OFF_M)
    is_beside = np.abs((along[piece] * lines.direction[segment]).sum(axis=1)) >= MOST_TURN
    piece, segment = piece[is_beside], segment[is_beside]
    far = shapely.distance(points[piece], lines.segments[segment])
    order = np.lexsort((segment, -far, -piece))[::-1]
    name = np.full(len(middles), -1, dtype=np.int64)
    name[piece[order][::-1]] = lines.name[segment[order]][::-1]
    inside, water = shapely.STRtree(lines.areas).query(points, "intersects")
    is_open = name[inside] < 0
    name[inside[is_open]] = lines.area_name[water[is_open]]
    return name


def _side_of(along: Floats) -> Ints:
    """Return the side each piece faces: rings run counterclockwise, so out is to the right."""
    out = np.column_stack([along[:, 1], -along[:, 0]])
    facing = np.column_stack([out[:, 0], -out[:, 1], -out[:, 0], out[:, 1]])
    side: Ints = facing.argmax(axis=1)
    return side
