"""The last part of a proof: a choice among all zones that could be part of a cheaper plan.

Prices say of every zone by how much a plan that holds it exceeds the bound. Those that exceed it by
less than the plan at hand are listed; when the list is complete, no cheaper plan costs less than
the cheapest choice from it. Where that is the plan itself, it is proven to be best.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.ascent import Ascent
from gridplan.partition.linked import list_zones
from gridplan.partition.master import Columns, least_cost

MAX_GAP = 0.04  # that a list of zones may close
MAX_LISTED = 20_000  # zones listed
MAX_COLUMNS = 4_000  # zones to choose from

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def closed_bound(ascent: Ascent, goal: float) -> float:
    """Return a bound at least as good as the one that *ascent* proved.

    *goal* is the objective of the plan at hand. Where zones may be out of band, or their number is
    not known, the bound stays as it is.
    """
    field, count, bound = ascent.field, ascent.appraiser.count, ascent.proven
    is_open = goal * (1 - MAX_GAP) < bound < goal
    if not (is_open and count.is_exact and len(field.links)) or field.pieces["off"].any():
        return bound
    columns = _cheap_zones(ascent, goal)
    if not 0 < len(columns) <= MAX_COLUMNS:
        return bound
    return max(bound, min(goal, least_cost(columns, len(field.items), count.most)))


def _cheap_zones(ascent: Ascent, goal: float) -> Columns:
    """List every zone that may be part of a plan below *goal*; none where those are too many."""
    prices = ascent.proven_prices
    appraiser = ascent.appraiser
    values = appraiser.values(prices)
    slack = (goal - appraiser.total(prices, values)) * (1 + 1e-9) + 1e-9 * goal
    limits = np.minimum(values, values[appraiser.count.cheapest(values)].max()) + slack
    starts, items, _, worth, is_complete = list_zones(ascent.field, prices.item, limits, MAX_LISTED)
    if not is_complete:
        return Columns(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    lengths = np.diff(starts)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    income = np.bincount(rows, (prices.item * ascent.weight)[items], len(lengths))
    code = np.add.reduceat(ascent.keys[items], starts[:-1]) if len(items) else starts[:-1]
    columns = Columns(starts, items, worth + income)
    order = np.lexsort((columns.cost, code))
    first = order[np.unique(code[order], return_index=True)[1]]
    return columns.take(np.sort(first))
