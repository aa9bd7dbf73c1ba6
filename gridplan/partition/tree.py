"""Spanning trees, and the cheapest way to cut one into zones within the bounds.

A tree is cut exactly by dynamic programming from the leaves: for every node and every load of
the still open zone around it, the least household-metres along the tree. A zone may stay out
of the bounds at a price that outweighs any distance. So one pass decides whether *any* set of
zones of *this* tree keeps the bounds, however lumpy the nodes are; trying other trees does
the rest.

References
----------
Lari, Ricca, Puerto, Scozzari, "Partitioning a graph into connected components with fixed
centers and optimizing cost-based objective functions or equipartition criteria", Networks
67 (2016). Recom: DeFord, Duchin, Solomon, Harvard Data Science Review 3.1 (2021).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled, random_float
from gridplan.partition.net import Net, penalty

FAULT_COST = 1e9  # household-metres that a household out of band costs in a tree
N_BUCKETS = 256  # loads kept apart per node; more only where the bounds need them


class Tree(NamedTuple):
    """A spanning forest of some nodes, in preorder.

    `node` are positions in the net; `parent` positions in this order, -1 at a root; `length`
    and `bond` belong to the contact with the parent.
    """

    node: NDArray[np.int64]
    parent: NDArray[np.int64]
    length: NDArray[np.float64]
    bond: NDArray[np.float64]


class Bounds(NamedTuple):
    """What a tree is cut by: `cap` is the most an open zone may hold, `step` the bucket width."""

    low: int
    high: int
    cap: int
    step: int
    zone_price: float


@compiled
def _find(root: NDArray[np.int64], i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


@compiled
def _inner_contacts(
    net: Net,
    nodes: NDArray[np.int64],
    place: NDArray[np.int64],
    noise: float,
    rng: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """List the contacts among *nodes* with a length blurred by *noise*."""
    n_ends = 0
    for node in nodes:
        n_ends += net.indptr[node + 1] - net.indptr[node]
    start = np.empty(n_ends, dtype=np.int64)
    end = np.empty(n_ends, dtype=np.int64)
    edge = np.empty(n_ends, dtype=np.int64)
    key = np.empty(n_ends)
    m = 0
    for i in range(len(nodes)):
        for e in range(net.indptr[nodes[i]], net.indptr[nodes[i] + 1]):
            j = place[net.indices[e]]
            if j > i:
                start[m], end[m], edge[m] = i, j, e
                key[m] = net.length[e] * (1.0 + noise * random_float(rng))
                if net.bond[e] > 0.0:
                    key[m] *= 0.5
                m += 1
    return start[:m], end[:m], edge[:m], key[:m]


@compiled
def _join_shortest(
    n: int, start: NDArray[np.int64], end: NDArray[np.int64], key: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the contacts of a minimum spanning forest, and the number of them at each node."""
    root = np.arange(n)
    degree = np.zeros(n, dtype=np.int64)
    chosen = np.empty(max(n, 1), dtype=np.int64)
    m = 0
    for c in np.argsort(key, kind="mergesort"):
        a, b = _find(root, start[c]), _find(root, end[c])
        if a != b:
            root[a] = b
            chosen[m] = c
            m += 1
            degree[start[c]] += 1
            degree[end[c]] += 1
    return chosen[:m], degree


