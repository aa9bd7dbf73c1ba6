"""Deal empty land anew, so that a zone that lacks partners touches others.

Land without households goes with the nearest unit; that may keep apart two zones that could
meet across it. Where a zone stayed out of band, it takes the empty land around it, as far as
that does not tear another zone.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.problem import Problem

MAX_TAKEN = 40  # units of empty land a zone takes: more would wall its neighbors in


def spread_zones(
    problem: Problem, labels: NDArray[np.int64], zones: Iterable[int]
) -> NDArray[np.int64]:
    """Return labels in which *zones* have taken the empty land around them.

    Every zone stays in one piece; households stay where they are.
    """
    labels = labels.copy()
    for zone in zones:
        _spread(problem, labels, zone)
    return labels


def _spread(problem: Problem, labels: NDArray[np.int64], zone: int) -> None:
    """Let *zone* take empty land, nearest contacts first, in place."""
    queue = np.flatnonzero(labels == zone).tolist()
    n_taken = 0
    for unit in queue:
        for other in _neighbors(problem, unit):
            if labels[other] == zone or not _is_loose(problem, labels, other):
                continue
            labels[other] = zone
            queue.append(other)
            n_taken += 1
            if n_taken == MAX_TAKEN:
                return


def _neighbors(problem: Problem, unit: int) -> list[int]:
    indptr, indices = problem.indptr, problem.indices
    if indptr is None or indices is None:
        return []
    found: list[int] = indices[indptr[unit] : indptr[unit + 1]].tolist()
    return found


def _is_loose(problem: Problem, labels: NDArray[np.int64], unit: int) -> bool:
    """Tell whether *unit* is empty land that its zone holds together without."""
    is_bound = problem.fixed is not None and bool(problem.fixed[unit])
    if problem.households[unit] > 0 or is_bound:
        return False
    if problem.must_link is not None and (problem.must_link == unit).any():
        return False
    zone = labels[unit]
    mates = {other for other in _neighbors(problem, unit) if labels[other] == zone}
    if not mates:
        return False
    start = mates.pop()
    queue, seen = [start], {start, unit}
    for here in queue:
        if not mates:
            return True
        for other in _neighbors(problem, here):
            if labels[other] == zone and other not in seen:
                seen.add(other)
                mates.discard(other)
                queue.append(other)
    return not mates
