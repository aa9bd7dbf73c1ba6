"""The engine: arrays in, zones and their faults out. No geodata, no files.

`problem` says what is asked, `reduce` turns units into nodes, `feasibility` tells what
arithmetic rules out, `construct` makes a first plan, `search` and `resplit` improve it.
Where zones need not be in one piece, `location` chooses centers on a `layout`: by a `shift` of
one center at a time, and a `region` that settles around it.
`hierarchy` nests levels, `crew` plans several problems at once, `bound` proves how much better
a plan could be, `proof` and `faults` say what is wrong and why it must be, `remedy` what would
help, and `explain` what each border move would change.
"""

from __future__ import annotations

import sys
import types
from typing import Any

from gridplan.partition.api import explain_feasibility, nest, partition, solve
from gridplan.partition.crew import nest_all
from gridplan.partition.problem import Problem, to_rows
from gridplan.partition.solution import (
    Feasibility,
    Finding,
    Nesting,
    Solution,
    ZoneFault,
)

__all__ = [
    "Feasibility",
    "Finding",
    "Nesting",
    "Problem",
    "Solution",
    "ZoneFault",
    "explain_feasibility",
    "nest",
    "nest_all",
    "partition",
    "solve",
    "to_rows",
]


class _Room(types.ModuleType):
    """A module that can be called: ``gridplan.partition(...)`` is public, and so is this room."""

    def __call__(self, *args: Any, **options: Any) -> Solution:
        """Divide units into zones, as `gridplan.partition.api.partition` does."""
        return partition(*args, **options)


sys.modules[__name__].__class__ = _Room
