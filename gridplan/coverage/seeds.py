"""Where a walk to a service may end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STEP_M = 25.0


@dataclass(frozen=True, eq=False)
class Seeds:
    """Points that stand for services.

    Parameters
    ----------
    xy_m
        Float64 (k, 2).
    service
        Position of the service each stands for, ascending.
    """

    xy_m: Floats
    service: Ints


def service_seeds(geometry: NDArray[Any], *, step_m: float = STEP_M) -> Seeds:
    """Return the points that stand for each service.

    A point stands for itself. An area is reached at its edge, never at its middle: points on
    the boundary, at most *step_m* apart.

    Parameters
    ----------
    geometry
        Points and polygons, metres; missing ones have no seed.
    step_m
        Largest spacing along a boundary.
    """
    geometry = np.asarray(geometry, dtype=object)
    usable = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    is_point = shapely.get_dimensions(geometry) == 0
    points = np.flatnonzero(usable & is_point)
    areas = np.flatnonzero(usable & ~is_point)
    edges = shapely.segmentize(shapely.boundary(geometry[areas]), step_m)
    xy, row = shapely.get_coordinates(edges, return_index=True)
    service = np.concatenate([points, areas[row]])
    xy = np.concatenate([shapely.get_coordinates(geometry[points]), xy])
    order = np.lexsort([xy[:, 1], xy[:, 0], service])
    return Seeds(xy[order], service[order].astype(np.int64))
