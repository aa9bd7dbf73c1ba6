"""Local search: move a border node, or swap two across a border, by annealing.

Bounds may be broken at a price that the caller raises and lowers (strategic oscillation);
contiguity never.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board, distance
from gridplan.partition.compiled import compiled, inner, random_below, random_float
from gridplan.partition.contiguity import can_leave
from gridplan.partition.net import Rules
from gridplan.partition.tally import center_without, excess, measure, move, n_foes

FOE_HOUSEHOLDS = 50.0  # a pair that must not share a zone costs as much as these out of band
SWAP_SHARE = 0.35  # of the proposals
MAX_SWAP_LOOKS = 48  # members of the other zone looked at for a partner


class Trail(NamedTuple):
    """What a sweep did: the nodes moved and the zones they left, in order.

    `merit` is the excess and cost as of now, `counts` the moves made, and how many of them led to
    the best plan, -1 while there is none.
    """

    node: NDArray[np.int64]
    zone: NDArray[np.int64]
    merit: NDArray[np.float64]
    counts: NDArray[np.int64]


@inner
def _start_trail(board: Board, rules: Rules, n_steps: int) -> Trail:
    """Return the trail of a sweep that is about to begin."""
    n_pairs, _, cost = measure(board, rules)
    off = FOE_HOUSEHOLDS * n_pairs
    for zone in range(len(board.zones)):
        if board.zones[zone].size > 0:
            off += excess(board, zone, 0)
    trail = Trail(
        np.empty(2 * n_steps, dtype=np.int64),
        np.empty(2 * n_steps, dtype=np.int64),
        np.array([off, cost]),
        np.array([0, -1]),
    )
    _note(board, trail, 0.0, 0.0)
    return trail


@inner
def _rest(board: Board, rules: Rules, node: int) -> tuple[int, float]:
    """Return center and cost of the zone of *node* without it."""
    zone = board.nodes[node].label
    if board.zones[zone].center != node:
        own = board.nodes[node].demand * distance(board, rules, node, board.zones[zone].center)
        return board.zones[zone].center, board.zones[zone].cost - own
    if board.zones[zone].anchor == node:
        return node, board.zones[zone].cost
    return center_without(board, rules, node)


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
    board: Board, rules: Rules, trail: Trail, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to move *node* to *zone*."""
    source = board.nodes[node].label
    if board.zones[source].size == 1 or board.nodes[node].is_pinned:
        return False
    off = _off_change(board, source, zone, board.nodes[node].weight)
    off += FOE_HOUSEHOLDS * (n_foes(board, node, zone) - n_foes(board, node, source))
    bond = _bond_change(board, node, zone)
    _, rest = _rest(board, rules, node)
    change = price * off + bond + rest - board.zones[source].cost
    change += board.nodes[node].demand * distance(board, rules, node, board.zones[zone].center)
    if not _is_accepted(board, change, temperature):
        return False
    if rules.is_contiguous and not can_leave(board, node):
        return False
    before = board.zones[source].cost + board.zones[zone].cost
    _step(board, rules, trail, node, zone)
    _note(board, trail, off, bond + board.zones[source].cost + board.zones[zone].cost - before)
    return True


@inner
def _step(board: Board, rules: Rules, trail: Trail, node: int, zone: int) -> None:
    """Move *node* to *zone* and write down where it came from."""
    at = trail.counts[0]
    trail.node[at], trail.zone[at] = node, board.nodes[node].label
    trail.counts[0] = at + 1
    move(board, rules, node, zone)


@inner
def _note(board: Board, trail: Trail, off: float, cost: float) -> None:
    """Add what a move changed; remember the place if no plan so far is better."""
    trail.merit[0] += off
    trail.merit[1] += cost
    is_in_band = trail.merit[0] < board.best[0] - 1e-6
    if is_in_band or (trail.merit[0] < board.best[0] + 1e-6 and trail.merit[1] < board.best[1]):
        board.best[:] = trail.merit
        trail.counts[1] = trail.counts[0]


