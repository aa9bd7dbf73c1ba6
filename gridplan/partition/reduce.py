"""Units to nodes: what must stay together is one node, land without households joins a node.

Most units of a real town carry no household. They ride along: each goes with the unit that
has households and is nearest along the contacts, so the search sees only households, and a
contact through empty land is a contact. Nodes hold together by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gridplan.partition.net import Net, Rules, renumber
from gridplan.partition.problem import Problem
from gridplan.partition.territories import inside_zones, territories

N_NEAR = 8  # candidate neighbors where zones need not be in one piece
MIX_SHARE = 0.5  # of the compound cost, for a zone that holds both sides of a border
TINY_M = 1e-3  # sparse graphs take a length of 0 for no contact


@dataclass(frozen=True, eq=False)
class Reduction:
    """The net, and the node of each unit.

    `group` is the compound of each node or -1.
    """

    net: Net
    node: NDArray[np.int64]
    group: NDArray[np.int64]


def unit_graph(problem: Problem) -> sparse.csr_array:
    """Return the contacts of the units as a sparse matrix of ones; none without adjacency."""
    n = len(problem)
    if problem.indptr is None or problem.indices is None:
        return sparse.csr_array((n, n))
    ones = np.ones(len(problem.indices))
    return sparse.csr_array((ones, problem.indices, problem.indptr), shape=(n, n))


def _blocks(problem: Problem) -> NDArray[np.int64]:
    """Return the block of each unit: must-links and fixed units of one label stay together."""
    n = len(problem)
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    if problem.must_link is not None:
        pairs.append(problem.must_link)
    if problem.fixed is not None and problem.initial is not None:
        units = np.flatnonzero(problem.fixed)
        _, first, zone = np.unique(problem.initial[units], return_index=True, return_inverse=True)
        pairs.append(np.column_stack([units, units[first[zone]]]) if len(units) else pairs[0])
    links = np.concatenate(pairs)
    graph = sparse.coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(n, n))
    return renumber(csgraph.connected_components(graph.tocsr(), directed=False)[1])


def _representatives(problem: Problem, block: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the heaviest unit of each block, the first among equals."""
    order = np.lexsort((np.arange(len(block)), -problem.households, block))
    _, first = np.unique(block[order], return_index=True)
    return np.asarray(order[first], dtype=np.int64)


