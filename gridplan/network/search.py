"""Walking metres from many points to the nearest of many others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gridplan.network.graph import WalkNetwork, shortest_arcs
from gridplan.network.snapping import Snapping

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

REASONS = ("", "too_far", "island", "off_network", "no_data")
_REACHED, _TOO_FAR, _ISLAND, _OFF_NETWORK, _NO_DATA = range(len(REASONS))


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest target of every origin.

    Parameters
    ----------
    metres
        Float64 (n,); ``inf`` beyond the limit or unreachable, ``nan`` where there is no target.
    reason
        Position in `REASONS`, why an origin has no finite distance; 0 where it has one.
    target
        Point of the target snapping that is nearest, -1 for none.
    candidate
        Candidate of the origin snapping the walk starts at, -1 for none.
    node
        First junction of the walk; -1 where it stays on one street, or for none.
    predecessor
        Next node on the way from each node to its target, negative for none; nodes from
        ``network.n_nodes`` on are the targets.
    """

    metres: Floats
    reason: Ints
    target: Ints
    candidate: Ints
    node: Ints
    predecessor: Ints


@dataclass(frozen=True, eq=False)
class Targets:
    """A network with every target tied to it, ready to be searched many times.

    A target is one more node, with arcs that only leave it: other targets are never walked
    through, so that one matrix serves every choice among them.
    """

    network: WalkNetwork
    snapping: Snapping
    arcs: sparse.csr_array = field(repr=False)


def attach_targets(network: WalkNetwork, snapping: Snapping) -> Targets:
    """Tie the points of *snapping* to *network* as targets of searches."""
    n = network.n_nodes + snapping.n_points
    edge = snapping.edge
    metres = np.concatenate(_ends_m(network, snapping))
    head = np.concatenate([network.edge_u[edge], network.edge_v[edge]])
    tail = np.tile(snapping.point + network.n_nodes, 2)
    base = network.arcs_to_homes(edge)
    own = shortest_arcs(tail, head, metres, n=n)
    indptr = np.concatenate([base.indptr, own.indptr[network.n_nodes + 1 :] + base.nnz])
    data, indices = (
        np.concatenate([base.data, own.data]),
        np.concatenate([base.indices, own.indices]),
    )
    return Targets(network, snapping, sparse.csr_array((data, indices, indptr), shape=(n, n)))


def walk_metres(
    network: WalkNetwork, origins: Snapping, targets: Snapping, *, limit_m: float
) -> tuple[Floats, NDArray[Any]]:
    """Measure the walk from every origin to the nearest target.

    Legs off the network count at both ends.

    Parameters
    ----------
    network
        Streets in metres.
    origins, targets
        Points snapped to it.
    limit_m
        Longest walk that is looked for.

    Returns
    -------
    metres
        Float64 (n,); ``inf`` beyond the limit or unreachable, ``nan`` without any target.
    reason
        Object (n,): ``""``, ``too_far``, ``island``, ``off_network`` or ``no_data``.

    Examples
    --------
    >>> import shapely
    >>> from gridplan.network import snap_points
    >>> street = np.array([shapely.LineString([(0, 0), (500, 0)])])
    >>> network = WalkNetwork([(0, 0), (500, 0)], [0], [1], street)
    >>> homes = snap_points(network, [(100, 10), (100, 900)], max_m=100.0)
    >>> shops = snap_points(network, [(160, -5)], max_m=100.0)
    >>> metres, reason = walk_metres(network, homes, shops, limit_m=1000.0)
    >>> metres.tolist(), reason.tolist()
    ([75.0, inf], ['', 'off_network'])
    """
    chosen = np.arange(targets.n_points)
    nearest = nearest_targets(attach_targets(network, targets), origins, chosen, limit_m=limit_m)
    return nearest.metres, np.array(REASONS, dtype=object)[nearest.reason]


def nearest_targets(
    targets: Targets, origins: Snapping, chosen: ArrayLike, *, limit_m: float
) -> Nearest:
    """Find the nearest of the *chosen* targets for every origin.

    One truncated shortest-path search from all of them at once; on two-way streets the walk
    there is as long as the walk back.

    Parameters
    ----------
    targets
        Network with its targets.
    origins
        Points snapped to the same network.
    chosen
        Positions of the targets that count.
    limit_m
        Longest walk that is looked for.
    """
    chosen = np.unique(np.asarray(chosen, dtype=np.int64))
    if not len(chosen):
        return _without_targets(origins.n_points)
    distance_m, predecessor, source = sparse.csgraph.dijkstra(
        targets.arcs,
        indices=chosen + targets.network.n_nodes,
        min_only=True,
        limit=limit_m,
        return_predecessors=True,
    )
    walks = _through_nodes(targets, origins, distance_m, source)
    walks = _along_edges(targets, origins, chosen, walks)
    return _best(targets, origins, chosen, walks, predecessor, limit_m)


@dataclass(frozen=True, eq=False)
class _Walks:
    """Best walk of every candidate of the origins."""

    metres: Floats
    target: Ints
    node: Ints


