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
AT_EDGE_M = 10.0  # an entrance is drawn at most this far from the edge of its ground


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


@dataclass(frozen=True, eq=False)
class Entrances:
    """Where services mapped as areas may be entered.

    Parameters
    ----------
    gates
        Shapely points.
    gate_name
        What each gate opens, "" where unknown.
    service_name
        Name of each service.
    streets
        Walkable roads, Shapely lines.
    """

    gates: NDArray[Any]
    gate_name: NDArray[Any]
    service_name: NDArray[Any]
    streets: NDArray[Any]


def service_seeds(
    geometry: NDArray[Any], *, step_m: float = STEP_M, entrances: Entrances | None = None
) -> Seeds:
    """Return the points that stand for each service.

    A point stands for itself. An area is reached at its edge, never at its middle: at its gates
    and where streets run in if a gate of it is known, else all around, at points on the boundary
    at most *step_m* apart.

    Parameters
    ----------
    geometry
        Points and polygons, metres; missing ones have no seed.
    step_m
        Largest spacing along a boundary.
    entrances
        Gates and streets; None looks at boundaries alone.
    """
    geometry = np.asarray(geometry, dtype=object)
    usable = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    is_point = shapely.get_dimensions(geometry) == 0
    points = np.flatnonzero(usable & is_point)
    areas = np.flatnonzero(usable & ~is_point)
    gate_xy, gated = _at_entrances(geometry, areas, entrances)
    open_areas = np.setdiff1d(areas, gated)
    edges = shapely.segmentize(shapely.boundary(geometry[open_areas]), step_m)
    edge_xy, row = shapely.get_coordinates(edges, return_index=True)
    service = np.concatenate([points, open_areas[row], gated])
    xy = np.concatenate([shapely.get_coordinates(geometry[points]), edge_xy, gate_xy])
    order = np.lexsort([xy[:, 1], xy[:, 0], service])
    return Seeds(xy[order], service[order].astype(np.int64))


def _at_entrances(
    geometry: NDArray[Any], areas: Ints, entrances: Entrances | None
) -> tuple[Floats, Ints]:
    """Return the entrances of the areas of which a gate is known, and their services."""
    if entrances is None:
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    border = shapely.boundary(geometry[areas])
    tree = shapely.STRtree(border)
    gate, area = tree.query(entrances.gates, predicate="dwithin", distance=AT_EDGE_M)
    name = entrances.gate_name[gate]
    is_own = (name == "") | (name == entrances.service_name[areas[area]])
    gate, area = gate[is_own], area[is_own]
    gated = np.unique(area)
    street, side = shapely.STRtree(border[gated]).query(entrances.streets, predicate="intersects")
    meets = shapely.intersection(entrances.streets[street], border[gated[side]])
    street_xy, pair = shapely.get_coordinates(meets, return_index=True)
    xy = np.concatenate([shapely.get_coordinates(entrances.gates[gate]), street_xy])
    return xy, areas[np.concatenate([area, gated[side[pair]]])]
