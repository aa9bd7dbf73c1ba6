"""Many zones around given centers dealt anew at once, every node toward its center.

Two restrictions make the integer program small and its answers whole. A node keeps the centers
that a relaxation, which may divide it, holds for likely. And it goes to a center only with a
neighbor that is nearer to that center along contacts: so no zone is torn, without a row for every
way of tearing it. Way lengths are taken within the present zones, so that the present deal is one
of the answers. What is found is not proven to be best of all deals.

References
----------
Guastaroba, Savelsbergh, Speranza, "Adaptive kernel search", European Journal of Operational
Research 263 (2017), for integer programs over the variables that a relaxation prefers. Zoltners,
Sinha, "Sales territory alignment", Management Science 29 (1983), for neighbors nearer to a center.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.control import Control
from gridplan.partition.deal import Deal, make_deal
from gridplan.partition.net import Net, Rules
from gridplan.partition.program import CLOSE, Program

MAX_LIKELY = 2_000  # pairs of a node and a center in one program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def deal_toward(
    net: Net, rules: Rules, labels: Ints, zones: Ints, control: Control
) -> tuple[Ints, bool]:
    """Return labels with *zones* dealt better, and whether the program was solved to its end.

    The labels are those given where no better deal was found. Centers are given.
    """
    deal = make_deal(net, rules, labels, zones)
    program = Program(deal, control, likely(deal, control))
    if rules.is_contiguous:
        for column in range(len(zones)):
            _lead_home(program, column)
    choice, is_solved = program.solve()
    if not deal.is_better(choice, CLOSE):
        return labels, is_solved
    return deal.labels(labels, zones, choice), is_solved


def likely(deal: Deal, control: Control) -> Bools:
    """Tell which node may go to which center, (n, m): the present one and those most likely."""
    is_likely = np.ones(deal.cost.shape, dtype=bool)
    if is_likely.size > MAX_LIKELY:
        excess = Program(deal, control).excess()
        is_likely = excess <= np.partition(excess, MAX_LIKELY, axis=None)[MAX_LIKELY]
        is_likely[np.arange(len(deal.nodes)), deal.choice] = True
    return is_likely


def _lead_home(program: Program, column: int) -> None:
    """Let no node go to the center of *column* without a neighbor that is nearer to it."""
    deal = program.deal
    center, away = deal.centers[column], way_home(deal, column)
    for node in np.flatnonzero(program.place[:, column] >= 0).tolist():
        around = deal.beside(np.array([node]))
        if node != center and center not in around:
            program.forbid(column, np.array([node]), around[away[around] < away[node]])


def way_home(deal: Deal, column: int) -> Floats:
    """Return the way of each node to a center along contacts, metres; infinite without a way.

    Nodes of the present zone go within it, all others by any of those.
    """
    n, own = len(deal.nodes), deal.choice == column
    within = deal.graph.tocoo()
    within.data = within.data * (own[within.row] & own[within.col])
    within.eliminate_zeros()
    way = csgraph.dijkstra(within, indices=int(deal.centers[column]))
    start = np.where(np.isfinite(way), np.maximum(way, 1e-9), 0.0)
    joined = sparse.block_array(
        [[deal.graph, None], [sparse.csr_array(start[None]), sparse.csr_array((1, 1))]]
    )
    return np.asarray(np.where(own, way, csgraph.dijkstra(joined.tocsr(), indices=n)[:n]))
