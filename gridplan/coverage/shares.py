"""Shares, means and inequality, weighted by households."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def weighted_share(is_in: Bools, weights: Ints) -> float | None:
    """Return the share of the weight that is in; None for nobody.

    Examples
    --------
    >>> weighted_share(np.array([True, False]), np.array([1, 3]))
    0.25
    """
    total = int(weights.sum())
    return float(weights[is_in].sum() / total) if total else None


def weighted_mean(values: Floats, weights: Ints) -> float | None:
    """Return the mean of *values*, each counted *weights* times; None for nobody."""
    total = weights.sum()
    return float((values * weights).sum() / total) if total else None


def weighted_quantile(values: Floats, weights: Ints, share: float) -> float | None:
    """Return the smallest value that at least *share* of the weight does not exceed.

    Examples
    --------
    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1, 10, 9]), 0.95)
    2.0
    """
    total = int(weights.sum())
    if not total:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * total)])


def lorenz_curve(values: Ints, weights: Ints) -> Floats:
    """Return how unevenly *values* are shared out, the least first, float64 (k, 2).

    Rows are the share of the weight and its share of the values, from (0, 0) to (1, 1); empty
    where there is nothing to share out.

    Examples
    --------
    >>> lorenz_curve(np.array([3, 1]), np.array([1, 1])).tolist()
    [[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]
    """
    if not (values * weights).sum():
        return np.empty((0, 2))
    levels, level = np.unique(values, return_inverse=True)
    people = np.bincount(level, weights=weights)
    held = np.cumsum(people * levels)
    shares = np.column_stack([np.cumsum(people) / people.sum(), held / held[-1]])
    has_people = people > 0
    return np.vstack([[0.0, 0.0], shares[has_people]])


def gini(curve: Floats) -> float | None:
    """Return the inequality of a Lorenz curve, 0 (all alike) to 1; None without a curve.

    References
    ----------
    Gini, C. (1914). Sulla misura della concentrazione e della variabilita dei caratteri.

    Examples
    --------
    >>> gini(np.array([[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]))
    0.25
    """
    if not len(curve):
        return None
    step, height = np.diff(curve[:, 0]), curve[1:, 1] + curve[:-1, 1]
    return max(0.0, float(1.0 - (step * height).sum()))
