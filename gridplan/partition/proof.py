"""Proofs that a zone cannot be in band, whatever the search might try.

Every proof uses a relaxed problem: land without households may belong to any number of zones
at once. What cannot be done there cannot be done at all.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.compiled import compiled, inner
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import unit_graph

MAX_EXACT = 11  # blocks of a piece whose every plan is looked at
MAX_LOOKS = 4000  # blocks looked at for partners before giving up the proof


@dataclass(frozen=True, eq=False)
class Relaxed:
    """Blocks with households, and hubs: connected land without any.

    `place` is the vertex of each unit; vertices that carry more than the maximum have no
    neighbors. `is_whole` tells that zones need not be in one piece: then no proof holds that
    rests on contacts.
    """

    place: NDArray[np.int64]
    weight: NDArray[np.int64]
    neighbors: list[list[int]]
    piece: NDArray[np.int64]


def relax(problem: Problem, node: NDArray[np.int64], weight: NDArray[np.int64]) -> Relaxed:
    """Build the relaxed contacts: a vertex per node with households, a hub per empty land.

    Parameters
    ----------
    problem
        The units.
    node
        Node of each unit; units of a node with households that have none themselves are land.
    weight
        Households of each node.
    """
    graph = unit_graph(problem)
    is_land = problem.households == 0
    if problem.must_link is not None or problem.fixed is not None:
        is_land = is_land & ~_is_bound(problem)
    rows = np.repeat(np.arange(len(problem)), np.diff(graph.indptr))
    within = is_land[rows] & is_land[graph.indices]
    land = sparse.csr_array(
        (np.ones(int(within.sum())), (rows[within], graph.indices[within])), shape=graph.shape
    )
    hub = csgraph.connected_components(land, directed=False)[1]
    place = np.unique(np.where(is_land, len(weight) + hub, node), return_inverse=True)
    load = np.zeros(len(place[0]), dtype=np.int64)
    np.add.at(load, place[1], problem.households)
    ends = np.column_stack([place[1][rows], place[1][graph.indices]])
    is_open = load <= problem.max_households
    ends = ends[is_open[ends].all(axis=1) & (ends[:, 0] != ends[:, 1])]
    return _relaxed(place[1], load, np.unique(ends, axis=0).reshape(-1, 2))


def _is_bound(problem: Problem) -> NDArray[np.bool_]:
    bound = np.zeros(len(problem), dtype=bool)
    if problem.must_link is not None:
        bound[problem.must_link.ravel()] = True
    if problem.fixed is not None:
        bound |= problem.fixed
    return bound


def _relaxed(place: NDArray[np.int64], load: NDArray[np.int64], ends: NDArray[np.int64]) -> Relaxed:
    n = len(load)
    start = np.searchsorted(ends[:, 0], np.arange(n + 1))
    neighbors = [ends[start[v] : start[v + 1], 1].tolist() for v in range(n)]
    graph = sparse.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    piece = csgraph.connected_components(graph, directed=False)[1].astype(np.int64)
    return Relaxed(place, load, neighbors, piece)


def has_no_partners(relaxed: Relaxed, vertex: int, low: int, high: int) -> bool:
    """Tell whether no connected set around *vertex* can sum to a load in the band.

    Whatever shares a zone in band with the vertex is reached by a path that carries at most
    *high*; if no sum of what is reached fits, no zone does.
    """
    own = int(relaxed.weight[vertex])
    band = (1 << (high + 1)) - (1 << low)
    sums = 1 << own
    queue, seen, n_looks = [(own, vertex)], {vertex}, 0
    while queue and not sums & band:
        load, here = heapq.heappop(queue)
        n_looks += 1
        if n_looks > MAX_LOOKS:
            return False
        for other in relaxed.neighbors[here]:
            further = load + int(relaxed.weight[other])
            if other in seen or further > high:
                continue
            seen.add(other)
            sums |= sums << int(relaxed.weight[other])
            heapq.heappush(queue, (further, other))
    return not sums & band


def exact_deviation(relaxed: Relaxed, piece: int, low: int, high: int) -> int | None:
    """Return the fewest households out of band of a small piece, over all its plans.

    None where the piece has too many blocks.
    """
    inside = np.flatnonzero(relaxed.piece == piece)
    blocks = inside[relaxed.weight[inside] > 0]
    if not 0 < len(blocks) <= MAX_EXACT:
        return None
    rank = {int(v): i for i, v in enumerate(blocks)}
    touching = np.zeros(len(blocks), dtype=np.int64)
    hubs = []
    for v in inside.tolist():
        bits = sum(1 << rank[u] for u in relaxed.neighbors[v] if u in rank)
        if v in rank:
            touching[rank[v]] = bits
        else:
            hubs.append(bits)
    for bits in hubs:
        for i in range(len(blocks)):
            if bits >> i & 1:
                touching[i] |= bits
    return int(_least_deviation(touching, relaxed.weight[blocks].copy(), low, high)[-1])


@inner
def _deviations(
    touching: NDArray[np.int64], weight: NDArray[np.int64], low: int, high: int
) -> NDArray[np.int64]:
    """Return the households out of band of every set of blocks, -1 where not in one piece."""
    n = len(weight)
    off = np.full(1 << n, -1, dtype=np.int64)
    for mask in range(1, 1 << n):
        grown, before, load = mask & -mask, 0, 0
        while grown != before:
            before = grown
            for i in range(n):
                if before >> i & 1:
                    grown |= touching[i] & mask
        if grown == mask:
            for i in range(n):
                load += weight[i] * (mask >> i & 1)
            off[mask] = max(low - load, load - high, 0)
    return off


@compiled
def _least_deviation(
    touching: NDArray[np.int64], weight: NDArray[np.int64], low: int, high: int
) -> NDArray[np.int64]:
    """Try every partition of the blocks into sets in one piece; the last entry is for all."""
    off = _deviations(touching, weight, low, high)
    best = np.zeros(len(off), dtype=np.int64)
    for mask in range(1, len(off)):
        first = mask & -mask
        rest = mask ^ first
        best[mask] = 1 << 60
        part = rest
        while True:
            zone = part | first
            if off[zone] >= 0:
                best[mask] = min(best[mask], off[zone] + best[mask ^ zone])
            if part == 0:
                break
            part = (part - 1) & rest
    return best
