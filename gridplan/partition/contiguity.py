"""Whether a node may leave its zone without tearing it."""

from __future__ import annotations

import numpy as np

from gridplan.partition.board import MAX_RING, Board
from gridplan.partition.compiled import inner


@inner
def _is_one_run(board: Board, node: int) -> bool:
    """Tell whether the neighbors of *node* in its own zone hold together among themselves."""
    zone = board.nodes[node].label
    first, last = board.nodes[node].first, board.nodes[node].last
    if last - first > MAX_RING:
        return False
    mates, bit = np.uint64(0), np.uint64(1)
    for e in range(first, last):
        if board.nodes[board.contacts[e].node].label == zone:
            mates |= bit
        bit <<= np.uint64(1)
    reached, before = mates & (~mates + np.uint64(1)), np.uint64(0)
    while reached != before and reached != mates:
        before, bit = reached, np.uint64(1)
        for e in range(first, last):
            if reached & bit:
                reached |= board.contacts[e].ring & mates
            bit <<= np.uint64(1)
    return bool(reached == mates)


@inner
def _mark_mates(board: Board, node: int, goal: int) -> tuple[int, int]:
    """Mark the neighbors of *node* in its own zone; return one of them and their number."""
    zone = board.nodes[node].label
    first, n_mates = -1, 0
    for e in range(board.nodes[node].first, board.nodes[node].last):
        other = board.contacts[e].node
        if board.nodes[other].label == zone:
            board.nodes[other].mark = goal
            n_mates += 1
            first = other
    return first, n_mates


@inner
def can_leave(board: Board, node: int) -> bool:
    """Tell whether the zone of *node* stays in one piece without it.

    Its neighbors there mostly hold together among themselves, which takes no search (King,
    Jacobson, Sewell, Operations Research 60, 2012). Else breadth-first inside the zone from one
    neighbor, stopping as soon as all the others are met.
    """
    if _is_one_run(board, node):
        return True
    nodes = board.nodes
    zone = nodes[node].label
    goal = board.counts[0] + 1
    seen = goal + 1
    board.counts[0] = seen
    first, n_missing = _mark_mates(board, node, goal)
    n_missing -= 1
    if n_missing <= 0:
        return True
    nodes[node].mark = seen
    nodes[first].mark = seen
    nodes[0].queue = first
    start, end = 0, 1
    while start < end:
        here = nodes[start].queue
        start += 1
        for e in range(nodes[here].first, nodes[here].last):
            other = board.contacts[e].node
            if nodes[other].label != zone or nodes[other].mark == seen:
                continue
            if nodes[other].mark == goal:
                n_missing -= 1
                if n_missing == 0:
                    return True
            nodes[other].mark = seen
            nodes[end].queue = other
            end += 1
    return False
