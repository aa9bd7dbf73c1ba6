"""The way out of closed ground: streets inside it, or else a gate.

Closing ground takes ways away and gives none: every leg that is left was there before, and the
way to a gate is never shorter than it was by the ways there were before. So a wall never shortens
a walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.network.gates import Doorways
from gridplan.network.graph import WalkNetwork
from gridplan.network.search import attach_targets, nearest_targets
from gridplan.network.snapping import Snapping

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DETOUR = 1.3  # of a path nobody drew, around what stands in the way
FARTHEST_M = 10_000.0  # to a gate


@dataclass(frozen=True, eq=False)
class Closure:
    """Closed ground as it stands in the way of some points.

    Parameters
    ----------
    piece
        Piece of ground each point stands on, -1 for none.
    bars
        Tells which legs, float64 (n, 2, 2), it does not let through; given their points too.
    doorways
        Where it can be left; legs off ground without any are not barred.
    """

    piece: Ints
    bars: Callable[[Floats, Ints], Bools]
    doorways: Doorways


@dataclass(frozen=True, eq=False)
class Ways:
    """Points on the network, some by way of a gate.

    Parameters
    ----------
    snapping
        The candidates.
    doorway_xy
        The gate each candidate's leg leads through, float64 (c, 2); nan for a straight leg.
    """

    snapping: Snapping
    doorway_xy: Floats


def direct(snapping: Snapping) -> Ways:
    """Return candidates whose legs are all straight."""
    return Ways(snapping, np.full((len(snapping), 2), np.nan))


def close(network: WalkNetwork, xy_m: Floats, ways: Ways, closure: Closure) -> Ways:
    """Leave out the legs that a closure bars; who then cannot get out is led to its gates.

    A point without any other way keeps its legs: there must be one that the data do not show. So
    is a point led to its gates that had no street near it at all.

    Parameters
    ----------
    network
        Streets in metres.
    xy_m
        The points, float64 (n, 2).
    ways
        Their candidates so far.
    closure
        What stands in the way.
    """
    old = ways.snapping
    is_barred = _barred(network, xy_m, ways, closure)
    rank = network.component[network.edge_u[old.edge]]
    before = _best_rank(old, rank, np.ones(len(old), dtype=bool))
    stuck = (_best_rank(old, rank, ~is_barred) > before) | ~old.is_on_network
    led = _to_gates(network, xy_m, old, closure, stuck, before)
    is_helpless = stuck & ~led.snapping.is_on_network
    keep = ~is_barred | is_helpless[old.point]
    return _merged(ways, keep, led)


def _barred(network: WalkNetwork, xy_m: Floats, ways: Ways, closure: Closure) -> Bools:
    old = ways.snapping
    straight = np.flatnonzero(np.isnan(ways.doorway_xy[:, 0]))
    edge, along_m, point = old.edge[straight], old.along_m[straight], old.point[straight]
    stop = shapely.line_interpolate_point(network.edge_line[edge], along_m)
    ends = np.stack([xy_m[point], shapely.get_coordinates(stop)], axis=1)
    barred = np.zeros(len(old), dtype=bool)
    barred[straight] = closure.bars(ends, point)
    return barred


def _best_rank(snapping: Snapping, rank: Ints, mask: Bools) -> Ints:
    """Return the largest part of the network each point reaches; 0 is the largest of all."""
    nowhere = np.iinfo(np.int64).max
    return snapping.by_point(np.where(mask, rank, nowhere), np.minimum, empty=nowhere)


def _to_gates(
    network: WalkNetwork, xy_m: Floats, old: Snapping, closure: Closure, stuck: Bools, before: Ints
) -> Ways:
    """Lead *stuck* points to every gate of their ground."""
    doorways = closure.doorways
    rank = network.component[network.edge_u[doorways.edge]]
    point, door = _pairs(np.where(stuck, closure.piece, -1), doorways.piece)
    on_it = rank[door] <= before[point]
    point, door = point[on_it], door[on_it]
    ends = np.stack([xy_m[point], doorways.xy_m[door]], axis=1)
    straight_m = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    guess_m = np.where(closure.bars(ends, point), DETOUR, 1.0) * straight_m
    so_far_m = _so_far_m(network, old, doorways, point, door) + doorways.leg_m[door]
    leg_m = np.maximum(guess_m, so_far_m) + doorways.leg_m[door]
    there = np.flatnonzero(np.isfinite(leg_m))
    order = there[np.lexsort([doorways.edge[door[there]], leg_m[there], point[there]])]
    point, door, leg_m = point[order], door[order], leg_m[order]
    snapping = Snapping(old.n_points, point, doorways.edge[door], doorways.along_m[door], leg_m)
    return Ways(snapping, doorways.xy_m[door])


def _pairs(piece: Ints, of_door: Ints) -> tuple[Ints, Ints]:
    """Pair points with the doors of their ground; *of_door* is sorted."""
    points = np.flatnonzero(piece >= 0)
    low = np.searchsorted(of_door, piece[points], side="left")
    count = np.searchsorted(of_door, piece[points], side="right") - low
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(points, count), np.repeat(low, count) + offset


def _so_far_m(
    network: WalkNetwork, old: Snapping, doorways: Doorways, point: Ints, door: Ints
) -> Floats:
    """Return the walk from points to doors by the candidates they had; 0 where they had none."""
    metres = np.full(len(point), np.inf)
    n = len(doorways)
    doors = Snapping(n, np.arange(n), doorways.edge, doorways.along_m, np.zeros(n))
    targets = attach_targets(network, doors)
    for one in np.unique(door):
        rows = np.flatnonzero(door == one)
        mine = _only(old, point[rows])
        metres[rows] = nearest_targets(targets, mine, [one], limit_m=FARTHEST_M).metres
    return np.where(old.is_on_network[point], metres, 0.0)


def _only(snapping: Snapping, points: Ints) -> Snapping:
    """Return the candidates of *points*, ascending, renumbered from 0."""
    rows = np.flatnonzero(np.isin(snapping.point, points))
    point = np.searchsorted(points, snapping.point[rows])
    edge, along_m, leg_m = snapping.edge[rows], snapping.along_m[rows], snapping.leg_m[rows]
    return Snapping(len(points), point, edge, along_m, leg_m)


def _merged(ways: Ways, keep: Bools, led: Ways) -> Ways:
    parts = (ways.snapping, led.snapping)
    masks = (keep, np.ones(len(led.snapping), dtype=bool))
    point, edge, along_m, leg_m = (
        np.concatenate([getattr(part, name)[mask] for part, mask in zip(parts, masks, strict=True)])
        for name in ("point", "edge", "along_m", "leg_m")
    )
    doorway_xy = np.concatenate([ways.doorway_xy[keep], led.doorway_xy])
    order = np.lexsort([edge, leg_m, point])
    snapping = Snapping(
        ways.snapping.n_points, point[order], edge[order], along_m[order], leg_m[order]
    )
    return Ways(snapping, doorway_xy[order])
