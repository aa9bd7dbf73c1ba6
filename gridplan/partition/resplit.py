"""Merge a few neighboring zones and cut them anew along a random tree.

One move replaces long ejection chains: the cut of a tree over two to six zones is exact, so a
zone that is out of band is mended wherever the tree allows it, and a cut of equal merit
carries the defect on to where it can be mended.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, link, n_foes, recenter, unlink
from gridplan.partition.compiled import compiled, random_below, random_float
from gridplan.partition.net import Net, Rules, penalty
from gridplan.partition.search import FOE_HOUSEHOLDS
from gridplan.partition.tree import cut_forest, make_bounds, spanning_forest

MAX_ZONES = 6  # zones cut anew together
MAX_NODES = 1500  # a region of more nodes is not worth its time


class Room(NamedTuple):
    """Scratch of the moves: `place` is -1 everywhere; `is_hopeless` nodes are left alone."""

    place: NDArray[np.int64]
    zones: NDArray[np.int64]
    nodes: NDArray[np.int64]
    is_hopeless: NDArray[np.bool_]


def make_room(n: int, is_hopeless: NDArray[np.bool_]) -> Room:
    """Set up the scratch for *n* nodes."""
    return Room(
        np.full(n, -1, dtype=np.int64),
        np.full(2 * MAX_ZONES, -1, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        is_hopeless,
    )


@compiled
def _take_zone(board: Board, room: Room, zone: int, n_zones: int, n_nodes: int) -> int:
    """Add *zone* and its nodes to the region; return the number of nodes."""
    room.zones[n_zones] = zone
    node = board.head[zone]
    while node >= 0:
        room.nodes[n_nodes] = node
        n_nodes += 1
        node = board.next[node]
    return n_nodes


@compiled
def _gather(net: Net, board: Board, room: Room, zone: int, n_wanted: int) -> tuple[int, int]:
    """Fill the region with *zone* and random zones around it; return zones and nodes in it."""
    n_nodes = _take_zone(board, room, zone, 0, 0)
    n_zones = 1
    for _ in range(12 * n_wanted):
        if n_zones == n_wanted or n_nodes > MAX_NODES:
            break
        node = room.nodes[random_below(board.rng, n_nodes)]
        degree = net.indptr[node + 1] - net.indptr[node]
        if degree == 0:
            continue
        other = board.label[net.indices[net.indptr[node] + random_below(board.rng, degree)]]
        is_new = True
        for i in range(n_zones):
            if room.zones[i] == other:
                is_new = False
        if is_new:
            n_nodes = _take_zone(board, room, other, n_zones, n_nodes)
            n_zones += 1
    return n_zones, n_nodes


@compiled
def _worth(
    net: Net, rules: Rules, board: Board, zones: NDArray[np.int64], nodes: NDArray[np.int64]
) -> tuple[float, float]:
    """Return households out of band (foes too) and household-metres of a region."""
    off, cost = 0.0, 0.0
    for zone in zones:
        if board.size[zone] > 0:
            off += penalty(board.load[zone], rules.low, rules.high)
            cost += board.cost[zone]
    for node in nodes:
        own = board.label[node]
        off += 0.5 * FOE_HOUSEHOLDS * n_foes(net, board, node, own)
        for e in range(net.indptr[node], net.indptr[node + 1]):
            if net.bond[e] != 0.0 and board.label[net.indices[e]] != own:
                cost += 0.5 * net.bond[e]
    return off, cost


@compiled
def _spare_numbers(board: Board, zones: NDArray[np.int64], n_zones: int, n_parts: int) -> bool:
    """Add free zone numbers to *zones* until there is one for each part."""
    number = 0
    while n_zones < n_parts:
        while number < len(board.size) and board.size[number] > 0:
            number += 1
        if number == len(board.size) or n_zones == len(zones):
            return False
        zones[n_zones] = number
        n_zones += 1
        number += 1
    return True


@compiled
def _relabel(
    net: Net,
    rules: Rules,
    board: Board,
    nodes: NDArray[np.int64],
    labels: NDArray[np.int64],
    zones: NDArray[np.int64],
) -> None:
    """Give *nodes* new labels and put *zones* right."""
    for i in range(len(nodes)):
        if board.label[nodes[i]] != labels[i]:
            unlink(net, board, nodes[i])
            link(net, board, nodes[i], labels[i])
    for zone in zones:
        if board.size[zone] > 0 and board.label[max(board.center[zone], 0)] != zone:
            board.center[zone] = board.head[zone]
        recenter(net, rules, board, zone)


@compiled
def resplit(
    net: Net,
    rules: Rules,
    board: Board,
    room: Room,
    zone: int,
    n_wanted: int,
    zone_price: float,
    temperature: float,
) -> bool:
    """Cut *zone* and *n_wanted* - 1 zones around it anew; keep the cut when it is taken.

    Fewer households out of band always win; at equal ones the cost decides, by *temperature*.
    """
    n_zones, n_nodes = _gather(net, board, room, zone, n_wanted)
    if n_nodes > MAX_NODES or n_nodes < 2:
        return False
    nodes = room.nodes[:n_nodes].copy()
    tree = spanning_forest(net, nodes, room.place, 3.0, board.rng)
    part, n_parts = cut_forest(tree, net.weight, make_bounds(rules.low, rules.high, zone_price))
    if (rules.is_count_fixed and n_parts != n_zones) or n_parts > len(room.zones):
        return False
    if not _spare_numbers(board, room.zones, n_zones, n_parts):
        return False
    zones = room.zones[: max(n_zones, n_parts)].copy()
    old_off, old_cost = _worth(net, rules, board, zones, nodes)
    old = board.label[tree.node].copy()
    _relabel(net, rules, board, tree.node, zones[part], zones)
    off, cost = _worth(net, rules, board, zones, nodes)
    change = cost - old_cost
    if off < old_off - 1e-6:
        return True
    if off < old_off + 1e-6 and (
        change <= 0.0
        or (temperature > 0.0 and random_float(board.rng) < np.exp(-change / temperature))
    ):
        return True
    _relabel(net, rules, board, tree.node, old, zones)
    return False


@compiled
def _next_fault(rules: Rules, board: Board, room: Room, start: int) -> int:
    """Find a zone out of band that may be mended, from number *start* round; -1 for none."""
    n = len(board.size)
    for i in range(n):
        zone = (start + i) % n
        if board.size[zone] == 0 or penalty(board.load[zone], rules.low, rules.high) == 0.0:
            continue
        is_open = True
        node = board.head[zone]
        while node >= 0:
            if room.is_hopeless[node]:
                is_open = False
            node = board.next[node]
        if is_open:
            return zone
    return -1


@compiled
def repair(
    net: Net,
    rules: Rules,
    board: Board,
    room: Room,
    n_tries: int,
    zone_price: float,
    temperature: float,
) -> int:
    """Cut anew around zones that are out of band; return how many tries were used."""
    for t in range(n_tries):
        zone = _next_fault(rules, board, room, random_below(board.rng, len(board.size)))
        if zone < 0:
            return t
        n_wanted = 2 + random_below(board.rng, MAX_ZONES - 1)
        price = zone_price
        if rules.is_count_fixed:
            price *= 4.0 * random_float(board.rng) - 1.0
        resplit(net, rules, board, room, zone, n_wanted, price, temperature)
    return n_tries


@compiled
def recombine(
    net: Net,
    rules: Rules,
    board: Board,
    room: Room,
    n_tries: int,
    zone_price: float,
    temperature: float,
) -> int:
    """Cut random pairs and triples of zones anew for compactness; return how many were taken."""
    n_taken = 0
    for _ in range(n_tries):
        zone = board.label[random_below(board.rng, len(net.weight))]
        n_wanted = 2 + random_below(board.rng, 2)
        n_taken += resplit(net, rules, board, room, zone, n_wanted, zone_price, temperature)
    return n_taken
