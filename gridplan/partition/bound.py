"""A proven lower bound on the objective of every plan that could replace a given one.

The bound holds for all plans with as many zones, or on request with any number of them, in which
units above the maximum stand alone, and the zones that hold households leave no connected piece
with more of them out of band than in the given plan. Where that keeps every zone in band, these
are all plans in band.
No zone reaches from one connected piece to another; where zones are few, they are in one piece
over contacts, with empty land belonging to any number of zones at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraiser import Appraiser
from gridplan.partition.ascent import Ascent
from gridplan.partition.closing import closed_bound
from gridplan.partition.discs import disc_prices, fault_prices
from gridplan.partition.dual import Count, Prices
from gridplan.partition.field import Ground, make_field, survey
from gridplan.partition.prices import Field
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.volume import Volume

N_STEPS = 40  # of the ascent, at effort 1
MIN_STEPS = 20
FEWEST_STEPS = 5  # where zones hold very many items, each step's linear program takes long
MAX_FILLED = 60_000  # items of all zones that one step may add for all steps to be made
MAX_ITEMS = 1_500  # that are priced all at once
MAX_WHOLE = 60_000  # the same, times zones
N_LOOKS = 150  # at all sites, at effort 1
LARGE = 1000  # items above which there are fewer of them
FEWEST_LOOKS = 30
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
    field = make_field(problem, ground, off, is_linked=True)
    n_within = int((piece >= 0).sum())
    n_zones = len(loads) - ground.n_elsewhere
    is_known = ground.is_certain and n_zones == n_within and bool((off < low).all())
    count = Count(n_zones if is_known else 0, n_zones)
    if problem.is_any_number:
        count = _any_number(field)
    start = start_prices(field, n_zones)
    value = _climb(problem, Appraiser(field, count), start, rival.objective)
    return float(min(max(value - SAFETY * abs(value), 0.0), rival.objective))


def _any_number(field: Field) -> Count:
    """Return how many zones can hold all households, each within what its piece allows."""
    total, pieces = int(field.items["weight"].sum()), field.pieces
    most = total // max(int(pieces["least"].min()), 1)
    return Count(-(-total // int(pieces["most"].max())), min(max(most, 1), len(field.items)))


def _climb(problem: Problem, appraiser: Appraiser, start: Prices, objective: float) -> float:
    """Return the best value of prices that is found, by a master problem or step by step."""
    n_items, n_zones = len(appraiser.field.items), max(appraiser.count.most, 1)
    n_steps = _affordable(max(MIN_STEPS, round(N_STEPS * problem.effort)), n_items, n_zones)
    if n_items > min(MAX_ITEMS, MAX_WHOLE // n_zones):
        n_looks = round(problem.effort * N_LOOKS / max(1.0, n_items / LARGE))
        start = Volume(appraiser, start, objective).climb(max(n_looks, FEWEST_LOOKS))
        n_steps = 0
    ascent = Ascent(appraiser, start)
    ascent.climb(objective, n_steps)
    return closed_bound(ascent, objective)


def _affordable(n_steps: int, n_items: int, n_zones: int) -> int:
    """Return fewer steps where each of them adds very full zones to the master problem."""
    n_filled = n_items**2 // n_zones
    return max(FEWEST_STEPS, min(n_steps, n_steps * MAX_FILLED // max(n_filled, 1)))


def start_prices(field: Field, n_zones: int) -> Prices:
    """Return prices to start from."""
    price = disc_prices(field, n_zones)
    return Prices(price, fault_prices(field, price))


def _piece_of_zone(problem: Problem, ground: Ground, rival: Rival) -> Ints:
    """Return the piece each zone lies in, that of its heaviest unit; -1 where that has none."""
    order = np.lexsort((-problem.households, rival.labels))
    heaviest = order[np.searchsorted(rival.labels[order], np.arange(len(rival.centers)))]
    return np.asarray(ground.piece[heaviest])
