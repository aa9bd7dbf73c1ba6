"""What arithmetic allows, before any search, for every connected piece.

W households make k zones of [a, b] only if ``ceil(W / b) <= k <= floor(W / a)``, and units are
never split, so the loads that units can sum to are listed as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.net import net_components, without_oversize
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.solution import Feasibility, Finding

MAX_SUM_HOUSEHOLDS = 20_000  # pieces above it have room for any sum
MAX_STEPS = 5_000  # loads looked at where units are lumpy
FAR = 3  # times the maximum: zones looked at where units are lumpy


@dataclass(frozen=True)
class CountRange:
    """Numbers of zones that W households allow; empty where the least exceeds the most."""

    least: int
    most: int

    @property
    def is_empty(self) -> bool:
        """No number of zones keeps the bounds."""
        return self.least > self.most


def count_range(total: int, low: int, high: int, n_units: int) -> CountRange:
    """Return the numbers of zones that arithmetic allows for *total* households.

    Examples
    --------
    >>> count_range(90, 50, 80, 9).is_empty, count_range(160, 50, 80, 9)
    (True, CountRange(least=2, most=3))
    """
    least = max(1, -(-total // high))
    most = n_units if low == 0 else min(n_units, total // low)
    return CountRange(least, most)


def nearest_counts(total: int, low: int, high: int) -> tuple[int | None, int]:
    """Return the nearest totals below and above *total* that arithmetic allows.

    Examples
    --------
    >>> nearest_counts(90, 50, 80), nearest_counts(20, 50, 80)
    ((80, 100), (None, 50))
    """
    n_below = total // low if low else 1
    below = n_below * high if n_below else None
    return below, (n_below + 1) * low


def sums(weights: NDArray[np.int64]) -> int:
    """Return the loads that subsets of *weights* have, as the bits of one number.

    Examples
    --------
    >>> bin(sums(np.array([1, 3])))
    '0b11011'
    """
    bits = 1
    for weight in weights.tolist():
        bits |= bits << weight
    return bits


def min_deviation(weights: NDArray[np.int64], low: int, high: int) -> int:
    """Return the fewest households out of band that arithmetic and sums of units allow.

    One zone holds all; two hold a subset and the rest; each of more zones holds the sum of some
    subset, whatever the others hold. Where subsets sum to any load in the band, only the number
    of zones counts.

    Examples
    --------
    Five towers of 42 never make zones of 50 to 80; at best of 84, 84 and 42:

    >>> min_deviation(np.full(5, 42), 50, 80)
    16
    """
    total = int(weights.sum())
    best = max(low - total, total - high, 0)
    if best == 0 or np.count_nonzero(weights) < 2:
        return best
    several = min(best, _several_zones(total, len(weights), low, high))
    if total > MAX_SUM_HOUSEHOLDS:
        return several
    loads = _loads(weights)
    two = _two_zones(loads, total, low, high)
    if loads[(loads >= low) & (loads <= high)].size <= high - low:
        several = max(several, _three_or_more(loads, total, low, high))
    return min(best, two, several)


def _several_zones(total: int, n_units: int, low: int, high: int) -> int:
    """Return the fewest households out of band in three or more zones, by their number alone."""
    most = n_units if low == 0 else min(n_units, max(3, -(-total // low)))
    counts = np.arange(3, most + 1)
    off = np.maximum(np.maximum(counts * low - total, total - counts * high), 0)
    return int(off.min(initial=total + low))


def _loads(weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the loads that subsets have, ascending; neither none nor all."""
    reachable = np.array(list(bin(sums(weights))[:1:-1])) == "1"
    return np.flatnonzero(reachable)[1:-1]


def _off(loads: NDArray[np.int64], low: int, high: int) -> NDArray[np.int64]:
    return np.maximum(np.maximum(low - loads, loads - high), 0)


def _two_zones(loads: NDArray[np.int64], total: int, low: int, high: int) -> int:
    off = _off(loads, low, high) + _off(total - loads, low, high)
    return int(off.min(initial=total + low))


