"""A few zones taken out of a plan, and put back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner
from gridplan.partition.layout import Layout, add_node, fare, set_center

MAX_TURNS = 20  # of moving nodes, then centers
HAIR_M = 1e-6  # a centroid that moves less has not
GAIN = 1e-9  # a move that gains less is none

PART = np.dtype(
    [
        ("slot", "i8"), ("site", "i8"), ("x", "f8"), ("y", "f8"), ("load", "i8"),
        ("capacity", "i8"), ("is_new", "i8"),
    ]
)  # fmt: skip


class Region(NamedTuple):
    """Zones under revision.

    Parameters
    ----------
    parts
        `PART` records, one for each zone; `is_new` since its nodes changed.
    node, weight, part
        The members: nodes, their households, and the part each is in, or -1.
    cost
        Demand-metres of each member to the center of each part.
    order, start
        Members by part, ``order[start[q]:start[q + 1]]``, as of the last `sort_members`.
    """

    parts: Any
    node: NDArray[np.int64]
    weight: NDArray[np.int64]
    part: NDArray[np.int64]
    cost: NDArray[np.float64]
    order: NDArray[np.int64]
    start: NDArray[np.int64]


@inner
def take_out(layout: Layout, slots: NDArray[np.int64]) -> Region:
    """Copy *slots* and their nodes."""
    r, n = len(slots), 0
    parts = np.zeros(r, dtype=PART)
    for q in range(r):
        slot = layout.slots[slots[q]]
        parts[q].slot, parts[q].site = slots[q], slot.site
        parts[q].x, parts[q].y = slot.x, slot.y
        parts[q].load, parts[q].capacity = slot.load, slot.capacity
        n += slot.size
    region = Region(
        parts,
        np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int64),
        np.empty((n, r)),
        np.empty(n, dtype=np.int64),
        np.empty(r + 1, dtype=np.int64),
    )
    n = 0
    for q in range(r):
        node = layout.slots[slots[q]].head
        while node >= 0:
            region.node[n], region.part[n] = node, q
            region.weight[n] = layout.nodes[node].weight
            n += 1
            node = layout.nodes[node].next
    for q in range(r):
        price_part(layout, region, q)
    return region


@inner
def put_back(layout: Layout, region: Region) -> None:
    """Write the zones of a region back to the layout."""
    if not layout.is_centroid:
        for q in range(len(region.parts)):
            layout.sites[layout.slots[region.parts[q].slot].site].slot = -1
    for q in range(len(region.parts)):
        part = region.parts[q]
        set_center(layout, part.slot, part.site, part.x, part.y)
    for m in range(len(region.node)):
        add_node(layout, region.node[m], region.parts[region.part[m]].slot)


@inner
def price_part(layout: Layout, region: Region, q: int) -> None:
    """Put the cost of every member to the center of part *q* right."""
    part = region.parts[q]
    for m in range(len(region.node)):
        region.cost[m, q] = fare(layout, region.node[m], part.site, part.x, part.y)


@inner
def place_center(layout: Layout, region: Region, q: int, site: int) -> None:
    """Put the center of part *q* at *site*."""
    region.parts[q].site = site
    region.parts[q].capacity = layout.sites[site].capacity
    region.parts[q].x, region.parts[q].y = layout.sites[site].x, layout.sites[site].y
    price_part(layout, region, q)


@inner
def assign(region: Region, m: int, q: int) -> None:
    """Move member *m* to part *q*."""
    before = region.part[m]
    if before >= 0:
        region.parts[before].load -= region.weight[m]
        region.parts[before].is_new = 1
    region.part[m] = q
    if q >= 0:
        region.parts[q].load += region.weight[m]
        region.parts[q].is_new = 1


@inner
def sort_members(region: Region) -> None:
    """List the members by part."""
    r, start = len(region.parts), region.start
    for q in range(r + 1):
        start[q] = 0
    for m in range(len(region.node)):
        start[region.part[m] + 1] += 1
    for q in range(r):
        start[q + 1] += start[q]
    for m in range(len(region.node)):
        q = region.part[m]
        region.order[start[q]] = m
        start[q] += 1
    for q in range(r, 0, -1):
        start[q] = start[q - 1]
    start[0] = 0