@compiled
def _branches(
    n: int,
    chosen: NDArray[np.int64],
    degree: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the chosen contacts by node as compressed sparse rows."""
    ptr = np.zeros(n + 1, dtype=np.int64)
    for i in range(n):
        ptr[i + 1] = ptr[i] + degree[i]
    fill = ptr[:-1].copy()
    branch = np.empty(ptr[n], dtype=np.int64)
    for c in chosen:
        for i in (start[c], end[c]):
            branch[fill[i]] = c
            fill[i] += 1
    return ptr, branch


@compiled
def spanning_forest(
    net: Net,
    nodes: NDArray[np.int64],
    place: NDArray[np.int64],
    noise: float,
    rng: NDArray[np.uint64],
) -> Tree:
    """Span *nodes* by short contacts; *noise* 0 gives the shortest forest, more a random one.

    *place* (n,) is -1 everywhere and is left so.
    """
    n = len(nodes)
    for i in range(n):
        place[nodes[i]] = i
    start, end, edge, key = _inner_contacts(net, nodes, place, noise, rng)
    for i in range(n):
        place[nodes[i]] = -1
    chosen, degree = _join_shortest(n, start, end, key)
    ptr, branch = _branches(n, chosen, degree, start, end)
    tree = Tree(np.empty(n, np.int64), np.empty(n, np.int64), np.zeros(n), np.zeros(n))
    via = np.full(n, -1, dtype=np.int64)
    rank = np.full(n, -1, dtype=np.int64)
    stack = np.empty(n + 1, dtype=np.int64)
    m = 0
    for seed in range(n):
        if rank[seed] >= 0:
            continue
        stack[0], depth = seed, 1
        while depth > 0:
            depth -= 1
            i = stack[depth]
            rank[i] = m
            tree.node[m], tree.parent[m] = nodes[i], -1
            if via[i] >= 0:
                c = via[i]
                up = start[c] + end[c] - i
                tree.parent[m] = rank[up]
                tree.length[m], tree.bond[m] = net.length[edge[c]], net.bond[edge[c]]
            m += 1
            for b in range(ptr[i], ptr[i + 1]):
                other = start[branch[b]] + end[branch[b]] - i
                if rank[other] < 0:
                    via[other] = branch[b]
                    stack[depth] = other
                    depth += 1
    return tree


class Table(NamedTuple):
    """The dynamic programme: by node and bucket of load.

    `value` and `load` are the best open zone; `top` and `below` lead back to the buckets it
    was joined from (`below` -1: the child's zone was closed); `closed` and `closed_at` are the
    best way to end the zone at a node.
    """

    value: NDArray[np.float64]
    load: NDArray[np.int32]
    top: NDArray[np.int32]
    below: NDArray[np.int32]
    closed: NDArray[np.float64]
    closed_at: NDArray[np.int64]


@compiled
def _close(table: Table, v: int, bounds: Bounds) -> None:
    """Find the cheapest load at which the open zone of *v* may end."""
    table.closed[v] = np.inf
    for a in range(table.value.shape[1]):
        if table.value[v, a] < np.inf:
            off = penalty(table.load[v, a], bounds.low, bounds.high)
            value = table.value[v, a] + off * FAULT_COST + bounds.zone_price
            if value < table.closed[v]:
                table.closed[v], table.closed_at[v] = value, a


@compiled
def _merge(table: Table, v: int, up: int, length: float, bond: float, bounds: Bounds) -> None:
    """Fold the subtree of *v* into its parent: end its zone, or join it to the open one."""
    n_buckets = table.value.shape[1]
    value = np.full(n_buckets, np.inf)
    load = np.zeros(n_buckets, dtype=np.int32)
    for a in range(n_buckets):
        base = table.value[up, a]
        if base == np.inf:
            continue
        ended = base + table.closed[v] + bond
        if ended < value[a]:
            value[a], load[a] = ended, table.load[up, a]
            table.top[v, a], table.below[v, a] = a, -1
        for b in range(n_buckets):
            if table.value[v, b] == np.inf:
                continue
            total = table.load[up, a] + table.load[v, b]
            if total > bounds.cap:
                continue
            joined = base + table.value[v, b] + table.load[v, b] * length
            slot = total // bounds.step
            if joined < value[slot]:
                value[slot], load[slot] = joined, total
                table.top[v, slot], table.below[v, slot] = a, b
    table.value[up, :] = value
    table.load[up, :] = load


@compiled
def _read_back(tree: Tree, table: Table) -> tuple[NDArray[np.int64], int]:
    """Follow the choices from the roots; return the part of each tree position and their number."""
    n = len(tree.node)
    part = np.empty(n, dtype=np.int64)
    at = np.empty(n, dtype=np.int64)
    n_parts = 0
    for v in range(n):
        up = tree.parent[v]
        below = -1 if up < 0 else table.below[v, at[up]]
        if below < 0:
            part[v], at[v] = n_parts, table.closed_at[v]
            n_parts += 1
        else:
            part[v], at[v] = part[up], below
        if up >= 0:
            at[up] = table.top[v, at[up]]
    return part, n_parts


@compiled
def cut_forest(
    tree: Tree, weight: NDArray[np.int64], bounds: Bounds
) -> tuple[NDArray[np.int64], int]:
    """Cut a forest into zones: fewest households out of band, then least household-metres.

    Returns the part of each tree position, and the number of parts.
    """
    n = len(tree.node)
    n_buckets = bounds.cap // bounds.step + 1
    table = Table(
        np.full((n, n_buckets), np.inf),
        np.zeros((n, n_buckets), dtype=np.int32),
        np.zeros((n, n_buckets), dtype=np.int32),
        np.full((n, n_buckets), -1, dtype=np.int32),
        np.zeros(n),
        np.zeros(n, dtype=np.int64),
    )
    for v in range(n):
        own = weight[tree.node[v]]
        slot = min(own // bounds.step, n_buckets - 1)
        table.value[v, slot], table.load[v, slot] = 0.0, own
    for v in range(n - 1, -1, -1):
        _close(table, v, bounds)
        if tree.parent[v] >= 0:
            _merge(table, v, tree.parent[v], tree.length[v], tree.bond[v], bounds)
    return _read_back(tree, table)


@compiled
def make_bounds(low: int, high: int, zone_price: float) -> Bounds:
    """Set the bounds of a tree cut: zones may exceed *high* by a quarter, at their price."""
    cap = high + high // 4
    return Bounds(low, high, cap, max(1, -(-cap // N_BUCKETS)), zone_price)
