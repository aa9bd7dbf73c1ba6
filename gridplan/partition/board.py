"""The plan under search: labels, loads, centers, member lists, kept in step.

Rows of records instead of many arrays: what is read together lies together, and few
arguments keep the compiler quick.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.net import Net, Rules, penalty

SMALL = 40  # zones of at most this many nodes get their exact center at every change
N_SPARE = 16  # zone numbers to spare, at least

NODE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("weight", "i8"), ("demand", "f8"), ("side", "i8"),
        ("first", "i8"), ("last", "i8"), ("first_foe", "i8"), ("last_foe", "i8"),
        ("label", "i8"), ("next", "i8"), ("prev", "i8"),
        ("mark", "i8"), ("queue", "i8"), ("place", "i8"),
        ("is_pinned", "i4"), ("is_hopeless", "i4"),
    ]
)  # fmt: skip
CONTACT = np.dtype([("node", "i8"), ("length", "f8"), ("bond", "f8")])
ZONE = np.dtype(
    [
        ("load", "i8"), ("size", "i8"), ("center", "i8"), ("head", "i8"), ("cost", "f8"),
        ("low", "i8"), ("high", "i8"), ("anchor", "i8"),
    ]
)  # fmt: skip


class Board(NamedTuple):
    """State of a search.

    Parameters
    ----------
    nodes
        `NODE` records: what is known of each node, its contacts ``first..last``, its zone and
        its place in the zone's member list; `mark`, `queue`, `place` are scratch.
    contacts
        `CONTACT` records.
    foes
        Nodes that may not share a zone, by node.
    zones
        `ZONE` records with the bounds of each zone; `anchor` is the node that is its center for
        good, or -1. A zone without nodes is a free number.
    matrix
        Distances between nodes, or empty.
    stamp, rng
        Counter of marks; state of the random numbers.
    """

    nodes: Any
    contacts: Any
    foes: NDArray[np.int64]
    zones: Any
    matrix: NDArray[np.float64]
    stamp: NDArray[np.int64]
    rng: NDArray[np.uint64]


def make_board(
    net: Net, labels: NDArray[np.int64], seed: int, is_hopeless: NDArray[np.bool_]
) -> Board:
    """Set up a board with as many zone numbers as the search may need; `load_labels` fills it."""
    n = len(net.weight)
    nodes = np.zeros(n, dtype=NODE)
    for name in ("x", "y", "weight", "demand", "side"):
        nodes[name] = getattr(net, name)
    nodes["first"], nodes["last"] = net.indptr[:-1], net.indptr[1:]
    nodes["first_foe"], nodes["last_foe"] = net.foe_indptr[:-1], net.foe_indptr[1:]
    nodes["is_pinned"], nodes["is_hopeless"] = net.pin >= 0, is_hopeless
    nodes["place"] = -1 << 60
    contacts = np.zeros(len(net.indices), dtype=CONTACT)
    contacts["node"], contacts["length"], contacts["bond"] = net.indices, net.length, net.bond
    n_numbers = int(labels.max(initial=-1)) + 1 + max(N_SPARE, n // 8)
    zones = np.zeros(n_numbers, dtype=ZONE)
    zones["anchor"] = -1
    zones["anchor"][: len(net.center)], zones["high"][: len(net.center)] = net.center, net.capacity
    return Board(
        nodes=nodes,
        contacts=contacts,
        foes=net.foe_indices.copy(),
        zones=zones,
        matrix=net.matrix.copy(),
        stamp=np.zeros(1, dtype=np.int64),
        rng=np.array([seed * 2654435761 + 88172645463325252], dtype=np.uint64),
    )


@inner
def distance(board: Board, rules: Rules, i: int, j: int) -> float:
    """Return the cost per unit of demand of node *i* with its zone's center at node *j*."""
    if board.matrix.shape[0] > 0:
        d = board.matrix[i, j]
    else:
        dx = board.nodes[i].x - board.nodes[j].x
        dy = board.nodes[i].y - board.nodes[j].y
        d = np.sqrt(dx * dx + dy * dy)
    if rules.power == 2:
        d = d * d
    if board.nodes[i].side != board.nodes[j].side:
        d += rules.side_cost_m
    return float(d)


@compiled
def load_labels(board: Board, rules: Rules, labels: NDArray[np.int64]) -> None:
    """Put a whole plan on the board."""
    for zone in range(len(board.zones)):
        board.zones[zone].head = -1
        board.zones[zone].load = 0
        board.zones[zone].size = 0
        board.zones[zone].low = rules.low
        if board.zones[zone].anchor < 0:
            board.zones[zone].high = rules.high
    for node in range(len(labels) - 1, -1, -1):
        link(board, node, labels[node])
    for zone in range(len(board.zones)):
        board.zones[zone].center = board.zones[zone].head
        recenter(board, rules, zone)


