"""Nested levels: fine zones first, then coarse zones over the contacts of the fine ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridplan.params import Band
from gridplan.partition.net import Net
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, bonds, row_starts


def coarsen(problem: Problem, reduction: Reduction, labels: NDArray[np.int64]) -> Reduction:
    """Return the net whose nodes are the zones ``0..k-1`` of *labels* (by node).

    *problem* carries the band of the coarser level, which decides what compounds fit.
    """
    net = reduction.net
    k = int(labels.max(initial=-1)) + 1
    weight = np.bincount(labels, net.weight, k).astype(np.int64)
    fine = np.column_stack([np.repeat(np.arange(len(labels)), np.diff(net.indptr)), net.indices])
    bond = bonds(
        fine,
        net.weight,
        reduction.group,
        max_households=problem.max_households,
        group_cost_m=problem.group_cost_m,
    )
    ends = labels[fine]
    is_between = ends[:, 0] != ends[:, 1]
    contacts, where = np.unique(ends[is_between], axis=0, return_inverse=True)
    contacts = contacts.reshape(-1, 2)
    heaviest = np.lexsort((np.arange(len(labels)), -net.weight, labels))
    at = heaviest[np.unique(labels[heaviest], return_index=True)[1]]
    x, y = (_means(labels, net.weight, axis, at) for axis in (net.x, net.y))
    length = np.hypot(x[contacts[:, 0]] - x[contacts[:, 1]], y[contacts[:, 0]] - y[contacts[:, 1]])
    if net.matrix.size:
        length = net.matrix[at[contacts[:, 0]], at[contacts[:, 1]]]
    coarse = Net(
        indptr=row_starts(contacts, k),
        indices=np.ascontiguousarray(contacts[:, 1]),
        length=np.maximum(length, 1e-3),
        bond=np.bincount(where.ravel(), bond[is_between], len(contacts)),
        weight=weight,
        x=x,
        y=y,
        side=net.side[at],
        matrix=np.ascontiguousarray(net.matrix[np.ix_(at, at)]) if net.matrix.size else net.matrix,
        foe_indptr=np.zeros(k + 1, dtype=np.int64),
        foe_indices=np.zeros(0, dtype=np.int64),
        pin=np.full(k, -1, dtype=np.int64),
    )
    return Reduction(coarse, labels[reduction.node], reduction.group[at])


def _means(
    labels: NDArray[np.int64],
    weight: NDArray[np.int64],
    values: NDArray[np.float64],
    at: NDArray[np.int64],
) -> NDArray[np.float64]:
    total = np.bincount(labels, weight, len(at))
    mean = np.bincount(labels, weight * values, len(at)) / np.maximum(total, 1)
    return np.where(total > 0, mean, values[at])


def check_levels(levels: Sequence[Band]) -> tuple[Band, ...]:
    """Return the bands, coarse to fine."""
    return tuple(levels)
