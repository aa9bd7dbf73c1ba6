"""The cheapest zone around a center where contacts are left out: a knapsack.

Split households give a quick value; whole ones, by dynamic programming over the load, a better
one where zones are small. Neither is above the value of any zone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner
from gridplan.partition.prices import Desk, Field, rate_of


@inner
def room_at(piece: Any, rate: float) -> int:
    """Return the load up to which households of *rate* are worth taking."""
    if rate >= piece.fault_price:
        return int(piece.least)
    if rate >= 0.0:
        return int(piece.low)
    return int(piece.high) if rate >= -piece.fault_price else int(piece.most)


@inner
def fault_cost(piece: Any, load: float) -> float:
    """Return what the households out of band of a zone cost."""
    return float(piece.fault_price * max(piece.low - load, load - piece.high, 0.0))


@inner
def fill_split(
    field: Field, s: int, desk: Desk, n: int, edge: float, value: float
) -> tuple[float, int, float]:
    """Fill a zone with the best rates, splitting the last item; return value, items and load.

    Whatever is not laid out is taken to come at the rate *edge*, which is no more than it does.
    """
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    load = float(field.items[site.own].weight) if site.own >= 0 else 0.0
    q = 0
    while q < n:
        room = room_at(piece, desk.rate[q]) - load
        if room <= 0.0:
            break
        weight = min(float(field.items[desk.item[q]].weight), room)
        value += weight * desk.rate[q]
        load += weight
        desk.share[q] = weight / field.items[desk.item[q]].weight
        q += 1
    if q == n and edge < np.inf and room_at(piece, edge) > load:
        value += (room_at(piece, edge) - load) * edge
        load = float(room_at(piece, edge))
    if load < piece.least:
        return np.inf, 0, load
    return value + fault_cost(piece, load), q, load


@inner
def top_up(piece: Any, load: int, edge: float) -> tuple[float, int]:
    """Bring a zone of *load* into the bounds at the rate *edge*; return the cost and the load."""
    full = max(load, room_at(piece, edge)) if edge < np.inf else load
    if full < piece.least:
        return np.inf, full
    extra = (full - load) * edge if full > load else 0.0
    return extra + fault_cost(piece, float(full)), full


@inner
def fill_whole(
    field: Field, prices: NDArray[np.float64], s: int, desk: Desk, n: int, edge: float
) -> tuple[float, int, float]:
    """Fill a zone with whole items; return value, items laid out up to the last, and load."""
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    best, most = desk.best, piece.most
    best[: most + 1] = np.inf
    start = 0
    if site.own >= 0:
        start = field.items[site.own].weight
        best[start] = start * rate_of(field, prices, site.own, site.unit)
    else:
        best[0] = 0.0
    reach = start
    for q in range(n):
        weight = field.items[desk.item[q]].weight
        gain = weight * desk.rate[q]
        reach = min(reach + weight, most)
        desk.is_taken[q, : most + 1] = 0
        for load in range(reach, weight - 1, -1):
            if best[load - weight] + gain < best[load]:
                best[load] = best[load - weight] + gain
                desk.is_taken[q, load] = 1
    value, at, brought = np.inf, -1, 0
    for load in range(most + 1):
        if best[load] < np.inf:
            cost, full = top_up(piece, load, edge)
            if best[load] + cost < value:
                value, at, brought = best[load] + cost, load, full
    n_taken = 0
    for q in range(n - 1, -1, -1):
        desk.share[q] = 0.0
        if at >= 0 and desk.is_taken[q, at]:
            desk.share[q] = 1.0
            at -= field.items[desk.item[q]].weight
            n_taken = max(n_taken, q + 1)
    return value, n_taken, float(brought)
