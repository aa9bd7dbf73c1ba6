"""What nobody steps over on the way from a door to the street: water, railways, walls."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# a street may run on the very edge of the water: its own end of the leg does not count
_CLEAR_M = 0.05


class Obstacles:
    """Lines that a leg off the network may not cross.

    Parameters
    ----------
    geometry
        Shapely lines and polygons, metres; of a polygon its boundary counts.
    """

    def __init__(self, geometry: NDArray[Any]) -> None:
        lines = np.array(geometry, dtype=object)
        lines = lines[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
        is_area = shapely.get_dimensions(lines) == 2
        lines[is_area] = shapely.boundary(lines[is_area])
        self._tree = shapely.STRtree(_segments(shapely.get_parts(lines)))

    def cross(self, ends: Floats) -> Bools:
        """Tell which legs, from door to street, cross an obstacle.

        Parameters
        ----------
        ends
            Door and street, float64 (n, 2, 2), metres.
        """
        crosses = np.zeros(len(ends), dtype=bool)
        if not len(self._tree):
            return crosses
        long = np.flatnonzero(np.hypot(*(ends[:, 1] - ends[:, 0]).T) > _CLEAR_M)
        legs = shapely.linestrings(shortened(ends[long]))
        crosses[long[self._tree.query(legs, predicate="intersects")[0]]] = True
        return crosses


def shortened(ends: Floats) -> Floats:
    """Return legs, float64 (n, 2, 2), that stop just short of their street."""
    run = ends[:, 1] - ends[:, 0]
    length_m = np.hypot(run[:, 0], run[:, 1])
    share = np.clip(1 - _CLEAR_M / np.maximum(length_m, _CLEAR_M), 0.0, 1.0)
    return np.stack([ends[:, 0], ends[:, 0] + run * share[:, None]], axis=1)


def _segments(lines: NDArray[Any]) -> NDArray[Any]:
    xy, line = shapely.get_coordinates(lines, return_index=True)
    start = np.flatnonzero(line[1:] == line[:-1])
    segments: NDArray[Any] = shapely.linestrings(np.stack([xy[start], xy[start + 1]], axis=1))
    return segments
