"""Service areas as exact lines: the parts of streets from which a service is within reach.

They are for the eye. Whether a household is served is never read from them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from shapely.ops import substring

from gridplan.coverage.walks import WalkModel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Stretches = tuple[Ints, Floats, Floats]  # edge, and metres along it where a stretch begins and ends

MIN_LENGTH_M = 0.001


def service_lines(model: WalkModel, column: int, limit_m: float) -> NDArray[Any]:
    """Return the parts of streets within *limit_m* of a service of one category.

    Parameters
    ----------
    model
        Network and services.
    column
        Position of the category.
    limit_m
        Walking metres, the leg between street and service included.

    Returns
    -------
    NDArray
        Shapely LineStrings in metres; a street may give several, none overlap.

    Examples
    --------
    A street of 500 m; the service stands 10 m beside its 200th metre, with 60 m to go.

    >>> import shapely
    >>> from gridplan.coverage.seeds import Seeds
    >>> from gridplan.network import WalkNetwork, attach_targets, snap_points
    >>> street = np.array([shapely.LineString([(0, 0), (500, 0)])])
    >>> network = WalkNetwork([(0, 0), (500, 0)], [0], [1], street)
    >>> there = snap_points(network, [(200, 10)], max_m=50.0)
    >>> model = WalkModel(network, there, attach_targets(network, there),
    ...     Seeds(np.array([[200.0, 10.0]]), np.array([0])), np.array([[True]]))
    >>> [line.wkt for line in service_lines(model, 0, 60.0)]
    ['LINESTRING (150 0, 250 0)']
    """
    chosen = model.seeds_of(column)
    if not len(chosen):
        return np.empty(0, dtype=object)
    edge, start_m, end_m = _merged(model, *_stretches(model, chosen, limit_m))
    length_m = model.network.edge_length_m[edge]
    lines: NDArray[Any] = model.network.edge_line[edge].astype(object)
    partial = np.flatnonzero((start_m > 0) | (end_m < length_m))
    for row in partial:
        lines[row] = substring(lines[row], start_m[row], end_m[row])
    return lines


def _stretches(model: WalkModel, chosen: Ints, limit_m: float) -> Stretches:
    """Find what is reached from either end of each street, and from the services on it."""
    network, there = model.network, model.targets.snapping
    distance_m = sparse.csgraph.dijkstra(
        model.targets.arcs, indices=chosen + network.n_nodes, min_only=True, limit=limit_m
    )
    every = np.arange(len(network.edge_line))
    length_m = network.edge_length_m
    from_u, from_v = (limit_m - distance_m[end] for end in (network.edge_u, network.edge_v))
    own = np.isin(there.point, chosen)
    left_m, along_m = limit_m - there.leg_m[own], there.along_m[own]
    edge = np.concatenate([every, every, there.edge[own]])
    start_m = np.concatenate([np.zeros(len(every)), length_m - from_v, along_m - left_m])
    end_m = np.concatenate([from_u, length_m, along_m + left_m])
    start_m, end_m = np.maximum(start_m, 0.0), np.minimum(end_m, length_m[edge])
    keep = end_m - start_m > MIN_LENGTH_M
    return edge[keep], start_m[keep], end_m[keep]


def _merged(model: WalkModel, edge: Ints, start_m: Floats, end_m: Floats) -> Stretches:
    """Join the stretches of each street that overlap."""
    order = np.lexsort([start_m, edge])
    edge, start_m, end_m = edge[order], start_m[order], end_m[order]
    # streets laid end to end with a gap, so that one running maximum serves them all
    offset_m = edge * (float(model.network.edge_length_m.max(initial=0.0)) + 1.0)
    reached_m = np.maximum.accumulate(end_m + offset_m) if len(edge) else end_m
    is_first = np.ones(len(edge), dtype=bool)
    is_first[1:] = (start_m + offset_m)[1:] > reached_m[:-1]
    first = np.flatnonzero(is_first)
    if not len(first):
        return edge, start_m, end_m
    return edge[first], start_m[first], np.maximum.reduceat(end_m, first)
