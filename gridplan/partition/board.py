"""The plan under search: labels, loads, centers, member lists, kept in step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled
from gridplan.partition.net import Net, Rules, deviation, distance

SMALL = 40  # zones of at most this many nodes get their exact center at every change


class Board(NamedTuple):
    """State of a search; zones without nodes are free numbers."""

    label: NDArray[np.int64]
    load: NDArray[np.int64]
    size: NDArray[np.int64]
    center: NDArray[np.int64]
    cost: NDArray[np.float64]
    head: NDArray[np.int64]
    next: NDArray[np.int64]
    prev: NDArray[np.int64]
    mark: NDArray[np.int64]
    queue: NDArray[np.int64]
    stamp: NDArray[np.int64]
    rng: NDArray[np.uint64]


def make_board(net: Net, rules: Rules, labels: NDArray[np.int64], seed: int) -> Board:
    """Set up the board for *labels*, with as many free zone numbers as the search may need."""
    n = len(net.weight)
    n_numbers = int(labels.max(initial=-1)) + 1 + max(16, n // 8)
    board = Board(
        label=np.full(n, -1, dtype=np.int64),
        load=np.zeros(n_numbers, dtype=np.int64),
        size=np.zeros(n_numbers, dtype=np.int64),
        center=np.full(n_numbers, -1, dtype=np.int64),
        cost=np.zeros(n_numbers),
        head=np.full(n_numbers, -1, dtype=np.int64),
        next=np.full(n, -1, dtype=np.int64),
        prev=np.full(n, -1, dtype=np.int64),
        mark=np.zeros(n, dtype=np.int64),
        queue=np.zeros(n, dtype=np.int64),
        stamp=np.zeros(1, dtype=np.int64),
        rng=np.array([seed * 2654435761 + 88172645463325252], dtype=np.uint64),
    )
    load_labels(net, rules, board, labels)
    return board


@compiled
def load_labels(net: Net, rules: Rules, board: Board, labels: NDArray[np.int64]) -> None:
    """Put a whole plan on the board."""
    board.head[:] = -1
    board.load[:] = 0
    board.size[:] = 0
    board.cost[:] = 0.0
    board.center[:] = -1
    for node in range(len(labels) - 1, -1, -1):
        link(net, board, node, labels[node])
    for zone in range(len(board.size)):
        if board.size[zone] > 0:
            board.center[zone] = board.head[zone]
            recenter(net, rules, board, zone)


@compiled
def link(net: Net, board: Board, node: int, zone: int) -> None:
    """Add *node* to the member list of *zone*."""
    after = board.head[zone]
    board.next[node] = after
    board.prev[node] = -1
    if after >= 0:
        board.prev[after] = node
    board.head[zone] = node
    board.label[node] = zone
    board.load[zone] += net.weight[node]
    board.size[zone] += 1


@compiled
def unlink(net: Net, board: Board, node: int) -> None:
    """Take *node* out of the member list of its zone."""
    zone = board.label[node]
    before, after = board.prev[node], board.next[node]
    if before >= 0:
        board.next[before] = after
    else:
        board.head[zone] = after
    if after >= 0:
        board.prev[after] = before
    board.load[zone] -= net.weight[node]
    board.size[zone] -= 1


@compiled
def cost_from(net: Net, rules: Rules, board: Board, zone: int, center: int, without: int) -> float:
    """Return the household-metres of *zone* to *center*, leaving out one node (-1 for none)."""
    total = 0.0
    node = board.head[zone]
    while node >= 0:
        if node != without:
            total += net.weight[node] * distance(net, rules, node, center)
        node = board.next[node]
    return total


@compiled
def best_center(net: Net, rules: Rules, board: Board, zone: int, without: int) -> tuple[int, float]:
    """Return the best center of a small zone and its cost, leaving out one node (-1 for none)."""
    best, best_cost = -1, np.inf
    node = board.head[zone]
    while node >= 0:
        if node != without:
            total = cost_from(net, rules, board, zone, node, without)
            if total < best_cost or (total == best_cost and node < best):
                best, best_cost = node, total
        node = board.next[node]
    return best, best_cost


@compiled
def walk_center(net: Net, rules: Rules, board: Board, zone: int) -> tuple[int, float]:
    """Walk from the center over better and better neighbors: for zones of many nodes."""
    best = board.center[zone]
    if best < 0 or board.label[best] != zone:
        best = board.head[zone]
    best_cost = cost_from(net, rules, board, zone, best, -1)
    is_better = True
    while is_better:
        is_better = False
        here = best
        for e in range(net.indptr[here], net.indptr[here + 1]):
            other = net.indices[e]
            if board.label[other] == zone:
                total = cost_from(net, rules, board, zone, other, -1)
                if total < best_cost:
                    best, best_cost, is_better = other, total, True
    return best, best_cost


@compiled
def recenter(net: Net, rules: Rules, board: Board, zone: int) -> None:
    """Give *zone* its best center and cost."""
    if board.size[zone] == 0:
        board.center[zone] = -1
        board.cost[zone] = 0.0
    elif board.size[zone] <= SMALL:
        board.center[zone], board.cost[zone] = best_center(net, rules, board, zone, -1)
    else:
        board.center[zone], board.cost[zone] = walk_center(net, rules, board, zone)


@compiled
def move(net: Net, rules: Rules, board: Board, node: int, zone: int) -> None:
    """Move *node* to *zone* and put both centers right.

    Big zones keep their center until the sweep ends, unless it is the center that leaves.
    """
    source = board.label[node]
    unlink(net, board, node)
    link(net, board, node, zone)
    if board.size[source] <= SMALL or board.center[source] == node:
        recenter(net, rules, board, source)
    else:
        board.cost[source] -= net.weight[node] * distance(net, rules, node, board.center[source])
    if board.size[zone] <= SMALL:
        recenter(net, rules, board, zone)
    else:
        board.cost[zone] += net.weight[node] * distance(net, rules, node, board.center[zone])


@compiled
def recenter_all(net: Net, rules: Rules, board: Board) -> None:
    """Put the centers and costs of all zones right."""
    for zone in range(len(board.size)):
        if board.size[zone] > 0:
            recenter(net, rules, board, zone)


@compiled
def n_foes(net: Net, board: Board, node: int, zone: int) -> int:
    """Count the nodes in *zone* that *node* may not live with."""
    count = 0
    for e in range(net.foe_indptr[node], net.foe_indptr[node + 1]):
        if board.label[net.foe_indices[e]] == zone:
            count += 1
    return count


@compiled
def measure(net: Net, rules: Rules, board: Board) -> tuple[int, int, float]:
    """Return households out of band, pairs of foes in one zone, and cost with bonds."""
    off, cost = 0, 0.0
    for zone in range(len(board.size)):
        if board.size[zone] > 0:
            off += deviation(board.load[zone], rules.low, rules.high)
            cost += board.cost[zone]
    n_pairs = 0
    for node in range(len(net.weight)):
        n_pairs += n_foes(net, board, node, board.label[node])
        for e in range(net.indptr[node], net.indptr[node + 1]):
            other = net.indices[e]
            if node < other and board.label[node] != board.label[other]:
                cost += net.bond[e]
    return off, n_pairs // 2, cost
