"""Units and services on the walking network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridplan.coverage.ground import (
    ClosedGround,
    closures_of_points,
    closures_of_units,
    find_closed_ground,
    impassable,
)
from gridplan.coverage.seeds import Entrances, Seeds, service_seeds
from gridplan.model import PlanningArea, Units
from gridplan.network import (
    Closure,
    Obstacles,
    Sight,
    Snapping,
    Targets,
    WalkNetwork,
    Ways,
    attach_targets,
    build_network,
    close,
    direct,
    gate_links,
    snap_points,
    walkable_roads,
)
from gridplan.params import CoverageParams

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# walks are followed twice as far as the widest circle, so that the map can tell a building
# just outside from one that is cut off
SEARCH_FACTOR = 2.0


@dataclass(frozen=True, eq=False)
class WalkModel:
    """Units and services on the walking network, ready to be searched category by category.

    Parameters
    ----------
    network
        The streets.
    origins
        The units snapped to them.
    targets
        The seeds of the services tied to them.
    seeds
        Points that stand for the services.
    is_member
        Bool (n services, m facilities).
    ground
        Walls, compounds and gates; None where nobody looked.
    origin_gate_xy, target_gate_xy
        The gate that each candidate's leg leads through, float64 (c, 2); nan for a straight leg,
        None where nobody looked.
    """

    network: WalkNetwork
    origins: Snapping
    targets: Targets
    seeds: Seeds
    is_member: Bools
    ground: ClosedGround | None = None
    origin_gate_xy: Floats | None = None
    target_gate_xy: Floats | None = None

    def seeds_of(self, column: int) -> Ints:
        """Return the positions of the seeds of one facility."""
        return np.flatnonzero(self.is_member[self.seeds.service, column])


def search_limit_m(params: CoverageParams) -> float:
    """Return how far walks are followed: twice the widest circle that is judged or reported."""
    return SEARCH_FACTOR * max(circles(params)) * params.walk_m_per_min


def circles(params: CoverageParams) -> tuple[float, ...]:
    """Return the minutes whose shares are reported, the judged circle among them."""
    return tuple(sorted({*params.report_minutes, params.limit_minutes}))


def prepare_walks(
    area: PlanningArea, units: Units, is_member: Bools, params: CoverageParams
) -> WalkModel:
    """Build the network and tie units and services to it.

    The bound on a unit's leg counts from its outer wall, the leg itself from its middle. No leg
    crosses water or a railway if there is another way, nor a wall but at its gates.
    """
    ground = find_closed_ground(area, units)
    barriers = impassable(area)
    streets = walkable_roads(area.roads).geometry.to_numpy().astype(object)
    opened = Obstacles(np.concatenate([barriers, ground.walls]))
    links = gate_links(ground.gates.xy_m, streets, opened)
    network = build_network(area.roads, links=links)
    tie = _Tie(
        network, Obstacles(barriers), Sight(network.tree, area.buildings.geometry.to_numpy())
    )
    wall_m = shapely.distance(shapely.points(units.xy_m), shapely.boundary(units.footprint))
    max_m = params.max_snap_unit_m + np.nan_to_num(wall_m)
    origins = tie(units.xy_m, max_m, closures_of_units(network, ground))
    geometry = np.array(area.services.geometry.to_numpy(), dtype=object)
    geometry[~is_member.any(axis=1)] = None
    seeds = service_seeds(geometry, entrances=_entrances(area, ground, streets))
    there = tie(
        seeds.xy_m, params.max_snap_service_m, closures_of_points(network, ground, seeds.xy_m)
    )
    targets = attach_targets(network, there.snapping)
    return WalkModel(
        network,
        origins.snapping,
        targets,
        seeds,
        is_member,
        ground,
        origin_gate_xy=origins.doorway_xy,
        target_gate_xy=there.doorway_xy,
    )


def _entrances(area: PlanningArea, ground: ClosedGround, streets: NDArray[Any]) -> Entrances:
    names = area.services["name"].to_numpy().astype(object)
    return Entrances(shapely.points(ground.gates.xy_m), ground.gates.name, names, streets)


@dataclass(frozen=True, eq=False)
class _Tie:
    """Ties points to the network."""

    network: WalkNetwork
    obstacles: Obstacles
    sight: Sight

    def __call__(self, xy_m: Floats, max_m: ArrayLike, closures: tuple[Closure, ...]) -> Ways:
        ways = direct(
            snap_points(self.network, xy_m, max_m=max_m, obstacles=self.obstacles, sight=self.sight)
        )
        for closure in closures:
            ways = close(self.network, xy_m, ways, closure)
        return ways
