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
from gridplan.partition.deal import Deal, make_deal
from gridplan.partition.net import Net, Rules
from gridplan.partition.program import CLOSE, Program

MAX_ROUNDS = 12  # of forbidding what is torn

Ints = NDArray[np.int64]


def deal_anew(
    net: Net, rules: Rules, labels: Ints, zones: Ints, control: Control
) -> tuple[Ints, bool]:
    """Return labels with *zones* dealt at least cost, and whether that is proven.

    The labels are those given where no better deal was found. Bonds are not known here: see
    `tied_nodes`.
    """
    deal = make_deal(net, rules, labels, zones)
    choice, is_proven = _best(deal, rules.is_contiguous, control)
    if not deal.is_better(choice, CLOSE):
        return labels, is_proven
    return deal.labels(labels, zones, choice), is_proven


def _best(deal: Deal, is_contiguous: bool, control: Control) -> tuple[Ints, bool]:
    """Return the column of `Deal.cost` for each node, and whether no deal is better."""
    program = Program(deal, control)
    if is_contiguous:
        program.demand_first_steps()
    for _ in range(MAX_ROUNDS):
        choice, is_solved = program.solve()
        torn = list(torn_parts(deal, choice)) if is_contiguous else []
        if not torn:
            return choice, is_solved
        if control.is_over():
            break
        for column, part, around in torn:
            program.forbid(column, part, around)
    return deal.choice, False


def torn_parts(deal: Deal, choice: Ints) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield each part of a zone without its center: the column, the part, and what separates them.

    Of the nodes around the part, only those that the center reaches without the others count.
    """
    for column in np.unique(choice).tolist():
        center, own = deal.centers[column], np.flatnonzero(choice == column)
        piece = _pieces(deal.graph, own)
        for number in np.unique(piece[own]).tolist():
            if number == piece[center]:
                continue
            part = np.flatnonzero(piece == number)
            around = np.setdiff1d(deal.beside(part), part)
            if center in around:
                around = np.array([center])
            else:
                free = np.setdiff1d(np.arange(len(piece)), around)
                home = _pieces(deal.graph, free)
                reached = np.flatnonzero(home == home[center])
                around = np.intersect1d(around, deal.beside(reached))
            yield column, part, around


def _pieces(graph: sparse.csr_array, own: Ints) -> Ints:
    """Return the connected piece of each node of *own*, -1 for all others."""
    piece = np.full(graph.shape[0], -1, dtype=np.int64)
    piece[own] = csgraph.connected_components(graph[own][:, own], directed=False)[1]
    return piece
