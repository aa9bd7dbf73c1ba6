"""A proven lower bound on the objective of every plan that could replace a given one.

The bound holds for all plans with as many zones in which units above the maximum stand alone,
and the zones that hold households leave no connected piece with more of them out of band than
in the given plan. Where that keeps every zone in band, these are all plans in band with as
many zones.
No zone reaches from one connected piece to another; where zones are few, they are in one piece
over contacts, with empty land belonging to any number of zones at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.ascent import Ascent
from gridplan.partition.closing import closed_bound
from gridplan.partition.discs import disc_prices, fault_prices
from gridplan.partition.dual import Count, Prices
from gridplan.partition.field import Ground, make_field, survey
from gridplan.partition.prices import Field
from gridplan.partition.problem import Problem
from gridplan.partition.quarters import Town
from gridplan.partition.reduce import Reduction

N_STEPS = 40  # of the ascent, at effort 1
MIN_STEPS = 20
FEWEST_STEPS = 5  # where zones hold very many items, each step's linear program takes long
MAX_FILLED = 60_000  # items of all zones that one step may add for all steps to be made
MAX_ITEMS = 1_500  # that are priced all at once
MAX_WHOLE = 60_000  # the same, times zones
N_ROUNDS = 2  # over the quarters of a town
LARGE = 3000  # items above which one round must do
SAFETY = 1e-6  # of the bound, for rounding

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rival:
    """The plan that the bound is for.

    Parameters
    ----------
    labels, centers
        Zone of each unit, ``0..k-1``; center unit of each zone.
    objective
        What it costs.
    """

    labels: Ints
    centers: Ints
    objective: float


def lower_bound(problem: Problem, reduction: Reduction, rival: Rival) -> float | None:
    """Return a proven lower bound on the objective of every plan that could replace *rival*.

    None where the centers are not units of their zones: nothing is proven for those.
    """
    if problem.center != "unit" or problem.centers is not None or problem.candidates is not None:
        return None
    ground = survey(problem, reduction)
    if ground.item.max(initial=-1) < 0:
        return 0.0
    loads = np.bincount(rival.labels, problem.households)
    piece = np.where(loads > 0, _piece_of_zone(problem, ground, rival), -1)
    low, high = problem.band.min_households, problem.max_households
    off = np.where(piece >= 0, np.maximum(np.maximum(low - loads, loads - high), 0), 0)
    n_pieces = int(ground.piece.max()) + 1
    off = np.bincount(piece[piece >= 0], off[piece >= 0], n_pieces).astype(np.int64)
    n_within = int((piece >= 0).sum())
    count = Count(
        most=len(loads) - ground.n_elsewhere,
        is_exact=ground.is_certain
        and len(loads) - ground.n_elsewhere == n_within
        and bool((off < low).all()),
    )
    field = make_field(problem, ground, off, is_linked=True)
    value = _climb(problem, ground, field, count, rival)
    return float(min(max(value - SAFETY * abs(value), 0.0), rival.objective))


def _climb(problem: Problem, ground: Ground, field: Field, count: Count, rival: Rival) -> float:
    """Return the best value of prices that is found: of all at once, or quarter by quarter."""
    start, zone_price = start_prices(field, count.most)
    n_steps = _affordable(max(MIN_STEPS, round(N_STEPS * problem.effort)), field, count)
    if len(field.items) > min(MAX_ITEMS, MAX_WHOLE // max(count.most, 1)):
        town = Town(problem, ground, field, rival.labels, _costs(problem, rival))
        xy = np.zeros((len(rival.centers), 2)) if problem.xy_m is None else problem.xy_m
        n_rounds = N_ROUNDS if len(field.items) <= LARGE else 1
        xy = xy if problem.xy_m is None else xy[rival.centers]
        start, n_steps = town.climb(start, zone_price, xy, problem.effort, n_rounds), 0
    ascent = Ascent(field, count, start)
    ascent.climb(rival.objective, n_steps)
    return closed_bound(ascent, rival.objective)


def _affordable(n_steps: int, field: Field, count: Count) -> int:
    """Return fewer steps where each of them adds very full zones to the master problem."""
    n_filled = len(field.items) ** 2 // max(count.most, 1)
    return max(FEWEST_STEPS, min(n_steps, n_steps * MAX_FILLED // max(n_filled, 1)))


def _costs(problem: Problem, rival: Rival) -> Floats:
    """Return the objective of each zone."""
    at = rival.centers[rival.labels]
    if problem.distance_m is not None:
        away = problem.distance_m[np.arange(len(at)), at]
    else:
        xy = np.asarray(problem.xy_m)
        away = np.hypot(*(xy - xy[at]).T)
    cost = problem.demands * away**problem.power
    return np.bincount(rival.labels, cost, len(rival.centers)).astype(float)


def start_prices(field: Field, n_zones: int) -> tuple[Prices, float]:
    """Return prices to start from, and what a zone costs."""
    price, zone_price = disc_prices(field, n_zones)
    return Prices(price, fault_prices(field, price)), zone_price


def _piece_of_zone(problem: Problem, ground: Ground, rival: Rival) -> Ints:
    """Return the piece each zone lies in, that of its heaviest unit; -1 where that has none."""
    order = np.lexsort((-problem.households, rival.labels))
    heaviest = order[np.searchsorted(rival.labels[order], np.arange(len(rival.centers)))]
    return np.asarray(ground.piece[heaviest])
