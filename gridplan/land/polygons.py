"""Polygons of groups of cells."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.lattice import Geometries
from gridplan.model import Land, Plan


def zone_polygons(land: Land, plan: Plan) -> Geometries:
    """Return the land of each zone, object (k,): one polygon where the zone is contiguous.

    Examples
    --------
    >>> from gridplan.model import Zone
    >>> from gridplan.testing.worlds import lattice_land
    >>> plan = Plan("grid", [0, 0, 1], (Zone("a"), Zone("b")))
    >>> [round(zone.area) for zone in zone_polygons(lattice_land(1, 3), plan)]
    [3200, 1600]
    """
    return dissolve(land.cells, plan.labels, plan.n_zones)


def dissolve(polygons: Geometries, labels: NDArray[np.integer], n: int) -> Geometries:
    """Unite the polygons of each label ``0..n-1``; None for a label without any.

    The polygons must share every vertex of their common borders; the result does so too.
    """
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(n + 1))
    result = np.full(n, None, dtype=object)
    single = np.flatnonzero(np.diff(bounds) == 1)
    result[single] = polygons[order[bounds[single]]]
    for label in np.flatnonzero(np.diff(bounds) > 1):
        members = order[bounds[label] : bounds[label + 1]]
        result[label] = shapely.coverage_union_all(polygons[members])
    return result
