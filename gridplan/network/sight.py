"""Streets that can be seen from a door, although another one is nearer."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.network.obstacles import shortened

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

N_DIRECTIONS = 8


class Sight:
    """What stands between a door and the streets around it: other streets, other buildings.

    Parameters
    ----------
    streets
        Spatial index of the streets.
    buildings
        Shapely polygons, metres; those that a point lies in do not block its sight.
    """

    def __init__(self, streets: Any, buildings: NDArray[Any]) -> None:
        self._streets = streets
        self._buildings = shapely.STRtree(buildings)

    def is_clear(self, ends: Floats) -> Bools:
        """Tell which legs, float64 (n, 2, 2) from door to street, meet nothing on the way."""
        legs = shapely.linestrings(shortened(ends))
        clear = np.ones(len(ends), dtype=bool)
        clear[self._streets.query(legs, predicate="intersects")[0]] = False
        rows = np.flatnonzero(clear)
        row, building = self._buildings.query(legs[rows], predicate="intersects")
        doors = shapely.points(ends[rows[row], 0])
        is_other = ~shapely.intersects(self._buildings.geometries[building], doors)
        clear[rows[row[is_other]]] = False
        return clear


def nearest_by_direction(point: Ints, ends: Floats, leg_m: Floats) -> Ints:
    """Return the positions of the shortest leg of every point in each of eight directions.

    Directions are counted from that of the point's shortest leg, so that turning the map changes
    nothing.

    Parameters
    ----------
    point
        Point of each leg.
    ends
        Float64 (n, 2, 2), from door to street.
    leg_m
        Length of each leg.
    """
    if not len(point):
        return np.empty(0, dtype=np.int64)
    run = ends[:, 1] - ends[:, 0]
    angle = np.arctan2(run[:, 1], run[:, 0])
    order = np.lexsort([angle, leg_m, point])
    is_first = np.diff(point[order], prepend=-1) != 0
    zero = np.zeros(int(point.max()) + 1)
    zero[point[order[is_first]]] = angle[order[is_first]]
    turn = (angle - zero[point]) / (2 * np.pi) * N_DIRECTIONS
    direction = np.rint(turn).astype(np.int64) % N_DIRECTIONS
    order = np.lexsort([angle, leg_m, direction, point])
    key = point[order] * N_DIRECTIONS + direction[order]
    first: Ints = np.sort(order[np.diff(key, prepend=-1) != 0])
    return first
