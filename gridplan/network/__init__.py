"""Roads -> WalkNetwork; closed ground and its gates; snapping points; walking metres."""

from gridplan.network.enclosures import (
    Enclosures,
    Gates,
    Homes,
    containing,
    named_ground,
    wall_lines,
    walled_ground,
)
from gridplan.network.gates import (
    Doorways,
    crossing_doorways,
    gate_links,
    known_doorways,
    near_doorways,
)
from gridplan.network.graph import WalkNetwork, build_network, walkable_roads
from gridplan.network.obstacles import Obstacles
from gridplan.network.passage import DETOUR, Closure, Ways, close, direct
from gridplan.network.search import (
    REASONS,
    Nearest,
    Targets,
    attach_targets,
    nearest_targets,
    walk_metres,
)
from gridplan.network.sight import Sight
from gridplan.network.snapping import Snapping, snap_points

__all__ = [
    "DETOUR",
    "REASONS",
    "Closure",
    "Doorways",
    "Enclosures",
    "Gates",
    "Homes",
    "Nearest",
    "Obstacles",
    "Sight",
    "Snapping",
    "Targets",
    "WalkNetwork",
    "Ways",
    "attach_targets",
    "build_network",
    "close",
    "containing",
    "crossing_doorways",
    "direct",
    "gate_links",
    "known_doorways",
    "named_ground",
    "near_doorways",
    "nearest_targets",
    "snap_points",
    "walk_metres",
    "walkable_roads",
    "wall_lines",
    "walled_ground",
]
