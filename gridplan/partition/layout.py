"""What zones that need not be in one piece stand on: nodes, sites for centers, and slots.

A slot is one of the k zones: its center, its load, its nodes. The center is at a site (a node, or
a candidate), or at the centroid of the nodes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction

REGION = 100  # nodes that are settled at a time, about
AROUND = (5, 8)  # fewest and most zones around a center

SPOT = np.dtype(
    [("x", "f8"), ("y", "f8"), ("demand", "f8"), ("weight", "i8"), ("slot", "i8"), ("next", "i8")]
)
SITE = np.dtype([("x", "f8"), ("y", "f8"), ("capacity", "i8"), ("node", "i8"), ("slot", "i8")])
SLOT = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("site", "i8"), ("capacity", "i8"), ("load", "i8"),
        ("size", "i8"), ("head", "i8"), ("cost", "f8"),
    ]
)  # fmt: skip


class Layout(NamedTuple):
    """State of a search without contacts.

    Parameters
    ----------
    nodes
        `SPOT` records: place, demand, households, the slot a node is in, and the next node of it.
    sites
        `SITE` records: where centers may be, what a zone there may hold, the node that the site is
        in, and the slot that has its center there or -1.
    slots
        `SLOT` records.
    matrix
        Distances from nodes to sites, or empty where straight lines count.
    rng
        State of the random numbers.
    low, power
        Fewest households of a zone; exponent on the distance.
    n_around
        Zones around a center that settle with it.
    price
        Demand-metres that a household out of band costs in the search.
    is_centroid, is_inside
        Centers are centroids; a zone holds the node its center is at.
    """

    nodes: Any
    sites: Any
    slots: Any
    matrix: NDArray[np.float64]
    rng: NDArray[np.uint64]
    low: int
    power: int
    n_around: int
    price: float
    is_centroid: bool
    is_inside: bool


def make_layout(problem: Problem, reduction: Reduction, n_slots: int) -> Layout:
    """Set up nodes and sites; `load_plan` fills the slots."""
    net = reduction.net
    nodes = np.zeros(len(net.weight), dtype=SPOT)
    for name in ("x", "y", "demand", "weight"):
        nodes[name] = getattr(net, name)
    is_inside = problem.candidates is None
    units = _first_units(reduction) if is_inside else np.flatnonzero(np.asarray(problem.candidates))
    sites = np.zeros(len(units), dtype=SITE)
    sites["node"] = reduction.node[units]
    sites["capacity"] = problem.max_at(units)
    sites["slot"] = -1
    if is_inside:
        sites["x"], sites["y"] = net.x, net.y
    elif problem.xy_m is not None:
        sites["x"], sites["y"] = problem.xy_m[units].T
    matrix = net.matrix
    if problem.distance_m is not None and not is_inside:
        matrix = problem.distance_m[np.ix_(_first_units(reduction), units)]
    return Layout(
        nodes=nodes,
        sites=sites,
        slots=np.zeros(n_slots, dtype=SLOT),
        matrix=np.ascontiguousarray(matrix),
        rng=np.array([problem.seed * 2654435761 + 88172645463325252], dtype=np.uint64),
        low=problem.band.min_households,
        power=problem.power,
        n_around=int(np.clip(REGION * n_slots // max(len(nodes), 1), *AROUND)),
        price=0.0,
        is_centroid=problem.center == "centroid",
        is_inside=is_inside,
    )


def _first_units(reduction: Reduction) -> NDArray[np.int64]:
    """Return the first unit of each node."""
    return np.unique(reduction.node, return_index=True)[1].astype(np.int64)


@inner
def fare(layout: Layout, node: int, site: int, x: float, y: float) -> float:
    """Return the demand-metres of *node* to a center at *site*, placed at *x*, *y*."""
    if layout.matrix.shape[0] > 0:
        d = layout.matrix[node, site]
    else:
        dx, dy = layout.nodes[node].x - x, layout.nodes[node].y - y
        d = np.sqrt(dx * dx + dy * dy)
    if layout.power == 2:
        d = d * d
    return float(layout.nodes[node].demand * d)


@inner
def lack(layout: Layout, load: int, capacity: int) -> float:
    """Return what it costs that a zone of *load* is out of its bounds."""
    return layout.price * max(layout.low - load, load - capacity, 0)


@inner
def add_node(layout: Layout, node: int, slot: int) -> None:
    """Put *node* on the list of *slot*, and its demand-metres on the bill."""
    there = layout.slots[slot]
    layout.nodes[node].slot = slot
    layout.nodes[node].next = there.head
    layout.slots[slot].head = node
    layout.slots[slot].size += 1
    layout.slots[slot].load += layout.nodes[node].weight
    layout.slots[slot].cost += fare(layout, node, there.site, there.x, there.y)


@inner
def set_center(layout: Layout, slot: int, site: int, x: float, y: float) -> None:
    """Empty *slot* and put its center at *site*, placed at *x*, *y*."""
    layout.slots[slot].x, layout.slots[slot].y = x, y
    layout.slots[slot].site = site
    layout.slots[slot].capacity = layout.sites[site].capacity
    layout.slots[slot].load, layout.slots[slot].size = 0, 0
    layout.slots[slot].head, layout.slots[slot].cost = -1, 0.0
    if not layout.is_centroid:
        layout.sites[site].slot = slot


@compiled
def load_plan(layout: Layout, labels: NDArray[np.int64], sites: NDArray[np.int64]) -> None:
    """Put a whole plan on the layout: slot of each node, site of each slot."""
    for site in range(len(layout.sites)):
        layout.sites[site].slot = -1
    for slot in range(len(sites)):
        place = layout.sites[sites[slot]]
        set_center(layout, slot, sites[slot], place.x, place.y)
    for node in range(len(labels)):
        add_node(layout, node, labels[node])


@inner
def worth(layout: Layout, slots: NDArray[np.int64]) -> float:
    """Return the demand-metres of *slots*, with the price of what is out of band."""
    total = 0.0
    for slot in slots:
        total += layout.slots[slot].cost
        total += lack(layout, layout.slots[slot].load, layout.slots[slot].capacity)
    return total


@inner
def total_worth(layout: Layout, price: float) -> float:
    """Return the demand-metres of the plan, with *price* for each household out of band."""
    total = 0.0
    for slot in range(len(layout.slots)):
        load, capacity = layout.slots[slot].load, layout.slots[slot].capacity
        total += layout.slots[slot].cost + price * max(layout.low - load, load - capacity, 0)
    return total
