"""Room to grow zones around a center: what may be in them, and what touches what.

Items get places as bits of a number. Those that touch the same piece of empty land touch each
other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner
from gridplan.partition.prices import Desk, Field, cell_rate, rate_of

MAX_LOCAL = 60  # items around a center, as bits of a number
MAX_HUBS = 60  # pieces of empty land among them

LOCAL = np.dtype([("item", "i8"), ("weight", "i8"), ("rate", "f8"), ("touch", "i8")])
BRANCH = np.dtype(
    [("inside", "i8"), ("front", "i8"), ("outside", "i8"), ("load", "i8"), ("value", "f8")]
)


class Bench(NamedTuple):
    """Room to grow zones: `LOCAL` items, `BRANCH` stack, hubs with the items at them."""

    local: Any
    stack: Any
    pick: NDArray[np.int64]
    key: NDArray[np.float64]
    place: NDArray[np.int64]
    hub: NDArray[np.int64]
    at_hub: NDArray[np.int64]


@inner
def make_bench(field: Field) -> Bench:
    """Set up the room to grow zones in."""
    return Bench(
        np.empty(MAX_LOCAL + 1, LOCAL),
        np.empty(2 * MAX_LOCAL + 4, BRANCH),
        np.empty(MAX_LOCAL, np.int64),
        np.empty(MAX_LOCAL),
        np.zeros(len(field.items), np.int64),
        np.empty(MAX_HUBS, np.int64),
        np.empty(MAX_HUBS, np.int64),
    )


@inner
def lowest(field: Field, s: int, desk: Desk, n: int, value: float) -> float:
    """Return the least value of any load up to the most; items are laid out by rate."""
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    load = field.items[site.own].weight if site.own >= 0 else 0
    for q in range(n):
        if desk.rate[q] >= 0.0 or load >= piece.most:
            break
        weight = min(field.items[desk.item[q]].weight, piece.most - load)
        value += weight * desk.rate[q]
        load += weight
    return value


@inner
def gather(field: Field, prices: NDArray[np.float64], s: int, slack: float, bench: Bench) -> int:
    """Collect the items that may be in a zone at most *slack* above the lowest value.

    Returns their number, or -1 for too many.
    """
    site, piece = field.sites[s], field.pieces[field.sites[s].piece]
    m = 0
    for b in range(piece.first_block, piece.last_block):
        block = field.blocks[b]
        if cell_rate(field, block, site.unit) * block.weight > slack:
            continue
        for c in range(block.first, block.last):
            cell = field.cells[c]
            if cell_rate(field, cell, site.unit) * cell.weight > slack:
                continue
            for item in range(cell.first, cell.last):
                rate = rate_of(field, prices, item, site.unit)
                if item == site.own or rate * field.items[item].weight > slack:
                    continue
                if m == MAX_LOCAL:
                    return -1
                bench.pick[m], bench.key[m] = item, rate
                m += 1
    order = np.argsort(bench.key[:m])
    for a in range(m):
        item = bench.pick[order[a]]
        bench.local[a].item, bench.local[a].rate = item, bench.key[order[a]]
        bench.local[a].weight = field.items[item].weight
        bench.place[item] = a
    return m


@inner
def _touched(field: Field, bench: Bench, item: int, m: int, n_hubs: int) -> int:
    """Return the local items that *item* touches, as bits."""
    mask = 0
    for e in range(field.link_start[item], field.link_start[item + 1]):
        other = field.links[e]
        if other >= 0:
            a = bench.place[other]
            if a < m and bench.local[a].item == other:
                mask |= 1 << a
        else:
            for h in range(n_hubs):
                if bench.hub[h] == -1 - other:
                    mask |= bench.at_hub[h]
    return mask


@inner
def _hub_place(bench: Bench, hub: int, n_hubs: int) -> int:
    """Return the place of *hub* among those met; *n_hubs* for a new one."""
    h = 0
    while h < n_hubs and bench.hub[h] != hub:
        h += 1
    return h


@inner
def _meet_hubs(field: Field, bench: Bench, m: int) -> int:
    """List the hubs that local items lie at; return their number, or -1 for too many."""
    n_hubs = 0
    for a in range(m):
        item = bench.local[a].item
        for e in range(field.link_start[item], field.link_start[item + 1]):
            if field.links[e] >= 0:
                continue
            h = _hub_place(bench, -1 - field.links[e], n_hubs)
            if h == MAX_HUBS:
                return -1
            if h == n_hubs:
                bench.hub[h], bench.at_hub[h] = -1 - field.links[e], 0
                n_hubs += 1
            bench.at_hub[h] |= 1 << a
    return n_hubs


@inner
def link_up(field: Field, s: int, bench: Bench, m: int) -> int:
    """Find which local items touch; return those the center touches, or -1 for too many hubs."""
    n_hubs = _meet_hubs(field, bench, m)
    if n_hubs < 0:
        return -1
    for a in range(m):
        bench.local[a].touch = _touched(field, bench, bench.local[a].item, m, n_hubs)
    site = field.sites[s]
    if site.own >= 0:
        return int(_touched(field, bench, site.own, m, n_hubs))
    h = _hub_place(bench, site.hub, n_hubs)
    return int(bench.at_hub[h]) if h < n_hubs else 0
