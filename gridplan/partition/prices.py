"""The field that a bound is found on, and what its items cost around a center.

The heart of the bound: drop the rule that each household is in one zone, let it bring a price
each time it is in one, and the zones part: every unit asks on its own for the cheapest zone
around it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner

MAX_LOAD = 320  # households of a zone up to which units stay whole
ITEM = np.dtype([("weight", "i8"), ("piece", "i8"), ("first", "i8"), ("last", "i8")])
SITE = np.dtype(
    [
        ("unit", "i8"), ("own", "i8"), ("hub", "i8"), ("piece", "i8"),
        ("first", "i8"), ("last", "i8"),
    ]
)  # fmt: skip
CELL = np.dtype(
    [
        ("first", "i8"), ("last", "i8"), ("x0", "f8"), ("x1", "f8"), ("y0", "f8"), ("y1", "f8"),
        ("ratio", "f8"), ("price", "f8"), ("weight", "i8"),
    ]
)  # fmt: skip
PIECE = np.dtype(
    [
        ("least", "i8"), ("low", "i8"), ("high", "i8"), ("most", "i8"),
        ("first_block", "i8"), ("last_block", "i8"), ("off", "i8"), ("fault_price", "f8"),
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
    side, side_cost_m
        Side of the arterial roads of every unit, and what a household on another side than its
        center pays; 0 where only distance counts.
    sites
        `SITE` records: units that may be a center, the item or else the hub each belongs to,
        and the items near it, ``first..last`` in `near`.
    near
        Items near each site, nearest first; by rate once prices were looked at.
    cells
        `CELL` records: items by place, the box around them, the least demand per household,
        the most any household of theirs brings at the current prices, and the lightest.
    blocks
        The same of the cells ``first..last``.
    pieces
        `PIECE` records: bounds of a zone in each connected piece, ``low..high``, and what the
        zones of the plan leave open, ``least..most``; the price of a household out of band.
    link_start, links
        By item, the items it touches, and the hubs of empty land, as ``-1 - hub``; both empty
        where contacts are left out.
    """

    items: Any
    units: NDArray[np.int64]
    demand: NDArray[np.float64]
    xy: NDArray[np.float64]
    matrix: NDArray[np.float64]
    power: int
    side: NDArray[np.int64]
    side_cost_m: float
    sites: Any
    near: NDArray[np.int64]
    cells: Any
    blocks: Any
    pieces: Any
    link_start: NDArray[np.int64]
    links: NDArray[np.int64]


class Desk(NamedTuple):
    """Room to work on one site: items, their rates (demand-metres per household), loads."""

    item: NDArray[np.int64]
    rate: NDArray[np.float64]
    share: NDArray[np.float64]
    mark: NDArray[np.int64]
    best: NDArray[np.float64]
    is_taken: NDArray[np.uint8]


@inner
def make_desk(field: Field) -> Desk:
    """Set up the room to work on one site."""
    n, most = len(field.items), 1
    for p in range(len(field.pieces)):
        if field.pieces[p].most <= MAX_LOAD:
            most = max(most, field.pieces[p].most)
    return Desk(
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
        d = d * d if field.power == 2 else d
        if field.side_cost_m > 0.0 and field.side[i] != field.side[unit]:
            d += field.side_cost_m
        total += field.demand[i] * d
    return total


@inner
def rate_of(field: Field, prices: NDArray[np.float64], item: int, unit: int) -> float:
    """Return what a household of *item* costs at *unit*, less what it brings."""
    return float(fare(field, item, unit) / field.items[item].weight - prices[item])


@inner
def _sort(desk: Desk, n: int) -> None:
    """Sort what is laid out by rate; nearly sorted as it mostly is, that takes few steps."""
    for q in range(1, n):
        item, rate = desk.item[q], desk.rate[q]
        at = q
        while at > 0 and desk.rate[at - 1] > rate:
            desk.item[at], desk.rate[at] = desk.item[at - 1], desk.rate[at - 1]
            at -= 1
        desk.item[at], desk.rate[at] = item, rate


@inner
def _cut(desk: Desk, n: int, enough: int, items: Any) -> tuple[int, float]:
    """Return how many of the sorted items bring *enough*, and the last rate.

    The rate is infinite where all are kept.
    """
    load, kept = 0, 0
    while kept < n and load < enough:
        load += items[desk.item[kept]].weight
        kept += 1
    return kept, desk.rate[kept - 1] if load >= enough and kept > 0 else np.inf


@inner
def lay_out(
    field: Field, prices: NDArray[np.float64], s: int, desk: Desk, enough: int
) -> tuple[int, float]:
    """Lay out the items around site *s*, best rate first, until they hold *enough*.

    Returns their number and a rate that nothing else is below.
    """
    n, edge = _lay_near(field, prices, s, desk, enough)
    return _lay_far(field, prices, s, desk, enough, n, edge)


@inner
def _lay_near(
    field: Field, prices: NDArray[np.float64], s: int, desk: Desk, enough: int
) -> tuple[int, float]:
    """Do as `lay_out`, among the items near the site."""
    site = field.sites[s]
    n, start = 0, 0
    for q in range(site.first, site.last):
        item = field.near[q]
        desk.mark[item] = s
        desk.item[n], desk.rate[n] = item, rate_of(field, prices, item, site.unit)
        n += 1
    _sort(desk, n)
    for q in range(n):  # in this order they are nearly sorted at the next look
        field.near[site.first + q] = desk.item[q]
        if desk.item[q] != site.own:
            desk.item[start], desk.rate[start] = desk.item[q], desk.rate[q]
            start += 1
    return _cut(desk, start, enough, field.items)


@inner
def cell_rate(field: Field, cell: Any, unit: int) -> float:
    """Return a rate that no item of *cell* is below."""
    away = 0.0
    if field.matrix.shape[0] == 0:
        x, y = field.xy[unit, 0], field.xy[unit, 1]
        dx = max(cell.x0 - x, x - cell.x1, 0.0)
        dy = max(cell.y0 - y, y - cell.y1, 0.0)
        away = dx * dx + dy * dy
        away = away if field.power == 2 else np.sqrt(away)
    return float(away * cell.ratio - cell.price)


@inner
def _lay_far(
    field: Field,
    prices: NDArray[np.float64],
    s: int,
    desk: Desk,
    enough: int,
    n: int,
    edge: float,
) -> tuple[int, float]:
    """Add all other items of the piece whose rate is below *edge*; return as `lay_out` does."""
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    if site.own >= 0:
        desk.mark[site.own] = s
    n_before = n
    for b in range(piece.first_block, piece.last_block):
        if cell_rate(field, field.blocks[b], site.unit) >= edge:
            continue
        for c in range(field.blocks[b].first, field.blocks[b].last):
            if cell_rate(field, field.cells[c], site.unit) >= edge:
                continue
            for item in range(field.cells[c].first, field.cells[c].last):
                if desk.mark[item] != s:
                    rate = rate_of(field, prices, item, site.unit)
                    if rate < edge:
                        desk.item[n], desk.rate[n] = item, rate
                        n += 1
    if n == n_before:
        return n, edge
    _sort(desk, n)
    kept, last = _cut(desk, n, enough, field.items)
    return kept, min(edge, last)
