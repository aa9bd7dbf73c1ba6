"""The cheapest zones in one piece around a center, by trying all that are not ruled out.

A zone grows from its center over contacts, an item at a time: with it, and without it for good.
A branch ends where even the best fill of the knapsack costs too much. Empty land may belong to
any number of zones at once, so that what is not found here does not exist.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.bench import Bench, gather, link_up, lowest, make_bench
from gridplan.partition.compiled import compiled, inner
from gridplan.partition.knapsack import fault_cost, room_at
from gridplan.partition.prices import Desk, Field, lay_out, make_desk, rate_of

MAX_LOOKS = 20_000  # branches of a center


class Start(NamedTuple):
    """The zone of the center alone: its load and value, and the items it touches."""

    load: int
    value: float
    front: int


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
    slack = ceiling - lowest(field, s, desk, n, value)
    m = gather(field, prices, s, slack, bench)
    front = link_up(field, s, bench, m) if m >= 0 else -1
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
