"""May a node leave its zone without tearing it?"""

from __future__ import annotations

from gridplan.partition.board import Board
from gridplan.partition.compiled import compiled
from gridplan.partition.net import Net


@compiled
def _mark_mates(net: Net, board: Board, node: int, goal: int) -> tuple[int, int]:
    """Mark the neighbors of *node* in its own zone; return one of them and their number."""
    zone = board.label[node]
    first = -1
    n_mates = 0
    for e in range(net.indptr[node], net.indptr[node + 1]):
        other = net.indices[e]
        if board.label[other] == zone and board.mark[other] != goal:
            board.mark[other] = goal
            n_mates += 1
            first = other
    return first, n_mates


@compiled
def can_leave(net: Net, board: Board, node: int) -> bool:
    """Tell whether the zone of *node* stays in one piece without it.

    Breadth-first inside the zone from one neighbor, stopping as soon as all the other
    neighbors are met: next to nothing on compact zones.
    """
    zone = board.label[node]
    goal = board.stamp[0] + 1
    seen = goal + 1
    board.stamp[0] = seen
    first, n_mates = _mark_mates(net, board, node, goal)
    if n_mates <= 1:
        return True
    board.mark[node] = seen
    board.mark[first] = seen
    board.queue[0] = first
    start, end, n_missing = 0, 1, n_mates - 1
    while start < end:
        here = board.queue[start]
        start += 1
        for e in range(net.indptr[here], net.indptr[here + 1]):
            other = net.indices[e]
            if board.label[other] != zone or board.mark[other] == seen:
                continue
            if board.mark[other] == goal:
                n_missing -= 1
                if n_missing == 0:
                    return True
            board.mark[other] = seen
            board.queue[end] = other
            end += 1
    return False
