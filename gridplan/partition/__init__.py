"""The engine: arrays in, zones and their faults out. No geodata, no files.

A map of the rooms, in the order of the work; each imports only from those above it in its group.

**What is asked and what is answered.** `problem` says what is asked and `values` what it may not
hold, `order` makes the answer independent of the order of the units, `objective` says what a plan
costs, `solution` what is answered.

**From units to nodes.** `net` is what a search works on, `reduce` makes it of units; in
`territories` empty land joins them.

**What cannot be.** `feasibility` tells what arithmetic rules out before any search, `proof` what no
plan can do, `faults` what is wrong with a zone of a plan and why, `remedy` what would help,
`explain` what each border move would change.

**A first plan.** `tree` cuts spanning trees within the bounds; `construct` starts from one, or from
last year's plan; `centers` and `transport` find good sets of centers, `scatter` plans around them.

**Search.** `board` holds the plan under search and `tally` what its zones carry and cost,
`contiguity` tells what may leave a zone, `search` moves and swaps border nodes, `resplit` cuts a
few zones anew, `cooling` leads them by temperature, `engine` by budget or clock, `control` hears
progress and cancel. `redeal` deals empty land anew. Where zones need not be in one piece,
`location` chooses centers on a `layout`, by a `shift` of one center at a time and a `region` that
is left to `settle` around it. By the clock, `pool` puts zones met together anew, and `regions` of
neighboring zones are a `deal` for an integer `program`: an `exact` one for few zones, `toward`
given centers for many.

**Bound.** Households bring prices, and zones part: `prices` and `field` hold that problem,
`knapsack` and `linked`, with a `bench` to grow zones on, find the cheapest zone around a center,
`appraise` those around many. `appraiser` says what prices are worth, `discs` makes the first,
`dual` the best within a box, `ascent` climbs by that, `volume` over a whole town; `closing` ends a
proof with a choice among all zones left; `bound` is what they prove.

**Recombine.** `recombine` lists zones that may be part of a better plan, `master` chooses.

**Levels, callers.** `hierarchy` nests levels, `crew` plans several problems at once, `api` is what
callers use, `answer` what they get. `compiled` is the compiler of all kernels, `ahead` compiles
them before their time.
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
