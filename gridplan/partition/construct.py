"""First plans: the old one, or the shortest spanning forest cut by the bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.feasibility import count_range
from gridplan.partition.net import Net, Rules, kept_contacts, net_components
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.tree import cut_forest, make_bounds, shortest_forest

N_PRICES = 9  # bisections of the price of a zone


def wanted_count(problem: Problem, net: Net) -> int:
    """Return the number of zones to aim at: as wished, else households over the target size.

    Each piece counts on its own, clipped to what arithmetic allows it.
    """
    if problem.n_zones is not None:
        return problem.n_zones
    low, high = problem.band.min_households, problem.max_households
    count = 0
    piece = net_components(net)
    totals = np.bincount(piece, net.weight).astype(np.int64)
    for total, n_nodes in zip(totals.tolist(), np.bincount(piece).tolist(), strict=True):
        span = count_range(total, low, high, n_nodes)
        wish = max(1, int(total / problem.target_households + 0.5))
        count += wish if span.is_empty else min(max(wish, span.least), span.most)
    return count


def from_tree(net: Net, rules: Rules, n_wanted: int) -> tuple[NDArray[np.int64], float]:
    """Cut a spanning forest into about *n_wanted* zones; return labels and the zone price.

    The price of a zone, in household-metres, steers their number: found by bisection.
    """
    n = len(net.weight)
    tree = shortest_forest(net)
    typical = float(np.median(net.length)) if len(net.length) else 1.0
    reach = typical * max(float(net.weight.sum()) / max(n_wanted, 1), 1.0) * 4.0
    cheap, dear = -reach, reach
    labels, price, miss = np.zeros(n, dtype=np.int64), 0.0, n + n_wanted
    for _ in range(N_PRICES):
        middle = (cheap + dear) / 2
        part, n_parts = cut_forest(tree, make_bounds(rules.low, rules.high, middle))
        if abs(n_parts - n_wanted) < miss:
            labels[tree["node"]] = part
            price, miss = middle, abs(n_parts - n_wanted)
        if miss == 0:
            break
        cheap, dear = (middle, dear) if n_parts > n_wanted else (cheap, middle)
    return labels, price


def with_pinned_centers(problem: Problem) -> Problem:
    """Return the problem with its given centers fixed in their zones."""
    if problem.centers is None:
        return problem
    n, k = len(problem), len(problem.centers)
    fixed = np.zeros(n, dtype=bool) if problem.fixed is None else problem.fixed.copy()
    initial = np.full(n, -1) if problem.initial is None else problem.initial.copy()
    fixed[problem.centers], initial[problem.centers] = True, np.arange(k)
    return replace(problem, fixed=fixed, initial=initial)


def from_initial(problem: Problem, reduction: Reduction, net: Net) -> NDArray[np.int64]:
    """Return the initial labels on the nodes, every zone in one piece.

    A node takes the label of most of its households; a piece that hangs apart and nodes
    without a label become zones of their own, or join the nearest where centers are given.
    """
    n = len(net.weight)
    initial = np.asarray(problem.initial)
    known = initial >= 0
    numbers = initial.max(initial=0) + 1
    key = reduction.node[known] * numbers + initial[known]
    pairs, where = np.unique(key, return_inverse=True)
    votes = np.bincount(where, problem.households[known] + 1e-6, len(pairs))
    order = np.lexsort((pairs % numbers, -votes, pairs // numbers))
    nodes, first = np.unique(pairs[order] // numbers, return_index=True)
    labels = np.full(n, -1, dtype=np.int64)
    labels[nodes] = pairs[order][first] % numbers
    labels[net.pin >= 0] = net.pin[net.pin >= 0]
    if len(net.center):
        return around_centers(net, labels)
    return in_pieces(net, labels) if problem.is_contiguous else _dense(labels)


def around_centers(net: Net, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels with every zone in one piece around its given center.

    Nodes without a label (-1), and those that hang apart from their center, join what is nearest
    along the contacts; what no contact reaches joins zone 0.
    """
    n = len(net.weight)
    piece = net_components(kept_contacts(net, labels))
    sources = np.flatnonzero((labels >= 0) & (piece == piece[net.center[labels]]))
    graph = sparse.csr_array((net.length, net.indices, net.indptr), shape=(n, n))
    far, _, source = csgraph.dijkstra(
        graph, indices=sources, min_only=True, return_predecessors=True
    )
    return np.where(np.isfinite(far), labels[source], 0).astype(np.int64)


def _dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    labels = labels.copy()
    alone = np.flatnonzero(labels < 0)
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(len(alone))
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def in_pieces(net: Net, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels in which every connected piece of a zone is a zone."""
    return net_components(kept_contacts(net, labels))


def to_count(net: Net, labels: NDArray[np.int64], n_wanted: int) -> NDArray[np.int64]:
    """Return labels with *n_wanted* zones, as far as pieces and pinned nodes let them.

    Halves the heaviest zone, or joins the lightest to its lightest neighbor, one at a time.
    """
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    for step in (_halve, _join):
        is_done = False
        while not is_done:
            k = int(labels.max(initial=-1)) + 1
            is_needed = k < n_wanted if step is _halve else k > n_wanted
            is_done = not is_needed or not step(net, labels, k)
    return labels


def _halve(net: Net, labels: NDArray[np.int64], k: int) -> bool:
    """Cut the heaviest zone that has two nodes at the best balanced branch, in place."""
    loads = np.where(np.bincount(labels) > 1, np.bincount(labels, net.weight), -1)
    zone = int(loads.argmax())
    if loads[zone] < 0:
        return False
    nodes = np.flatnonzero(labels == zone)
    graph = sparse.csr_array((net.length, net.indices, net.indptr), shape=(len(labels),) * 2)
    order, before = csgraph.breadth_first_order(graph[nodes][:, nodes], 0, directed=False)
    if len(order) < len(nodes):  # only where zones need not be in one piece
        order, before = np.arange(len(nodes)), np.arange(-1, len(nodes) - 1)
    below = net.weight[nodes] + 1e-6
    for i in order[:0:-1]:
        below[before[i]] += below[i]
    branch = order[1:][np.argmin(np.abs(below[order[1:]] - below[order[0]] / 2))]
    is_cut = np.zeros(len(nodes), dtype=bool)
    for i in order:
        is_cut[i] = i == branch or (i != order[0] and is_cut[before[i]])
    labels[nodes[is_cut]] = k
    return True


def _join(net: Net, labels: NDArray[np.int64], k: int) -> bool:
    """Join the lightest zone that may be joined to its lightest neighbor, in place."""
    loads = np.bincount(labels, net.weight, k)
    is_pinned = np.bincount(labels, net.pin >= 0, k) > 0
    rows = labels[np.repeat(np.arange(len(labels)), np.diff(net.indptr))]
    ends = labels[net.indices]
    open_pairs = (rows != ends) & ~(is_pinned[rows] & is_pinned[ends])
    if not open_pairs.any():
        return False
    a, b = rows[open_pairs], ends[open_pairs]
    first = np.lexsort((b, a, loads[b], loads[a]))[0]
    labels[labels == max(a[first], b[first])] = min(a[first], b[first])
    labels[labels == k - 1] = max(a[first], b[first])
    return True
