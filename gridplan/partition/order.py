"""An order of the units that does not depend on the order they came in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.problem import Problem
from gridplan.partition.reduce import unit_graph

_BY_UNIT = (
    "households", "xy_m", "group", "side", "initial", "fixed", "demand", "candidates", "capacity"
)  # fmt: skip


def reordered(problem: Problem, order: NDArray[np.int64]) -> Problem:
    """Return the problem with its units in another order."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    changes: dict[str, object] = {
        name: None if getattr(problem, name) is None else getattr(problem, name)[order]
        for name in _BY_UNIT
    }
    if problem.centers is not None:
        changes["centers"] = rank[problem.centers]
    if problem.distance_m is not None:
        changes["distance_m"] = problem.distance_m[np.ix_(order, order)]
    for name in ("must_link", "cannot_link"):
        pairs = getattr(problem, name)
        changes[name] = None if pairs is None else rank[pairs]
    if problem.indptr is not None:
        rows = unit_graph(problem)[order][:, order].tocsr()
        rows.sort_indices()
        changes |= {"indptr": rows.indptr, "indices": rows.indices}
    return replace(problem, **changes)  # type: ignore[arg-type]


def canonical_order(problem: Problem) -> NDArray[np.int64]:
    """Return an order of the units that does not depend on the order they came in.

    West to east, south to north, light to heavy, little to much demand; by row sums where only
    distances are known. Units alike in all of this keep the order they came in.
    """
    ties = (problem.demands, problem.households)
    if problem.xy_m is not None:
        return np.lexsort((*ties, problem.xy_m[:, 1], problem.xy_m[:, 0]))
    sums = np.asarray(problem.distance_m).sum(axis=1).round(6)
    return np.lexsort((*ties, sums))
