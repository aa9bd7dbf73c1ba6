"""Spanning trees, and the cheapest way to cut one into zones within the bounds.

A tree is cut exactly by dynamic programming from the leaves: for every node and every load of
the still open zone around it, the least household-metres along the tree. A zone may stay out
of the bounds at a price that outweighs any distance. So one pass decides whether *any* set of
zones of *this* tree keeps the bounds, however lumpy the nodes are; trying other trees does
the rest.

References
----------
Lucertini, Perl, Simeone, "Most uniform path partitioning and its use in image processing",
Discrete Applied Mathematics 42 (1993), for the programme on loads. DeFord, Duchin, Solomon,
"Recombination", Harvard Data Science Review 3.1 (2021), for cutting random trees anew.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.board import Board
from gridplan.partition.compiled import compiled, inner, random_float
from gridplan.partition.net import Net, penalty

FAULT_COST = 1e9  # household-metres that a household out of band costs in a tree
NOWHERE = -(1 << 60)  # place of a node outside the region
N_BUCKETS = 128  # loads kept apart per node; more would be finer, and slower by the square

BRANCH = np.dtype(
    [("node", "i8"), ("parent", "i8"), ("weight", "i8"), ("length", "f8"), ("bond", "f8")]
)
STATE = np.dtype([("value", "f8"), ("load", "i4"), ("top", "i4"), ("below", "i4")])


class Bounds(NamedTuple):
    """What a tree is cut by: `cap` is the most an open zone may hold, `step` the bucket width."""

    low: int
    high: int
    cap: int
    step: int
    zone_price: float


def shortest_forest(net: Net) -> Any:
    """Span all nodes by the shortest contacts; `BRANCH` records, parents before children.

    ``parent`` is a place in this order, -1 at a root.
    """
    n = len(net.weight)
    graph = sparse.csr_array((net.length, net.indices, net.indptr), shape=(n, n))
    forest = csgraph.minimum_spanning_tree(graph)
    piece = csgraph.connected_components(graph, directed=False)[1]
    roots = np.unique(piece, return_index=True)[1]
    n_all = n + 1  # a vertex above the roots makes one tree of the forest
    ends = forest.tocoo()
    rows = np.concatenate([ends.row, np.full(len(roots), n)])
    columns = np.concatenate([ends.col, roots])
    joined = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(n_all, n_all)).tocsr()
    order, before = csgraph.breadth_first_order(joined, n, directed=False)
    place = np.full(n_all, -1, dtype=np.int64)
    place[order[1:]] = np.arange(n)
    tree = np.zeros(n, dtype=BRANCH)
    tree["node"] = order[1:]
    tree["parent"] = place[before[order[1:]]]
    tree["weight"] = net.weight[order[1:]]
    _fill_lengths(net, tree)
    return tree


def _fill_lengths(net: Net, tree: Any) -> None:
    """Look up length and bond of the contact to each parent."""
    n = len(net.weight)
    below = tree["parent"] >= 0
    rows = np.repeat(np.arange(n), np.diff(net.indptr))
    wanted = tree["node"][below] * n + tree["node"][tree["parent"][below]]
    found = np.searchsorted(rows * n + net.indices, wanted)
    tree["length"][below], tree["bond"][below] = net.length[found], net.bond[found]


@inner
def _next_place(board: Board, region: NDArray[np.int64], best: NDArray[np.float64]) -> int:
    """Return the nearest place outside the tree; any where the region falls apart."""
    here = int(np.argmin(best))
    if best[here] == np.inf:
        here = 0
        while board.nodes[region[here]].place < 0:
            here += 1
    return here


@inner
def random_tree(board: Board, region: NDArray[np.int64], noise: float) -> Any:
    """Span a connected *region* by short contacts, lengths blurred by *noise* (Prim).

    Quadratic in the region, which is small; `BRANCH` records, parents before children.
    """
    n = len(region)
    nodes = board.nodes
    tree = np.zeros(n, dtype=BRANCH)
    best = np.full(n, np.inf)
    via = np.full(n, -1, dtype=np.int64)
    parent = np.full(n, -1, dtype=np.int64)
    for i in range(n):
        nodes[region[i]].place = i
    here = 0
    for m in range(n):
        if m > 0:
            here = _next_place(board, region, best)
        best[here] = np.inf
        node = region[here]
        nodes[node].place = -1 - m
        tree[m].node, tree[m].weight, tree[m].parent = node, nodes[node].weight, parent[here]
        if via[here] >= 0:
            tree[m].length = board.contacts[via[here]].length
            tree[m].bond = board.contacts[via[here]].bond
        for e in range(nodes[node].first, nodes[node].last):
            other = nodes[board.contacts[e].node].place
            if other >= 0:
                key = board.contacts[e].length * (1.0 + noise * random_float(board.rng))
                if board.contacts[e].bond > 0.0:
                    key *= 0.5
                if key < best[other]:
                    best[other], via[other], parent[other] = key, e, m
    for i in range(n):
        nodes[region[i]].place = NOWHERE
    return tree


@compiled
def make_bounds(low: int, high: int, zone_price: float) -> Bounds:
    """Set the bounds of a tree cut: zones may exceed *high* by a quarter, at their price."""
    cap = high + high // 4
    return Bounds(low, high, cap, max(1, -(-cap // N_BUCKETS)), zone_price)


@inner
def _close(states: Any, bounds: Bounds) -> tuple[float, int]:
    """Return the least value at which the open zone of a node may end, and its bucket."""
    best, at = np.inf, 0
    for a in range(len(states)):
        if states[a].value < np.inf:
            off = penalty(states[a].load, bounds.low, bounds.high)
            value = states[a].value + off * FAULT_COST + bounds.zone_price
            if value < best:
                best, at = value, a
    return best, at


@inner
def _merge(upper: Any, lower: Any, closed: float, branch: Any, bounds: Bounds) -> None:
    """Fold the states of a child into its parent's: end its zone, or join it to the open one.

    The choices are written into ``top`` and ``below`` of the child's states, by bucket of the
    parent.
    """
    n_buckets = len(upper)
    value = np.full(n_buckets, np.inf)
    load = np.zeros(n_buckets, dtype=np.int32)
    filled = [b for b in range(n_buckets) if lower[b].value < np.inf]
    for a in range(n_buckets):
        base = upper[a].value
        if base == np.inf:
            continue
        if base + closed + branch.bond < value[a]:
            value[a], load[a] = base + closed + branch.bond, upper[a].load
            lower[a].top, lower[a].below = a, -1
        for b in filled:
            total = upper[a].load + lower[b].load
            if total > bounds.cap:
                break
            joined = base + lower[b].value + lower[b].load * branch.length
            slot = total // bounds.step
            if joined < value[slot]:
                value[slot], load[slot] = joined, total
                lower[slot].top, lower[slot].below = a, b
    for a in range(n_buckets):
        upper[a].value, upper[a].load = value[a], load[a]


@inner
def _read_back(tree: Any, states: Any, ended: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Follow the choices from the roots; return the part of each branch and their number."""
    n = len(tree)
    part = np.empty(n, dtype=np.int64)
    at = np.empty(n, dtype=np.int64)
    n_parts = 0
    for v in range(n):
        up = tree[v].parent
        below = -1 if up < 0 else states[v, at[up]].below
        if below < 0:
            part[v], at[v] = n_parts, ended[v]
            n_parts += 1
        else:
            part[v], at[v] = part[up], below
        if up >= 0:
            at[up] = states[v, at[up]].top
    return part, n_parts


@compiled
def cut_forest(tree: Any, bounds: Bounds) -> tuple[NDArray[np.int64], int]:
    """Cut a forest into zones: fewest households out of band, then least household-metres.

    Returns the part of each branch, and the number of parts.
    """
    n = len(tree)
    n_buckets = bounds.cap // bounds.step + 1
    states = np.zeros((n, n_buckets), dtype=STATE)
    ended = np.zeros(n, dtype=np.int64)
    for v in range(n):
        for a in range(n_buckets):
            states[v, a].value = np.inf
        slot = min(tree[v].weight // bounds.step, n_buckets - 1)
        states[v, slot].value, states[v, slot].load = 0.0, tree[v].weight
    for v in range(n - 1, -1, -1):
        closed, ended[v] = _close(states[v], bounds)
        if tree[v].parent >= 0:
            _merge(states[tree[v].parent], states[v], closed, tree[v], bounds)
    return _read_back(tree, states, ended)