def _lengths(problem: Problem, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
    if problem.distance_m is not None:
        return np.maximum(problem.distance_m[a, b], TINY_M)
    xy = np.asarray(problem.xy_m)
    return np.asarray(np.maximum(np.hypot(*(xy[a] - xy[b]).T), TINY_M))


def _contacts(graph: sparse.csr_array, node: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the contacts between nodes, int64 (m, 2), both directions, sorted."""
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    pairs = np.column_stack([node[rows], node[graph.indices]])
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).reshape(-1, 2)


def _candidate_contacts(problem: Problem, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return near pairs as contacts where zones need not be in one piece, in one piece."""
    n = len(at)
    if n < 2:
        return np.zeros((0, 2), dtype=np.int64)
    k = min(N_NEAR + 1, n)
    if problem.distance_m is not None:
        near = np.argsort(problem.distance_m[np.ix_(at, at)], axis=1, kind="stable")[:, :k]
    else:
        near = cKDTree(np.asarray(problem.xy_m)[at]).query(np.asarray(problem.xy_m)[at], k=k)[1]
    pairs = np.column_stack([np.repeat(np.arange(n), k), near.ravel()])
    chain = np.column_stack([np.arange(n - 1), np.arange(1, n)])
    pairs = np.concatenate([pairs, chain, pairs[:, ::-1], chain[:, ::-1]])
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).astype(np.int64)


def bonds(
    contacts: NDArray[np.int64],
    weight: NDArray[np.int64],
    group: NDArray[np.int64],
    *,
    max_households: int,
    group_cost_m: float,
) -> NDArray[np.float64]:
    """Return what it costs to cut each contact (below zero: to keep it), household-metres.

    Examples
    --------
    Units 0 and 1 are one compound, 2 another:

    >>> bonds(np.array([[0, 1], [1, 2]]), np.array([10, 20, 30]), np.array([5, 5, 6]),
    ...       max_households=80, group_cost_m=60.0).tolist()
    [600.0, -600.0]
    """
    total = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(total, group[group >= 0], weight[group >= 0])
    a, b = contacts[:, 0], contacts[:, 1]
    lighter = np.minimum(weight[a], weight[b]) * group_cost_m
    is_same = (group[a] == group[b]) & (group[a] >= 0)
    fits = np.zeros(len(contacts), dtype=bool)
    fits[is_same] = total[group[a[is_same]]] <= max_households
    is_border = (group[a] != group[b]) & (group[a] >= 0) & (group[b] >= 0)
    cost = np.where(fits, lighter, 0.0)
    return np.where(is_border, -MIX_SHARE * lighter, cost)


def _foes(problem: Problem, node: NDArray[np.int64], pin: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs of nodes that may not share a zone, both directions, sorted."""
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    if problem.cannot_link is not None:
        pairs.append(node[problem.cannot_link])
    pinned = np.flatnonzero(pin >= 0)
    a, b = np.triu_indices(len(pinned), 1)
    pairs.append(np.column_stack([pinned[a], pinned[b]]))
    links = np.concatenate(pairs)
    links = links[links[:, 0] != links[:, 1]]
    return np.unique(np.concatenate([links, links[:, ::-1]]), axis=0).reshape(-1, 2)


def row_starts(pairs: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return where the rows of sorted pairs start."""
    return np.searchsorted(pairs[:, 0], np.arange(n + 1)).astype(np.int64)


def reduce_units(problem: Problem, labels: NDArray[np.int64] | None = None) -> Reduction:
    """Build the net of a problem.

    With *labels* of a plan, empty land stays in its zone: nodes never reach across.
    """
    block = _blocks(problem)
    n_blocks = int(block.max(initial=-1)) + 1
    weight = np.bincount(block, problem.households, n_blocks).astype(np.int64)
    at = _representatives(problem, block)
    pairs = _contacts(unit_graph(problem), block)
    graph = sparse.csr_array(
        (_lengths(problem, at[pairs[:, 0]], at[pairs[:, 1]]), pairs.T),
        shape=(n_blocks, n_blocks),
    )
    within = graph if labels is None else inside_zones(graph, labels[at])
    owner = territories(problem, within, block, weight, at)
    owner = _keep_pinned(problem, block, owner)
    node_of_block = renumber(owner)
    _, first = np.unique(owner, return_index=True)
    owners = owner[np.sort(first)]
    node = node_of_block[block]
    contacts = (
        _contacts(graph, node_of_block)
        if problem.is_contiguous
        else _candidate_contacts(problem, at[owners])
    )
    return _assemble(problem, node, contacts, at[owners])


def _keep_pinned(
    problem: Problem, block: NDArray[np.int64], owner: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Let a block without households stay a node of its own where it is fixed or a center."""
    owner = owner.copy()
    for units in (problem.fixed, problem.centers):
        if units is not None:
            own = np.unique(block[units])
            owner[own] = own
    return owner


def _assemble(
    problem: Problem,
    node: NDArray[np.int64],
    contacts: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Reduction:
    n = len(at)
    weight = np.bincount(node, problem.households, n).astype(np.int64)
    group = np.full(n, -1) if problem.group is None else problem.group[at]
    pin = np.full(n, -1, dtype=np.int64)
    if problem.fixed is not None and problem.initial is not None:
        pin[node[problem.fixed]] = problem.initial[problem.fixed]
    demand = np.bincount(node, problem.demands, n).astype(float)
    center = np.zeros(0, dtype=np.int64)
    if problem.centers is not None:  # what is measured to a center is measured to its very unit
        center = node[problem.centers]
        pin[center], at = np.arange(len(center)), at.copy()
        at[center] = problem.centers
    foes = _foes(problem, node, pin)
    xy = _middles(problem, node, at, demand)
    xy[center] = xy[center] if problem.xy_m is None else problem.xy_m[at[center]]
    matrix = np.zeros((0, 0))
    if problem.distance_m is not None:
        matrix = np.ascontiguousarray(problem.distance_m[np.ix_(at, at)])
    net = Net(
        indptr=row_starts(contacts, n),
        indices=np.ascontiguousarray(contacts[:, 1]),
        length=_lengths(problem, at[contacts[:, 0]], at[contacts[:, 1]]),
        bond=bonds(
            contacts,
            weight,
            group,
            max_households=problem.max_households,
            group_cost_m=problem.group_cost_m,
        ),
        weight=weight,
        x=np.ascontiguousarray(xy[:, 0]),
        y=np.ascontiguousarray(xy[:, 1]),
        side=np.zeros(n, dtype=np.int64) if problem.side is None else problem.side[at].copy(),
        matrix=matrix,
        foe_indptr=row_starts(foes, n),
        foe_indices=np.ascontiguousarray(foes[:, 1]),
        pin=pin,
        demand=demand,
        center=center,
        capacity=problem.max_at(at[center]),
    )
    return Reduction(net, node, group)


def _middles(
    problem: Problem, node: NDArray[np.int64], at: NDArray[np.int64], demand: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the middle of each node, weighted by demand; of a node without, its first unit."""
    if problem.xy_m is None:
        return np.zeros((len(at), 2))
    columns = [
        np.bincount(node, problem.demands * problem.xy_m[:, axis], len(at)) for axis in (0, 1)
    ]
    middle = np.column_stack(columns) / np.where(demand > 0, demand, 1.0)[:, None]
    return np.where((demand > 0)[:, None], middle, problem.xy_m[at])


def make_rules(problem: Problem) -> Rules:
    """Return what the kernels need to know of the bounds and costs."""
    return Rules(
        low=problem.band.min_households,
        high=problem.max_households,
        power=problem.power,
        side_cost_m=problem.side_cost_m,
        is_contiguous=problem.is_contiguous,
        is_count_fixed=problem.n_zones is not None,
    )
