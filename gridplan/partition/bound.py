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

from gridplan.partition.ascent import Ascent, Count, Prices
from gridplan.partition.field import Ground, make_field, survey
from gridplan.partition.prices import Field
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction

N_STEPS = 100  # of the ascent, at effort 1
MIN_STEPS = 40
MAX_LINKED = 120  # zones up to which contacts are kept
MAX_WORK = 100_000  # steps times zones
SAFETY = 1e-7  # of the bound, for rounding

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
    field = make_field(problem, ground, off, is_linked=len(loads) <= MAX_LINKED)
    ascent = Ascent(field, count, start_prices(field, rival))
    n_steps = min(round(N_STEPS * problem.effort), MAX_WORK // len(loads))
    value = ascent.climb(rival.objective, max(MIN_STEPS, n_steps))
    return float(min(max(value - SAFETY * abs(value), 0.0), rival.objective))


def _piece_of_zone(problem: Problem, ground: Ground, rival: Rival) -> Ints:
    """Return the piece each zone lies in, that of its heaviest unit; -1 where that has none."""
    order = np.lexsort((-problem.households, rival.labels))
    heaviest = order[np.searchsorted(rival.labels[order], np.arange(len(rival.centers)))]
    return np.asarray(ground.piece[heaviest])


def start_prices(field: Field, rival: Rival) -> Prices:
    """Return prices that pay the way of every household, and for every zone as much more."""
    at = field.units[field.items["first"]]
    zone = rival.labels[at]
    center = rival.centers[zone]
    if field.matrix.size:
        away = field.matrix[at, center]
    else:
        away = np.hypot(*(field.xy[at] - field.xy[center]).T)
    weight = field.items["weight"]
    rate = away**field.power * field.demand[at] / weight
    k = len(rival.centers)
    rim = np.zeros(k)
    np.maximum.at(rim, zone, rate)
    load = np.bincount(zone, weight, k)
    extra = np.bincount(zone, weight * (rim[zone] - rate), k)
    usual = float(np.median(extra[load > 0]))
    fault = np.where(field.pieces["off"] > 0, 2 * float(np.median(rim[load > 0])), 0.0)
    return Prices(rate + usual / load[zone], fault)
