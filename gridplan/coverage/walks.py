"""Units and services on the walking network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage.seeds import Seeds, service_seeds
from gridplan.model import PlanningArea, Units
from gridplan.network import (
    Obstacles,
    Snapping,
    Targets,
    WalkNetwork,
    attach_targets,
    build_network,
    snap_points,
)
from gridplan.params import CoverageParams

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# walks are followed twice as far as the widest circle, so that the map can tell a building
# just outside from one that is cut off
SEARCH_FACTOR = 2.0

# barriers that no leg between door and street crosses
IMPASSABLE = ("water", "railway")


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
    """

    network: WalkNetwork
    origins: Snapping
    targets: Targets
    seeds: Seeds
    is_member: Bools

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
    crosses water or a railway if there is another.
    """
    network = build_network(area.roads)
    wall_m = shapely.distance(shapely.points(units.xy_m), shapely.boundary(units.footprint))
    max_m = params.max_snap_unit_m + np.nan_to_num(wall_m)
    barriers = area.barriers[area.barriers["kind"].isin(IMPASSABLE)]
    obstacles = Obstacles(barriers.geometry.to_numpy())
    origins = snap_points(network, units.xy_m, max_m=max_m, obstacles=obstacles)
    geometry = np.array(area.services.geometry.to_numpy(), dtype=object)
    geometry[~is_member.any(axis=1)] = None
    seeds = service_seeds(geometry)
    there = snap_points(network, seeds.xy_m, max_m=params.max_snap_service_m, obstacles=obstacles)
    return WalkModel(network, origins, attach_targets(network, there), seeds, is_member)
