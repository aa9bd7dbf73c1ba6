"""A few zones taken out, settled among themselves, and put back.

To settle: move nodes and swap them while that gains, give every zone that changed its best
center, and again until nothing moves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner
from gridplan.partition.ground import Ground, add_node, fare, lack, set_center

MAX_TURNS = 20  # of moving nodes, then centers
GAIN = 1e-9  # a move that gains less is none

PART = np.dtype(
    [
        ("slot", "i8"), ("site", "i8"), ("x", "f8"), ("y", "f8"), ("load", "i8"),
        ("capacity", "i8"), ("is_new", "i8"),
    ]
)  # fmt: skip
MEMBER = np.dtype([("node", "i8"), ("weight", "i8"), ("part", "i8")])


class Region(NamedTuple):
    """Zones under revision.

    Parameters
    ----------
    parts
        `PART` records, one for each zone; `is_new` since its nodes changed.
    members
        `MEMBER` records, one for each node: its part, or -1.
    cost
        Demand-metres of each member to the center of each part.
    """

    parts: Any
    members: Any
    cost: NDArray[np.float64]


@inner
def take_out(ground: Ground, slots: NDArray[np.int64]) -> Region:
    """Copy *slots* and their nodes."""
    r, n = len(slots), 0
    parts = np.zeros(r, dtype=PART)
    for q in range(r):
        slot = ground.slots[slots[q]]
        parts[q].slot, parts[q].site, parts[q].is_new = slots[q], slot.site, 1
        parts[q].x, parts[q].y = slot.x, slot.y
        parts[q].load, parts[q].capacity = slot.load, slot.capacity
        n += slot.size
    members = np.zeros(n, dtype=MEMBER)
    n = 0
    for q in range(r):
        node = ground.slots[slots[q]].head
        while node >= 0:
            members[n].node, members[n].part = node, q
            members[n].weight = ground.nodes[node].weight
            n += 1
            node = ground.nodes[node].next
    region = Region(parts, members, np.empty((n, r)))
    for q in range(r):
        price_part(ground, region, q)
    return region


@inner
def put_back(ground: Ground, region: Region) -> None:
    """Write the zones of a region back to the ground."""
    if not ground.is_centroid:
        for q in range(len(region.parts)):
            ground.sites[ground.slots[region.parts[q].slot].site].slot = -1
    for q in range(len(region.parts)):
        part = region.parts[q]
        set_center(ground, part.slot, part.site, part.x, part.y)
    for m in range(len(region.members)):
        member = region.members[m]
        add_node(ground, member.node, region.parts[member.part].slot)


@inner
def price_part(ground: Ground, region: Region, q: int) -> None:
    """Put the cost of every member to the center of part *q* right."""
    part = region.parts[q]
    for m in range(len(region.members)):
        region.cost[m, q] = fare(ground, region.members[m].node, part.site, part.x, part.y)


@inner
def place_center(ground: Ground, region: Region, q: int, site: int) -> None:
    """Put the center of part *q* at *site*."""
    region.parts[q].site = site
    region.parts[q].capacity = ground.sites[site].capacity
    region.parts[q].x, region.parts[q].y = ground.sites[site].x, ground.sites[site].y
    price_part(ground, region, q)


@inner
def assign(region: Region, m: int, q: int) -> None:
    """Move member *m* to part *q*."""
    before = region.members[m].part
    if before >= 0:
        region.parts[before].load -= region.members[m].weight
        region.parts[before].is_new = 1
    region.members[m].part = q
    if q >= 0:
        region.parts[q].load += region.members[m].weight
        region.parts[q].is_new = 1


@inner
def _is_held(ground: Ground, region: Region, m: int) -> bool:
    """Tell whether the center of its zone is at member *m*."""
    site = region.parts[region.members[m].part].site
    return ground.is_inside and not ground.is_centroid and ground.sites[site].node == (
        region.members[m].node
    )  # fmt: skip


@inner
def _lack(ground: Ground, region: Region, q: int, extra: int) -> float:
    return lack(ground, region.parts[q].load + extra, region.parts[q].capacity)


@inner
def _relocate(ground: Ground, region: Region, m: int) -> bool:
    """Move member *m* to the part where that gains most."""
    a, weight = region.members[m].part, region.members[m].weight
    leaving = _lack(ground, region, a, -weight) - _lack(ground, region, a, 0)
    best, at = -GAIN, -1
    for b in range(len(region.parts)):
        change = region.cost[m, b] - region.cost[m, a]
        if b == a or change + min(leaving, 0.0) - _lack(ground, region, b, 0) >= best:
            continue
        change += leaving + _lack(ground, region, b, weight) - _lack(ground, region, b, 0)
        if change < best:
            best, at = change, b
    if at >= 0:
        assign(region, m, at)
    return at >= 0


@inner
def _partner(ground: Ground, region: Region, m: int, b: int) -> int:
    """Return the member of part *b* with which a swap of *m* gains most; -1 for none.

    One side of a swap that gains comes nearer, unless it mends bounds: only that side looks.
    """
    a, weight = region.members[m].part, region.members[m].weight
    gain = region.cost[m, b] - region.cost[m, a]
    before = _lack(ground, region, a, 0) + _lack(ground, region, b, 0)
    best, at = -GAIN, -1
    if gain >= 0.0 and before == 0.0:
        return at
    for o in range(len(region.members)):
        if region.members[o].part != b:
            continue
        change = gain + region.cost[o, a] - region.cost[o, b] - before
        if change >= best or _is_held(ground, region, o):
            continue
        shift = weight - region.members[o].weight
        change += _lack(ground, region, a, -shift) + _lack(ground, region, b, shift)
        if change < best:
            best, at = change, o
    return at


@inner
def _improve(ground: Ground, region: Region) -> int:
    """Move and swap every member once; return how many went."""
    n_moved = 0
    for m in range(len(region.members)):
        if _is_held(ground, region, m):
            continue
        n_moved += _relocate(ground, region, m)
        if _is_held(ground, region, m):
            continue
        for b in range(len(region.parts)):
            a = region.members[m].part
            other = _partner(ground, region, m, b) if b != a else -1
            if other >= 0:
                assign(region, m, b)
                assign(region, other, a)
                n_moved += 1
    return n_moved


@inner
def _members_of(region: Region, q: int) -> NDArray[np.int64]:
    found = np.empty(len(region.members), dtype=np.int64)
    n = 0
    for m in range(len(region.members)):
        if region.members[m].part == q:
            found[n] = region.members[m].node
            n += 1
    return found[:n]


@inner
def _sum_at(ground: Ground, nodes: NDArray[np.int64], site: int, limit: float) -> float:
    """Return the demand-metres of *nodes* to *site*; anything above *limit* once that is passed."""
    total = 0.0
    for node in nodes:
        total += fare(ground, node, site, ground.sites[site].x, ground.sites[site].y)
        if total >= limit:
            break
    return total


@inner
def _best_site(ground: Ground, region: Region, q: int) -> int:
    """Return the site with the least demand-metres for part *q*, with room for it.

    One of its nodes, or any candidate that no other zone has.
    """
    nodes = _members_of(region, q)
    best, load = region.parts[q].site, region.parts[q].load
    value = _sum_at(ground, nodes, best, np.inf) + _lack(ground, region, q, 0)
    for s in range(len(nodes) if ground.is_inside else len(ground.sites)):
        site = nodes[s] if ground.is_inside else s
        if not ground.is_inside and _is_taken(ground, region, site):
            continue
        fault = lack(ground, load, ground.sites[site].capacity)
        if fault < value:
            total = fault + _sum_at(ground, nodes, site, value - fault)
            if total < value:
                best, value = site, total
    return int(best)


@inner
def _is_taken(ground: Ground, region: Region, site: int) -> bool:
    """Tell whether another zone has its center at *site*."""
    for q in range(len(region.parts)):
        if region.parts[q].site == site:
            return True
    slot = ground.sites[site].slot
    for q in range(len(region.parts)):
        if region.parts[q].slot == slot:  # its center has moved on
            return False
    return bool(slot >= 0)


@inner
def _to_centroid(ground: Ground, region: Region, q: int) -> bool:
    """Put the center of part *q* at its centroid; tell whether it moved."""
    total, x, y = 0.0, 0.0, 0.0
    for node in _members_of(region, q):
        demand = ground.nodes[node].demand
        total += demand
        x += demand * ground.nodes[node].x
        y += demand * ground.nodes[node].y
    if total == 0.0:
        return False
    is_same = region.parts[q].x == x / total and region.parts[q].y == y / total
    region.parts[q].x, region.parts[q].y = x / total, y / total
    price_part(ground, region, q)
    return not is_same


@inner
def _recenter(ground: Ground, region: Region, q: int) -> bool:
    """Give part *q* its best center; tell whether it moved."""
    region.parts[q].is_new = 0
    if ground.is_centroid:
        return _to_centroid(ground, region, q)
    site = _best_site(ground, region, q)
    if site == region.parts[q].site:
        return False
    place_center(ground, region, q, site)
    return True


@inner
def settle(ground: Ground, region: Region) -> float:
    """Move members and centers while that gains; return what the region costs."""
    for _ in range(MAX_TURNS):
        while _improve(ground, region) > 0:
            pass
        n_moved = 0
        for q in range(len(region.parts)):
            if region.parts[q].is_new:
                n_moved += _recenter(ground, region, q)
        if n_moved == 0:
            break
    total = 0.0
    for m in range(len(region.members)):
        total += region.cost[m, region.members[m].part]
    for q in range(len(region.parts)):
        total += _lack(ground, region, q, 0)
    return total
