"""The proposal: which sites, in which order, for whom, and how surely."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.errors import InfeasibleError, ParamError
from gridplan.model import Result
from gridplan.model.siting import Site, Siting
from gridplan.siting.ask import Ask, SitingParams, check_ask, fault
from gridplan.siting.capacity import fewest_sites_limited, most_gain_limited, served
from gridplan.siting.exact import most_gain
from gridplan.siting.fewest import fewest_sites
from gridplan.siting.ground import Ground, survey
from gridplan.siting.outcome import Outcome, limited_outcome, open_outcome
from gridplan.siting.problem import Problem, Solution
from gridplan.siting.remarks import all_notes
from gridplan.siting.solver import Budget

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DEFAULT_PARAMS = SitingParams()
MOST_SHARED = 500_000  # walks; more cannot be shared out by capacity in reasonable time


def site(
    result: Result,
    category: str,
    *,
    add: int | None = None,
    params: SitingParams = DEFAULT_PARAMS,
) -> Siting:
    """Propose where services of a category should be added.

    What exists stays and counts. Walks are those of coverage, metre for metre.

    Parameters
    ----------
    result
        A plan.
    category
        Id or name of a category of the catalog.
    add
        How many sites; None for ``set-cover``, which finds that out.
    params
        Method, reach, candidates and the rest.

    Raises
    ------
    ParamError
        Something that was asked for cannot be.
    InputError
        There is no candidate, or no record of the category.
    InfeasibleError
        All candidates together do not reach the target.

    Examples
    --------
    >>> import gridplan as gp
    >>> result = gp.plan(gp.load("data/sample"))  # doctest: +SKIP
    >>> gp.site(result, "pharmacy", add=3).households_gained  # doctest: +SKIP
    """
    ask = check_ask(result, category, add, params)
    ground = survey(result, ask)
    is_median = params.method == "p-median"
    problem, units = ground.median() if is_median else ground.covering()
    solution = _solve(problem, ask, ground)
    chosen = solution.chosen
    if params.capacity is None:
        outcome = open_outcome(ground, problem, chosen)
        siting = _siting(ask, ground, solution, outcome)
        siting = replace(siting, next_worth=_next_worth(problem, chosen))
    else:
        outcome = limited_outcome(ground, problem, units, chosen, params.capacity)
        siting = _siting(ask, ground, solution, outcome)
    return replace(siting, notes=all_notes(siting, ground, result))


def _solve(problem: Problem, ask: Ask, ground: Ground) -> Solution:
    params = ask.params
    budget = Budget(params.effort)
    if params.capacity is not None and problem.gains.nnz > MOST_SHARED:
        values = {"n_rows": problem.n_rows, "n_candidates": problem.n_candidates}
        raise fault(ParamError, "too_large", **values)
    if ask.n_sites is None:
        return _solve_target(problem, ask, ground, budget)
    if params.capacity is None:
        return most_gain(problem, ask.n_sites, budget=budget)
    return most_gain_limited(problem, ask.n_sites, params.capacity, budget=budget)


def _solve_target(problem: Problem, ask: Ask, ground: Ground, budget: Budget) -> Solution:
    capacity, share = ask.params.capacity, ask.params.target_share or 0.0
    total = int(ground.households.sum())
    before = int(ground.households[ground.is_near].sum())
    target = math.ceil(share * total - 1e-6) - before
    every = np.arange(problem.n_candidates)
    if capacity is None:
        found = fewest_sites(problem, target, budget=budget)
        most = problem.value(every)
    else:
        found = fewest_sites_limited(problem, target, capacity, budget=budget)
        most = served(problem, every, capacity)[1]
    if found is None:
        reachable = math.floor((before + most) / total * 1000) / 1000
        values = {"target": f"{share:.1%}", "reachable": f"{reachable:.1%}", "n": len(every)}
        raise fault(InfeasibleError, "target_impossible", **values)
    return found if capacity else _fullest(problem, found, target, budget)


def _fullest(problem: Problem, found: Solution, target: float, budget: Budget) -> Solution:
    """Of all choices of as many sites, take the one that covers most."""
    most = most_gain(problem, len(found.chosen), budget=budget)
    return replace(found, chosen=most.chosen) if most.objective >= target else found


def _siting(ask: Ask, ground: Ground, solution: Solution, outcome: Outcome) -> Siting:
    households = ground.households
    total = int(households.sum())
    before = int(households[ground.is_near].sum())
    now_m = float(households @ np.minimum(ground.before_m, ground.limit_m)) / max(total, 1)
    return Siting(
        category=ask.facility.id,
        method=ask.params.method,
        mode=ask.mode,
        reach_m=ground.reach_m,
        limit_m=ground.limit_m,
        walk_m_per_min=ask.walk_m_per_min,
        sites=_sites(ground, outcome),
        candidates=tuple(sorted(ground.places, key=lambda place: (place.rank, place.id))),
        n_existing=ground.n_existing,
        households_total=total,
        households_before=before,
        households_after=before + int(outcome.gained.sum()),
        households_reachable=_reachable(ground),
        mean_metres_before=now_m if ground.n_existing else None,
        mean_metres_after=now_m - outcome.saved_m / max(total, 1),
        objective=solution.objective,
        bound=solution.bound,
        greedy=solution.greedy,
        metres_before=ground.before_m,
        metres_after=outcome.after_m,
        site=outcome.server,
        target_share=ask.params.target_share,
        capacity=ask.params.capacity,
    )


def _sites(ground: Ground, outcome: Outcome) -> tuple[Site, ...]:
    return tuple(
        Site(
            rank=rank + 1,
            candidate=ground.places[candidate],
            households_gained=int(outcome.gained[rank]),
            worth=float(outcome.worth[rank]),
            households_served=int(outcome.served[rank]),
        )
        for rank, candidate in enumerate(outcome.order.tolist())
    )


def _reachable(ground: Ground) -> int:
    """Count the households within reach if every candidate were built."""
    is_near = ground.is_near.copy()
    is_near[ground.walks_m.indices[ground.walks_m.data <= ground.reach_m]] = True
    return int(ground.households[is_near].sum())


def _next_worth(problem: Problem, chosen: Ints) -> float:
    """Return what the best one more site would add."""
    best = problem.best_worth(chosen)
    added = problem.sums(np.maximum(problem.worth - best[problem.row], 0.0))
    return float(added.max(initial=0.0))
