"""Land without households joins what has some: the nearest along contacts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gridplan.partition.problem import Problem


def territories(
    problem: Problem,
    graph: sparse.csr_array,
    block: NDArray[np.int64],
    weight: NDArray[np.int64],
    at: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return for each block the block with households whose land it joins (itself for those).

    Empty land goes to blocks that fit a zone; only what no such block reaches goes to a block
    above the maximum, and pieces without any household become a node of their own.
    """
    n = len(weight)
    is_lived_in = (weight > 0) | (np.bincount(block, problem.demands, n) > 0)
    owner = np.where(is_lived_in, np.arange(n), -1)
    if not problem.is_contiguous:
        return _nearest_owner(problem, owner, at)
    fits = is_lived_in & (weight <= problem.max_households)
    near = _spread(graph, np.flatnonzero(fits), fits | ~is_lived_in)
    owner = np.where((owner < 0) & (near >= 0), near, owner)
    left = owner < 0
    is_big = weight > problem.max_households
    near = _spread(graph, np.flatnonzero(is_big), left | is_big)
    owner = np.where(left & (near >= 0), near, owner)
    piece = csgraph.connected_components(graph, directed=False)[1]
    left = owner < 0
    _, first, dense = np.unique(piece[left], return_index=True, return_inverse=True)
    owner[left] = np.flatnonzero(left)[first[dense]] if left.any() else owner[left]
    return owner


def inside_zones(graph: sparse.csr_array, labels: NDArray[np.int64]) -> sparse.csr_array:
    """Return the contacts inside zones."""
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    kept = labels[rows] == labels[graph.indices]
    ends = (rows[kept], graph.indices[kept])
    return sparse.csr_array((graph.data[kept], ends), shape=graph.shape)


def _nearest_owner(
    problem: Problem, owner: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give each block without households to the nearest one with some, by distance alone."""
    sources, empty = np.flatnonzero(owner >= 0), np.flatnonzero(owner < 0)
    if len(sources) == 0:
        return np.zeros(len(owner), dtype=np.int64)
    if len(empty) and problem.distance_m is not None:
        owner[empty] = sources[problem.distance_m[np.ix_(at[empty], at[sources])].argmin(axis=1)]
    elif len(empty):
        xy = np.asarray(problem.xy_m)
        owner[empty] = sources[cKDTree(xy[at[sources]]).query(xy[at[empty]])[1]]
    return owner


def _spread(
    graph: sparse.csr_array, sources: NDArray[np.int64], is_open: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the nearest source of each block through open blocks; -1 where none is reached."""
    n = graph.shape[0]
    if len(sources) == 0:
        return np.full(n, -1, dtype=np.int64)
    rows = np.repeat(np.arange(n), np.diff(graph.indptr))
    kept = is_open[rows] & is_open[graph.indices]
    open_graph = sparse.csr_array(
        (graph.data[kept], (rows[kept], graph.indices[kept])), shape=(n, n)
    )
    far, _, nearest = csgraph.dijkstra(
        open_graph, indices=sources, min_only=True, return_predecessors=True
    )
    return np.where(np.isfinite(far), nearest, -1).astype(np.int64)
