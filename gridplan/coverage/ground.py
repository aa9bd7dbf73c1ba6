"""Closed ground of a planning area: walls, compounds, gates, and what they bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import PlanningArea, Units
from gridplan.network import (
    Closure,
    Doorways,
    Enclosures,
    Gates,
    Homes,
    Obstacles,
    WalkNetwork,
    containing,
    crossing_doorways,
    known_doorways,
    named_ground,
    wall_lines,
    walled_ground,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

IMPASSABLE = ("water", "railway")
OPENING_M = 4.0  # on either side of a gate
_ON_BORDER_M = 0.01


@dataclass(frozen=True, eq=False)
class ClosedGround:
    """Walls and compounds of a planning area.

    Parameters
    ----------
    walls
        Shapely lines, open where a gate stands.
    gates
        Gates in the data.
    walled
        Ground that walls enclose.
    named
        Ground of the compounds that buildings name.
    """

    walls: NDArray[Any]
    gates: Gates
    walled: Enclosures
    named: Enclosures


def find_closed_ground(area: PlanningArea, units: Units) -> ClosedGround:
    """Find walls, compounds and gates."""
    is_wall = (area.barriers["kind"] == "wall").to_numpy()
    walls = wall_lines(area.barriers.geometry.to_numpy()[is_wall])
    is_there = ~area.gates.geometry.isna().to_numpy()
    points = area.gates.geometry.to_numpy()[is_there]
    gates = Gates(shapely.get_coordinates(points), area.gates["compound"].to_numpy()[is_there])
    homes = Homes(units.xy_m, units.footprint, units.households, units.compound, units.compounds)
    return ClosedGround(
        _opened(walls, shapely.buffer(points, OPENING_M)),
        gates,
        walled_ground(walls, homes, gates),
        named_ground(homes, gates),
    )


def _opened(walls: NDArray[Any], openings: NDArray[Any]) -> NDArray[Any]:
    """Return the parts of walls that no opening takes away; most walls meet one or none."""
    wall, opening = shapely.STRtree(openings).query(walls, predicate="intersects")
    rest = walls.copy()
    for own in np.split(np.arange(len(wall)), np.flatnonzero(np.diff(wall)) + 1):
        if len(own):
            taken = shapely.union_all(openings[opening[own]])
            rest[wall[own[0]]] = shapely.difference(walls[wall[own[0]]], taken)
    parts = shapely.get_parts(rest)
    there: NDArray[Any] = parts[~shapely.is_empty(parts)]
    return there


def impassable(area: PlanningArea) -> NDArray[Any]:
    """Return water and railways."""
    chosen = area.barriers["kind"].isin(IMPASSABLE).to_numpy()
    shapes: NDArray[Any] = area.barriers.geometry.to_numpy()[chosen].astype(object)
    return shapes


def doorways_of(network: WalkNetwork, ground: ClosedGround) -> Doorways:
    """Return the ways out of walled ground: its known gates, or else where streets run through."""
    known = known_doorways(network, ground.walled, ground.gates.xy_m)
    crossing = crossing_doorways(network, ground.walled.ground)
    return known.joined(crossing.only(~np.isin(crossing.piece, known.piece)))


def closures_of_units(network: WalkNetwork, ground: ClosedGround) -> tuple[Closure, ...]:
    """Return what closes in the units: the ground of compounds with known gates, then walls."""
    named = ground.named
    doorways = known_doorways(network, named, ground.gates.xy_m)
    piece = np.where(np.isin(named.of_home, doorways.piece), named.of_home, -1)

    def leaves(ends: Floats, point: Ints) -> Bools:
        home = piece[point]
        gone = np.zeros(len(point), dtype=bool)
        own = np.flatnonzero(home >= 0)
        gone[own] = ~shapely.intersects(shapely.points(ends[own, 1]), named.ground[home[own]])
        return gone

    compounds = (Closure(piece, leaves, doorways),) if (piece >= 0).any() else ()
    return *compounds, *wall_closures(network, ground, ground.walled.of_home)


def wall_closures(network: WalkNetwork, ground: ClosedGround, piece: Ints) -> tuple[Closure, ...]:
    """Return the walls, if any, as they close in points.

    Those around ground without a way out do not.
    """
    if not len(ground.walls):
        return ()
    doorways = doorways_of(network, ground)
    has_way = np.isin(np.arange(len(ground.walled)), doorways.piece)
    walls = Obstacles(_binding(ground.walls, ground.walled.ground, has_way))
    return (Closure(piece, lambda ends, _: walls.cross(ends), doorways),)


def closures_of_points(
    network: WalkNetwork, ground: ClosedGround, xy_m: Floats
) -> tuple[Closure, ...]:
    """Return the walls as they close in any points."""
    return wall_closures(network, ground, containing(ground.walled.ground, xy_m))


def _binding(walls: NDArray[Any], grounds: NDArray[Any], has_way: Bools) -> NDArray[Any]:
    """Leave out the walls around ground of which nobody knows how to get out."""
    if has_way.all():
        return walls
    xy, line = shapely.get_coordinates(walls, return_index=True)
    start = np.flatnonzero(line[1:] == line[:-1])
    pieces = shapely.linestrings(np.stack([xy[start], xy[start + 1]], axis=1))
    middle = shapely.points((xy[start] + xy[start + 1]) / 2)
    is_on = [
        shapely.dwithin(middle, shapely.union_all(shapely.boundary(grounds[mask])), _ON_BORDER_M)
        for mask in (has_way, ~has_way)
    ]
    binding: NDArray[Any] = pieces[is_on[0] | ~is_on[1]]
    return binding
