"""What the search works on: nodes that carry households, their contacts, the rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.compiled import inner

FAULT_PRICE = 0.25  # a further zone out of band weighs as much as this part of a household


class Net(NamedTuple):
    """Nodes and contacts, as compressed sparse rows.

    A node is a unit with households, or several that must stay together, and the land without
    households around it. `bond` is the cost in household-metres of cutting a contact; below
    zero, of keeping it. `foe_indices` lists the nodes that a node may not share a zone with.
    `pin` is the label of a node that may not move, -1 for all others. `matrix` holds the
    distances between nodes, or is empty where straight lines count. `demand` weighs a node in
    the objective. Where centers are given, zone z has its center at node ``center[z]`` and
    holds at most ``capacity[z]``; else both are empty.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    length: NDArray[np.float64]
    bond: NDArray[np.float64]
    weight: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    side: NDArray[np.int64]
    matrix: NDArray[np.float64]
    foe_indptr: NDArray[np.int64]
    foe_indices: NDArray[np.int64]
    pin: NDArray[np.int64]
    demand: NDArray[np.float64]
    center: NDArray[np.int64]
    capacity: NDArray[np.int64]


class Rules(NamedTuple):
    """Bounds and costs, as `Problem` has them."""

    low: int
    high: int
    power: int
    side_cost_m: float
    is_contiguous: bool
    is_count_fixed: bool


@inner
def penalty(load: int, low: int, high: int) -> float:
    """Return the households a zone lacks or has too many, and a little for being off at all."""
    off = max(low - load, load - high, 0)
    return off + FAULT_PRICE if off > 0 else 0.0


def without_oversize(net: Net, max_households: int) -> Net:
    """Return the net with no contacts at nodes above the maximum: they stand alone."""
    alone = np.where(net.weight > max_households, np.arange(len(net.weight)), -1)
    return kept_contacts(net, alone)


def kept_contacts(net: Net, labels: NDArray[np.int64]) -> Net:
    """Return the net with only the contacts inside *labels*."""
    rows = np.repeat(np.arange(len(net.weight)), np.diff(net.indptr))
    kept = labels[rows] == labels[net.indices]
    if kept.all():
        return net
    return net._replace(
        indptr=np.searchsorted(rows[kept], np.arange(len(net.weight) + 1)).astype(np.int64),
        indices=net.indices[kept],
        length=net.length[kept],
        bond=net.bond[kept],
    )


def net_components(net: Net) -> NDArray[np.int64]:
    """Return the connected piece of each node, 0.. in the order of their first node."""
    n = len(net.weight)
    graph = sparse.csr_array((np.ones(len(net.indices)), net.indices, net.indptr), shape=(n, n))
    return renumber(csgraph.connected_components(graph, directed=False)[1])


def renumber(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give labels the numbers 0.. in the order of their first unit."""
    _, first, dense = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[dense] if len(labels) else np.zeros(0, dtype=np.int64)
