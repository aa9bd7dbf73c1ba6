"""Files to a `gridplan.model.PlanningArea`: layers, columns, rosters, all faults at once.

Foreign files are opened in a process of its own, which also imports this package; the names
below are therefore imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridplan.read.inspection import Inspection
    from gridplan.read.loading import error_of, find_zones, inspect, load, load_places
    from gridplan.read.options import ReadOptions

__all__ = [
    "Inspection", "ReadOptions", "error_of", "find_zones", "inspect", "load", "load_places",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "ReadOptions":
        from gridplan.read.options import ReadOptions

        return ReadOptions
    if name in __all__:
        from gridplan.read import loading

        return getattr(loading, name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
