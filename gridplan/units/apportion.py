"""Whole households out of fractions, none lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def apportion(
    totals: NDArray[np.int64], group: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Share each group's total among its members in proportion to their weights.

    Largest remainder (Hamilton): everyone gets the whole part of the exact share, and what is
    left goes to the largest fractions, earlier members first where fractions are equal.

    Parameters
    ----------
    totals
        Whole number to share out, by group.
    group
        Group of each member, positions in `totals`.
    weights
        Weight of each member, 0 or more; a group whose weights are all 0 shares evenly.

    Examples
    --------
    >>> apportion(np.array([10]), np.array([0, 0, 0]), np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    n_groups = len(totals)
    sums = np.bincount(group, weights, n_groups)
    even = sums[group] <= 0
    weights = np.where(even, 1.0, weights)
    sums = np.bincount(group, weights, n_groups)
    exact = totals[group] * (weights / sums[group])
    # a share that is whole but for rounding noise must not lose a household to a neighbor
    whole = np.floor(exact + 1e-9)
    left = totals - np.bincount(group, whole, n_groups).astype(np.int64)
    order = np.lexsort((np.arange(len(group)), -np.round(exact - whole, 9), group))
    first = np.searchsorted(group[order], np.arange(n_groups))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - first[group[order]]
    return whole.astype(np.int64) + (rank < left[group])
