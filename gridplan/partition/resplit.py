"""Merge a few neighboring zones and cut them anew along a random tree.

One move replaces long ejection chains: the cut of a tree over two to six zones is exact, so a
zone that is out of band is mended wherever the tree allows it, and a cut of equal merit
carries the defect on to where it can be mended.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, link, unlink
from gridplan.partition.compiled import compiled, inner, random_below, random_float
from gridplan.partition.net import Rules
from gridplan.partition.search import FOE_HOUSEHOLDS
from gridplan.partition.tally import excess, n_foes, recenter
from gridplan.partition.tree import cut_forest, make_bounds, random_tree

MAX_ZONES = 6  # zones cut anew together
MAX_NODES = 1500  # a region of more nodes is not worth its time
MIN_LOOKS = 12  # tries before the zones out of band are listed again
NOISE = 3.0  # blur of the lengths a random tree is made from


@inner
def _take_zone(board: Board, zone: int, n_nodes: int) -> int:
    """Add the nodes of *zone* to the queue; return its length."""
    node = board.zones[zone].head
    while node >= 0:
        board.nodes[n_nodes].queue = node
        n_nodes += 1
        node = board.nodes[node].next
    return n_nodes


@inner
def _gather(
    board: Board, zones: NDArray[np.int64], zone: int, n_wanted: int
) -> tuple[int, NDArray[np.int64]]:
    """Fill *zones* with *zone* and random zones around it; return their number and nodes."""
    zones[0], n_zones = zone, 1
    n_nodes = _take_zone(board, zone, 0)
    for _ in range(12 * n_wanted):
        if n_zones == n_wanted or n_nodes > MAX_NODES:
            break
        node = board.nodes[random_below(board.rng, n_nodes)].queue
        first = board.nodes[node].first
        degree = board.nodes[node].last - first
        if degree == 0:
            continue
        end = board.contacts[first + random_below(board.rng, degree)].node
        other = board.nodes[end].label
        is_new = True
        for i in range(n_zones):
            is_new = is_new and zones[i] != other
        if is_new:
            n_nodes = _take_zone(board, other, n_nodes)
            zones[n_zones] = other
            n_zones += 1
    region = np.empty(n_nodes, dtype=np.int64)
    for i in range(n_nodes):
        region[i] = board.nodes[i].queue
    return n_zones, region


@inner
def _worth(
    board: Board, zones: NDArray[np.int64], region: NDArray[np.int64]
) -> tuple[float, float]:
    """Return households out of band (foes too) and household-metres of a region."""
    off, cost = 0.0, 0.0
    for zone in zones:
        if board.zones[zone].size > 0:
            off += excess(board, zone, 0)
            cost += board.zones[zone].cost
    for node in region:
        own = board.nodes[node].label
        off += 0.5 * FOE_HOUSEHOLDS * n_foes(board, node, own)
        for e in range(board.nodes[node].first, board.nodes[node].last):
            bond = board.contacts[e].bond
            if bond != 0.0 and board.nodes[board.contacts[e].node].label != own:
                cost += 0.5 * bond
    return off, cost


@inner
def _spare_numbers(board: Board, zones: NDArray[np.int64], n_zones: int, n_parts: int) -> bool:
    """Add free zone numbers to *zones* until there is one for each part."""
    number = len(board.zones) - 1  # the spare numbers are the last ones
    while n_zones < n_parts:
        while number >= 0 and board.zones[number].size > 0:
            number -= 1
        if number < 0 or n_zones == len(zones):
            return False
        zones[n_zones] = number
        n_zones += 1
        number -= 1
    return True


@inner
def _relabel(
    board: Board,
    rules: Rules,
    region: NDArray[np.int64],
    labels: NDArray[np.int64],
    zones: NDArray[np.int64],
) -> None:
    """Give the nodes of a region new labels and put *zones* right."""
    for i in range(len(region)):
        if board.nodes[region[i]].label != labels[i]:
            unlink(board, region[i])
            link(board, region[i], labels[i])
    for zone in zones:
        recenter(board, rules, zone)


@inner
def _is_taken(
    board: Board, old: tuple[float, float], new: tuple[float, float], temperature: float
) -> bool:
    """Fewer households out of band win; at equal ones the cost decides, by *temperature*."""
    if abs(new[0] - old[0]) > 1e-6:
        return new[0] < old[0]
    change = new[1] - old[1]
    if change <= 0.0:
        return True
    return temperature > 0.0 and random_float(board.rng) < np.exp(-change / temperature)


@inner
def resplit(
    board: Board, rules: Rules, zone: int, n_wanted: int, zone_price: float, temperature: float
) -> bool:
    """Cut *zone* and *n_wanted* - 1 zones around it anew; keep the cut when it is taken.

    The number of zones changes only where that brings households into the band: else
    compactness alone would make ever more of them.
    """
    zones = np.empty(2 * MAX_ZONES, dtype=np.int64)
    n_zones, region = _gather(board, zones, zone, n_wanted)
    if len(region) > MAX_NODES or len(region) < 2:
        return False
    tree = random_tree(board, region, NOISE)
    part, n_parts = cut_forest(tree, make_bounds(rules.low, rules.high, zone_price))
    if rules.is_count_fixed and n_parts != n_zones:
        return False
    if not _spare_numbers(board, zones, n_zones, n_parts):
        return False
    zones = zones[: max(n_zones, n_parts)]
    old_worth = _worth(board, zones, region)
    old = np.empty(len(region), dtype=np.int64)
    new = np.empty(len(region), dtype=np.int64)
    for i in range(len(region)):
        region[i] = tree[i].node
        old[i] = board.nodes[region[i]].label
        new[i] = zones[part[i]]
    _relabel(board, rules, region, new, zones)
    worth = _worth(board, zones, region)
    is_better = worth[0] < old_worth[0] - 1e-6
    if (is_better or n_parts == n_zones) and _is_taken(board, old_worth, worth, temperature):
        return True
    _relabel(board, rules, region, old, zones)
    return False


@inner
def _is_open(board: Board, zone: int) -> bool:
    """Tell whether *zone* is out of band and may be mended."""
    if board.zones[zone].size == 0:
        return False
    if excess(board, zone, 0) == 0.0:
        return False
    node = board.zones[zone].head
    while node >= 0:
        if board.nodes[node].is_hopeless:
            return False
        node = board.nodes[node].next
    return True


@inner
def _list_open(board: Board, found: NDArray[np.int64]) -> int:
    """List the zones that may be mended; return their number."""
    n_found = 0
    for zone in range(len(board.zones)):
        if _is_open(board, zone):
            found[n_found] = zone
            n_found += 1
    return n_found


@compiled
def repair(
    board: Board, rules: Rules, tries_per_zone: int, zone_price: float, temperature: float
) -> int:
    """Cut anew around zones that are out of band; return how many tries were used.

    Ends when *tries_per_zone* for each zone that is left have not made them fewer. Their list
    is renewed now and then, not at every try: cost stays linear.
    """
    found = np.empty(len(board.zones), dtype=np.int64)
    n_found = fewest = _list_open(board, found)
    n_tries, since = 0, 0
    while n_found > 0 and n_tries - since < tries_per_zone * n_found:
        for _ in range(max(2 * n_found, MIN_LOOKS)):
            n_tries += 1
            zone = found[random_below(board.rng, n_found)]
            if _is_open(board, zone):
                price = zone_price
                if rules.is_count_fixed:
                    price *= 4.0 * random_float(board.rng) - 1.0
                n_wanted = 2 + random_below(board.rng, MAX_ZONES - 1)
                resplit(board, rules, zone, n_wanted, price, temperature)
        n_found = _list_open(board, found)
        if n_found < fewest:
            fewest, since = n_found, n_tries
    return n_tries


@compiled
def recombine(
    board: Board, rules: Rules, n_tries: int, zone_price: float, temperature: float
) -> int:
    """Cut random pairs and triples of zones anew; return how many cuts were taken."""
    n_taken = 0
    for _ in range(n_tries):
        zone = board.nodes[random_below(board.rng, len(board.nodes))].label
        n_wanted = 2 + random_below(board.rng, 2)
        n_taken += resplit(board, rules, zone, n_wanted, zone_price, temperature)
    return n_taken
