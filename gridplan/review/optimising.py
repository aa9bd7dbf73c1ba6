"""The rest of a plan planned anew: locks, what people put by hand, and links hold.

Grids are planned from whole micro-grids within their community, micro-grids within their grid,
each from where it is. What comes out is a proposal: zones to make, units to move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridplan.model import Result
from gridplan.partition import Problem, solve
from gridplan.policy.bands import band_for
from gridplan.problems import problem_of, tied
from gridplan.review.operations import OPERATIONS
from gridplan.review.refusal import Refused
from gridplan.review.state import LevelState, PlanState, Positions

Mask = NDArray[np.bool_]
SCOPES = ("units", "zone", "community", "all")


@dataclass(frozen=True)
class Scope:
    """What may change: selected units, a zone and its neighbors, a community, or everything."""

    kind: str
    level: int
    zone: int = -1
    community: int = -1
    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Task:
    """One problem: a level, its units, and those of them that may move."""

    level: int
    units: Positions
    is_free: Mask


def propose(
    ground: Result,
    state: PlanState,
    scope: Scope,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancel: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Return the body of an ``accept``: zones to make and units to move, maybe none.

    Parameters
    ----------
    ground, state
        The plan.
    scope
        What may change.
    progress, cancel
        Hear 0..1; say True to stop.
    """
    body: dict[str, Any] = {"op": "accept", "new": [], "moves": []}
    is_wide = scope.kind in ("community", "all")
    levels = range(1, len(state.levels)) if is_wide else [max(scope.level, 1)]
    for step, level in enumerate(levels):
        tasks = list(_tasks(ground, state, scope, level))
        for number, task in enumerate(tasks):
            if cancel():
                return body
            first = (step + number / len(tasks)) / len(levels)
            advance = _part(progress, first, 1 / (len(levels) * len(tasks)))
            part = _solve(ground, state, task, advance, cancel)
            state = OPERATIONS["accept"](ground, state, part)
            body["new"] += part["new"]
            body["moves"] += part["moves"]
    return body


def _part(progress: Callable[[float], None], first: float, share: float) -> Callable[[float], None]:
    return lambda own: progress(first + own * share)


def community_of(state: PlanState, name: str) -> int:
    """Return the position of a community that is named by its id (``community-3``) or position."""
    number = name.removeprefix("community-")
    if not (number.isascii() and number.isdigit() and int(number) < len(state.levels[0].zones)):
        raise Refused(422, "no_zone", zone=name[:80])
    return int(number)


def free_units(ground: Result, state: PlanState) -> Mask:
    """Tell which units a search may move, bool (n,)."""
    is_free = ground.units.special < 0
    for units in (state.locked_units, state.by_hand):
        is_free[np.fromiter(units, dtype=np.int64, count=len(units))] = False
    for level in state.levels:
        is_held = np.array(
            [
                zone.is_locked
                or zone.kind == "special"
                or (zone.approval is not None and zone.approval.state == "approved")
                for zone in level.zones
            ]
        )
        is_free &= ~is_held[level.labels]
    return is_free


def _tasks(ground: Result, state: PlanState, scope: Scope, level: int) -> Iterator[_Task]:
    """Yield the problems of a level: the units of one parent each, those that may move in them."""
    is_free = free_units(ground, state) & _in_scope(ground, state, scope, level)
    above = state.levels[level - 1].labels
    ordinary = _ordinary(state.levels[level]) & _ordinary(state.levels[level - 1])
    if level + 1 < len(state.levels):  # whole zones of the level below go or stay
        below = state.levels[level + 1].labels
        held = np.zeros(len(state.levels[level + 1].zones), dtype=bool)
        held[below[~is_free]] = True
        is_free &= ~held[below]
    for parent in np.unique(above[is_free]):
        units = np.flatnonzero((above == parent) & ordinary)
        if len(units) > 1:
            yield _Task(level, units, is_free[units])


def _ordinary(level: LevelState) -> Mask:
    kinds = np.array([zone.kind == "ordinary" for zone in level.zones])
    return np.asarray(kinds[level.labels])


