"""Walks if the gates nobody knows were where they hurt most.

A compound whose gates are not in the data is measured as if it were open. This is the other end
of the bracket: one gate, the farthest of those it could have, and nobody walks through who does
not live there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.coverage.ground import doorways_of
from gridplan.coverage.walks import WalkModel
from gridplan.model import Units
from gridplan.network import (
    DETOUR,
    Doorways,
    Enclosures,
    containing,
    crossing_doorways,
    near_doorways,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OpenGround:
    """Compounds whose gates are unknown.

    Parameters
    ----------
    name
        Their names, "" for none.
    ground
        Shapely polygons.
    of_unit
        Position of the compound each unit lives in, -1 for none.
    n_walled
        The first of them have a wall.
    """

    name: tuple[str, ...]
    ground: NDArray[np.object_]
    of_unit: Ints
    n_walled: int

    def __len__(self) -> int:
        return len(self.name)


def open_ground(model: WalkModel) -> OpenGround:
    """Return the compounds without a known gate: walled ones, then those known by name alone."""
    if model.ground is None or not len(model.network.edge_line):
        nobody = np.full(model.origins.n_points, -1)
        return OpenGround((), np.empty(0, dtype=object), nobody, 0)
    walled, named = model.ground.walled, model.ground.named
    has_way = np.isin(np.arange(len(walled)), doorways_of(model.network, model.ground).piece)
    is_loose = (named.n_gates == 0) & ~_mostly_walled(walled, named)
    n_walled = int((~has_way).sum())
    names = [*_chosen(walled.name, ~has_way), *_chosen(named.name, is_loose)]
    ground = np.concatenate([walled.ground[~has_way], named.ground[is_loose]])
    of_unit = _renumbered(walled.of_home, ~has_way, 0)
    by_name = _renumbered(named.of_home, is_loose, n_walled)
    of_unit = np.where(walled.of_home < 0, by_name, of_unit)
    return OpenGround(tuple(names), ground, of_unit, n_walled)


def _chosen(names: tuple[str, ...], mask: Bools) -> list[str]:
    return [name for name, is_chosen in zip(names, mask, strict=True) if is_chosen]


def _renumbered(of_home: Ints, mask: Bools, first: int) -> Ints:
    rank = np.append(np.where(mask, np.cumsum(mask) - 1 + first, -1), -1)
    result: Ints = rank[of_home]
    return result


def _mostly_walled(walled: Enclosures, named: Enclosures) -> Bools:
    """Tell which named compounds have most of their homes behind walls."""
    n = len(named)
    own = named.of_home >= 0
    inside = np.bincount(named.of_home[own & (walled.of_home >= 0)], minlength=n)
    outside = np.bincount(named.of_home[own & (walled.of_home < 0)], minlength=n)
    result: Bools = inside >= outside
    return result


@dataclass(frozen=True, eq=False)
class _Town:
    """The town outside of the compounds with unknown gates, and the gates these may have."""

    model: WalkModel
    ground: OpenGround
    doorways: Doorways
    arcs: sparse.csr_array
    node: Ints  # (2, d) ends of the street of each doorway, -1 where the end lies inside
    inside_of: Ints  # compound each seed lies in, -1 for none


class Bracket:
    """Pessimistic walks, category by category.

    Parameters
    ----------
    model
        Network, units and services.
    units
        The units of the model.
    ground
        The compounds in question.
    """

    def __init__(self, model: WalkModel, units: Units, ground: OpenGround) -> None:
        self._units = units
        self._town = _town(model, ground)
        self._unit, self._door, self._way_m = _ways_to_doors(units, self._town)

    def metres(self, chosen: Ints, metres: Floats, target: Ints, limit_m: float) -> Floats:
        """Return pessimistic metres of every unit to one category.

        Parameters
        ----------
        chosen
            Seeds of the category.
        metres, target
            The walks as measured, and the seeds they lead to.
        limit_m
            Longest walk that is looked for.
        """
        if not len(chosen):
            return metres
        town, n = self._town, self._town.model.network.n_nodes
        far_m = sparse.csgraph.dijkstra(town.arcs, indices=chosen + n, min_only=True, limit=limit_m)
        total_m = self._way_m + _from_doors(town, far_m)[self._door]
        worst = self._worst(np.minimum(total_m, limit_m))
        result = metres.copy()
        is_worst = worst[town.ground.of_unit[self._unit]] == self._door
        unit, total_m = self._unit[is_worst], total_m[is_worst]
        at_home = town.inside_of[target[unit]] == town.ground.of_unit[unit]
        is_moved = ~(at_home & (target[unit] >= 0)) & np.isfinite(metres[unit])
        unit, total_m = unit[is_moved], total_m[is_moved]
        result[unit] = np.maximum(metres[unit], np.where(total_m <= limit_m, total_m, np.inf))
        return result

    def _worst(self, total_m: Floats) -> Ints:
        """Return for each compound the gate with the longest walks of its households."""
        doors = self._town.doorways
        weight = np.maximum(self._units.households[self._unit], 1e-9)
        sums = np.bincount(self._door, weights=total_m * weight, minlength=len(doors))
        order = np.lexsort([-sums, doors.piece])
        first = order[np.diff(doors.piece[order], prepend=-1) != 0]
        worst = np.full(len(self._town.ground), -1)
        worst[doors.piece[first]] = first
        return worst


def _town(model: WalkModel, ground: OpenGround) -> _Town:
    network = model.network
    inner = containing(ground.ground, network.node_xy_m) >= 0
    crossing = crossing_doorways(network, ground.ground)
    near = near_doorways(network, ground.ground)
    doorways = crossing.joined(near.only(~np.isin(near.piece, crossing.piece)))
    ends = np.stack([network.edge_u[doorways.edge], network.edge_v[doorways.edge]])
    node = np.where(inner[ends], -1, ends)
    is_cut = np.append(inner, np.zeros(model.targets.arcs.shape[0] - network.n_nodes, dtype=bool))
    arcs = _without(model.targets.arcs, is_cut)
    usable = _main_only(arcs, node)
    return _Town(
        model,
        ground,
        doorways.only(usable),
        arcs,
        node[:, usable],
        containing(ground.ground, model.seeds.xy_m),
    )


def _without(arcs: sparse.csr_array, is_cut: Bools) -> sparse.csr_array:
    """Leave out the arcs that begin or end at a cut node."""
    coo = arcs.tocoo()
    keep = ~(is_cut[coo.row] | is_cut[coo.col])
    return sparse.csr_array((coo.data[keep], (coo.row[keep], coo.col[keep])), shape=arcs.shape)


def _main_only(arcs: sparse.csr_array, node: Ints) -> Bools:
    """Tell which doorways lead to the main part of the town outside: no gate leads nowhere."""
    _, part = sparse.csgraph.connected_components(arcs, directed=False)
    main = np.bincount(part).argmax()
    is_main = (np.append(part, -1)[node] == main) & (node >= 0)
    result: Bools = is_main.any(axis=0)
    return result


def _ways_to_doors(units: Units, town: _Town) -> tuple[Ints, Ints, Floats]:
    """Pair units with the gates their compound may have, and the way there inside."""
    piece = town.doorways.piece
    unit = np.flatnonzero(town.ground.of_unit >= 0)
    low = np.searchsorted(piece, town.ground.of_unit[unit], side="left")
    count = np.searchsorted(piece, town.ground.of_unit[unit], side="right") - low
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    unit, door = np.repeat(unit, count), np.repeat(low, count) + offset
    straight_m = np.hypot(*(units.xy_m[unit] - town.doorways.xy_m[door]).T)
    return unit, door, DETOUR * straight_m + town.doorways.leg_m[door]


def _from_doors(town: _Town, far_m: Floats) -> Floats:
    """Return metres from each doorway to the nearest service outside."""
    doors, network = town.doorways, town.model.network
    length_m = network.edge_length_m[doors.edge]
    to_end_m = np.stack([doors.along_m, np.maximum(length_m - doors.along_m, 0.0)])
    result: Floats = (np.append(far_m, np.inf)[town.node] + to_end_m).min(axis=0)
    return result
