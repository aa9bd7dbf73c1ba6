"""Closed ground: what walls enclose, what a compound's name gathers, and the gates that lead out.

Both are found apart from each other, so that knowing a wall never changes what a name tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GAP_M = 15.0  # wall ends this close to each other are the two sides of a gate
AT_WALL_M = 15.0  # a gate is drawn at most this far from its wall
_BETWEEN_M, _AROUND_M = 40.0, 12.0  # ground of a compound without a wall


@dataclass(frozen=True, eq=False)
class Homes:
    """Who may live on closed ground.

    Parameters
    ----------
    xy_m
        Float64 (n, 2).
    footprint
        Shapely polygons.
    households
        int64 (n,).
    compound
        Position in `compounds`, -1 for none.
    compounds
        Names.
    """

    xy_m: Floats
    footprint: NDArray[Any]
    households: Ints
    compound: Ints
    compounds: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Gates:
    """Gates in the data.

    Parameters
    ----------
    xy_m
        Float64 (g, 2).
    name
        Compound that each opens, "" where unknown, object (g,).
    """

    xy_m: Floats
    name: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Enclosures:
    """Pieces of closed ground.

    Parameters
    ----------
    name
        Compound of most households on it, or "".
    ground
        Shapely polygons.
    of_home
        Piece each home stands on, -1 for none.
    gate, gate_of
        Pairs of a known gate and a piece it opens.
    """

    name: tuple[str, ...]
    ground: NDArray[Any]
    of_home: Ints
    gate: Ints
    gate_of: Ints

    def __len__(self) -> int:
        return len(self.name)

    @property
    def n_gates(self) -> Ints:
        """Known gates of each piece."""
        return np.bincount(self.gate_of, minlength=len(self))


def walled_ground(walls: NDArray[Any], homes: Homes, gates: Gates) -> Enclosures:
    """Find the ground that walls enclose and people live on.

    Parameters
    ----------
    walls
        Lines of `wall_lines`; where two loose ends face each other across at most 15 m, the
        gap between them is a gate and closes the ring.
    homes
        All units.
    gates
        Each opens the walls it stands in; one with the name of a compound no other's.
    """
    noded = shapely.union_all(np.concatenate([walls, _closings(walls)]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    face_of = containing(faces, homes.xy_m)
    lived_in = np.unique(face_of[(homes.households > 0) & (face_of >= 0)])
    rank = np.full(len(faces) + 1, -1)
    rank[lived_in] = np.arange(len(lived_in))
    ground, of_home = faces[lived_in], rank[face_of]
    name = _names(of_home, len(ground), homes)
    gate, gate_of = _in_walls(ground, np.array(name, dtype=object), gates)
    return Enclosures(name, ground, of_home, gate, gate_of)


def named_ground(homes: Homes, gates: Gates) -> Enclosures:
    """Find the ground of the compounds that buildings name: around and between those buildings."""
    lived_in = np.unique(homes.compound[(homes.compound >= 0) & (homes.households > 0)])
    rank = np.full(len(homes.compounds) + 1, -1)
    rank[lived_in] = np.arange(len(lived_in))
    name = tuple(homes.compounds[compound] for compound in lived_in)
    ground = np.empty(len(name), dtype=object)
    ground[:] = [_around(homes.footprint[homes.compound == compound]) for compound in lived_in]
    position = {one: i for i, one in enumerate(name)}
    gate_of = np.array([position.get(one, -1) for one in gates.name], dtype=np.int64)
    gate = np.flatnonzero(gate_of >= 0)
    return Enclosures(name, ground, rank[homes.compound], gate, gate_of[gate])


def wall_lines(walls: NDArray[Any]) -> NDArray[Any]:
    """Return walls as single lines; of a polygon its boundary."""
    walls = np.array(walls, dtype=object)
    walls = walls[~(shapely.is_missing(walls) | shapely.is_empty(walls))]
    is_area = shapely.get_dimensions(walls) == 2
    walls[is_area] = shapely.boundary(walls[is_area])
    lines: NDArray[Any] = shapely.get_parts(walls)
    return lines


def containing(ground: NDArray[Any], xy_m: Floats) -> Ints:
    """Return the smallest piece of ground around each point, -1 for none."""
    result = np.full(len(xy_m), -1)
    row, piece = shapely.STRtree(ground).query(shapely.points(xy_m), predicate="intersects")
    order = np.lexsort([piece, -shapely.area(ground[piece]), row])
    result[row[order]] = piece[order]
    return result


def _closings(lines: NDArray[Any]) -> NDArray[Any]:
    """Return links between ends of walls that face each other across a gate."""
    end, line = _loose_ends(lines)
    if len(end) < 2:
        return np.empty(0, dtype=object)
    gap_m, other = (column[:, 1] for column in cKDTree(end).query(end, k=2))
    is_mutual = (other[other] == np.arange(len(end))) & (np.arange(len(end)) < other)
    is_stub = (line == line[other]) & (shapely.length(lines)[line] < 2 * gap_m)
    pairs = np.flatnonzero(is_mutual & ~is_stub & (gap_m > 0) & (gap_m <= GAP_M))
    links: NDArray[Any] = shapely.linestrings(np.stack([end[pairs], end[other[pairs]]], axis=1))
    return links


def _loose_ends(lines: NDArray[Any]) -> tuple[Floats, Ints]:
    """Return the ends that meet no other line, and whose they are."""
    points = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    own = np.tile(np.arange(len(lines)), 2)
    end, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=0.01)
    n_met = np.bincount(end[line != own[end]], minlength=len(points))
    is_loose = (n_met == 0) & ~np.tile(shapely.is_closed(lines), 2)
    return shapely.get_coordinates(points[is_loose]), own[is_loose]


def _names(of_home: Ints, n: int, homes: Homes) -> tuple[str, ...]:
    """Return for each piece of ground the compound most of its households name."""
    named = (of_home >= 0) & (homes.compound >= 0)
    votes = np.zeros((n, len(homes.compounds) + 1), dtype=np.int64)
    np.add.at(votes, (of_home[named], homes.compound[named]), homes.households[named])
    return tuple(homes.compounds[int(row.argmax())] if row.any() else "" for row in votes)


def _around(footprints: NDArray[Any]) -> Any:
    grown = shapely.union_all(shapely.buffer(footprints, _BETWEEN_M, quad_segs=4))
    return shapely.buffer(grown, _AROUND_M - _BETWEEN_M, quad_segs=4)


def _in_walls(ground: NDArray[Any], name: NDArray[Any], gates: Gates) -> tuple[Ints, Ints]:
    tree = shapely.STRtree(shapely.boundary(ground))
    gate, piece = tree.query(shapely.points(gates.xy_m), predicate="dwithin", distance=AT_WALL_M)
    is_named = np.isin(gates.name.astype(str), name[name != ""].astype(str))
    is_own = ~is_named[gate] | (name[piece] == gates.name[gate])
    order = np.lexsort([piece, gate])
    order = order[is_own[order]]
    return gate[order], piece[order]
