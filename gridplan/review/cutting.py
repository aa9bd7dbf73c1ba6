"""A zone in k parts: the engine cuts it, by whole zones of the level below where it can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridplan.model import Result
from gridplan.params import Band
from gridplan.partition import solve
from gridplan.problems import problem_of, tied
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState, Positions


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
            links = tied(below)
    fair = int(ground.units.households[units].sum()) / parts
    band = Band(int(fair * 0.8), max(int(np.ceil(fair * 1.2)), 1))
    problem = replace(
        problem_of(ground.units, ground.land, ground.params, units, band),
        n_zones=parts,
        must_link=links,
        is_bounded=False,
    )
    return np.asarray(solve(problem).labels, dtype=np.int64)
