"""What every zone on the board carries and costs, kept in step as nodes move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, distance, link, unlink
from gridplan.partition.compiled import compiled, inner
from gridplan.partition.net import Rules, penalty

LARGE = 1000  # nodes above which a zone looks for its center only around the best


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
        recenter(board, rules, zone)


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
def center_without(board: Board, rules: Rules, node: int) -> tuple[int, float]:
    """Return the best center of the zone of *node*, and its cost, once *node* has left."""
    zone = board.nodes[node].label
    best, best_cost = -1, np.inf
    other = board.zones[zone].head
    while other >= 0:
        if other != node:
            own = board.nodes[node].demand * distance(board, rules, node, other)
            total = board.nodes[other].sum - own
            if total < best_cost or (total == best_cost and other < best):
                best, best_cost = other, total
        other = board.nodes[other].next
    return (node, board.zones[zone].cost) if best < 0 else (best, best_cost)


@inner
def _add_up(board: Board, rules: Rules, zone: int) -> None:
    """Sum the cost of *zone* anew for a center at each of its nodes.

    In a zone of very many, only for those on the way from its middle to the best.
    """
    is_small = board.zones[zone].size <= LARGE
    node = board.zones[zone].head
    while node >= 0:
        board.nodes[node].sum = cost_from(board, rules, zone, node, -1) if is_small else np.inf
        node = board.nodes[node].next
    if not is_small:
        _walk(board, rules, zone, _middle(board, zone))


@inner
def _middle(board: Board, zone: int) -> int:
    """Return the node of *zone* next to the mean of its positions."""
    x, y = 0.0, 0.0
    node = board.zones[zone].head
    while node >= 0:
        x += board.nodes[node].x / board.zones[zone].size
        y += board.nodes[node].y / board.zones[zone].size
        node = board.nodes[node].next
    best, nearest = -1, np.inf
    node = board.zones[zone].head
    while node >= 0:
        away = (board.nodes[node].x - x) ** 2 + (board.nodes[node].y - y) ** 2
        if away < nearest:
            best, nearest = node, away
        node = board.nodes[node].next
    return best


@inner
def _walk(board: Board, rules: Rules, zone: int, start: int) -> None:
    """Sum the cost of *zone* for centers from *start* over better and better neighbors."""
    best, here = start, -1
    board.nodes[best].sum = cost_from(board, rules, zone, best, -1)
    while here != best:
        here = best
        for e in range(board.nodes[here].first, board.nodes[here].last):
            other = board.contacts[e].node
            if board.nodes[other].label == zone and board.nodes[other].sum == np.inf:
                board.nodes[other].sum = cost_from(board, rules, zone, other, -1)
                if board.nodes[other].sum < board.nodes[best].sum:
                    best = other


@inner
def recenter(board: Board, rules: Rules, zone: int) -> None:
    """Give *zone* its best center and cost, from scratch."""
    center = board.zones[zone].anchor
    board.zones[zone].cost = 0.0
    if center >= 0:
        board.zones[zone].cost = cost_from(board, rules, zone, center, -1)
    elif board.zones[zone].size > 0:
        _add_up(board, rules, zone)
        center = _least_sum(board, zone)
        board.zones[zone].cost = board.nodes[center].sum
    board.zones[zone].center = center


@inner
def _least_sum(board: Board, zone: int) -> int:
    """Return the best center of *zone* by the sums; the first among equals."""
    best = board.zones[zone].head
    node = best
    while node >= 0:
        total = board.nodes[node].sum
        if total < board.nodes[best].sum or (total == board.nodes[best].sum and node < best):
            best = node
        node = board.nodes[node].next
    return int(best)


@inner
def _shift(board: Board, rules: Rules, node: int, zone: int, share: float) -> None:
    """Put center and cost of *zone* right after *node* came (*share* 1) or went (-1)."""
    demand = share * board.nodes[node].demand
    center = board.zones[zone].anchor
    if center >= 0:
        board.zones[zone].cost += demand * distance(board, rules, node, center)
        return
    other = board.zones[zone].head
    while other >= 0:
        board.nodes[other].sum += demand * distance(board, rules, node, other)
        other = board.nodes[other].next
    center = _least_sum(board, zone)
    board.zones[zone].center = center
    board.zones[zone].cost = board.nodes[center].sum if center >= 0 else 0.0


@inner
def move(board: Board, rules: Rules, node: int, zone: int) -> None:
    """Move *node* to *zone* and put both centers right."""
    source = board.nodes[node].label
    unlink(board, node)
    _shift(board, rules, node, source, -1.0)
    board.nodes[node].sum = np.inf
    if board.zones[zone].anchor < 0 and board.zones[zone].size < LARGE:
        board.nodes[node].sum = cost_from(board, rules, zone, node, -1)
    link(board, node, zone)
    _shift(board, rules, node, zone, 1.0)


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
