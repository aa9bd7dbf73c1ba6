"""What the kernels see: nodes that carry households, their contacts, the rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled

FAULT_PRICE = 0.25  # a further zone out of band weighs as much as this part of a household


class Net(NamedTuple):
    """Nodes and contacts, as compressed sparse rows.

    A node is a unit with households, or several that must stay together, and the land without
    households around it. `bond` is the cost in household-metres of cutting a contact; below
    zero, of keeping it. `foe` lists the nodes that a node may not share a zone with.
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


class Rules(NamedTuple):
    """Bounds and costs; `pin` -1 is a node that may move."""

    low: int
    high: int
    power: int
    side_cost_m: float
    is_contiguous: bool
    is_count_fixed: bool


@compiled
def distance(net: Net, rules: Rules, i: int, j: int) -> float:
    """Return the cost per household of node *i* with its zone's center at node *j*."""
    if net.matrix.shape[0] > 0:
        d = net.matrix[i, j]
    else:
        d = np.hypot(net.x[i] - net.x[j], net.y[i] - net.y[j])
    if rules.power == 2:
        d = d * d
    if net.side[i] != net.side[j]:
        d += rules.side_cost_m
    return d


@compiled
def deviation(load: int, low: int, high: int) -> int:
    """Return the households that a zone lacks or has too many."""
    return max(low - load, load - high, 0)


@compiled
def penalty(load: int, low: int, high: int) -> float:
    """Return the deviation, and a little for the zone being out of band at all."""
    off = max(low - load, load - high, 0)
    return off + FAULT_PRICE if off > 0 else 0.0
