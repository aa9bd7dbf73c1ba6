"""Roads -> WalkNetwork; snapping points to it; walking metres along it."""

from gridplan.network.graph import WalkNetwork, build_network
from gridplan.network.obstacles import Obstacles
from gridplan.network.search import (
    REASONS,
    Nearest,
    Targets,
    attach_targets,
    nearest_targets,
    walk_metres,
)
from gridplan.network.snapping import Snapping, snap_points

__all__ = [
    "REASONS",
    "Nearest",
    "Obstacles",
    "Snapping",
    "Targets",
    "WalkNetwork",
    "attach_targets",
    "build_network",
    "nearest_targets",
    "snap_points",
    "walk_metres",
]
