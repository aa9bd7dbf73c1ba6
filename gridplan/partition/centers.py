"""Search over sets of centers: the hard part of compact districts.

Once centers are right, the assignment follows almost by itself (`transport`). So sets of
centers are drawn at random, far apart; each is drawn to the middle of its zone and balanced
anew until that no longer helps, then single centers move to a neighbor wherever the transport
gets cheaper. All of it costs a few milliseconds a set, so many are tried and the best few kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, distance
from gridplan.partition.compiled import compiled, inner, random_below, random_float
from gridplan.partition.net import Rules
from gridplan.partition.transport import Market, balance, cheapest

N_LLOYD = 30  # times that centers move to the middle of their zone
N_QUICK, N_SURE = 14, 60  # rounds of prices to try a center, and to be sure of it
N_DRAWS = 4  # candidates for the next center at the start
GAIN = 1e-6  # least part of the cost that a move of a center must save


@inner
def _set_center(
    board: Board, rules: Rules, market: Market, centers: NDArray[np.int64], zone: int, node: int
) -> None:
    """Put the center of *zone* at *node*."""
    centers[zone] = node
    for i in range(len(market.weight)):
        market.cost[i, zone] = board.nodes[i].demand * distance(board, rules, i, node)


@inner
def _draw(board: Board, total: float) -> int:
    """Return a random node by weight."""
    left = random_float(board.rng) * total
    for node in range(len(board.nodes)):
        left -= board.nodes[node].weight
        if left < 0.0:
            return node
    return random_below(board.rng, len(board.nodes))


@inner
def _scatter(board: Board, rules: Rules, market: Market, centers: NDArray[np.int64]) -> None:
    """Draw centers by weight, each time the one farthest from the centers so far."""
    total = float(market.weight.sum())
    for zone in range(len(centers)):
        pick, farthest = 0, -1.0
        for _ in range(N_DRAWS if zone > 0 else 1):
            node = _draw(board, total)
            nearest = np.inf
            for other in range(zone):
                nearest = min(nearest, distance(board, rules, node, centers[other]))
            if nearest > farthest:
                pick, farthest = node, nearest
        _set_center(board, rules, market, centers, zone, pick)


@inner
def _middle_of(board: Board, rules: Rules, members: NDArray[np.int64], center: int) -> int:
    """Walk from *center* over contacts to the best center of *members*."""
    best, best_cost = center, _cost_to(board, rules, members, center)
    here = -1
    while here != best:
        here = best
        for e in range(board.nodes[here].first, board.nodes[here].last):
            other = board.contacts[e].node
            cost = _cost_to(board, rules, members, other)
            if cost < best_cost:
                best, best_cost = other, cost
    return best


@inner
def _cost_to(board: Board, rules: Rules, members: NDArray[np.int64], center: int) -> float:
    total = 0.0
    for node in members:
        total += board.nodes[node].demand * distance(board, rules, node, center)
    return total


@inner
def _lloyd(
    board: Board,
    rules: Rules,
    market: Market,
    centers: NDArray[np.int64],
    price: NDArray[np.float64],
    step: float,
) -> None:
    """Balance, and draw every center to the middle of its zone, until all stay."""
    owner = np.empty(len(market.weight), dtype=np.int64)
    for _ in range(N_LLOYD):
        balance(market, price, N_QUICK, step)
        for node in range(len(owner)):
            owner[node] = cheapest(market, price, node)[0]
        n_moved = 0
        for zone in range(len(centers)):
            members = np.flatnonzero(owner == zone)
            node = _middle_of(board, rules, members, centers[zone])
            if node != centers[zone] and not (centers == node).any():
                _set_center(board, rules, market, centers, zone, node)
                n_moved += 1
        if n_moved == 0:
            break


@inner
def _try_center(
    board: Board,
    rules: Rules,
    market: Market,
    centers: NDArray[np.int64],
    price: NDArray[np.float64],
    zone: int,
    node: int,
    value: float,
) -> float:
    """Move the center of *zone* to *node* if that is cheaper than *value*; return the value.

    Prices that are not yet in balance flatter: what looks better is balanced longer.
    """
    old, goal = centers[zone], value * (1.0 - GAIN)
    step = 0.01 * value / market.weight.sum()
    trial = price.copy()
    _set_center(board, rules, market, centers, zone, node)
    if balance(market, trial, N_QUICK, step) < goal:
        found = balance(market, trial, N_SURE, step)
        if found < goal:
            price[:] = trial
            return found
    _set_center(board, rules, market, centers, zone, old)
    return value


@compiled
def settle_centers(
    board: Board,
    rules: Rules,
    market: Market,
    centers: NDArray[np.int64],
    price: NDArray[np.float64],
) -> float:
    """Draw centers and improve them until no move to a neighbor helps; return their value.

    *centers* and *price* are filled, `market.cost` as well.
    """
    _scatter(board, rules, market, centers)
    price[:] = 0.0
    step = 0.1 * market.cost.mean() * len(market.weight) / market.weight.sum()
    _lloyd(board, rules, market, centers, price, step)
    value = balance(market, price, N_SURE, step)
    is_better = True
    while is_better:
        before = value
        for zone in range(len(centers)):
            here = centers[zone]
            for e in range(board.nodes[here].first, board.nodes[here].last):
                other = board.contacts[e].node
                if not (centers == other).any():
                    value = _try_center(board, rules, market, centers, price, zone, other, value)
        is_better = value < before
    return value


@compiled
def grow_zones(
    board: Board, market: Market, centers: NDArray[np.int64], price: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return labels in one piece each: what is cheapest where it hangs with its center.

    The rest joins the cheapest zone it touches; nodes that no center reaches keep -1.
    """
    n = len(market.weight)
    owner = np.empty(n, dtype=np.int64)
    for node in range(n):
        owner[node] = cheapest(market, price, node)[0]
    labels = np.full(n, -1, dtype=np.int64)
    labels[centers] = np.arange(len(centers))
    owner[centers] = labels[centers]
    for is_strict in (True, False):
        n_left = n + 1
        while n_left > 0:
            before, n_left = n_left, 0
            for node in range(n):
                if labels[node] < 0:
                    _join_zone(board, market, price, owner, labels, node, is_strict)
                    n_left += labels[node] < 0
            if n_left == before:
                break
    return labels


@inner
def _join_zone(
    board: Board,
    market: Market,
    price: NDArray[np.float64],
    owner: NDArray[np.int64],
    labels: NDArray[np.int64],
    node: int,
    is_strict: bool,
) -> None:
    """Label *node* as the cheapest zone it touches; if *is_strict*, only as its own."""
    least = np.inf
    for e in range(board.nodes[node].first, board.nodes[node].last):
        zone = labels[board.contacts[e].node]
        if zone >= 0 and (zone == owner[node] or not is_strict):
            cost = market.cost[node, zone] + market.weight[node] * price[zone]
            if cost < least:
                least, labels[node] = cost, zone