def _ends_m(network: WalkNetwork, snapping: Snapping) -> tuple[Floats, Floats]:
    """Return metres from each point by each candidate to both ends of its edge."""
    rest_m = network.edge_length_m[snapping.edge] - snapping.along_m
    return snapping.leg_m + snapping.along_m, snapping.leg_m + np.maximum(rest_m, 0.0)


def _through_nodes(targets: Targets, origins: Snapping, distance_m: Floats, source: Ints) -> _Walks:
    network = targets.network
    u, v = network.edge_u, network.edge_v
    # most candidates lie beyond the limit: look at the others alone
    is_settled = np.isfinite(distance_m)
    own_u, own_v = u[origins.edge], v[origins.edge]
    near = np.flatnonzero(is_settled[own_u] | is_settled[own_v])
    edge, along_m, leg_m = origins.edge[near], origins.along_m[near], origins.leg_m[near]
    rest_m = np.maximum(network.edge_length_m[edge] - along_m, 0.0)
    by_u_m = leg_m + along_m + distance_m[u[edge]]
    by_v_m = leg_m + rest_m + distance_m[v[edge]]
    walks = _Walks(*_nothing(len(origins)))
    walks.metres[near] = np.minimum(by_u_m, by_v_m)
    walks.node[near] = np.where(by_u_m <= by_v_m, u[edge], v[edge])
    walks.target[near] = source[walks.node[near]] - network.n_nodes
    return walks


def _nothing(n: int) -> tuple[Floats, Ints, Ints]:
    return np.full(n, np.inf), np.full(n, -1), np.full(n, -1)


def _along_edges(targets: Targets, origins: Snapping, chosen: Ints, walks: _Walks) -> _Walks:
    """Walk straight to a target on the same street: its junctions would be a detour."""
    there = targets.snapping
    is_chosen = np.zeros(there.n_points, bool)
    is_chosen[chosen] = True
    seeds = np.flatnonzero(is_chosen[there.point])
    seeds = seeds[np.argsort(there.edge[seeds], kind="stable")]
    has_seed = np.zeros(len(targets.network.edge_line), bool)
    has_seed[there.edge[seeds]] = True
    beside = np.flatnonzero(has_seed[origins.edge])
    mine, other = _pairs(origins.edge[beside], there.edge[seeds])
    mine, other = beside[mine], seeds[other]
    metres = np.abs(origins.along_m[mine] - there.along_m[other]) + (
        origins.leg_m[mine] + there.leg_m[other]
    )
    order = np.lexsort([there.point[other], metres, mine])
    first = order[np.diff(mine[order], prepend=-1) != 0]
    first = first[metres[first] < walks.metres[mine[first]]]
    result = _Walks(walks.metres.copy(), walks.target.copy(), walks.node.copy())
    result.metres[mine[first]] = metres[first]
    result.target[mine[first]] = there.point[other[first]]
    result.node[mine[first]] = -1
    return result


def _pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Pair the positions of equal values; *right* is sorted."""
    low = np.searchsorted(right, left, side="left")
    count = np.searchsorted(right, left, side="right") - low
    mine = np.repeat(np.arange(len(left)), count)
    offset = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    return mine, low[mine] + offset


def _best(
    targets: Targets,
    origins: Snapping,
    chosen: Ints,
    walks: _Walks,
    predecessor: Ints,
    limit_m: float,
) -> Nearest:
    metres = origins.by_point(walks.metres, np.minimum, empty=np.inf)
    metres = np.where(metres <= limit_m, metres, np.inf)
    near = np.flatnonzero(np.isfinite(walks.metres))
    best = near[walks.metres[near] == metres[origins.point[near]]][::-1]
    candidate, target, node = (np.full(origins.n_points, -1) for _ in range(3))
    # from the last to the first, so that the first of equal candidates stays
    point = origins.point[best]
    candidate[point], target[point], node[point] = best, walks.target[best], walks.node[best]
    reason = _reasons(targets, origins, chosen, metres)
    return Nearest(metres, reason, target, candidate, node, predecessor)


def _reasons(targets: Targets, origins: Snapping, chosen: Ints, metres: Floats) -> Ints:
    network, there = targets.network, targets.snapping
    is_chosen = np.zeros(there.n_points, bool)
    is_chosen[chosen] = True
    seeds = is_chosen[there.point]
    has_target = np.zeros(len(network.component_length_m), bool)
    has_target[network.component[network.edge_u[there.edge[seeds]]]] = True
    connected = has_target[network.component[network.edge_u[origins.edge]]]
    reason = np.full(origins.n_points, _OFF_NETWORK)
    is_connected = origins.by_point(connected, np.logical_or, empty=False)
    reason[origins.is_on_network] = _ISLAND if seeds.any() else _OFF_NETWORK
    reason[is_connected] = _TOO_FAR
    reason[np.isfinite(metres)] = _REACHED
    return reason


def _without_targets(n: int) -> Nearest:
    none = np.full(n, -1, dtype=np.int64)
    nobody = np.empty(0, dtype=np.int64)
    return Nearest(np.full(n, np.nan), np.full(n, _NO_DATA), none, none, none, nobody)
