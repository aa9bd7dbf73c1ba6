"""Local search: move a border node, or swap two across a border, by annealing.

Bounds may be broken at a price that the caller raises and lowers (strategic oscillation);
contiguity never.
"""

from __future__ import annotations

import numpy as np

from gridplan.partition.board import SMALL, Board, best_center, move, n_foes
from gridplan.partition.compiled import compiled, random_below, random_float
from gridplan.partition.contiguity import can_leave
from gridplan.partition.net import Net, Rules, distance, penalty

FOE_HOUSEHOLDS = 50.0  # a pair that must not share a zone costs as much as these out of band
SWAP_SHARE = 0.35  # of the proposals
MAX_SWAP_LOOKS = 48  # members of the other zone looked at for a partner


@compiled
def _rest(net: Net, rules: Rules, board: Board, node: int) -> tuple[int, float]:
    """Return center and cost of the zone of *node* without it."""
    zone = board.label[node]
    if board.center[zone] != node:
        own = net.weight[node] * distance(net, rules, node, board.center[zone])
        return board.center[zone], board.cost[zone] - own
    if board.size[zone] <= SMALL:
        return best_center(net, rules, board, zone, node)
    return node, board.cost[zone]


@compiled
def _bond_change(net: Net, board: Board, node: int, zone: int) -> float:
    """Return what the bonds of *node* cost more when it moves to *zone*."""
    source = board.label[node]
    change = 0.0
    for e in range(net.indptr[node], net.indptr[node + 1]):
        if net.bond[e] != 0.0:
            there = board.label[net.indices[e]]
            if there == source:
                change += net.bond[e]
            elif there == zone:
                change -= net.bond[e]
    return change


@compiled
def _off_change(rules: Rules, load_a: int, load_b: int, shift: int) -> float:
    """Return how much worse the bounds are broken when *shift* households go from a to b."""
    before = penalty(load_a, rules.low, rules.high) + penalty(load_b, rules.low, rules.high)
    after = penalty(load_a - shift, rules.low, rules.high) + penalty(
        load_b + shift, rules.low, rules.high
    )
    return after - before


@compiled
def _is_accepted(board: Board, change: float, temperature: float) -> bool:
    if change <= 0.0:
        return True
    if temperature <= 0.0 or change > 30.0 * temperature:
        return False
    return random_float(board.rng) < np.exp(-change / temperature)


@compiled
def _relocate(
    net: Net, rules: Rules, board: Board, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to move *node* to *zone*."""
    source = board.label[node]
    if board.size[source] == 1 or net.pin[node] >= 0:
        return False
    off = _off_change(rules, board.load[source], board.load[zone], net.weight[node])
    off += FOE_HOUSEHOLDS * (n_foes(net, board, node, zone) - n_foes(net, board, node, source))
    change = price * off + _bond_change(net, board, node, zone)
    _, rest = _rest(net, rules, board, node)
    change += rest - board.cost[source]
    change += net.weight[node] * distance(net, rules, node, board.center[zone])
    if not _is_accepted(board, change, temperature):
        return False
    if rules.is_contiguous and not can_leave(net, board, node):
        return False
    move(net, rules, board, node, zone)
    return True


@compiled
def _touches(net: Net, board: Board, node: int, zone: int, besides: int) -> bool:
    """Tell whether *node* touches *zone* at another node than *besides*."""
    for e in range(net.indptr[node], net.indptr[node + 1]):
        other = net.indices[e]
        if other != besides and board.label[other] == zone:
            return True
    return False


@compiled
def _swap_partner(net: Net, rules: Rules, board: Board, node: int, zone: int) -> int:
    """Pick a random node of *zone* that could take the place of *node*; -1 for none."""
    source = board.label[node]
    pick, n_found = -1, 0
    other = board.head[zone]
    for _ in range(MAX_SWAP_LOOKS):
        if other < 0:
            break
        if net.pin[other] < 0 and (
            not rules.is_contiguous or _touches(net, board, other, source, node)
        ):
            n_found += 1
            if random_below(board.rng, n_found) == 0:
                pick = other
        other = board.next[other]
    return pick


@compiled
def _swap_change(
    net: Net, rules: Rules, board: Board, node: int, other: int, price: float
) -> float:
    """Return what the plan costs more when *node* and *other* change places."""
    a, b = board.label[node], board.label[other]
    off = _off_change(rules, board.load[a], board.load[b], net.weight[node] - net.weight[other])
    foes = n_foes(net, board, node, b) - n_foes(net, board, node, a)
    foes += n_foes(net, board, other, a) - n_foes(net, board, other, b)
    change = price * (off + FOE_HOUSEHOLDS * foes)
    center_a, rest_a = _rest(net, rules, board, node)
    center_b, rest_b = _rest(net, rules, board, other)
    change += rest_a + net.weight[other] * distance(net, rules, other, center_a) - board.cost[a]
    change += rest_b + net.weight[node] * distance(net, rules, node, center_b) - board.cost[b]
    change += _bond_change(net, board, node, b) + _bond_change(net, board, other, a)
    for e in range(net.indptr[node], net.indptr[node + 1]):
        if net.indices[e] == other:
            change += 2.0 * net.bond[e]
    return change


@compiled
def _swap(
    net: Net, rules: Rules, board: Board, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to swap *node* with a node of *zone*."""
    source = board.label[node]
    if net.pin[node] >= 0 or board.size[source] == 1 or board.size[zone] == 1:
        return False
    other = _swap_partner(net, rules, board, node, zone)
    if other < 0:
        return False
    change = _swap_change(net, rules, board, node, other, price)
    if not _is_accepted(board, change, temperature):
        return False
    if rules.is_contiguous:
        if not _touches(net, board, node, zone, other):
            return False
        if not (can_leave(net, board, node) and can_leave(net, board, other)):
            return False
    move(net, rules, board, node, zone)
    move(net, rules, board, other, source)
    return True


@compiled
def sweep(
    net: Net, rules: Rules, board: Board, n_steps: int, temperature: float, price: float
) -> int:
    """Make *n_steps* proposals; return how many were taken.

    *price* is in household-metres per household out of band.
    """
    n = len(net.weight)
    n_taken = 0
    for _ in range(n_steps):
        node = random_below(board.rng, n)
        degree = net.indptr[node + 1] - net.indptr[node]
        if degree == 0:
            continue
        there = net.indices[net.indptr[node] + random_below(board.rng, degree)]
        zone = board.label[there]
        if zone == board.label[node]:
            continue
        if random_float(board.rng) < SWAP_SHARE:
            n_taken += _swap(net, rules, board, node, zone, temperature, price)
        else:
            n_taken += _relocate(net, rules, board, node, zone, temperature, price)
    return n_taken
