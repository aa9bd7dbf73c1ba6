"""What the best zone around a center is worth when every household brings a price.

The heart of the bound: drop the rule that each household is in one zone, pay a price for each
time it is in one, and the zones part: for every center the cheapest load within the bounds is a
knapsack. Split households give a quick value; whole ones, by dynamic programming over the
load, a better one where zones are small.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner

MAX_LOAD = 320  # households of a zone up to which units stay whole

ITEM = np.dtype([("weight", "i8"), ("piece", "i8"), ("first", "i8"), ("last", "i8")])
SITE = np.dtype([("unit", "i8"), ("own", "i8"), ("piece", "i8"), ("first", "i8"), ("last", "i8")])
CELL = np.dtype(
    [
        ("first", "i8"), ("last", "i8"), ("x0", "f8"), ("x1", "f8"), ("y0", "f8"), ("y1", "f8"),
        ("ratio", "f8"), ("price", "f8"),
    ]
)  # fmt: skip
PIECE = np.dtype(
    [
        ("least", "i8"), ("low", "i8"), ("high", "i8"), ("most", "i8"),
        ("first_cell", "i8"), ("last_cell", "i8"), ("off", "i8"), ("fault_price", "f8"),
    ]
)  # fmt: skip


class Field(NamedTuple):
    """The problem without contacts.

    Parameters
    ----------
    items
        `ITEM` records: units that stay together and hold households, ``first..last`` in
        `units`; sorted by cell.
    units, demand, xy, matrix, power
        Units by item; demand and place of every unit, or the distances between them.
    sites
        `SITE` records: units that may be a center, the item each belongs to or -1, and the
        items near it, ``first..last`` in `near`.
    near
        Items near each site.
    cells
        `CELL` records: items by place, the box around them, the least demand per household,
        and the most any household of theirs brings at the current prices.
    pieces
        `PIECE` records: bounds of a zone in each connected piece, ``low..high``, and what the
        zones of the plan leave open, ``least..most``; the price of a household out of band.
    """

    items: Any
    units: NDArray[np.int64]
    demand: NDArray[np.float64]
    xy: NDArray[np.float64]
    matrix: NDArray[np.float64]
    power: int
    sites: Any
    near: NDArray[np.int64]
    cells: Any
    pieces: Any


class _Desk(NamedTuple):
    """Room to work on one site: items, their rates (demand-metres per household), loads."""

    item: NDArray[np.int64]
    rate: NDArray[np.float64]
    share: NDArray[np.float64]
    mark: NDArray[np.int64]
    best: NDArray[np.float64]
    is_taken: NDArray[np.uint8]


@inner
def _make_desk(field: Field) -> _Desk:
    n, most = len(field.items), 1
    for p in range(len(field.pieces)):
        if field.pieces[p].most <= MAX_LOAD:
            most = max(most, field.pieces[p].most)
    return _Desk(
        np.empty(n, np.int64),
        np.empty(n),
        np.empty(n),
        np.full(n, -1),
        np.empty(most + 1),
        np.empty((min(n, 2 * most + 2), most + 1), np.uint8),
    )


@inner
def fare(field: Field, item: int, unit: int) -> float:
    """Return the demand-metres of *item* with its center at *unit*."""
    total = 0.0
    for q in range(field.items[item].first, field.items[item].last):
        i = field.units[q]
        if field.matrix.shape[0] > 0:
            d = field.matrix[i, unit]
        else:
            dx, dy = field.xy[i, 0] - field.xy[unit, 0], field.xy[i, 1] - field.xy[unit, 1]
            d = np.sqrt(dx * dx + dy * dy)
        total += field.demand[i] * (d * d if field.power == 2 else d)
    return total


@inner
def _rate(field: Field, prices: NDArray[np.float64], item: int, unit: int) -> float:
    return float(fare(field, item, unit) / field.items[item].weight - prices[item])


@inner
def _sort(desk: _Desk, n: int, load: int, enough: int, items: Any) -> tuple[int, float]:
    """Sort by rate; keep what brings *load* to *enough*; return its number and its last rate.

    The rate is infinite where all are kept.
    """
    order = np.argsort(desk.rate[:n])
    item, rate = desk.item[:n][order], desk.rate[:n][order]
    kept = 0
    while kept < n and load < enough:
        desk.item[kept], desk.rate[kept] = item[kept], rate[kept]
        load += items[item[kept]].weight
        kept += 1
    return kept, desk.rate[kept - 1] if load >= enough and kept > 0 else np.inf


@inner
def _nearest(field: Field, prices: NDArray[np.float64], s: int, desk: _Desk) -> tuple[int, float]:
    """Lay out the items near site *s*, best rate first.

    Returns their number and a rate that nothing else near the site is below.
    """
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    n, n_cheap, cheap = 0, 0, 0
    for q in range(site.first, site.last):
        item = field.near[q]
        desk.mark[item] = s
        if item == site.own:
            continue
        rate = _rate(field, prices, item, site.unit)
        desk.item[n], desk.rate[n] = item, rate
        n += 1
        if rate < 0.0:
            cheap += field.items[item].weight
    edge = np.inf
    if cheap >= piece.most:  # what costs something is not needed
        edge = 0.0
        for q in range(n):
            if desk.rate[q] < 0.0:
                desk.item[n_cheap], desk.rate[n_cheap] = desk.item[q], desk.rate[q]
                n_cheap += 1
        n = n_cheap
    kept, last = _sort(desk, n, 0, 2 * piece.most, field.items)
    return kept, min(edge, last)


@inner
def _farther(
    field: Field, prices: NDArray[np.float64], s: int, desk: _Desk, n: int, edge: float
) -> tuple[int, float]:
    """Add all items of the piece whose rate is below *edge*; return as `_nearest` does."""
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    if site.own >= 0:
        desk.mark[site.own] = s
    n_before = n
    for c in range(piece.first_cell, piece.last_cell):
        cell = field.cells[c]
        away = 0.0
        if field.matrix.shape[0] == 0:
            x, y = field.xy[site.unit, 0], field.xy[site.unit, 1]
            dx = max(cell.x0 - x, x - cell.x1, 0.0)
            dy = max(cell.y0 - y, y - cell.y1, 0.0)
            away = dx * dx + dy * dy
            away = away if field.power == 2 else np.sqrt(away)
        if away * cell.ratio - cell.price >= edge:
            continue
        for item in range(cell.first, cell.last):
            if desk.mark[item] != s:
                rate = _rate(field, prices, item, site.unit)
                if rate < edge:
                    desk.item[n], desk.rate[n] = item, rate
                    n += 1
    if n == n_before:
        return n, edge
    kept, last = _sort(desk, n, 0, 2 * piece.most, field.items)
    return kept, min(edge, last)


@inner
def _room(piece: Any, rate: float) -> int:
    """Return the load up to which households of *rate* are worth taking."""
    if rate >= piece.fault_price:
        return int(piece.least)
    if rate >= 0.0:
        return int(piece.low)
    return int(piece.high) if rate >= -piece.fault_price else int(piece.most)


@inner
def _fault(piece: Any, load: float) -> float:
    return float(piece.fault_price * max(piece.low - load, load - piece.high, 0.0))


@inner
def _split(
    field: Field, s: int, desk: _Desk, n: int, edge: float, value: float
) -> tuple[float, int, float]:
    """Fill a zone with the best rates, splitting the last item; return value, items and load.

    Whatever is not laid out is taken to come at the rate *edge*, which is no more than it does.
    """
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    load = float(field.items[site.own].weight) if site.own >= 0 else 0.0
    q = 0
    while q < n:
        room = _room(piece, desk.rate[q]) - load
        if room <= 0.0:
            break
        weight = min(float(field.items[desk.item[q]].weight), room)
        value += weight * desk.rate[q]
        load += weight
        desk.share[q] = weight / field.items[desk.item[q]].weight
        q += 1
    if q == n and edge < np.inf and _room(piece, edge) > load:
        value += (_room(piece, edge) - load) * edge
        load = float(_room(piece, edge))
    if load < piece.least:
        return np.inf, 0, load
    return value + _fault(piece, load), q, load


@inner
def _topped_up(piece: Any, load: int, edge: float) -> tuple[float, int]:
    """Bring a zone of *load* into the bounds at the rate *edge*; return the cost and the load."""
    full = max(load, _room(piece, edge)) if edge < np.inf else load
    if full < piece.least:
        return np.inf, full
    extra = (full - load) * edge if full > load else 0.0
    return extra + _fault(piece, float(full)), full


@inner
def _whole(
    field: Field, prices: NDArray[np.float64], s: int, desk: _Desk, n: int, edge: float
) -> tuple[float, int, float]:
    """Fill a zone with whole items; return value, items laid out up to the last, and load."""
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    best, most = desk.best, piece.most
    best[: most + 1] = np.inf
    start = 0
    if site.own >= 0:
        start = field.items[site.own].weight
        best[start] = start * _rate(field, prices, site.own, site.unit)
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
            cost, full = _topped_up(piece, load, edge)
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


@compiled
def appraise(
    field: Field,
    prices: NDArray[np.float64],
    which: NDArray[np.int64],
    ceiling: float,
    values: NDArray[np.float64],
    shares: NDArray[np.float64],
    off: NDArray[np.float64],
) -> None:
    """Set the least value of a zone around each of the sites *which*.

    Parameters
    ----------
    field, prices
        The problem, and what a household of each item brings.
    which
        Sites to look at.
    ceiling
        Keep units whole only where splitting them gives a value below this.
    values
        By site; written.
    shares, off
        Sums over the zones, by item and by piece; written, or empty.
    """
    desk = _make_desk(field)
    for s in which:
        n, edge = _nearest(field, prices, s, desk)
        n, edge = _farther(field, prices, s, desk, n, edge)
        own = field.sites[s].own
        value = 0.0
        if own >= 0:
            value = field.items[own].weight * _rate(field, prices, own, field.sites[s].unit)
        value, n_in, load = _split(field, s, desk, n, edge, value)
        if value < ceiling and field.pieces[field.sites[s].piece].most <= MAX_LOAD:
            value, n_in, load = _whole(field, prices, s, desk, n, edge)
        values[s] = value
        if len(shares):
            piece = field.pieces[field.sites[s].piece]
            off[field.sites[s].piece] += max(piece.low - load, load - piece.high, 0.0)
            if own >= 0:
                shares[own] += 1.0
            for q in range(n_in):
                shares[desk.item[q]] += desk.share[q]
