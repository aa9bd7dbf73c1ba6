"""The plan under search: labels, loads, centers, member lists, kept in step.

Rows of records instead of many arrays: what is read together lies together, and few
arguments keep the compiler quick.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner
from gridplan.partition.net import Net, Rules

MAX_RING = 64  # neighbors that fit the bits of a number
LARGE = 1000  # nodes above which a zone looks for its center only around the best
N_SPARE = 16  # zone numbers to spare, at least

NODE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("weight", "i8"), ("demand", "f8"), ("side", "i8"),
        ("first", "i8"), ("last", "i8"), ("first_foe", "i8"), ("last_foe", "i8"),
        ("label", "i8"), ("next", "i8"), ("prev", "i8"),
        ("mark", "i8"), ("queue", "i8"), ("place", "i8"),
        ("is_pinned", "i4"), ("is_hopeless", "i4"), ("sum", "f8"), ("kept", "i8"),
    ]
)  # fmt: skip
CONTACT = np.dtype(
    [
        ("node", "i8"), ("length", "f8"), ("bond", "f8"),
        ("back", "i8"), ("slot", "i8"), ("ring", "u8"),
    ]
)  # fmt: skip
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
        its place in the zone's member list; `sum`, the cost of the zone with its center here;
        `kept`, its zone in the best plan a search met; `mark`, `queue`, `place` are scratch.
    contacts
        `CONTACT` records: `back` is the same contact seen from the other end, `slot` its place
        in `cut` or -1, `ring` the neighbors of its node that it touches, one bit each.
    cut
        Contacts between zones, both directions; as many as ``counts[1]`` says.
    foes
        Nodes that may not share a zone, by node.
    zones
        `ZONE` records with the bounds of each zone; `anchor` is the node that is its center for
        good, or -1. A zone without nodes is a free number.
    matrix
        Distances between nodes, or empty.
    best
        Excess and cost of the best plan a search met.
    counts, rng
        Last mark given and number of cut contacts; state of the random numbers.
    """

    nodes: Any
    contacts: Any
    foes: NDArray[np.int64]
    zones: Any
    matrix: NDArray[np.float64]
    cut: NDArray[np.int64]
    best: NDArray[np.float64]
    counts: NDArray[np.int64]
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
    contacts = _contacts(net)
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
        cut=np.zeros(len(contacts), dtype=np.int64),
        best=np.full(2, np.inf),
        counts=np.zeros(2, dtype=np.int64),
        rng=np.array([seed * 2654435761 + 88172645463325252], dtype=np.uint64),
    )


def _contacts(net: Net) -> Any:
    """Return `CONTACT` records of a net, none of them cut yet."""
    n = len(net.weight)
    rows = np.repeat(np.arange(n), np.diff(net.indptr))
    contacts = np.zeros(len(rows), dtype=CONTACT)
    contacts["node"], contacts["length"], contacts["bond"] = net.indices, net.length, net.bond
    contacts["back"][np.lexsort((rows, net.indices))] = np.arange(len(rows))
    contacts["slot"] = -1
    contacts["ring"] = _rings(net, rows)
    return contacts


def _rings(net: Net, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each contact which other neighbors of its node the neighbor there touches.

    Bits count the neighbors of a node; nodes with more than 64 of them go without.
    """
    n = len(net.weight)
    degree = np.diff(net.indptr)
    first = np.where(degree[rows] <= MAX_RING, net.indptr[rows], 0)
    n_bits = np.where(degree[rows] <= MAX_RING, degree[rows], 0)
    contact = np.repeat(np.arange(len(rows)), n_bits)
    bit = np.arange(len(contact)) - np.repeat(np.cumsum(n_bits) - n_bits, n_bits)
    wanted = net.indices[contact] * n + net.indices[first[contact] + bit]
    keys = rows * n + net.indices
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    touches = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
    ring = np.zeros(len(rows), dtype=np.uint64)
    bits = np.left_shift(np.uint64(1), bit[touches].astype(np.uint64))
    np.bitwise_or.at(ring, contact[touches], bits)
    return ring


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


@inner
def _set_cut(board: Board, contact: int, is_cut: bool) -> None:
    """Note whether a contact lies between zones, in both directions."""
    if (board.contacts[contact].slot >= 0) == is_cut:
        return
    for e in (contact, board.contacts[contact].back):
        if is_cut:
            slot = board.counts[1]
            board.counts[1] += 1
        else:
            board.counts[1] -= 1
            slot = board.contacts[e].slot
            last = board.cut[board.counts[1]]
            board.cut[slot] = last
            board.contacts[last].slot = slot
            slot = -1
        board.contacts[e].slot = slot
        if is_cut:
            board.cut[slot] = e


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
    for e in range(board.nodes[node].first, board.nodes[node].last):
        _set_cut(board, e, board.nodes[board.contacts[e].node].label != zone)


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
