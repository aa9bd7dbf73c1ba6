"""Walking metres from every unit to every candidate near it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.coverage import WalkModel
from gridplan.network import Snapping, Targets, WalkNetwork, attach_targets

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_CHUNK = 16  # searches at a time: their neighborhoods overlap, and memory stays small


@dataclass(frozen=True, eq=False)
class WalkTable:
    """Walks between units and candidates.

    Parameters
    ----------
    metres
        Sparse (n units, k candidates); what is not stored is beyond the limit. A walk of 0 m is
        stored too.
    street_m
        Metres of street within reach of each candidate, float64 (k,).
    """

    metres: sparse.csc_array
    street_m: Floats


def walk_table(model: WalkModel, *, limit_m: float, reach_m: float) -> WalkTable:
    """Measure the walk from every unit to every service of *model* that is near enough.

    One truncated shortest-path search per service. The metres are those that coverage gives for
    a service alone.

    Parameters
    ----------
    model
        Units and candidates on the network: its services are the candidates.
    limit_m
        Longest walk that is looked for.
    reach_m
        Walk within which streets are counted.
    """
    n_services = len(model.is_member)
    there = model.targets.snapping
    by_service = replace(there, n_points=n_services, point=model.seeds.service[there.point])
    targets = attach_targets(model.network, by_service)
    doors = _Doors(targets.network, model.origins, limit_m)
    street_m = np.zeros(n_services)
    found = [_along_edges(by_service, model.origins)]
    for services, metres in _searches(targets, limit_m):
        found.append(doors.walks(services, metres))
        street_m[services] = _street_m(targets.network, metres, reach_m)
    unit, service, walk_m = (np.concatenate(part) for part in zip(*found, strict=True))
    shape = (model.origins.n_points, n_services)
    return WalkTable(_shortest(unit, service, walk_m, shape, limit_m), street_m)


Walks = tuple[Ints, Ints, Floats]  # unit, service, metres


def _searches(targets: Targets, limit_m: float) -> Iterator[tuple[Ints, Floats]]:
    """Yield services, a few neighbors at a time, and their metres to every junction."""
    network, there = targets.network, targets.snapping
    services = np.unique(there.point)
    if not len(services):
        return
    first = np.searchsorted(there.point, services)
    start = network.node_xy_m[network.edge_u[there.edge[first]]]
    cell = np.floor(start / max(limit_m, 1.0)).astype(np.int64)
    order = services[np.lexsort([services, cell[:, 1], cell[:, 0]])]
    for begin in range(0, len(order), _CHUNK):
        chunk = order[begin : begin + _CHUNK]
        metres = sparse.csgraph.dijkstra(
            targets.arcs, indices=chunk + network.n_nodes, limit=limit_m
        )
        yield chunk, metres[:, : network.n_nodes]


class _Doors:
    """The doors of the units, each with its metres to both ends of its streets."""

    def __init__(self, network: WalkNetwork, origins: Snapping, limit_m: float) -> None:
        self.point, self.limit_m = origins.point, limit_m
        self.u, self.v = network.edge_u[origins.edge], network.edge_v[origins.edge]
        rest_m = np.maximum(network.edge_length_m[origins.edge] - origins.along_m, 0.0)
        self.to_u_m, self.to_v_m = origins.leg_m + origins.along_m, origins.leg_m + rest_m

    def walks(self, services: Ints, metres: Floats) -> Walks:
        """Return the walks over junctions that have these *metres* to the services."""
        is_near = np.asarray(np.isfinite(metres).any(axis=0))
        near = np.flatnonzero(is_near[self.u] | is_near[self.v])
        if not len(near):
            return near, near, np.empty(0)
        by_u_m = metres[:, self.u[near]] + self.to_u_m[near]
        by_v_m = metres[:, self.v[near]] + self.to_v_m[near]
        first = np.flatnonzero(np.diff(self.point[near], prepend=-1))
        walk_m = np.minimum.reduceat(np.minimum(by_u_m, by_v_m), first, axis=1)
        row, column = np.nonzero(walk_m <= self.limit_m)
        return self.point[near[first]][column], services[row], walk_m[row, column]


def _along_edges(there: Snapping, origins: Snapping) -> Walks:
    """Walk straight to a service on the same street: its junctions would be a detour."""
    seed = np.argsort(there.edge, kind="stable")
    edge = there.edge[seed]
    low = np.searchsorted(edge, origins.edge, side="left")
    n_pairs = np.searchsorted(edge, origins.edge, side="right") - low
    mine = np.repeat(np.arange(len(origins)), n_pairs)
    offset = np.arange(len(mine)) - np.repeat(np.cumsum(n_pairs) - n_pairs, n_pairs)
    other = seed[low[mine] + offset]
    metres = np.abs(origins.along_m[mine] - there.along_m[other])
    return (
        origins.point[mine],
        there.point[other],
        metres + origins.leg_m[mine] + there.leg_m[other],
    )


def _shortest(
    unit: Ints, service: Ints, metres: Floats, shape: tuple[int, int], limit_m: float
) -> sparse.csc_array:
    key = service * shape[0] + unit
    order = np.argsort(key, kind="stable")  # quick: most of it is in order already
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    walk_m = np.minimum.reduceat(metres[order], first) if len(first) else metres
    service, unit = key[order[first]] // shape[0], key[order[first]] % shape[0]
    near = walk_m <= limit_m
    indptr = np.concatenate([[0], np.cumsum(np.bincount(service[near], minlength=shape[1]))])
    return sparse.csc_array((walk_m[near], unit[near], indptr), shape=shape)


def _street_m(network: WalkNetwork, metres: Floats, reach_m: float) -> Floats:
    """Measure the street that lies within *reach_m* of each service, parts of edges included."""
    left_m = np.maximum(reach_m - metres, 0.0)
    is_near = np.asarray((left_m > 0).any(axis=0))
    near = np.flatnonzero(is_near[network.edge_u] | is_near[network.edge_v])
    both_m = left_m[:, network.edge_u[near]] + left_m[:, network.edge_v[near]]
    street_m: Floats = np.minimum(both_m, network.edge_length_m[near]).sum(axis=1)
    return street_m