def _three_or_more(loads: NDArray[np.int64], total: int, low: int, high: int) -> int:
    """Return the fewest households out of band of three or more zones with any of the loads.

    A unit may count in several zones, so this is a bound. Zones of more than three times the
    maximum are left out: they alone would be further out of band.
    """
    loads = loads[loads <= FAR * high]
    off = _off(loads, low, high)
    unreached = (FAR - 1) * high + 1
    step = int(np.gcd.reduce(np.append(loads, total)))
    loads, total = loads // step, total // step
    if total > MAX_STEPS:
        return 0
    fewest = np.full((4, total + 1), unreached, dtype=np.int64)  # by zones: 0, 1, 2, 3 or more
    fewest[0, 0] = 0
    for filled in range(1, total + 1):
        n_fit = int(np.searchsorted(loads, filled, side="right"))
        if n_fit:
            last = (fewest[:, filled - loads[:n_fit]] + off[:n_fit]).min(axis=1)
            fewest[1:, filled] = last[0], last[1], min(last[2], last[3])
    return int(min(fewest[3, total], unreached))


def diagnose(problem: Problem, reduction: Reduction) -> Feasibility:
    """Find every piece of the problem that has no plan within the bounds."""
    net = without_oversize(reduction.net, problem.max_households)
    piece = net_components(net)
    if not problem.is_contiguous:  # all that fits may meet, wherever it lies
        piece = np.where(net.weight > problem.max_households, 1 + np.arange(len(piece)), 0)
        piece = np.unique(piece, return_inverse=True)[1]
    findings, least, most = [], 0, 0
    order = np.argsort(piece, kind="stable")
    ends = np.searchsorted(piece[order], np.arange(int(piece.max(initial=-1)) + 2))
    by_node = np.argsort(reduction.node, kind="stable")
    starts = np.searchsorted(reduction.node[by_node], np.arange(len(piece) + 1))
    for p in range(len(ends) - 1):
        nodes = order[ends[p] : ends[p + 1]]
        weights = net.weight[nodes]
        span = count_range(
            int(weights.sum()), problem.band.min_households, problem.max_households, len(nodes)
        )
        least, most = least + min(span.least, max(span.most, 1)), most + max(span.most, 1)
        found = _explain(problem, weights)
        if found is not None:
            units = np.sort(np.concatenate([by_node[starts[i] : starts[i + 1]] for i in nodes]))
            findings.append(Finding(found[0], found[1], tuple(units.tolist()), int(found[2])))
    wished = problem.n_zones
    if wished is not None and not least <= wished <= most:
        values = {"n_zones": wished, "least": least, "most": most}
        findings.append(Finding("partition.count_impossible", values, (), 0))
    return Feasibility((*findings, *_short_of_room(problem)), least, most)


def _short_of_room(problem: Problem) -> list[Finding]:
    """Say so where the roomiest centers that may be open cannot hold all households."""
    if problem.capacity is None or problem.n_zones is None:
        return []
    room = np.sort(problem.max_at(problem.possible_centers))[::-1][: problem.n_zones]
    total, most = int(problem.households.sum()), int(room.sum())
    if total <= most:
        return []
    values = {"households": total, "room": most, "missing": total - most, "n_zones": len(room)}
    return [Finding("partition.no_room", values, (), total - most)]


def _explain(
    problem: Problem, weights: NDArray[np.int64]
) -> tuple[str, dict[str, int | None], int] | None:
    """Return why a piece cannot keep the bounds: sentence, values, households out of band."""
    low, high = problem.band.min_households, problem.max_households
    total = int(weights.sum())
    off = min_deviation(weights, low, high)
    if off == 0:
        return None
    below, above = nearest_counts(total, low, high)
    values: dict[str, int | None] = {
        "piece_households": total,
        "min": low,
        "max": high,
        "off": off,
    }
    if total == 0:
        return "partition.empty_piece", values, off
    if len(weights) == 1 and total > high:
        return "partition.oversize", values, off
    if total < low:
        return "partition.too_few", values | {"missing": low - total}, off
    if count_range(total, low, high, total).is_empty:
        return "partition.gap", values | {"below": below, "above": above}, off
    return "partition.lumpy", values | {"largest": int(weights.max())}, off
