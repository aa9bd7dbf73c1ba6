"""What would bring a zone into band, with the numbers: for a person to decide.

The engine may not split a unit, cross a barrier or change the bounds; people may. Each remedy is
checked against the arithmetic of the whole connected piece, so none is offered that cannot work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.partition.explain import Ints, Scene, border_moves
from gridplan.partition.feasibility import count_range, min_deviation
from gridplan.partition.net import net_components, without_oversize
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import reduce_units
from gridplan.partition.solution import Remedy

N_NEAR = 24  # units of other pieces looked at from each unit of a piece
MAX_JOINS = 2


@dataclass(frozen=True, eq=False)
class Pieces:
    """Connected pieces of the land, units above the maximum apart; what no plan can change."""

    problem: Problem

    @cached_property
    def _net(self) -> tuple[Ints, Ints, Ints]:
        reduction = reduce_units(self.problem)
        weight, most = np.asarray(reduction.net.weight), self.problem.max_households
        if self.problem.is_contiguous:
            piece = net_components(without_oversize(reduction.net, most))
        else:  # all that fits may meet, wherever it lies
            piece = np.where(weight > most, 1 + np.arange(len(weight)), 0)
        return reduction.node, weight, piece

    @cached_property
    def of_unit(self) -> Ints:
        """Piece of each unit."""
        node, _, piece = self._net
        return piece[node]

    def weights(self, *pieces: int) -> Ints:
        """Return the households of the nodes of pieces."""
        _, weight, piece = self._net
        found = weight[np.isin(piece, pieces)]
        return found[found > 0]

    def off(self, *pieces: int) -> int:
        """Return the fewest households out of band that arithmetic allows pieces taken as one."""
        weights, low = self.weights(*pieces), self.problem.band.min_households
        return min_deviation(weights, low, self.problem.max_households) if len(weights) else low


def remedies(scene: Scene, pieces: Pieces, zone: int) -> tuple[Remedy, ...]:
    """Return what would bring *zone* into band, the least trouble first; nothing for one in band.

    Examples
    --------
    Ninety households that touch nothing else, for zones of 50 to 80:

    >>> from gridplan.params import Band
    >>> from gridplan.partition.explain import set_scene
    >>> from gridplan.partition.problem import Problem, to_rows
    >>> indptr, indices = to_rows([[0, 1]], 2)
    >>> problem = Problem(households=np.array([40, 50]), band=Band(50, 80),
    ...     xy_m=np.array([[0.0, 0], [10, 0]]), indptr=indptr, indices=indices)
    >>> scene = set_scene(problem, np.array([0, 0]))
    >>> for remedy in remedies(scene, Pieces(problem), 0):
    ...     print(remedy.key, dict(remedy.values))
    partition.fix_relax {'low': 40, 'high': 90}
    """
    if scene.off(int(scene.loads[zone])) == 0:
        return ()
    units = np.flatnonzero(scene.labels == zone)
    unit = int(units[np.argmax(scene.problem.households[units])])
    found = [*_moves(scene, zone), *_counts(pieces)]
    if pieces.off(int(pieces.of_unit[unit])) > 0:
        found += piece_remedies(pieces, unit)
    elif not found:
        found += [*_splits(pieces, unit), *_accepted(scene, zone)]
    return tuple(found)


def piece_remedies(pieces: Pieces, unit: int) -> tuple[Remedy, ...]:
    """Return what would help a piece no plan keeps in band; *unit* is its heaviest unit."""
    found = [*_splits(pieces, unit)]
    if pieces.problem.households[unit] <= pieces.problem.max_households:
        found += _joins(pieces, int(pieces.of_unit[unit]))
    return (*found, *_relaxed(pieces, int(pieces.of_unit[unit])))


def _moves(scene: Scene, zone: int) -> Iterator[Remedy]:
    """Offer the move across the border that leaves fewest households out of band.

    Rather one within the zone of the level above than one that changes that zone too.
    """
    moves = [move for move in border_moves(scene, zone) if move.off_change < 0]
    for reason, ending in (("better", ""), ("leaves", "_above")):
        best = next((move for move in moves if move.reason == reason), None)
        if best is not None:
            values = {
                "unit": max(best.units, key=lambda u: int(scene.problem.households[u])),
                "households": best.households,
                "other": best.other,
                "load": best.load,
                "other_load": best.other_load,
            }
            yield Remedy(f"partition.fix_{best.kind}{ending}", values)
            return


def _counts(pieces: Pieces) -> Iterator[Remedy]:
    """Offer other numbers of zones where the wished one is what stands in the way."""
    problem = pieces.problem
    if problem.n_zones is None:
        return
    low, high = problem.band.min_households, problem.max_households
    ranges = []
    for piece in np.unique(pieces.of_unit).tolist():
        weights = pieces.weights(piece)
        ranges.append(count_range(int(weights.sum()), low, high, max(len(weights), 1)))
    if any(found.is_empty for found in ranges):
        return
    least, most = sum(found.least for found in ranges), sum(found.most for found in ranges)
    if not least <= problem.n_zones <= most:
        values = {"wished": problem.n_zones, "least": least, "most": most}
        yield Remedy("partition.fix_count", values)


def _splits(pieces: Pieces, unit: int) -> Iterator[Remedy]:
    """Offer to divide the heaviest unit, where households one by one could be in band."""
    problem = pieces.problem
    low, high = problem.band.min_households, problem.max_households
    own = int(problem.households[unit])
    total = int(pieces.weights(int(pieces.of_unit[unit])).sum())
    if own > high:
        counts = count_range(own, low, high, own)
        if counts.is_empty:
            yield Remedy("partition.fix_split_off", {"unit": unit, "own": own, "spare": own - high})
        else:
            values = {"unit": unit, "own": own, "n_parts": counts.least}
            yield Remedy("partition.fix_split", {**values, "each": -(-own // counts.least)})
    elif own > 1 and not count_range(total, low, high, total).is_empty:
        yield Remedy("partition.fix_split_lumpy", {"unit": unit, "own": own})


def _joins(pieces: Pieces, piece: int) -> Iterator[Remedy]:
    """Offer the nearest pieces with which this one would be in band."""
    problem = pieces.problem
    if problem.xy_m is None or not problem.is_contiguous:
        return
    n_offered, seen = 0, {piece}
    for length_m, here, there in _across(problem.xy_m, pieces.of_unit, piece):
        other = int(pieces.of_unit[there])
        if other in seen or n_offered == MAX_JOINS:
            continue
        seen.add(other)
        households = int(pieces.weights(other).sum())
        is_oversize = households > problem.max_households and len(pieces.weights(other)) == 1
        if households and not is_oversize and pieces.off(piece, other) == 0:
            total = households + int(pieces.weights(piece).sum())
            values = {"unit": here, "there": there, "length_m": round(length_m)}
            yield Remedy("partition.fix_join", {**values, "added": households, "total": total})
            n_offered += 1


def _across(xy_m: NDArray[np.float64], piece_of: Ints, piece: int) -> list[tuple[float, int, int]]:
    """Return pairs of near units, one of *piece* and one of another, nearest first."""
    own, others = np.flatnonzero(piece_of == piece), np.flatnonzero(piece_of != piece)
    if len(others) == 0:
        return []
    away, near = cKDTree(xy_m[others]).query(xy_m[own], k=min(N_NEAR, len(others)))
    away, near = away.reshape(len(own), -1), near.reshape(len(own), -1)
    found = zip(away.ravel(), np.repeat(own, away.shape[1]), others[near.ravel()], strict=True)
    return sorted((float(a), int(b), int(c)) for a, b, c in found)


def _accepted(scene: Scene, zone: int) -> Iterator[Remedy]:
    """Offer the bound with which the zone as it is would be in band."""
    load = int(scene.loads[zone])
    bound = "low" if load < scene.problem.band.min_households else "high"
    if load:
        yield Remedy(f"partition.fix_accept_{bound}", {"load": load})


def _relaxed(pieces: Pieces, piece: int) -> Iterator[Remedy]:
    """Offer the least change of either bound that arithmetic and sums of units allow."""
    weights = pieces.weights(piece)
    low, high = pieces.problem.band.min_households, pieces.problem.max_households
    if len(weights) == 0:
        return
    values = {"low": _floor(weights, low, high), "high": _ceiling(weights, low, high)}
    known = {name: value for name, value in values.items() if value is not None}
    if known:
        yield Remedy("partition.fix_relax" + ("" if len(known) == 2 else f"_{min(known)}"), known)


def _floor(weights: Ints, low: int, high: int) -> int | None:
    """Return the largest minimum that is not ruled out; None where lowering it does not help."""
    good, bad = 0, low
    if min_deviation(weights, good, high):
        return None
    while bad - good > 1:
        middle = (good + bad) // 2
        is_fine = min_deviation(weights, middle, high) == 0
        good, bad = (middle, bad) if is_fine else (good, middle)
    return good


def _ceiling(weights: Ints, low: int, high: int) -> int | None:
    """Return the smallest maximum that is not ruled out; None where raising it does not help."""
    good, bad = max(int(weights.sum()), high + 1), high
    if min_deviation(weights, low, good):
        return None
    while good - bad > 1:
        middle = (good + bad) // 2
        is_fine = min_deviation(weights, low, middle) == 0
        good, bad = (middle, bad) if is_fine else (good, middle)
    return good
