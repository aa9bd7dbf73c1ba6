"""Gates on the network: links to the streets on both sides, and where streets run through walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.network.enclosures import Enclosures
from gridplan.network.graph import WalkNetwork
from gridplan.network.obstacles import Obstacles

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LINK_M = 60.0  # from a gate to the streets it joins
BORDER_STEP_M = 50.0  # between places where an unknown gate may be
_ON_STREET_M = 0.5


@dataclass(frozen=True, eq=False)
class Doorways:
    """Places on the network where people pass into closed ground.

    Parameters
    ----------
    piece
        The ground each opens, ascending.
    xy_m
        Where the gate is, float64 (d, 2).
    edge, along_m
        The street position next to it.
    leg_m
        Metres between the two.
    """

    piece: Ints
    xy_m: Floats
    edge: Ints
    along_m: Floats
    leg_m: Floats

    def __len__(self) -> int:
        return len(self.piece)

    def only(self, mask: NDArray[np.bool_]) -> Doorways:
        """Return the chosen ones."""
        return Doorways(
            self.piece[mask], self.xy_m[mask], self.edge[mask], self.along_m[mask], self.leg_m[mask]
        )

    def joined(self, other: Doorways) -> Doorways:
        """Return these and *other* ones."""
        return _sorted(
            np.concatenate([self.piece, other.piece]),
            np.concatenate([self.xy_m, other.xy_m]),
            np.concatenate([self.edge, other.edge]),
            np.concatenate([self.along_m, other.along_m]),
            np.concatenate([self.leg_m, other.leg_m]),
        )


def gate_links(xy_m: Floats, streets: NDArray[Any], obstacles: Obstacles) -> NDArray[Any]:
    """Return lines that join gates to the nearest street on either side of them.

    A gate that a street runs through needs none.

    Parameters
    ----------
    xy_m
        Gates, float64 (g, 2).
    streets
        Walkable roads.
    obstacles
        What no link may cross.
    """
    tree = shapely.STRtree(streets)
    gate, street = tree.query(shapely.points(xy_m), predicate="dwithin", distance=LINK_M)
    ends = shapely.get_coordinates(
        shapely.shortest_line(shapely.points(xy_m[gate]), streets[street])
    )
    ends = ends.reshape(-1, 2, 2)
    links = [_sides(ends[gate == one], streets[street[gate == one]]) for one in np.unique(gate)]
    ends = np.concatenate([np.empty((0, 2, 2)), *links])
    lines: NDArray[Any] = shapely.linestrings(ends[~obstacles.cross(ends)])
    return lines


def _sides(ends: Floats, streets: NDArray[Any]) -> Floats:
    """Choose the shortest link of one gate and the shortest to its other side."""
    run = ends[:, 1] - ends[:, 0]
    length_m = np.hypot(run[:, 0], run[:, 1])
    order = np.lexsort([ends[:, 1, 1], ends[:, 1, 0], length_m])
    first = order[0]
    toward = run[first]
    if length_m[first] <= _ON_STREET_M:
        here = np.flatnonzero(length_m <= _ON_STREET_M)
        inward = [_inward(street, ends[0, 0]) for street in streets[here]]
        if len(here) > 1 or inward[0] is None:
            return np.empty((0, 2, 2))
        toward = inward[0]
    beyond = order[(run[order] @ toward < 0) & (length_m[order] > _ON_STREET_M)]
    chosen = [*([first] if length_m[first] > _ON_STREET_M else []), *beyond[:1]]
    return ends[chosen]


def _inward(street: Any, gate: Floats) -> Floats | None:
    """Return the direction from a gate back along the street that ends there, None if none does."""
    xy = shapely.get_coordinates(street)
    for end, next_to_it in ((xy[0], xy[1]), (xy[-1], xy[-2])):
        if np.hypot(*(end - gate)) <= 2 * _ON_STREET_M:
            direction: Floats = next_to_it - end
            return direction
    return None


def known_doorways(network: WalkNetwork, grounds: Enclosures, gate_xy: Floats) -> Doorways:
    """Place the known gates on the network; those without a street near them are left out."""
    xy = gate_xy[grounds.gate]
    points = shapely.points(xy)
    row, edge = network.tree.query(points, predicate="dwithin", distance=LINK_M)
    leg_m = shapely.distance(points[row], network.edge_line[edge])
    rank = network.component[network.edge_u[edge]]
    order = np.lexsort([edge, leg_m, rank, row])
    best = order[np.diff(row[order], prepend=-1) != 0]
    row, edge, leg_m = row[best], edge[best], leg_m[best]
    along_m = shapely.line_locate_point(network.edge_line[edge], points[row])
    return _sorted(grounds.gate_of[row], xy[row], edge, along_m, leg_m)


def crossing_doorways(network: WalkNetwork, ground: NDArray[Any]) -> Doorways:
    """Find where streets run through the border of pieces of ground, Shapely polygons."""
    border = shapely.boundary(ground)
    edge, piece = shapely.STRtree(border).query(network.edge_line, predicate="intersects")
    meets = shapely.intersection(network.edge_line[edge], border[piece])
    xy, pair = shapely.get_coordinates(meets, return_index=True)
    edge, piece = edge[pair], piece[pair]
    along_m = shapely.line_locate_point(network.edge_line[edge], shapely.points(xy))
    return _sorted(piece, xy, edge, along_m, np.zeros(len(piece)))


def near_doorways(network: WalkNetwork, ground: NDArray[Any]) -> Doorways:
    """Find where gates could be that nobody drew: all along the border, beside streets."""
    border = shapely.segmentize(shapely.boundary(ground), BORDER_STEP_M)
    xy, piece = shapely.get_coordinates(border, return_index=True)
    points = shapely.points(xy)
    (row, edge), leg_m = network.tree.query_nearest(
        points, max_distance=LINK_M, return_distance=True, all_matches=False
    )
    along_m = shapely.line_locate_point(network.edge_line[edge], points[row])
    return _sorted(piece[row], xy[row], edge, along_m, leg_m)


def _sorted(piece: Ints, xy: Floats, edge: Ints, along_m: Floats, leg_m: Floats) -> Doorways:
    order = np.lexsort([leg_m, xy[:, 1], xy[:, 0], piece])
    return Doorways(piece[order], xy[order], edge[order], along_m[order], leg_m[order])
