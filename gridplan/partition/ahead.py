"""Compile the kernels of the engine before they are needed.

``python -m gridplan.partition.ahead PART`` compiles one of `PARTS` and keeps the machine code on
disk, where the search finds it; the build of the package does so, one process a part.
"""

from __future__ import annotations

import sys
from typing import Any

import numba
import numpy as np

from gridplan.params import Band
from gridplan.partition.board import make_board
from gridplan.partition.bound import Rival, lower_bound
from gridplan.partition.centers import grow_zones, settle_centers
from gridplan.partition.compiled import has_machine_code
from gridplan.partition.construct import from_tree
from gridplan.partition.layout import load_plan, make_layout
from gridplan.partition.objective import zone_centers
from gridplan.partition.problem import Problem, to_rows
from gridplan.partition.proof import exact_deviation, relax
from gridplan.partition.recombine import recombine_zones
from gridplan.partition.reduce import make_rules, reduce_units
from gridplan.partition.resplit import recombine, repair
from gridplan.partition.search import sweep
from gridplan.partition.shift import Best, settle_all, shift_centers
from gridplan.partition.tally import load_labels, measure
from gridplan.partition.transport import Market

PARTS = ("anneal", "mend", "locate")


def compile_part(part: str) -> None:
    """Compile and keep the kernels of one of `PARTS`; they take about as long."""
    problem = _two_houses()
    labels = np.array([0, 1])
    rules = make_rules(problem)
    board = make_board(reduce_units(problem).net, labels, 0, np.zeros(2, dtype=bool))
    if part == "anneal":
        _keep(sweep, board, rules, 1, 1.0, 1.0)
        _keep(load_labels, board, rules, labels)
        _keep(measure, board, rules)
        centers, sums = zone_centers(problem, labels.astype(np.int32))
        reduction = reduce_units(problem)
        recombine_zones(problem, reduction, reduction.net, labels)
        lower_bound(problem, reduction, Rival(labels, centers, float(sums.sum())))
    elif part == "mend":
        reduction = reduce_units(problem)
        from_tree(reduction.net, rules, 1)
        _keep(repair, board, rules, 1, 1.0, 1.0)
        _keep(recombine, board, rules, 1, 1.0, 1.0)
        market = Market(np.zeros((2, 1)), np.zeros(2, np.int64), labels, labels)
        _keep(settle_centers, board, rules, market, labels, np.zeros(1))
        _keep(grow_zones, board, market, labels, np.zeros(1))
        exact_deviation(relax(problem, reduction.node, reduction.net.weight), 0, 50, 80)
    else:
        layout = make_layout(problem, reduce_units(problem), 1)
        _keep(load_plan, layout, labels, labels)
        _keep(settle_all, layout, True)
        best = Best(labels, labels, np.zeros(1), 1.0)
        _keep(shift_centers, layout, 1, 1.0, best)


def is_compiled() -> bool:
    """Tell whether machine code of the search is kept, so that it starts at once."""
    return has_machine_code(sweep)


def _two_houses() -> Problem:
    indptr, indices = to_rows([[0, 1]], 2)
    return Problem(
        households=np.array([60, 60]),
        band=Band(50, 80),
        xy_m=np.array([[0.0, 0.0], [10.0, 0.0]]),
        indptr=indptr,
        indices=indices,
    )


def _keep(kernel: Any, *arguments: Any) -> None:
    """Compile *kernel* for arguments of these types without running it."""
    kernel.compile(tuple(numba.typeof(argument) for argument in arguments))


if __name__ == "__main__":
    compile_part(sys.argv[1])