def _in_scope(ground: Result, state: PlanState, scope: Scope, level: int) -> Mask:
    labels = state.levels[level].labels
    if scope.kind == "all":
        return np.ones(len(labels), dtype=bool)
    if scope.kind == "community":
        return np.asarray(state.levels[0].labels == scope.community)
    found = np.zeros(len(labels), dtype=bool)
    if scope.kind == "units":
        found[list(scope.units)] = True
        return found
    own = labels == scope.zone
    adjacency = ground.land.adjacency
    near = np.concatenate([adjacency.neighbors(int(unit)) for unit in np.flatnonzero(own)])
    return np.isin(labels, np.append(labels[near], scope.zone))


def _solve(
    ground: Result,
    state: PlanState,
    task: _Task,
    progress: Callable[[float], None],
    cancel: Callable[[], bool],
) -> dict[str, Any]:
    level = state.levels[task.level]
    zones, start = np.unique(level.labels[task.units], return_inverse=True)
    problem = _problem(ground, state, task, start.astype(np.int64))
    found = solve(problem, progress=progress, cancel=cancel)
    labels = np.asarray(found.labels, dtype=np.int64)
    none: dict[str, Any] = {"op": "accept", "new": [], "moves": []}
    if cancel() or _n_off(problem, labels) > _n_off(problem, start):
        return none
    parent = level.zones[int(zones[0])].parent
    target, n_new = _matched(problem, start, labels, len(zones))
    to = np.append(zones, np.arange(n_new) + len(level.zones))[target][labels]
    is_moved = to != level.labels[task.units]
    if not is_moved.any() or (is_moved & ~task.is_free).any():
        return none
    moves = {
        "level": task.level,
        "units": task.units[is_moved].tolist(),
        "zones": to[is_moved].tolist(),
    }
    return {"op": "accept", "new": [[task.level, parent]] * n_new, "moves": [moves]}


def _n_off(problem: Problem, labels: Positions) -> int:
    """Return by how many households zones miss their band."""
    households = np.bincount(labels, problem.households).astype(np.int64)
    low, high = problem.band.min_households, problem.max_households
    off = np.maximum(low - households, 0) + np.maximum(households - high, 0)
    return int(off.sum())


def _problem(ground: Result, state: PlanState, task: _Task, start: Positions) -> Problem:
    units = task.units
    kinds = ground.units.communities["kind"].tolist()
    first = state.levels[task.level].zones[int(state.levels[task.level].labels[units[0]])]
    band = band_for(
        ground.profile,
        state.levels[task.level].level,
        kinds[first.community],
        ground.params.partition.bands,
    ).band
    must, cannot = _links(state, units)
    if task.level + 1 < len(state.levels):
        must = np.concatenate([must, tied(state.levels[task.level + 1].labels[units])])
    return replace(
        problem_of(ground.units, ground.land, ground.params, units, band),
        must_link=must,
        cannot_link=cannot,
        initial=start,
        fixed=~task.is_free,
        is_bounded=False,
    )


def _links(state: PlanState, units: Positions) -> tuple[Positions, Positions]:
    """Return the must-links and cannot-links among *units*, as pairs of their ranks."""
    pairs: dict[str, list[tuple[int, int]]] = {"must": [], "cannot": []}
    rank = {unit: k for k, unit in enumerate(units.tolist())} if state.links else {}
    for link in state.links:
        own = [rank[unit] for unit in link.units if unit in rank]
        if link.kind == "must":
            pairs["must"] += list(zip(own, own[1:], strict=False))
        else:
            pairs["cannot"] += [(a, b) for k, a in enumerate(own) for b in own[k + 1 :]]
    must, cannot = (
        np.array(pairs[kind], dtype=np.int64).reshape(-1, 2) for kind in ("must", "cannot")
    )
    return must, cannot


def _matched(
    problem: Problem, start: Positions, labels: Positions, n_old: int
) -> tuple[Positions, int]:
    """Match zones found to zones there were: by what is fixed, then by what they share.

    Returns
    -------
    tuple
        For each zone found its number among the old ones, or after them; how many are new.
    """
    k = int(labels.max()) + 1
    shared = np.zeros((k, n_old))
    weight = problem.households + 1e-3
    if problem.fixed is not None:
        weight = np.where(problem.fixed, weight + problem.households.sum() + 1, weight)
    np.add.at(shared, (labels, start), weight)
    target = np.full(k, -1, dtype=np.int64)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    target[rows] = columns
    n_new = int((target < 0).sum())
    target[target < 0] = n_old + np.arange(n_new)
    return target, n_new
