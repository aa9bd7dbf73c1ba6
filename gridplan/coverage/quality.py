"""What the walking network of a run is made of, and what it lacks."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage.bracket import OpenGround
from gridplan.coverage.ground import ClosedGround
from gridplan.coverage.shares import weighted_mean, weighted_quantile
from gridplan.coverage.walks import WalkModel
from gridplan.model import (
    CompoundAccess,
    Island,
    Legs,
    NetworkQuality,
    Note,
    PlanningArea,
    Units,
)
from gridplan.network import Snapping, crossing_doorways

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SAME_GATE_M = 8.0  # a street this close to a known gate runs through that gate


def measure_network(
    area: PlanningArea,
    units: Units,
    model: WalkModel,
    *,
    open_ground: OpenGround,
    is_at_stake: Bools,
    needed_margin_m: float,
) -> NetworkQuality:
    """Describe the network.

    Parameters
    ----------
    area, units, model
        The data, and the network made of them.
    open_ground
        Compounds with unknown gates.
    is_at_stake
        Units with a verdict that depends on those gates.
    needed_margin_m
        How far streets should reach beyond the homes.
    """
    network, roads = model.network, area.roads
    services = np.ones(model.targets.snapping.n_points, dtype=np.int64)
    is_wall = (area.barriers["kind"] == "wall").to_numpy()
    private = roads["is_private"].to_numpy() & roads["is_walkable"].to_numpy()
    return NetworkQuality(
        length_m=float(network.edge_length_m.sum()),
        n_nodes=network.n_nodes,
        n_edges=len(network.edge_line),
        n_dead_ends=network.n_dangling,
        n_components=len(network.component_length_m),
        share_in_largest=network.share_in_largest,
        n_joined_roads=len(network.joined),
        islands=_islands(units, model),
        unit_legs=_legs(model.origins, units.households),
        service_legs=_legs(model.targets.snapping, services),
        unwalkable_m=_unwalkable_m(area),
        private_m=float(roads.geometry[private].length.sum()),
        walls_m=float(area.barriers.geometry[is_wall].length.sum()),
        compounds=_compounds(units, model, open_ground, is_at_stake),
        streets_margin_m=_margin_m(units, network.node_xy_m),
        needed_margin_m=needed_margin_m,
    )


def network_notes(quality: NetworkQuality) -> tuple[Note, ...]:
    """Return what a planner should know of walls and gates."""
    if not quality.compounds:
        return ()
    values = {
        "n_compounds": len(quality.compounds),
        "n_known": quality.n_compounds("known"),
        "n_derived": quality.n_compounds("derived"),
        "n_unknown": quality.n_compounds("unknown"),
    }
    survey = quality.to_survey
    households = {"households": sum(one.households_at_stake for one in survey)}
    to_survey = Note("warning", "network.survey", households, tuple(one.name for one in survey))
    return Note("info", "network.gates", values), *((to_survey,) if survey else ())


def _legs(snapping: Snapping, weight: Ints) -> Legs:
    shortest_m = snapping.by_point(snapping.leg_m, np.minimum, empty=np.inf)
    on = snapping.is_on_network & (weight > 0)
    return Legs(
        weighted_mean(shortest_m[on], weight[on]),
        weighted_quantile(shortest_m[on], weight[on], 0.95),
        int((~snapping.is_on_network & (weight > 0)).sum()),
    )


def _islands(units: Units, model: WalkModel) -> tuple[Island, ...]:
    """List the parts that are the only streets of somebody."""
    network, origins = model.network, model.origins
    rank = network.component[network.edge_u[origins.edge]]
    part = origins.by_point(rank, np.minimum, empty=0)
    stranded = np.flatnonzero((part > 0) & (units.households > 0))
    islands = [
        Island(
            float(network.component_length_m[one]),
            int(units.households[stranded[part[stranded] == one]].sum()),
            tuple(units.ids[stranded[part[stranded] == one]]),
        )
        for one in np.unique(part[stranded])
    ]
    return tuple(sorted(islands, key=lambda island: (-island.households, island.ids)))


def _unwalkable_m(area: PlanningArea) -> dict[str, float]:
    left_out = area.roads[~area.roads["is_walkable"].to_numpy()]
    reason = left_out["unwalkable"].where(left_out["unwalkable"] != "", "other")
    lengths_m = left_out.geometry.length.groupby(reason.to_numpy()).sum()
    return {str(name): float(length_m) for name, length_m in lengths_m.items()}


def _margin_m(units: Units, node_xy: Floats) -> float | None:
    homes = units.xy_m[units.households > 0]
    if not len(homes) or not len(node_xy):
        return None
    west_south = homes.min(axis=0) - node_xy.min(axis=0)
    east_north = node_xy.max(axis=0) - homes.max(axis=0)
    return float(min(west_south.min(), east_north.min()))


def _compounds(
    units: Units, model: WalkModel, open_ground: OpenGround, is_at_stake: Bools
) -> tuple[CompoundAccess, ...]:
    closed = model.ground
    if closed is None:
        return ()
    walled = [one for one in _walled(units, model, closed) if one.gates != "unknown"]
    found = [*walled, *_named(units, closed), *_unknown(units, open_ground, is_at_stake)]
    return tuple(sorted(found, key=lambda one: (not one.has_wall, one.name)))


def _unknown(units: Units, ground: OpenGround, is_at_stake: Bools) -> list[CompoundAccess]:
    households = _households(units, ground.of_unit, len(ground))
    at_stake = _households(units, np.where(is_at_stake, ground.of_unit, -1), len(ground))
    return [
        CompoundAccess(
            name or _first_id(units, ground.of_unit == i), int(households[i]),
            i < ground.n_walled, 0, 0, int(at_stake[i]),
        )
        for i, name in enumerate(ground.name)
        if households[i]
    ]  # fmt: skip


def _walled(units: Units, model: WalkModel, closed: ClosedGround) -> list[CompoundAccess]:
    walled = closed.walled
    crossing = crossing_doorways(model.network, walled.ground)
    gates = shapely.multipoints(closed.gates.xy_m)
    apart = ~shapely.dwithin(shapely.points(crossing.xy_m), gates, _SAME_GATE_M)
    n_derived = np.bincount(crossing.piece[apart], minlength=len(walled))
    households = _households(units, walled.of_home, len(walled))
    return [
        CompoundAccess(
            name or _first_id(units, walled.of_home == i), int(households[i]), True,
            int(walled.n_gates[i]), int(n_derived[i]),
        )
        for i, name in enumerate(walled.name)
    ]  # fmt: skip


def _named(units: Units, closed: ClosedGround) -> list[CompoundAccess]:
    """List the compounds without a wall whose gates are known."""
    named = closed.named
    of_home = np.where(closed.walled.of_home < 0, named.of_home, -1)
    households = _households(units, of_home, len(named))
    return [
        CompoundAccess(name, int(households[i]), False, int(named.n_gates[i]), 0)
        for i, name in enumerate(named.name)
        if named.n_gates[i] and households[i] and name not in closed.walled.name
    ]


def _households(units: Units, of_unit: Ints, n: int) -> Ints:
    own = of_unit >= 0
    sums: Ints = np.zeros(n, dtype=np.int64)
    np.add.at(sums, of_unit[own], units.households[own])
    return sums


def _first_id(units: Units, chosen: Bools) -> str:
    return str(units.ids[np.flatnonzero(chosen & (units.households > 0))[0]])
