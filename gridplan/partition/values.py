"""What the values of a problem must be, each on its own and beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.errors import ParamError

if TYPE_CHECKING:
    from gridplan.partition.problem import Problem

MAX_MATRIX_UNITS = 3000  # beyond it a distance matrix would not fit a laptop


def check_values(problem: Problem) -> None:
    """Refuse a problem whose values cannot be meant.

    Raises
    ------
    ParamError
        What is wrong, where, and what to give instead.
    """
    _check_units(problem)
    _check_distances(problem)
    _check_links(problem)
    _check_centers(problem)


def _check_units(problem: Problem) -> None:
    n = len(problem)
    if problem.power not in (1, 2):
        raise ParamError(f"power is {problem.power}; it may be 1 or 2.")
    if (problem.households < 0).any():
        units = np.flatnonzero(problem.households < 0)[:5].tolist()
        raise ParamError(f"households are negative at units {units}; give 0 or more.")
    if problem.n_zones is not None and not 1 <= problem.n_zones <= max(n, 1):
        raise ParamError(f"n_zones is {problem.n_zones}; with {n} units it may be 1 to {n}.")
    if problem.fixed is not None and problem.fixed.any() and problem.initial is None:
        raise ParamError("Units are fixed, but there are no initial labels to keep; give initial.")
    if problem.fixed is not None and (np.asarray(problem.initial)[problem.fixed] < 0).any():
        raise ParamError("A fixed unit has no initial label (-1); give it one or release it.")


def _check_distances(problem: Problem) -> None:
    n = len(problem)
    if problem.xy_m is None and problem.distance_m is None:
        raise ParamError("Neither xy_m nor distance_m is given; the engine needs one of them.")
    for name in ("xy_m", "distance_m", "demand"):
        value = getattr(problem, name)
        if value is not None and not np.isfinite(value).all():
            raise ParamError(f"{name} holds values that are not finite.")
    if problem.demand is not None and (problem.demand < 0).any():
        units = np.flatnonzero(problem.demand < 0)[:5].tolist()
        raise ParamError(f"demand is negative at units {units}; give 0 or more.")
    if problem.distance_m is not None and n > MAX_MATRIX_UNITS:
        raise ParamError(
            f"distance_m has {n} rows; beyond {MAX_MATRIX_UNITS} units give positions instead."
        )


def _check_links(problem: Problem) -> None:
    n = len(problem)
    for name in ("must_link", "cannot_link", "indices"):
        value = getattr(problem, name)
        if value is not None and value.size and not (value.min() >= 0 and value.max() < n):
            raise ParamError(f"{name} names units outside 0..{n - 1}.")
    pairs = problem.cannot_link
    if pairs is not None and (pairs[:, 0] == pairs[:, 1]).any():
        raise ParamError("cannot_link sets a unit against itself; drop that pair.")


def _check_centers(problem: Problem) -> None:
    if problem.center not in ("unit", "centroid"):
        raise ParamError(f"center is '{problem.center}'; it may be 'unit' or 'centroid'.")
    if problem.center == "centroid":
        _check_centroid(problem)
    if problem.centers is not None:
        _check_fixed_centers(problem, problem.centers)
    elif problem.candidates is not None:
        _check_candidates(problem, problem.candidates)
    elif problem.capacity is not None:
        raise ParamError("capacity is given, but neither centers nor candidates it would bound.")
    if problem.candidates is not None or problem.center == "centroid":
        _check_rules(problem)
    if problem.capacity is not None and (problem.capacity < 0).any():
        units = np.flatnonzero(problem.capacity < 0)[:5].tolist()
        raise ParamError(f"capacity is negative at units {units}; give 0 or more.")


def _check_rules(problem: Problem) -> None:
    for name in ("fixed", "cannot_link", "group", "side"):
        if getattr(problem, name) is not None:
            raise ParamError(
                f"{name} is given with candidates or centroids; the engine knows one of them only."
            )


def _check_centroid(problem: Problem) -> None:
    if problem.xy_m is None or problem.distance_m is not None:
        raise ParamError("A centroid needs positions: give xy_m alone, or center='unit'.")
    if problem.centers is not None or problem.candidates is not None:
        raise ParamError("Centers are units or centroids: drop centers and candidates, or center.")


def _check_fixed_centers(problem: Problem, centers: NDArray[np.int64]) -> None:
    n, k = len(problem), len(centers)
    if problem.candidates is not None:
        raise ParamError("centers are fixed, so there is nothing to choose: drop candidates.")
    if k and not (centers.min() >= 0 and centers.max() < n):
        raise ParamError(f"centers name units outside 0..{n - 1}.")
    if len(np.unique(centers)) < k:
        raise ParamError("A unit is the center of two zones; name each unit once.")
    if problem.n_zones != k:
        raise ParamError(f"n_zones is {problem.n_zones}, but {k} centers are given.")
    _check_linked_centers(problem, centers)
    if problem.fixed is None or problem.initial is None:
        return
    if (problem.fixed[centers] & (problem.initial[centers] != np.arange(k))).any():
        raise ParamError("A center is fixed in another zone than its own; release it.")


def _check_linked_centers(problem: Problem, centers: NDArray[np.int64]) -> None:
    links = np.zeros((0, 2), np.int64) if problem.must_link is None else problem.must_link
    n = len(problem)
    graph = sparse.coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(n, n))
    block = csgraph.connected_components(graph.tocsr(), directed=False)[1][centers]
    if len(np.unique(block)) < len(centers):
        raise ParamError("must_link ties two centers together; drop a link or a center.")


def _check_candidates(problem: Problem, candidates: NDArray[np.bool_]) -> None:
    n_candidates = int(candidates.sum())
    if problem.n_zones is None:
        raise ParamError("candidates are given, but not how many to choose; give n_zones.")
    if problem.n_zones > n_candidates:
        raise ParamError(
            f"n_zones is {problem.n_zones}, but only {n_candidates} units are candidates."
        )
