"""First plans: the old one, or the shortest spanning forest cut by the bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.feasibility import count_range
from gridplan.partition.net import Net, Rules
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, kept_contacts, net_components
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
    best: tuple[int, NDArray[np.int64], float] | None = None
    for _ in range(N_PRICES):
        price = (cheap + dear) / 2
        part, n_parts = cut_forest(tree, make_bounds(rules.low, rules.high, price))
        if best is None or abs(n_parts - n_wanted) < best[0]:
            labels = np.empty(n, dtype=np.int64)
            labels[tree["node"]] = part
            best = (abs(n_parts - n_wanted), labels, price)
        if n_parts == n_wanted:
            break
        cheap, dear = (price, dear) if n_parts > n_wanted else (cheap, price)
    assert best is not None
    return best[1], best[2]


def from_initial(problem: Problem, reduction: Reduction, net: Net) -> NDArray[np.int64]:
    """Return the initial labels on the nodes, every zone in one piece.

    A node takes the label of most of its households; a piece that hangs apart and nodes
    without a label become zones of their own.
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
    return in_pieces(net, labels) if problem.is_contiguous else _dense(labels)


def _dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    labels = labels.copy()
    alone = np.flatnonzero(labels < 0)
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(len(alone))
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def in_pieces(net: Net, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels in which every connected piece of a zone is a zone."""
    return net_components(kept_contacts(net, labels))
