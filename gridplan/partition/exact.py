"""A few neighboring zones dealt anew at least cost.

An integer program deals the nodes to centers. That a node reaches its center through nodes of its
own zone is only hinted at in the program; what is torn in its answer is forbidden, and the program
solved again.

References
----------
Oehrlein, Haunert, "A cutting-plane method for contiguity-constrained spatial aggregation", Journal
of Spatial Information Science 15 (2017), and Validi, Buchanan, Lykhovyd, "Imposing contiguity
constraints in political districting models", Operations Research 70 (2022), for separators.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.control import Control
from gridplan.partition.net import Net, Rules
from gridplan.partition.program import CLOSE, Program, Region, beside

MAX_ROUNDS = 12  # of forbidding what is torn

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def deal_anew(
    net: Net, rules: Rules, labels: Ints, zones: Ints, control: Control
) -> tuple[Ints, bool]:
    """Return labels with *zones* dealt at least cost, and whether that is proven.

    The labels are those given where no better deal was found. Bonds are not known here: see
    `is_dealable`.
    """
    region = _region(net, rules, labels, zones)
    choice, is_proven = _deal(region, rules.is_contiguous, control)
    before, after = region.merit(region.choice), region.merit(choice)
    if (after[0], after[1] * (1 + CLOSE)) >= before:
        return labels, is_proven
    dealt = labels.copy()
    rank = choice if region.is_given else np.unique(choice, return_inverse=True)[1]
    dealt[region.nodes] = zones[rank]
    return dealt, is_proven


def is_dealable(net: Net, labels: Ints) -> Bools:
    """Tell which zones have no bonds, nor pins where their centers are free."""
    n_zones = int(labels.max(initial=-1)) + 1
    row = np.repeat(np.arange(len(labels)), np.diff(net.indptr))
    is_tied = np.bincount(row, net.bond != 0.0, len(labels)) > 0
    if not len(net.center):
        is_tied |= net.pin >= 0
    return np.asarray(np.bincount(labels, is_tied, n_zones) == 0)


def _region(net: Net, rules: Rules, labels: Ints, zones: Ints) -> Region:
    nodes = np.flatnonzero(np.isin(labels, zones))
    n = len(labels)
    graph = sparse.csr_array((np.ones(len(net.indices)), net.indices, net.indptr), shape=(n, n))
    has_centers = len(net.center) > 0
    at = net.center[zones] if has_centers else nodes
    cost = _costs(net, rules, nodes, at)
    zone = np.searchsorted(zones, labels[nodes])
    choice = zone if has_centers else _best_centers(cost, zone)
    most = np.minimum(net.capacity[zones], rules.high) if has_centers else rules.high
    return Region(
        nodes=nodes,
        graph=graph[nodes][:, nodes].tocsr(),
        weight=net.weight[nodes],
        centers=np.searchsorted(nodes, at),
        cost=cost,
        choice=choice,
        low=np.full(len(at), rules.low),
        high=np.broadcast_to(most, len(at)).astype(np.int64),
        n_open=len(zones),
        fixed=np.flatnonzero(net.pin[nodes] >= 0),
        foes=_foes(net, nodes),
    )


def _foes(net: Net, nodes: Ints) -> Ints:
    """Return the pairs of foes among *nodes*, by their place, but for centers that are given."""
    one = np.repeat(np.arange(len(net.weight)), np.diff(net.foe_indptr))
    rank = np.full(len(net.weight), -1)
    rank[nodes] = np.arange(len(nodes))
    pairs = np.column_stack([one, net.foe_indices])
    is_within = (rank[pairs] >= 0).all(axis=1) & (pairs[:, 0] < pairs[:, 1])
    return rank[pairs[is_within & ~np.isin(pairs, net.center).all(axis=1)]]


def _costs(net: Net, rules: Rules, nodes: Ints, at: Ints) -> Floats:
    if net.matrix.size:
        away = net.matrix[np.ix_(nodes, at)]
    else:
        away = np.hypot(*(axis[nodes][:, None] - axis[at] for axis in (net.x, net.y)))
    across = net.side[nodes][:, None] != net.side[at]
    return np.asarray(net.demand[nodes][:, None] * (away**rules.power + rules.side_cost_m * across))


def _best_centers(cost: Floats, zone: Ints) -> Ints:
    """Return the best center of the zone of each node."""
    choice = np.zeros(len(zone), dtype=np.int64)
    for number in np.unique(zone).tolist():
        own = np.flatnonzero(zone == number)
        choice[own] = own[cost[np.ix_(own, own)].sum(axis=0).argmin()]
    return choice


def _deal(region: Region, is_contiguous: bool, control: Control) -> tuple[Ints, bool]:
    """Return the column of `Region.cost` for each node, and whether no deal is better."""
    program = Program(region, control)
    if is_contiguous:
        program.demand_first_steps()
    for _ in range(MAX_ROUNDS):
        choice, is_solved = program.solve()
        torn = list(torn_parts(region, choice)) if is_contiguous else []
        if not torn:
            return choice, is_solved
        if control.is_over():
            break
        for column, part, around in torn:
            program.forbid(column, part, around)
    return region.choice, False


def torn_parts(region: Region, choice: Ints) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield each part of a zone without its center: the column, the part, and what separates them.

    Of the nodes around the part, only those that the center reaches without the others count.
    """
    for column in np.unique(choice).tolist():
        center, own = region.centers[column], np.flatnonzero(choice == column)
        piece = _pieces(region.graph, own)
        for number in np.unique(piece[own]).tolist():
            if number == piece[center]:
                continue
            part = np.flatnonzero(piece == number)
            around = np.setdiff1d(beside(region.graph, part), part)
            if center in around:
                around = np.array([center])
            else:
                free = np.setdiff1d(np.arange(len(piece)), around)
                home = _pieces(region.graph, free)
                reached = np.flatnonzero(home == home[center])
                around = np.intersect1d(around, beside(region.graph, reached))
            yield column, part, around


def _pieces(graph: sparse.csr_array, own: Ints) -> Ints:
    """Return the connected piece of each node of *own*, -1 for all others."""
    piece = np.full(graph.shape[0], -1, dtype=np.int64)
    piece[own] = csgraph.connected_components(graph[own][:, own], directed=False)[1]
    return piece
