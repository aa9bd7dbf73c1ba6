"""The functions callers use: partition, solve, nest, explain_feasibility."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gridplan.params import Band
from gridplan.partition.answer import report, unsorted
from gridplan.partition.bound import Rival, lower_bound
from gridplan.partition.construct import with_pinned_centers
from gridplan.partition.engine import Control, forward
from gridplan.partition.feasibility import diagnose
from gridplan.partition.hierarchy import Levels, bottom_up, level_problem, top_down
from gridplan.partition.location import with_chosen_centers
from gridplan.partition.order import canonical_order, reordered
from gridplan.partition.problem import Problem, to_rows
from gridplan.partition.reduce import reduce_units
from gridplan.partition.remedy import Pieces, piece_remedies
from gridplan.partition.solution import Feasibility, Nesting, Solution

MAX_TOP_DOWN = 1500  # nodes with households up to which the levels are planned top-down too


def partition(
    xy_m: Any,
    households: Any,
    adjacency: Any,
    *,
    min_households: int,
    max_households: int | None,
    n_zones: int | None = None,
    power: int = 1,
    demand: Any = None,
    center: Literal["unit", "centroid"] = "unit",
    centers: Any = None,
    candidates: Any = None,
    capacity: Any = None,
    distance_m: Any = None,
    must_link: Any = None,
    cannot_link: Any = None,
    initial: Any = None,
    fixed: Any = None,
    seed: int = 0,
    time_limit_s: float | None = None,
    target_households: int | None = None,
    group: Any = None,
    side: Any = None,
    side_cost_m: float = 0.0,
    effort: float = 1.0,
    is_any_number: bool = False,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solution:
    """Divide units into zones of bounded households, in one piece each and compact.

    Parameters
    ----------
    xy_m
        Positions, metres, (n, 2); None where *distance_m* is given.
    households
        Households of each unit, whole numbers, (n,).
    adjacency
        Units that touch: scipy sparse matrix (n, n), pairs (m, 2), or None for no contiguity.
    min_households, max_households
        Bounds of a zone, both included; no maximum: None.
    n_zones
        Number of zones; None leaves it free.
    power
        Exponent on the distance, 1 or 2.
    demand
        Weight of each unit in the objective, (n,); None takes the households.
    center
        ``"unit"`` or ``"centroid"``: what distances are measured to.
    centers
        Units that are the center of a zone each, (k,); zone z holds unit ``centers[z]``.
    candidates
        Mask of units of which *n_zones* are chosen as centers.
    capacity
        Most households of the zone around each unit, (n,), where it is a center or candidate.
    distance_m
        Distances (n, n) in place of straight lines.
    must_link, cannot_link
        Pairs of units that share a zone, or must not.
    initial
        Labels to start from, -1 for none.
    fixed
        Mask of units that keep their initial label.
    seed
        Same input and seed, same labels.
    time_limit_s
        Stop after this time; None keeps runs repeatable.
    target_households
        Size that draws a free number of zones.
    group, side, side_cost_m
        Compound and arterial side of each unit, and what crossing costs; see `Problem`.
    effort
        Multiplies the iterations.
    is_any_number
        Let the bound hold for plans with any number of zones.
    progress, cancel
        Hear 0..1; say True to stop with the best plan so far.

    Examples
    --------
    Four houses in a row, 30 households each, two to a zone:

    >>> found = partition([[0, 0], [10, 0], [20, 0], [30, 0]], [30] * 4, [[0, 1], [1, 2], [2, 3]],
    ...                   min_households=50, max_households=80)
    >>> found.labels.tolist(), found.objective
    ([0, 0, 1, 1], 600.0)
    """
    households = np.asarray(households)
    rows = (None, None) if adjacency is None else to_rows(adjacency, len(households))
    problem = Problem(
        households=households,
        band=Band(min_households, max_households, target_households),
        xy_m=None if xy_m is None else np.asarray(xy_m, dtype=float).reshape(-1, 2),
        distance_m=distance_m,
        indptr=rows[0],
        indices=rows[1],
        n_zones=n_zones,
        power=power,
        demand=demand,
        center=center,
        centers=centers,
        candidates=candidates,
        capacity=capacity,
        group=group,
        side=side,
        side_cost_m=side_cost_m,
        must_link=must_link,
        cannot_link=cannot_link,
        initial=initial,
        fixed=fixed,
        seed=seed,
        effort=effort,
        is_any_number=is_any_number,
        time_limit_s=time_limit_s,
    )
    return solve(problem, progress=progress, cancel=cancel)


def explain_feasibility(problem: Problem) -> Feasibility:
    """Say what no plan of *problem* can do, and what would help, before any search.

    Examples
    --------
    Two houses on one bank of a river, one on the other:

    >>> indptr, indices = to_rows([[0, 1]], 3)
    >>> problem = Problem(households=np.array([20, 25, 30]), band=Band(50, 80),
    ...     xy_m=np.array([[0.0, 0], [10, 0], [40, 0]]), indptr=indptr, indices=indices)
    >>> for finding in explain_feasibility(problem).findings:
    ...     print(finding.key, finding.units, dict(finding.remedies[-2].values))
    partition.too_few (0, 1) {'unit': 1, 'there': 2, 'length_m': 30, 'added': 30, 'total': 75}
    partition.too_few (2,) {'unit': 2, 'there': 1, 'length_m': 30, 'added': 45, 'total': 75}
    """
    known = diagnose(problem, reduce_units(problem))
    pieces = Pieces(problem)
    findings = []
    for finding in known.findings:
        units = np.array(finding.units, dtype=np.int64)
        if len(units):
            heaviest = int(units[np.argmax(problem.households[units])])
            finding = replace(finding, remedies=piece_remedies(pieces, heaviest))
        findings.append(finding)
    return replace(known, findings=tuple(findings))


def solve(
    problem: Problem,
    *,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solution:
    """Return the best plan found.

    The labels depend on the units, not on their order: units in another order get the same
    zones, unless two units have the same position and the same households.
    """
    return nest(problem, None, progress=progress, cancel=cancel).levels[0]


def nest(
    problem: Problem,
    levels: Sequence[Band] | None,
    *,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Nesting:
    """Plan one or more nested levels over the same units.

    Parameters
    ----------
    problem
        The units; its own band counts only where *levels* is None. Number of zones, links,
        initial and fixed labels concern the finest level.
    levels
        Bands, coarse to fine.
    progress, cancel
        Hear 0..1; say True to stop with the best plan so far.
    """
    bands = (problem.band,) if levels is None else tuple(levels)
    end_s = None if problem.time_limit_s is None else time.monotonic() + problem.time_limit_s
    control = Control(forward(progress), cancel, end_s)
    order = canonical_order(problem)
    sorted_problem = with_chosen_centers(reordered(problem, order), control)
    sorted_problem = with_pinned_centers(sorted_problem)
    solutions = [
        _with_bound(level_problem(sorted_problem, bands, depth), solution, control)
        for depth, solution in enumerate(_solve_levels(sorted_problem, bands, control))
    ]
    control.tell(1.0)
    parents = tuple(
        _parents(coarse.labels, fine.labels)
        for coarse, fine in zip(solutions, solutions[1:], strict=False)
    )
    return Nesting(tuple(unsorted(solution, order) for solution in solutions), parents)


def _solve_levels(problem: Problem, bands: tuple[Band, ...], control: Control) -> list[Solution]:
    """Plan bottom-up; top-down as well where coarse zones stay out of band for no reason.

    Only for communities: over a whole town the second way costs more than it mends.
    """
    levels = bottom_up(problem, bands, control)
    solutions = _report_levels(problem, bands, levels)
    is_settled = not any(solution.n_avoidable for solution in solutions[:-1])
    if is_settled or control.is_over() or len(levels.base.net.weight) > MAX_TOP_DOWN:
        return solutions
    others = _report_levels(problem, bands, top_down(problem, bands, control))
    return min(solutions, others, key=_merit)


def _with_bound(problem: Problem, solution: Solution, control: Control) -> Solution:
    """Return the solution with its proven bound, if wished and the search was not stopped."""
    if control.is_over() or not problem.is_bounded:
        return solution
    rival = Rival(solution.labels.astype(np.int64), solution.centers, solution.objective)
    return replace(solution, lower_bound=lower_bound(problem, reduce_units(problem), rival))


def _merit(solutions: list[Solution]) -> tuple[int, float]:
    """Order plans of all levels: avoidable faults, then household-metres."""
    return (
        sum(solution.n_avoidable for solution in solutions),
        sum(solution.objective for solution in solutions),
    )


def _report_levels(problem: Problem, bands: tuple[Band, ...], levels: Levels) -> list[Solution]:
    return [
        report(level_problem(problem, bands, depth), levels.base, labels)
        for depth, labels in enumerate(levels.labels)
    ]


def _parents(coarse: NDArray[np.int32], fine: NDArray[np.int32]) -> NDArray[np.int64]:
    parents = np.zeros(int(fine.max(initial=-1)) + 1, dtype=np.int64)
    parents[fine] = coarse
    return parents
