"""Zones taken out are settled among themselves.

Nodes move and are swapped while that gains, every zone that changed gets its best center, and again
until nothing moves.
"""

from __future__ import annotations

import numpy as np

from gridplan.partition.compiled import inner
from gridplan.partition.layout import Layout, fare, lack
from gridplan.partition.region import Region, assign, place_center, price_part, sort_members

MAX_TURNS = 20  # of moving nodes, then centers
HAIR_M = 1e-6  # a centroid that moves less has not
GAIN = 1e-9  # a move that gains less is none


@inner
def _is_held(layout: Layout, region: Region, m: int) -> bool:
    """Tell whether the center of its zone is at member *m*."""
    site = region.parts[region.part[m]].site
    return layout.is_inside and not layout.is_centroid and layout.sites[site].node == (
        region.node[m]
    )  # fmt: skip


@inner
def _lack(layout: Layout, region: Region, q: int, extra: int) -> float:
    return lack(layout, region.parts[q].load + extra, region.parts[q].capacity)


@inner
def _relocate_all(layout: Layout, region: Region) -> int:
    """Move every member once to the part where that gains most; return how many went."""
    n_moved = 0
    for m in range(len(region.node)):
        a, weight = region.part[m], region.weight[m]
        leaving = _lack(layout, region, a, -weight) - _lack(layout, region, a, 0)
        best, at = -GAIN, -1
        for b in range(len(region.parts)):
            change = region.cost[m, b] - region.cost[m, a]
            is_dear = change >= best and leaving >= 0.0 and region.parts[b].load >= layout.low
            if b == a or is_dear:
                continue
            change += leaving + _lack(layout, region, b, weight) - _lack(layout, region, b, 0)
            if change < best:
                best, at = change, b
        if at >= 0 and not _is_held(layout, region, m):
            assign(region, m, at)
            n_moved += 1
    return n_moved


@inner
def _partner(layout: Layout, region: Region, m: int, b: int, before: float) -> int:
    """Return the member of part *b* with which a swap of *m* gains most; -1 for none.

    *before* is what the two parts cost for being out of bounds.
    """
    a, weight = region.part[m], region.weight[m]
    gain = region.cost[m, b] - region.cost[m, a] - before
    best, at = -GAIN, -1
    for q in range(region.start[b], region.start[b + 1]):
        o = region.order[q]
        change = gain + region.cost[o, a] - region.cost[o, b]
        if change >= best or region.part[o] != b or _is_held(layout, region, o):
            continue
        shift = weight - region.weight[o]
        change += _lack(layout, region, a, -shift) + _lack(layout, region, b, shift)
        if change < best:
            best, at = change, o
    return at


@inner
def _swap_all(layout: Layout, region: Region) -> int:
    """Swap every member with each part once where that gains; return how many did.

    One side of a swap that gains comes nearer or is out of bounds: only that side looks. Who comes
    to a part is not seen as a partner there until the next time.
    """
    sort_members(region)
    n_swapped = 0
    for m in range(len(region.node)):
        for b in range(len(region.parts)):
            a = region.part[m]
            before = _lack(layout, region, a, 0)
            is_looking = region.cost[m, b] < region.cost[m, a] or before > 0.0
            if a == b or not is_looking or _is_held(layout, region, m):
                continue  # calls are dear here: everything cheap is asked before
            before += _lack(layout, region, b, 0)
            other = _partner(layout, region, m, b, before)
            if other >= 0:
                assign(region, m, b)
                assign(region, other, a)
                n_swapped += 1
    return n_swapped


@inner
def _sum_at(layout: Layout, region: Region, q: int, site: int, limit: float) -> float:
    """Return the demand-metres of part *q* to *site*; above *limit* anything that is."""
    total, x, y = 0.0, layout.sites[site].x, layout.sites[site].y
    for i in range(region.start[q], region.start[q + 1]):
        total += fare(layout, region.node[region.order[i]], site, x, y)
        if total >= limit:
            break
    return total


@inner
def _best_site(layout: Layout, region: Region, q: int) -> int:
    """Return the site with the least demand-metres for part *q*, with room for it.

    One of its nodes, or any candidate that no other zone has.
    """
    first, n = region.start[q], len(layout.sites)
    if layout.is_inside:
        n = region.start[q + 1] - first
    best, load = region.parts[q].site, region.parts[q].load
    value = _sum_at(layout, region, q, best, np.inf) + _lack(layout, region, q, 0)
    for s in range(n):
        site = region.node[region.order[first + s]] if layout.is_inside else s
        if not layout.is_inside and _is_taken(layout, region, site):
            continue
        fault = lack(layout, load, layout.sites[site].capacity)
        if fault < value:
            total = fault + _sum_at(layout, region, q, site, value - fault)
            if total < value:
                best, value = site, total
    return int(best)


@inner
def _is_taken(layout: Layout, region: Region, site: int) -> bool:
    """Tell whether another zone has its center at *site*."""
    for q in range(len(region.parts)):
        if region.parts[q].site == site:
            return True
    slot = layout.sites[site].slot
    for q in range(len(region.parts)):
        if region.parts[q].slot == slot:  # its center has moved on
            return False
    return bool(slot >= 0)


@inner
def _to_centroid(layout: Layout, region: Region, q: int) -> bool:
    """Put the center of part *q* at its centroid; tell whether it moved."""
    total, x, y = 0.0, 0.0, 0.0
    for i in range(region.start[q], region.start[q + 1]):
        node = region.node[region.order[i]]
        demand = layout.nodes[node].demand
        total += demand
        x += demand * layout.nodes[node].x
        y += demand * layout.nodes[node].y
    if total == 0.0:
        return False
    moved = abs(region.parts[q].x - x / total) + abs(region.parts[q].y - y / total)
    region.parts[q].x, region.parts[q].y = x / total, y / total
    price_part(layout, region, q)
    return bool(moved > HAIR_M)


@inner
def _recenter(layout: Layout, region: Region, q: int) -> bool:
    """Give part *q* its best center; tell whether it moved."""
    region.parts[q].is_new = 0
    if layout.is_centroid:
        return _to_centroid(layout, region, q)
    site = _best_site(layout, region, q)
    if site == region.parts[q].site:
        return False
    place_center(layout, region, q, site)
    return True


@inner
def settle(layout: Layout, region: Region) -> float:
    """Move members and centers while that gains; return what the region costs."""
    for _ in range(MAX_TURNS):
        while _relocate_all(layout, region) + _swap_all(layout, region) > 0:
            pass
        n_moved = 0  # the members are sorted: none has moved since
        for q in range(len(region.parts)):
            if region.parts[q].is_new:
                n_moved += _recenter(layout, region, q)
        if n_moved == 0:
            break
    total = 0.0
    for m in range(len(region.node)):
        total += region.cost[m, region.part[m]]
    for q in range(len(region.parts)):
        total += _lack(layout, region, q, 0)
    return total
