"""The cheapest zones in one piece around a center, by trying all that are not ruled out.

A zone grows from its center over contacts, an item at a time: with it, and without it for good.
A branch ends where even the best fill of the knapsack costs too much. Empty land may belong to
any number of zones at once, so that what is not found here does not exist.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.knapsack import fault_cost, room_at
from gridplan.partition.prices import (
    Desk,
    Field,
    cell_rate,
    lay_out,
    make_desk,
    rate_of,
)

MAX_LOCAL = 60  # items around a center, as bits of a number
MAX_HUBS = 60  # pieces of empty land among them
MAX_LOOKS = 20_000  # branches of a center

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


class Start(NamedTuple):
    """The zone of the center alone: its load and value, and the items it touches."""

    load: int
    value: float
    front: int


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
def _lowest(field: Field, s: int, desk: Desk, n: int, value: float) -> float:
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
def _gather(field: Field, prices: NDArray[np.float64], s: int, slack: float, bench: Bench) -> int:
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
def _link(field: Field, s: int, bench: Bench, m: int) -> int:
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


@inner
def _least(piece: Any, bench: Bench, m: int, branch: Any) -> float:
    """Return what no zone of this branch is below."""
    value, load = branch.value, float(branch.load)
    taken = branch.inside | branch.outside
    for a in range(m):
        if taken >> a & 1 == 0:
            room = room_at(piece, bench.local[a].rate) - load
            if room <= 0.0:
                break
            weight = min(float(bench.local[a].weight), room)
            value += weight * bench.local[a].rate
            load += weight
    return np.inf if load < piece.least else value + fault_cost(piece, load)


@inner
def _lowest_bit(bits: int) -> int:
    v = 0
    while bits >> v & 1 == 0:
        v += 1
    return v


@inner
def _grow(
    piece: Any,
    bench: Bench,
    m: int,
    start: Start,
    ceiling: float,
    sets: NDArray[np.int64],
    worth: NDArray[np.float64],
) -> tuple[float, int, int]:
    """Try every zone from *start*; return the least value, its items, and the number listed.

    With room in *sets* all zones up to *ceiling* are listed there; without, the ceiling comes
    down with every better zone. The number is -1 where the looks or the room ran out.
    """
    stack = bench.stack
    best, best_set, n_found = ceiling, 0, 0
    alone = start.value + fault_cost(piece, float(start.load))
    if start.load >= piece.least and alone <= ceiling:
        n_found = 1
        if len(sets):
            sets[0], worth[0] = 0, alone
        else:
            best = alone
    top, n_looks = 1, 0
    stack[0].inside, stack[0].front, stack[0].outside = 0, start.front, 0
    stack[0].load, stack[0].value = start.load, start.value
    while top > 0:
        top -= 1
        n_looks += 1
        if n_looks > MAX_LOOKS:
            return best, best_set, -1
        front = stack[top].front
        if front == 0 or _least(piece, bench, m, stack[top]) > best:
            continue
        v = _lowest_bit(front)
        bit = 1 << v
        inside, outside = stack[top].inside | bit, stack[top].outside
        load = stack[top].load + bench.local[v].weight
        value = stack[top].value + bench.local[v].weight * bench.local[v].rate
        stack[top].front, stack[top].outside = front ^ bit, outside | bit
        top += 1
        if load > piece.most:
            continue
        stack[top].inside, stack[top].outside = inside, outside
        stack[top].front = (front | bench.local[v].touch) & ~(inside | outside)
        stack[top].load, stack[top].value = load, value
        top += 1
        total = value + fault_cost(piece, float(load))
        if load >= piece.least and total <= best:
            if len(sets) == 0:
                best, best_set = total, inside
            elif n_found == len(sets):
                return best, best_set, -1
            else:
                sets[n_found], worth[n_found] = inside, total
            n_found += 1
    return best, best_set, n_found


@inner
def _prepare(
    field: Field,
    prices: NDArray[np.float64],
    s: int,
    ceiling: float,
    desk: Desk,
    bench: Bench,
    n: int,
) -> tuple[int, Start]:
    """Lay out what may be in a zone of value *ceiling*; -1 for too much."""
    site = field.sites[s]
    load, value = 0, 0.0
    if site.own >= 0:
        load = field.items[site.own].weight
        value = load * rate_of(field, prices, site.own, site.unit)
    slack = ceiling - _lowest(field, s, desk, n, value)
    m = _gather(field, prices, s, slack, bench)
    front = _link(field, s, bench, m) if m >= 0 else -1
    return m if front >= 0 else -1, Start(load, value, front)


@inner
def best_linked(
    field: Field,
    prices: NDArray[np.float64],
    s: int,
    ceiling: float,
    desk: Desk,
    bench: Bench,
    n: int,
) -> tuple[float, int, float]:
    """Return value, number of items and load of the best zone in one piece below *ceiling*.

    The number is -1 where there is none, and the value -inf where that is not known. The items
    are laid out first.
    """
    m, start = _prepare(field, prices, s, ceiling, desk, bench, n)
    if m < 0:
        return -np.inf, -1, 0.0
    piece = field.pieces[field.sites[s].piece]
    none = np.empty(0, np.int64)
    value, chosen, n_found = _grow(piece, bench, m, start, ceiling, none, np.empty(0))
    if n_found < 0:
        return -np.inf, -1, 0.0
    if n_found == 0:
        return ceiling, -1, 0.0
    load, n_in = start.load, 0
    for a in range(m):
        if chosen >> a & 1:
            desk.item[n_in], desk.share[n_in] = bench.local[a].item, 1.0
            load += bench.local[a].weight
            n_in += 1
    return value, n_in, float(load)


@compiled
def list_zones(
    field: Field,
    prices: NDArray[np.float64],
    limits: NDArray[np.float64],
    max_listed: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], bool]:
    """List all zones in one piece around each site up to a value, *limits* by site.

    Returns where the items of each zone start, the items, the site and the value of each zone,
    and whether the list is complete.
    """
    desk, bench = make_desk(field), make_bench(field)
    sets, worth = np.empty(max_listed, np.int64), np.empty(max_listed)
    starts = [0]
    items = [0 for _ in range(0)]
    sites = [0 for _ in range(0)]
    values = [0.0 for _ in range(0)]
    is_complete = True
    for s in range(len(field.sites)):
        if limits[s] == -np.inf:
            continue
        n, _ = lay_out(field, prices, s, desk, field.pieces[field.sites[s].piece].most)
        m, start = _prepare(field, prices, s, limits[s], desk, bench, n)
        if m < 0:
            is_complete = False
            continue
        room = max_listed - len(sites)
        piece = field.pieces[field.sites[s].piece]
        _, _, n_found = _grow(piece, bench, m, start, limits[s], sets[:room], worth[:room])
        if room == 0 or n_found < 0:
            is_complete = False
            continue
        own = field.sites[s].own
        for z in range(n_found):
            if own >= 0:
                items.append(own)
            for a in range(m):
                if sets[z] >> a & 1:
                    items.append(bench.local[a].item)
            starts.append(len(items))
            sites.append(s)
            values.append(worth[z])
    return np.array(starts), np.array(items), np.array(sites), np.array(values), is_complete
