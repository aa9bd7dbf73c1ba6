"""Why a border runs where it does: every move across it, and what it would change.

A move gives a node (a unit, or several that stay together, with the empty land around them) to
the zone next to it, takes one from there, or merges two zones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.objective import zone_centers
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, reduce_units

Kind = Literal["give", "take", "merge"]
Reason = Literal["better", "count", "fixed", "tears", "apart", "off", "leaves", "longer"]
Ints = NDArray[np.int64]

TINY_SHARE = 1e-9  # of the household-metres: less is rounding


@dataclass(frozen=True)
class Move:
    """A move that was considered.

    Parameters
    ----------
    kind
        ``give`` a node to another zone, ``take`` one from it, or ``merge`` with it.
    other
        The other zone.
    units
        Units that change zone, ascending.
    households
        Households that change zone.
    load, other_load
        Households of the zone and of the other one afterwards; None where it is no more.
    off_change
        Households out of band, afterwards less before.
    household_m_change
        Household-metres, afterwards less before.
    soft_change
        What compounds cut and roads crossed cost, afterwards less before, household-metres.
    reason
        Why it is not made: it changes the wished ``count`` of zones, moves what is ``fixed``,
        ``tears`` a zone, joins what must be ``apart``, takes households out of band (``off``),
        ``leaves`` the zone of the level above, or makes ways ``longer``. Else it is ``better``.
    """

    kind: Kind
    other: int
    units: tuple[int, ...]
    households: int
    load: int
    other_load: int | None
    off_change: int
    household_m_change: float
    soft_change: float
    reason: Reason

    @property
    def key(self) -> str:
        """Sentence in the text catalog."""
        return f"partition.move_{self.kind}"


@dataclass(frozen=True, eq=False)
class Scene:
    """A plan to be explained.

    Parameters
    ----------
    problem
        The units, with the band of the level.
    labels
        Zone of each unit, int64 (n,), ``0..k-1``.
    parent
        Zone of the level above of each unit, int64 (n,); all 0 where there is none.
    reduction
        Nodes within the zones.
    zone
        Zone of each node.
    loads
        Households of each zone.
    """

    problem: Problem
    labels: Ints
    parent: Ints
    reduction: Reduction
    zone: Ints
    loads: Ints

    def off(self, *loads: int) -> int:
        """Return the households out of band of zones that hold *loads*."""
        low, high = self.problem.band.min_households, self.problem.max_households
        return sum(max(low - load, load - high, 0) for load in loads)

    def units_of(self, node: int) -> Ints:
        """Return the units of a node."""
        return np.flatnonzero(self.reduction.node == node)

    def contacts(self, node: int) -> Ints:
        """Return the nodes that *node* touches."""
        net = self.reduction.net
        return net.indices[net.indptr[node] : net.indptr[node + 1]]


def set_scene(problem: Problem, labels: Ints, parent: Ints | None = None) -> Scene:
    """Prepare a plan for explanations; *labels* are ``0..k-1``.

    Where coarse zones consist of fine ones, `problem` links the units of each fine zone.
    """
    labels = np.asarray(labels, dtype=np.int64)
    reduction = reduce_units(problem, labels)
    zone = np.zeros(len(reduction.net.weight), dtype=np.int64)
    zone[reduction.node] = labels
    loads = np.bincount(labels, problem.households, int(labels.max(initial=-1)) + 1)
    above = np.zeros(len(labels), dtype=np.int64) if parent is None else np.asarray(parent)
    return Scene(problem, labels, above, reduction, zone, loads.astype(np.int64))


def border_moves(scene: Scene, zone: int) -> tuple[Move, ...]:
    """Return every move across the border of *zone*, the best of those that may be made first.

    Examples
    --------
    Three houses in a row, the first two one zone; the border could move by one house:

    >>> from gridplan.params import Band
    >>> from gridplan.partition.problem import Problem, to_rows
    >>> indptr, indices = to_rows([[0, 1], [1, 2]], 3)
    >>> problem = Problem(households=np.array([30, 30, 60]), band=Band(50, 80),
    ...     xy_m=np.array([[0.0, 0], [10, 0], [20, 0]]), indptr=indptr, indices=indices)
    >>> for move in border_moves(set_scene(problem, np.array([0, 0, 1])), 0):
    ...     print(move.kind, move.units, move.load, move.other_load, move.off_change, move.reason)
    give (1,) 30 90 30 off
    merge (2,) 120 None 40 off
    """
    found = [*_gives(scene, zone), *_takes(scene, zone), *_merges(scene, zone)]
    return tuple(sorted(found, key=_rank))


def _rank(move: Move) -> tuple[object, ...]:
    is_open = move.reason in ("better", "longer", "off")
    cost = move.household_m_change + move.soft_change
    return (not is_open, move.off_change, cost, move.kind, move.other, move.units)


def _near(scene: Scene, zone: int) -> Ints:
    """Return the nodes of other zones that touch *zone*."""
    own = np.flatnonzero(scene.zone == zone).tolist()
    near = np.unique(np.concatenate([scene.contacts(node) for node in own]))
    others: Ints = near[scene.zone[near] != zone]
    return others


def _is_single(scene: Scene, zone: int) -> bool:
    """Tell whether a zone is one node: to move that is to merge."""
    return int((scene.zone == zone).sum()) == 1


def _gives(scene: Scene, zone: int) -> Iterator[Move]:
    if _is_single(scene, zone):
        return
    for node in np.flatnonzero(scene.zone == zone).tolist():
        others = np.unique(scene.zone[scene.contacts(node)])
        for other in others[others != zone].tolist():
            yield _change(scene, "give", np.array([node]), zone, other)


def _takes(scene: Scene, zone: int) -> Iterator[Move]:
    for node in _near(scene, zone).tolist():
        other = int(scene.zone[node])
        if not _is_single(scene, other):
            yield _change(scene, "take", np.array([node]), zone, other)


def _merges(scene: Scene, zone: int) -> Iterator[Move]:
    for other in np.unique(scene.zone[_near(scene, zone)]).tolist():
        yield _change(scene, "merge", np.flatnonzero(scene.zone == other), zone, other)


def _change(scene: Scene, kind: Kind, nodes: Ints, zone: int, other: int) -> Move:
    """Weigh the move of *nodes* across the border between *zone* and *other*."""
    source, goal = (zone, other) if kind == "give" else (other, zone)
    weight = int(scene.reduction.net.weight[nodes].sum())
    loads = {source: int(scene.loads[source]) - weight, goal: int(scene.loads[goal]) + weight}
    left = [loads[goal]] if kind == "merge" else [loads[source], loads[goal]]
    before = scene.off(int(scene.loads[source]), int(scene.loads[goal]))
    units = np.concatenate([scene.units_of(node) for node in nodes.tolist()])
    ways, soft = _costs(scene, nodes, units, source, goal)
    move = Move(
        kind=kind,
        other=other,
        units=tuple(np.sort(units).tolist()),
        households=weight,
        load=loads[zone],
        other_load=None if kind == "merge" else loads[other],
        off_change=scene.off(*left) - before,
        household_m_change=ways,
        soft_change=soft,
        reason="better",
    )
    return replace(move, reason=_reason(scene, move, nodes, source, goal))


def _reason(scene: Scene, move: Move, nodes: Ints, source: int, goal: int) -> Reason:
    units = np.array(move.units)
    problem = scene.problem
    if move.kind == "merge" and problem.n_zones is not None:
        return "count"
    if problem.fixed is not None and problem.fixed[units].any():
        return "fixed"
    if _is_torn(scene, nodes, source):
        return "tears"
    if _n_foes(scene, units, goal):
        return "apart"
    if move.off_change > 0:
        return "off"
    if (scene.parent[units] != scene.parent[scene.labels == goal][0]).any():
        return "leaves"
    cost = move.household_m_change + move.soft_change
    ways = float(scene.problem.demands.sum()) * TINY_SHARE
    return "better" if move.off_change < 0 or cost < -ways else "longer"


def _is_torn(scene: Scene, nodes: Ints, source: int) -> bool:
    """Tell whether zone *source* falls apart without *nodes*."""
    left = set(np.flatnonzero(scene.zone == source).tolist()) - set(nodes.tolist())
    if not left or not scene.problem.is_contiguous:
        return False
    queue = [left.pop()]
    for node in queue:
        met = left.intersection(scene.contacts(node).tolist())
        left -= met
        queue.extend(met)
    return bool(left)


def _n_foes(scene: Scene, units: Ints, goal: int) -> int:
    """Count the pairs of units that must not share a zone and would."""
    pairs = scene.problem.cannot_link
    if pairs is None:
        return 0
    moves, stays = np.isin(pairs, units), scene.labels[pairs] == goal
    return int(((moves[:, 0] & stays[:, 1]) | (moves[:, 1] & stays[:, 0])).sum())


def _costs(scene: Scene, nodes: Ints, units: Ints, source: int, goal: int) -> tuple[float, float]:
    """Return how household-metres and soft costs change when *nodes* go to *goal*."""
    concerned = np.flatnonzero(np.isin(scene.labels, (source, goal)))
    part = _part(scene.problem, concerned)
    before = (scene.labels[concerned] == goal).astype(np.int32)
    after = np.where(np.isin(concerned, units), 1, before).astype(np.int32)
    if after.all():
        after = np.zeros_like(after)
    ways, crossed = zip(*(_ways(part, labels) for labels in (before, after)), strict=True)
    return ways[1] - ways[0], crossed[1] - crossed[0] + _bond_change(scene, nodes, source, goal)


def _part(problem: Problem, units: Ints) -> Problem:
    """Return the positions and weights of some units, without rules."""
    matrix = problem.distance_m
    return Problem(
        households=problem.households[units],
        band=problem.band,
        xy_m=None if problem.xy_m is None else problem.xy_m[units],
        distance_m=None if matrix is None else matrix[np.ix_(units, units)],
        power=problem.power,
        demand=None if problem.demand is None else problem.demand[units],
        center=problem.center,
        side=None if problem.side is None else problem.side[units],
        side_cost_m=problem.side_cost_m,
    )


def _ways(part: Problem, labels: NDArray[np.int32]) -> tuple[float, float]:
    """Return household-metres, and what crossed sides cost."""
    centers, sums = zone_centers(part, labels)
    if part.side is None:
        return float(sums.sum()), 0.0
    crosses = part.side != part.side[centers[labels]]
    return float(sums.sum()), part.side_cost_m * float(part.households[crosses].sum())


def _bond_change(scene: Scene, nodes: Ints, source: int, goal: int) -> float:
    net, change = scene.reduction.net, 0.0
    moved = set(nodes.tolist())
    for node in nodes.tolist():
        start, end = int(net.indptr[node]), int(net.indptr[node + 1])
        for other, bond in zip(net.indices[start:end], net.bond[start:end], strict=True):
            if int(other) not in moved:
                there = scene.zone[other]
                change += float(bond) * (int(there == source) - int(there == goal))
    return change
