"""Local search: move a border node, or swap two across a border, by annealing.

Bounds may be broken at a price that the caller raises and lowers (strategic oscillation);
contiguity never.
"""

from __future__ import annotations

import numpy as np

from gridplan.partition.board import SMALL, Board, best_center, distance, excess, move, n_foes
from gridplan.partition.compiled import compiled, inner, random_below, random_float
from gridplan.partition.contiguity import can_leave
from gridplan.partition.net import Rules

FOE_HOUSEHOLDS = 50.0  # a pair that must not share a zone costs as much as these out of band
SWAP_SHARE = 0.35  # of the proposals
MAX_SWAP_LOOKS = 48  # members of the other zone looked at for a partner


@inner
def _rest(board: Board, rules: Rules, node: int) -> tuple[int, float]:
    """Return center and cost of the zone of *node* without it."""
    zone = board.nodes[node].label
    if board.zones[zone].center != node:
        own = board.nodes[node].demand * distance(board, rules, node, board.zones[zone].center)
        return board.zones[zone].center, board.zones[zone].cost - own
    if board.zones[zone].size <= SMALL:
        return best_center(board, rules, zone, node)
    return node, board.zones[zone].cost


@inner
def _bond_change(board: Board, node: int, zone: int) -> float:
    """Return what the bonds of *node* cost more when it moves to *zone*."""
    source = board.nodes[node].label
    change = 0.0
    for e in range(board.nodes[node].first, board.nodes[node].last):
        if board.contacts[e].bond != 0.0:
            there = board.nodes[board.contacts[e].node].label
            if there == source:
                change += board.contacts[e].bond
            elif there == zone:
                change -= board.contacts[e].bond
    return change


@inner
def _off_change(board: Board, a: int, b: int, shift: int) -> float:
    """Return how much worse the bounds are broken when *shift* households go from a to b."""
    before = excess(board, a, 0) + excess(board, b, 0)
    return excess(board, a, -shift) + excess(board, b, shift) - before


@inner
def _is_accepted(board: Board, change: float, temperature: float) -> bool:
    if change <= 0.0:
        return True
    if temperature <= 0.0 or change > 30.0 * temperature:
        return False
    return bool(random_float(board.rng) < np.exp(-change / temperature))


@inner
def _relocate(
    board: Board, rules: Rules, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to move *node* to *zone*."""
    source = board.nodes[node].label
    if board.zones[source].size == 1 or board.nodes[node].is_pinned:
        return False
    off = _off_change(board, source, zone, board.nodes[node].weight)
    off += FOE_HOUSEHOLDS * (n_foes(board, node, zone) - n_foes(board, node, source))
    change = price * off + _bond_change(board, node, zone)
    _, rest = _rest(board, rules, node)
    change += rest - board.zones[source].cost
    change += board.nodes[node].demand * distance(board, rules, node, board.zones[zone].center)
    if not _is_accepted(board, change, temperature):
        return False
    if rules.is_contiguous and not can_leave(board, node):
        return False
    move(board, rules, node, zone)
    return True


@inner
def _touches(board: Board, node: int, zone: int, besides: int) -> bool:
    """Tell whether *node* touches *zone* at another node than *besides*."""
    for e in range(board.nodes[node].first, board.nodes[node].last):
        other = board.contacts[e].node
        if other != besides and board.nodes[other].label == zone:
            return True
    return False


@inner
def _swap_partner(board: Board, rules: Rules, node: int, zone: int) -> int:
    """Pick a random node of *zone* that could take the place of *node*; -1 for none."""
    source = board.nodes[node].label
    pick, n_found = -1, 0
    other = board.zones[zone].head
    for _ in range(MAX_SWAP_LOOKS):
        if other < 0:
            break
        if not board.nodes[other].is_pinned and (
            not rules.is_contiguous or _touches(board, other, source, node)
        ):
            n_found += 1
            if random_below(board.rng, n_found) == 0:
                pick = other
        other = board.nodes[other].next
    return pick


@inner
def _swap_change(board: Board, rules: Rules, node: int, other: int, price: float) -> float:
    """Return what the plan costs more when *node* and *other* change places."""
    a, b = board.nodes[node].label, board.nodes[other].label
    off = _off_change(board, a, b, board.nodes[node].weight - board.nodes[other].weight)
    foes = n_foes(board, node, b) - n_foes(board, node, a)
    foes += n_foes(board, other, a) - n_foes(board, other, b)
    change = price * (off + FOE_HOUSEHOLDS * foes)
    center_a, rest_a = _rest(board, rules, node)
    center_b, rest_b = _rest(board, rules, other)
    change += (
        rest_a
        + board.nodes[other].demand * distance(board, rules, other, center_a)
        - board.zones[a].cost
    )
    change += (
        rest_b
        + board.nodes[node].demand * distance(board, rules, node, center_b)
        - board.zones[b].cost
    )
    change += _bond_change(board, node, b) + _bond_change(board, other, a)
    for e in range(board.nodes[node].first, board.nodes[node].last):
        if board.contacts[e].node == other:
            change += 2.0 * board.contacts[e].bond
    return float(change)


@inner
def _swap(
    board: Board, rules: Rules, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to swap *node* with a node of *zone*."""
    source = board.nodes[node].label
    if board.nodes[node].is_pinned or board.zones[source].size == 1 or board.zones[zone].size == 1:
        return False
    other = _swap_partner(board, rules, node, zone)
    if other < 0:
        return False
    change = _swap_change(board, rules, node, other, price)
    if not _is_accepted(board, change, temperature):
        return False
    if rules.is_contiguous:
        if not _touches(board, node, zone, other):
            return False
        if not (can_leave(board, node) and can_leave(board, other)):
            return False
    move(board, rules, node, zone)
    move(board, rules, other, source)
    return True


@compiled
def sweep(board: Board, rules: Rules, n_steps: int, temperature: float, price: float) -> int:
    """Make *n_steps* proposals; return how many were taken.

    *price* is in household-metres per household out of band.
    """
    n = len(board.nodes)
    n_taken = 0
    for _ in range(n_steps):
        node = random_below(board.rng, n)
        degree = board.nodes[node].last - board.nodes[node].first
        if degree == 0:
            continue
        there = board.contacts[board.nodes[node].first + random_below(board.rng, degree)].node
        zone = board.nodes[there].label
        if zone == board.nodes[node].label:
            continue
        if random_float(board.rng) < SWAP_SHARE:
            n_taken += _swap(board, rules, node, zone, temperature, price)
        else:
            n_taken += _relocate(board, rules, node, zone, temperature, price)
    return n_taken
