"""A few neighboring zones that are to be dealt anew: who may go where, and at what cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.partition.net import Net, Rules

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Deal:
    """Zones that are dealt anew.

    Parameters
    ----------
    nodes
        Nodes of the net in them, (n,).
    graph
        Contacts among those, by their place in `nodes`: their lengths, metres.
    weight
        Households of each.
    centers
        Places of the nodes that may be centers, (m,).
    cost
        Of each node with each center, (n, m).
    choice
        Column of `cost` that each node has now.
    low, high
        Bounds of the zone around each center.
    n_open
        How many of the centers are open; all of them where they are given.
    fixed
        Nodes that keep their choice.
    foes
        Pairs of nodes that may not share a zone, (k, 2).
    """

    nodes: Ints
    graph: sparse.csr_array
    weight: Ints
    centers: Ints
    cost: Floats
    choice: Ints
    low: Ints
    high: Ints
    n_open: int
    fixed: Ints
    foes: Ints

    @property
    def is_given(self) -> bool:
        """Whether the centers stand."""
        return self.n_open == len(self.centers)

    def off(self, choice: Ints) -> int:
        """Return the households out of band."""
        load = np.bincount(choice, self.weight, len(self.centers))
        is_open = np.bincount(choice, minlength=len(self.centers)) > 0
        short = np.maximum(self.low - load, load - self.high)
        return int(np.maximum(short, 0)[is_open | self.is_given].sum())

    def merit(self, choice: Ints) -> tuple[int, float]:
        """Return the households out of band and the cost."""
        return self.off(choice), float(self.cost[np.arange(len(choice)), choice].sum())

    def is_better(self, choice: Ints, close: float) -> bool:
        """Tell whether *choice* is better than the present one by more than *close* of its cost."""
        before, after = self.merit(self.choice), self.merit(choice)
        return (after[0], after[1] * (1 + close)) < before

    def beside(self, nodes: Ints) -> Ints:
        """Return the nodes that any of *nodes* touches."""
        return np.unique(self.graph[nodes].indices).astype(np.int64)

    def labels(self, before: Ints, zones: Ints, choice: Ints) -> Ints:
        """Return the labels of all nodes of the net with *zones* dealt as *choice* says."""
        dealt = before.copy()
        rank = choice if self.is_given else np.unique(choice, return_inverse=True)[1]
        dealt[self.nodes] = zones[rank]
        return dealt


def make_deal(net: Net, rules: Rules, labels: Ints, zones: Ints) -> Deal:
    """Return what dealing *zones* anew is about; bonds are not known here, see `tied_nodes`."""
    nodes = np.flatnonzero(np.isin(labels, zones))
    n = len(labels)
    graph = sparse.csr_array((net.length, net.indices, net.indptr), shape=(n, n))
    has_centers = len(net.center) > 0
    at = net.center[zones] if has_centers else nodes
    cost = _costs(net, rules, nodes, at)
    zone = np.searchsorted(zones, labels[nodes])
    most = np.minimum(net.capacity[zones], rules.high) if has_centers else rules.high
    return Deal(
        nodes=nodes,
        graph=graph[nodes][:, nodes].tocsr(),
        weight=net.weight[nodes],
        centers=np.searchsorted(nodes, at),
        cost=cost,
        choice=zone if has_centers else _best_centers(cost, zone),
        low=np.full(len(at), rules.low),
        high=np.broadcast_to(most, len(at)).astype(np.int64),
        n_open=len(zones),
        fixed=np.flatnonzero(net.pin[nodes] >= 0),
        foes=_foes(net, nodes),
    )


def tied_nodes(net: Net) -> Bools:
    """Tell which nodes no deal may hold: those with bonds, or pins where centers are free."""
    row = np.repeat(np.arange(len(net.weight)), np.diff(net.indptr))
    is_tied = np.bincount(row, net.bond != 0.0, len(net.weight)) > 0
    return np.asarray(is_tied if len(net.center) else is_tied | (net.pin >= 0))


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
