"""Some units and their land as a problem of the engine, which knows no land."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Adjacency, Land, Units
from gridplan.params import Band, Params
from gridplan.partition import Problem

Positions = NDArray[np.integer[Any]]


def problem_of(units: Units, land: Land, params: Params, own: Positions, band: Band) -> Problem:
    """Return what the engine is asked for some units.

    Parameters
    ----------
    units, land
        All units, and which of them touch.
    params
        Seed, prices and numbers of the search.
    own
        Positions of the units that are divided, ascending; the engine counts them from 0.
    band
        Households a zone may hold.
    """
    search = params.partition
    indptr, indices = rows_within(land.adjacency, own)
    return Problem(
        households=units.households[own],
        band=band,
        xy_m=units.xy_m[own],
        indptr=indptr,
        indices=indices,
        power=search.power,
        group=units.compound[own],
        side=land.side[own],
        side_cost_m=search.arterial_cost_m,
        seed=params.seed,
        effort=search.effort,
        time_limit_s=search.time_limit_s,
    )


def rows_within(
    adjacency: Adjacency, own: Positions
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the contacts among the units *own* (ascending) as sparse rows of their ranks.

    Examples
    --------
    >>> row = Adjacency.from_pairs(4, [(0, 1), (1, 2), (2, 3)])
    >>> [part.tolist() for part in rows_within(row, np.array([1, 2]))]
    [[0, 1, 2], [1, 0]]
    """
    rank = np.full(len(adjacency), -1, dtype=np.int64)
    rank[own] = np.arange(len(own))
    start, degree = adjacency.indptr[own], np.diff(adjacency.indptr)[own]
    at = np.repeat(start - np.concatenate([[0], np.cumsum(degree)[:-1]]), degree)
    near = rank[adjacency.indices[at + np.arange(int(degree.sum()))]]
    row = np.repeat(np.arange(len(own)), degree)[near >= 0]
    indptr = np.searchsorted(row, np.arange(len(own) + 1)).astype(np.int64)
    return indptr, near[near >= 0]


def tied(owner: Positions) -> NDArray[np.int64]:
    """Return pairs of units, each with the next, that hold those of each owner together.

    Examples
    --------
    >>> tied(np.array([7, -1, 7, 7, -1])).tolist()  # -1 owns nothing
    [[0, 2], [2, 3]]
    """
    order = np.argsort(owner, kind="stable")
    order = order[owner[order] >= 0]
    is_same = np.diff(owner[order]) == 0
    return np.column_stack([order[:-1][is_same], order[1:][is_same]]).astype(np.int64)
