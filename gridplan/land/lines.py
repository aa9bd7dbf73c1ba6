"""What cuts the land: borders of communities and special land, streets, water, railways, walls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.land.lattice import Geometries
from gridplan.model import PlanningArea, Units
from gridplan.params import LandParams

# What runs along a border. The higher kind counts where several do; from ROAD on, no contact.
FREE, ARTERIAL, ROAD, WALL, RAILWAY, WATER, OTHER = range(7)
BARRIER_KINDS = {"wall": WALL, "railway": RAILWAY, "water": WATER, "other": OTHER}

# A path across a lawn or a pavement beside a street bounds nothing.
FOOTPATHS = frozenset(
    [
        "footway",
        "path",
        "steps",
        "cycleway",
        "corridor",
        "elevator",
        "bridleway",
        "platform",
        "crossing",
        "pier",
        "via_ferrata",
        "proposed",
        "construction",
        "raceway",
        "bus_stop",
    ]
)
# A short bridge carries its street over a ditch or another street; a viaduct does not cut land.
MAX_STREET_BRIDGE_M = 100.0
MAX_UNDERPASS_M = 150.0  # people walk below a railway, not below a river beside the cars


def rank_of(kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0 for a free border, 1 for an arterial road, 2 for a barrier."""
    return np.minimum(kind, ROAD)


def arterials(roads: pd.DataFrame, params: LandParams) -> NDArray[np.bool_]:
    """Tell which roads are of an arterial class, their links included."""
    classes = [*params.arterial_classes, *(f"{name}_link" for name in params.arterial_classes)]
    return np.asarray(roads["highway"].isin(classes), dtype=bool)


def cutting_lines(
    area: PlanningArea, units: Units, params: LandParams
) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the lines and rings that bound blocks, and what kind of border each is."""
    parts = list(_cutting(area, units, params))
    lines = np.concatenate([geometries for geometries, _ in parts])
    kinds = np.concatenate([np.broadcast_to(kind, len(g)) for g, kind in parts])
    frame = shapely.box(*units.communities.total_bounds)
    near = shapely.intersects(lines, frame) & ~shapely.is_empty(lines)
    return lines[near], kinds[near].astype(np.int64)


def _cutting(
    area: PlanningArea, units: Units, params: LandParams
) -> Iterator[tuple[Geometries, Any]]:
    yield units.communities.geometry.to_numpy(), FREE
    special = np.unique(units.special[units.special >= 0])
    yield area.special.geometry.to_numpy()[special], FREE
    yield _streets(area.roads, params)
    barriers, kinds = _barriers(area)
    is_ground = (shapely.get_dimensions(barriers) == 2) & (kinds != WALL)
    yield barriers, np.where(is_ground, FREE, kinds)  # the ground itself separates, see Blocks


def _streets(roads: pd.DataFrame, params: LandParams) -> tuple[Geometries, NDArray[np.int64]]:
    lines = roads["geometry"].to_numpy()
    is_barrier = roads["is_barrier"].to_numpy()
    is_viaduct = roads["is_bridge"].to_numpy() & (shapely.length(lines) > MAX_STREET_BRIDGE_M)
    is_path = roads["highway"].isin(FOOTPATHS).to_numpy() & ~is_barrier
    kinds = np.where(is_barrier, ROAD, np.where(arterials(roads, params), ARTERIAL, FREE))
    keep = ~(roads["is_tunnel"].to_numpy() | is_viaduct | is_path)
    return lines[keep], kinds[keep]


def _barriers(area: PlanningArea) -> tuple[Geometries, NDArray[np.int64]]:
    kinds = area.barriers["kind"].map(BARRIER_KINDS).fillna(OTHER).to_numpy(dtype=np.int64)
    return area.barriers.geometry.to_numpy(), kinds


def barrier_ground(area: PlanningArea) -> tuple[Geometries, NDArray[np.int64]]:
    """Return barriers that cover ground, such as a river's surface, and the kind of each.

    The polygon of a wall is what the wall encloses: it separates along its outline only.
    """
    barriers, kinds = _barriers(area)
    is_ground = (shapely.get_dimensions(barriers) == 2) & (kinds != WALL)
    return barriers[is_ground], kinds[is_ground]


def crossing_ways(area: PlanningArea) -> Geometries:
    """Return the ways one can walk along, over bridges and through underpasses too."""
    roads = area.roads
    lines = roads.geometry.to_numpy()
    is_path = roads["highway"].isin(FOOTPATHS | {"pedestrian"}).to_numpy()
    is_long = roads["is_tunnel"].to_numpy() & (shapely.length(lines) > MAX_UNDERPASS_M)
    keep = roads["is_walkable"].to_numpy() & ~roads["is_barrier"].to_numpy()
    return np.asarray(lines[keep & (is_path | ~is_long)], dtype=object)
