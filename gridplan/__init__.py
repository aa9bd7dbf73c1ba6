"""Divide communities into governance grids and micro-grids, check the plan, and hand it over.

Examples
--------
>>> import gridplan as gp
>>> area = gp.load("data/sample")  # doctest: +SKIP
>>> result = gp.plan(area, profile="xiuzhou-2023", seed=0)  # doctest: +SKIP
>>> result.to_folder("out")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import Any

from gridplan.version import __version__

_HOMES = {
    "load": "gridplan.read",
    "inspect": "gridplan.read",
    "ReadOptions": "gridplan.read",
    "plan": "gridplan.run",
    "partition": "gridplan.partition",
    "site": "gridplan.siting",
    "Params": "gridplan.params",
    "Band": "gridplan.params",
    "PlanningArea": "gridplan.model",
    "Plan": "gridplan.model",
    "Report": "gridplan.model",
    "GridplanError": "gridplan.errors",
    "InputError": "gridplan.errors",
    "ParamError": "gridplan.errors",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604  every item is text


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``gridplan --help`` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gridplan' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