@inner
def link(board: Board, node: int, zone: int) -> None:
    """Add *node* to the member list of *zone*."""
    after = board.zones[zone].head
    board.nodes[node].next = after
    board.nodes[node].prev = -1
    if after >= 0:
        board.nodes[after].prev = node
    board.nodes[node].label = zone
    board.zones[zone].head = node
    board.zones[zone].load += board.nodes[node].weight
    board.zones[zone].size += 1


@inner
def unlink(board: Board, node: int) -> None:
    """Take *node* out of the member list of its zone."""
    zone = board.nodes[node].label
    before, after = board.nodes[node].prev, board.nodes[node].next
    if before >= 0:
        board.nodes[before].next = after
    else:
        board.zones[zone].head = after
    if after >= 0:
        board.nodes[after].prev = before
    board.zones[zone].load -= board.nodes[node].weight
    board.zones[zone].size -= 1


@inner
def cost_from(board: Board, rules: Rules, zone: int, center: int, without: int) -> float:
    """Return the demand-metres of *zone* to *center*, leaving out one node (-1 for none)."""
    total = 0.0
    node = board.zones[zone].head
    while node >= 0:
        if node != without:
            total += board.nodes[node].demand * distance(board, rules, node, center)
        node = board.nodes[node].next
    return total


@inner
def best_center(board: Board, rules: Rules, zone: int, without: int) -> tuple[int, float]:
    """Return the best center of a small zone and its cost, leaving out one node (-1 for none)."""
    best, best_cost = -1, np.inf
    node = board.zones[zone].head
    while node >= 0:
        if node != without:
            total = cost_from(board, rules, zone, node, without)
            if total < best_cost or (total == best_cost and node < best):
                best, best_cost = node, total
        node = board.nodes[node].next
    return best, best_cost


@inner
def walk_center(board: Board, rules: Rules, zone: int) -> tuple[int, float]:
    """Walk from the center over better and better neighbors: for zones of many nodes."""
    best = board.zones[zone].center
    if best < 0 or board.nodes[best].label != zone:
        best = board.zones[zone].head
    best_cost = cost_from(board, rules, zone, best, -1)
    here = -1
    while here != best:
        here = best
        for e in range(board.nodes[here].first, board.nodes[here].last):
            other = board.contacts[e].node
            if board.nodes[other].label == zone:
                total = cost_from(board, rules, zone, other, -1)
                if total < best_cost:
                    best, best_cost = other, total
    return best, best_cost


@inner
def recenter(board: Board, rules: Rules, zone: int) -> None:
    """Give *zone* its best center and cost."""
    center, cost = board.zones[zone].anchor, 0.0
    if center >= 0:
        cost = cost_from(board, rules, zone, center, -1)
    elif board.zones[zone].size > SMALL:
        center, cost = walk_center(board, rules, zone)
    elif board.zones[zone].size > 0:
        center, cost = best_center(board, rules, zone, -1)
    board.zones[zone].center = center
    board.zones[zone].cost = cost


@inner
def _after_move(board: Board, rules: Rules, node: int, zone: int, share: float) -> None:
    """Put center and cost of *zone* right after *node* came (*share* 1) or went (-1).

    Big zones keep their center until the cooling ends, unless it is the center that went.
    """
    center = board.zones[zone].center
    is_free = board.zones[zone].anchor < 0
    if is_free and (board.zones[zone].size <= SMALL or center == node):
        recenter(board, rules, zone)
    else:
        own = board.nodes[node].demand * distance(board, rules, node, center)
        board.zones[zone].cost += share * own


@inner
def move(board: Board, rules: Rules, node: int, zone: int) -> None:
    """Move *node* to *zone* and put both centers right."""
    source = board.nodes[node].label
    unlink(board, node)
    link(board, node, zone)
    _after_move(board, rules, node, source, -1.0)
    _after_move(board, rules, node, zone, 1.0)


@inner
def excess(board: Board, zone: int, extra: int) -> float:
    """Return what *zone* would be out of its bounds by with *extra* households more."""
    bounds = board.zones[zone]
    return penalty(bounds.load + extra, bounds.low, bounds.high)


@inner
def n_foes(board: Board, node: int, zone: int) -> int:
    """Count the nodes in *zone* that *node* may not live with."""
    count = 0
    for e in range(board.nodes[node].first_foe, board.nodes[node].last_foe):
        if board.nodes[board.foes[e]].label == zone:
            count += 1
    return count


@compiled
def measure(board: Board, rules: Rules) -> tuple[int, int, float]:
    """Return pairs of foes in one zone, households out of band, and cost with bonds."""
    off, n_pairs, cost = 0, 0, 0.0
    for zone in range(len(board.zones)):
        if board.zones[zone].size > 0:
            low, high = board.zones[zone].low, board.zones[zone].high
            off += max(low - board.zones[zone].load, board.zones[zone].load - high, 0)
            cost += board.zones[zone].cost
    for node in range(len(board.nodes)):
        own = board.nodes[node].label
        n_pairs += n_foes(board, node, own)
        for e in range(board.nodes[node].first, board.nodes[node].last):
            if board.nodes[board.contacts[e].node].label != own:
                cost += 0.5 * board.contacts[e].bond
    return n_pairs // 2, off, cost
