"""A zone in k parts: the engine cuts it, by whole zones of the level below where it can."""

from __future__ import annotations

import numpy as np

from gridplan.model import Result
from gridplan.params import Band
from gridplan.partition import Problem, solve
from gridplan.review.refusal import Refused
from gridplan.review.state import Labels, PlanState, Positions


def cut_zone(
    ground: Result, state: PlanState, level: int, zone: int, parts: int
) -> list[list[int]]:
    """Return the units of every part but the first, as even in households as may be.

    Raises
    ------
    Refused
        The zone has fewer units than parts.
    """
    units = state.levels[level].members(zone)
    labels = _labels(ground, state, level, units, parts)
    found = np.unique(labels)
    if len(found) < parts:
        raise Refused(422, "no_split", parts=parts)
    largest = int(np.bincount(labels, ground.units.households[units] + 1e-3).argmax())
    return [units[labels == part].tolist() for part in found if part != largest]


def _labels(
    ground: Result, state: PlanState, level: int, units: Positions, parts: int
) -> Positions:
    if len(units) < parts:
        raise Refused(422, "no_split", parts=parts)
    links = None
    if level + 1 < len(state.levels):
        below = state.levels[level + 1].labels[units]
        if len(np.unique(below)) >= parts:
            links = chain_of(below)
    households = ground.units.households[units]
    fair = int(households.sum()) / parts
    indptr, indices = rows_within(ground, units)
    problem = Problem(
        households=households,
        band=Band(int(fair * 0.8), max(int(np.ceil(fair * 1.2)), 1)),
        xy_m=ground.units.xy_m[units],
        indptr=indptr,
        indices=indices,
        n_zones=parts,
        group=ground.units.compound[units],
        side=ground.land.side[units],
        side_cost_m=ground.params.partition.arterial_cost_m,
        must_link=links,
        seed=ground.params.seed,
        is_bounded=False,
    )
    return np.asarray(solve(problem).labels, dtype=np.int64)


def chain_of(labels: Labels) -> Positions:
    """Return pairs of neighbors in order that tie together what has the same label."""
    order = np.argsort(labels, kind="stable")
    is_same = labels[order][1:] == labels[order][:-1]
    return np.column_stack([order[:-1][is_same], order[1:][is_same]]).astype(np.int64)


def rows_within(ground: Result, units: Positions) -> tuple[Positions, Positions]:
    """Return the contacts among *units* (ascending) as compressed sparse rows of their ranks."""
    adjacency = ground.land.adjacency
    rank = np.full(len(ground.units), -1, dtype=np.int64)
    rank[units] = np.arange(len(units))
    start, stop = adjacency.indptr[units], adjacency.indptr[units + 1]
    degree = stop - start
    at = np.repeat(start - np.concatenate([[0], np.cumsum(degree)[:-1]]), degree)
    near = rank[adjacency.indices[at + np.arange(int(degree.sum()))]]
    row = np.repeat(np.arange(len(units)), degree)[near >= 0]
    indptr = np.searchsorted(row, np.arange(len(units) + 1)).astype(np.int64)
    return indptr, near[near >= 0]