@inner
def _keep_best(board: Board, trail: Trail) -> None:
    """Keep the best plan on the trail, if one was better than all before."""
    if trail.counts[1] < 0:
        return
    for node in range(len(board.nodes)):
        board.nodes[node].kept = board.nodes[node].label
    for at in range(trail.counts[0] - 1, trail.counts[1] - 1, -1):
        board.nodes[trail.node[at]].kept = trail.zone[at]


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
    if rules.is_contiguous and board.zones[zone].size > MAX_SWAP_LOOKS:
        return _border_partner(board, node, zone)
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
def _border_partner(board: Board, node: int, zone: int) -> int:
    """Pick a node of *zone* that touches the zone of *node*, by drawing cut contacts."""
    source = board.nodes[node].label
    for _ in range(MAX_SWAP_LOOKS):
        e = board.cut[random_below(board.rng, board.counts[1])]
        other = board.contacts[e].node
        back = board.contacts[board.contacts[e].back].node
        is_pair = board.nodes[other].label == zone and board.nodes[back].label == source
        if is_pair and back != node and not board.nodes[other].is_pinned:
            return int(other)
    return -1


@inner
def _swap_change(board: Board, rules: Rules, node: int, other: int) -> tuple[float, float, float]:
    """Return how excess, metres and bonds change when *node* and *other* change places."""
    a, b = board.nodes[node].label, board.nodes[other].label
    off = _off_change(board, a, b, board.nodes[node].weight - board.nodes[other].weight)
    foes = n_foes(board, node, b) - n_foes(board, node, a)
    foes += n_foes(board, other, a) - n_foes(board, other, b)
    change = 0.0
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
    bond = _bond_change(board, node, b) + _bond_change(board, other, a)
    for e in range(board.nodes[node].first, board.nodes[node].last):
        if board.contacts[e].node == other:
            bond += 2.0 * board.contacts[e].bond
    return off + FOE_HOUSEHOLDS * foes, change, bond


@inner
def _swap(
    board: Board, rules: Rules, trail: Trail, node: int, zone: int, temperature: float, price: float
) -> bool:
    """Try to swap *node* with a node of *zone*."""
    source = board.nodes[node].label
    if board.nodes[node].is_pinned or board.zones[source].size == 1 or board.zones[zone].size == 1:
        return False
    other = _swap_partner(board, rules, node, zone)
    if other < 0:
        return False
    off, change, bond = _swap_change(board, rules, node, other)
    if not _is_accepted(board, price * off + change + bond, temperature):
        return False
    if rules.is_contiguous:
        if not _touches(board, node, zone, other):
            return False
        if not (can_leave(board, node) and can_leave(board, other)):
            return False
    before = board.zones[source].cost + board.zones[zone].cost
    _step(board, rules, trail, node, zone)
    _step(board, rules, trail, other, source)
    _note(board, trail, off, bond + board.zones[source].cost + board.zones[zone].cost - before)
    return True


@compiled
def sweep(board: Board, rules: Rules, n_steps: int, temperature: float, price: float) -> int:
    """Make *n_steps* proposals; return how many were taken.

    *price* is in household-metres per household out of band. The best plan met is kept.
    """
    trail = _start_trail(board, rules, n_steps)
    n_taken = 0
    for _ in range(n_steps):
        n_cut = board.counts[1]
        if n_cut == 0:
            break
        e = board.cut[random_below(board.rng, n_cut)]
        node = board.contacts[board.contacts[e].back].node
        zone = board.nodes[board.contacts[e].node].label
        if random_float(board.rng) < SWAP_SHARE:
            n_taken += _swap(board, rules, trail, node, zone, temperature, price)
        else:
            n_taken += _relocate(board, rules, trail, node, zone, temperature, price)
    _keep_best(board, trail)
    return n_taken
