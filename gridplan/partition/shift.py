"""Move one center elsewhere and settle the zones around; keep it by annealing.

The choice of centers is the hard part: with good centers the rest falls into place. A shift
closes one zone, opens another near or far, and lets only the zones around settle, so that its
price does not grow with the plan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner, random_below, random_float
from gridplan.partition.layout import Layout, total_worth, worth
from gridplan.partition.region import Region, assign, place_center, put_back, take_out
from gridplan.partition.settle import settle

N_CLOSE = 4  # nearest zones of which one is closed for a center nearby
FAR_SHARE = 0.2  # of the shifts close a zone anywhere


class Best(NamedTuple):
    """The best plan met: slot of each node, site of each slot, worth at the full *price*."""

    labels: NDArray[np.int64]
    sites: NDArray[np.int64]
    worth: NDArray[np.float64]
    price: float


@inner
def _away(layout: Layout, node: int, slot: int) -> float:
    """Return the distance from *node* to the center of *slot*, or its square."""
    there = layout.slots[slot]
    if layout.matrix.shape[0] > 0:
        return float(layout.matrix[node, there.site])
    dx, dy = layout.nodes[node].x - there.x, layout.nodes[node].y - there.y
    return float(dx * dx + dy * dy)


@inner
def _node_in(layout: Layout, slot: int) -> int:
    """Return a node where *slot* is."""
    head = layout.slots[slot].head
    return int(head if head >= 0 else layout.sites[layout.slots[slot].site].node)


@inner
def _add_around(layout: Layout, node: int, found: NDArray[np.int64], n_found: int) -> int:
    """Add the slots nearest to *node* to *found*; return how many it holds."""
    far = np.full(layout.n_around, np.inf)
    near = np.full(layout.n_around, -1)
    for slot in range(len(layout.slots)):
        away = _away(layout, node, slot)
        q = layout.n_around - 1
        if away >= far[q]:
            continue
        while q > 0 and far[q - 1] > away:
            far[q], near[q] = far[q - 1], near[q - 1]
            q -= 1
        far[q], near[q] = away, slot
    for slot in near:
        if slot >= 0 and _place_of(found, n_found, slot) == n_found:
            found[n_found] = slot
            n_found += 1
    return n_found


@inner
def _place_of(found: NDArray[np.int64], n_found: int, slot: int) -> int:
    """Return the place of *slot* in *found*, or its end."""
    q = 0
    while q < n_found and found[q] != slot:
        q += 1
    return q


@inner
def _open_at(layout: Layout, region: Region, q: int, site: int) -> None:
    """Move part *q* to *site* and deal its members anew."""
    place_center(layout, region, q, site)
    for m in range(len(region.node)):
        if region.part[m] == q:
            assign(region, m, -1)
    _deal(layout, region, q, q + 1)


@inner
def _deal(layout: Layout, region: Region, first: int, last: int) -> None:
    """Deal the members without a part, those first that have most to lose.

    Parts ``first..last`` take the node their center is at before that.
    """
    for q in range(first, last if layout.is_inside else first):
        own = layout.sites[region.parts[q].site].node
        for m in range(len(region.node)):
            if region.node[m] == own:
                assign(region, m, q)
    loose = np.empty(len(region.node), dtype=np.int64)
    regret = np.empty(len(region.node))
    n = 0
    for m in range(len(region.node)):
        if region.part[m] < 0:
            loose[n], regret[n] = m, _regret(region, m)
            n += 1
    order = np.argsort(regret[:n])
    for i in range(n - 1, -1, -1):
        m = loose[order[i]]
        assign(region, m, _nearest_with_room(region, m))


@inner
def _regret(region: Region, m: int) -> float:
    """Return what the second best part costs member *m* more than the best."""
    best, second = np.inf, np.inf
    for q in range(len(region.parts)):
        if region.cost[m, q] < best:
            best, second = region.cost[m, q], best
        elif region.cost[m, q] < second:
            second = region.cost[m, q]
    return second - best


@inner
def _nearest_with_room(region: Region, m: int) -> int:
    """Return the nearest part that has room for member *m*, else the one with most room."""
    best, at, room, roomiest = np.inf, -1, -np.inf, 0
    for q in range(len(region.parts)):
        left = region.parts[q].capacity - region.parts[q].load - region.weight[m]
        if left > room:
            room, roomiest = left, q
        if left >= 0 and region.cost[m, q] < best:
            best, at = region.cost[m, q], q
    return at if at >= 0 else roomiest


@inner
def _is_any_empty(region: Region) -> bool:
    least = len(region.node)
    for q in range(len(region.parts)):
        least = min(least, region.start[q + 1] - region.start[q])
    return least == 0


@inner
def _shift(layout: Layout, temperature: float) -> bool:
    """Close a zone, open one at a random site; tell whether that was kept."""
    site = random_below(layout.rng, len(layout.sites))
    if layout.sites[site].slot >= 0:
        return False
    found = np.empty(2 * layout.n_around + 1, dtype=np.int64)
    n_found = _add_around(layout, layout.sites[site].node, found, 0)
    q = random_below(layout.rng, min(n_found, N_CLOSE))
    if random_float(layout.rng) < FAR_SHARE:
        closed = random_below(layout.rng, len(layout.slots))
        q = _place_of(found, n_found, closed)
        if q == n_found:
            found[q] = closed
            n_found = _add_around(layout, _node_in(layout, closed), found, n_found + 1)
    slots = found[:n_found].copy()
    before = worth(layout, slots)
    region = take_out(layout, slots)
    _open_at(layout, region, q, site)
    change = settle(layout, region) - before
    is_kept = change < 0.0 or random_float(layout.rng) < np.exp(-change / temperature)
    if not is_kept or _is_any_empty(region):
        return False
    put_back(layout, region)
    return True


@inner
def _keep(layout: Layout, best: Best) -> None:
    """Copy the plan to *best* where it is better."""
    now = total_worth(layout, best.price)
    if now < best.worth[0]:
        best.worth[0] = now
        for node in range(len(layout.nodes)):
            best.labels[node] = layout.nodes[node].slot
        for slot in range(len(layout.slots)):
            best.sites[slot] = layout.slots[slot].site


@compiled
def shift_centers(layout: Layout, n_shifts: int, temperature: float, best: Best) -> None:
    """Make *n_shifts* shifts; keep the best plan met in *best*, the first one included."""
    _keep(layout, best)
    for _ in range(n_shifts):
        if _shift(layout, temperature):
            _keep(layout, best)


@compiled
def settle_all(layout: Layout, is_fresh: bool) -> None:
    """Settle the whole plan; where it is *is_fresh*, deal all nodes anew before."""
    region = take_out(layout, np.arange(len(layout.slots)))
    for m in range(len(region.node)):
        assign(region, m, -1 if is_fresh else region.part[m])
    if is_fresh:
        _deal(layout, region, 0, len(region.parts))
    settle(layout, region)
    put_back(layout, region)
