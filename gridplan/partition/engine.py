"""From problem to labels: a first plan, then cooling and mending, by iterations or the clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.construct import from_initial, from_tree, to_count, wanted_count
from gridplan.partition.control import Control as Control
from gridplan.partition.control import forward as forward
from gridplan.partition.cooling import Recipe, Search
from gridplan.partition.net import Net, Rules
from gridplan.partition.pool import Pool
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, make_rules
from gridplan.partition.regions import settle_regions
from gridplan.partition.scatter import best_starts

N_SWEEPS = 40  # per cooling, at effort 1
N_ROUND_SWEEPS = 300  # of the first round by the clock
N_SHARES = 2  # of the time; the first is for cooling alone
N_CENTERED_SHARES = 4  # the same where centers are given: most is left for `_settle`
N_POOL_SWEEPS = 600  # between two choices among zones met
HARD = 1e4  # a price at which no bound is broken
BUDGET = (Recipe(0.1, 0.004, 10.0), Recipe(0.1, 0.004, 10.0), Recipe(0.1, 0.004, HARD))
PATIENT = Recipe(1.0, 0.02, 5.0)  # forgets its start: for many zones, or if starts mislead
SERVICE = Recipe(3.0, 0.05, 10.0, True)  # around given centers: nothing else can be forgotten
GENTLE = (Recipe(0.1, 0.004, 10.0), Recipe(0.1, 0.004, HARD))  # stays near the plan it is given
FEW = (
    Recipe(0.1, 0.001, 100.0),
    PATIENT,
    Recipe(0.03, 0.0005, 10.0),
    Recipe(1.0, 0.1, 3.0),
    Recipe(1.0, 0.03, 0.3, True),  # where hardly any plan is within bounds
)
N_SETTLED = 6  # zones dealt together between two choices among zones met
AGAIN = Recipe(0.3, 0.02, 5.0)  # from the best plan that was put together from zones met
MANY_ZONES = 32  # so many leave no choice of a start that a patient cooling would not make


def search_net(
    problem: Problem, reduction: Reduction, net: Net, control: Control
) -> NDArray[np.int64]:
    """Return the best labels of the nodes that the search finds."""
    if len(net.weight) == 0:
        return np.zeros(0, dtype=np.int64)
    rules = make_rules(problem)
    labels, price = _first_plan(problem, reduction, net, rules)
    search = Search(net, rules, labels, seed=problem.seed, zone_price=price, control=control)
    starts = []
    if problem.initial is None and problem.n_zones is not None:
        starts = best_starts(search, problem.n_zones, problem.effort)
    search.rewind()
    if not starts:
        search.mend()
    n_sweeps = max(4, round(N_SWEEPS * problem.effort))
    is_given = problem.initial is not None and problem.centers is None
    _by_budget(search, GENTLE if is_given else BUDGET, n_sweeps)
    if control.end_s is not None:
        _use_time(search, starts, is_given=is_given)
    elif problem.centers is not None:
        _settle(search)
    return search.best_labels


def _use_time(search: Search, starts: list[NDArray[np.int64]], *, is_given: bool) -> None:
    """Search until the time is over; *is_given* says whether to stay near the plan at hand."""
    control, has_centers = search.control, len(search.net.center) > 0
    alone = GENTLE[0] if is_given else SERVICE if has_centers else PATIENT
    if not starts:
        search.control = control.part(0, N_CENTERED_SHARES if has_centers else N_SHARES)
    _by_clock(search, starts, FEW if starts else (alone,))
    search.control = control
    if not starts:
        _settle(search)
    if not starts and search.rules.is_count_fixed:
        _by_zones_met(search)


def _settle(search: Search, most: int | None = None) -> None:
    """Deal zones of the best plan anew, a few at a time, *most* of them at once."""
    search.load(settle_regions(search.net, search.rules, search.best_labels, search.control, most))
    search.keep()


def _first_plan(
    problem: Problem, reduction: Reduction, net: Net, rules: Rules
) -> tuple[NDArray[np.int64], float]:
    """Return a plan to start from, with the number of zones asked for, and the zone price."""
    labels, price = from_tree(net, rules, wanted_count(problem, net))
    if problem.initial is not None:
        labels = from_initial(problem, reduction, net)
    if problem.n_zones is not None:
        labels = to_count(net, labels, problem.n_zones)
    return labels, price


def _by_budget(search: Search, recipes: tuple[Recipe, ...], n_sweeps: int) -> None:
    """Cool the best plan by each recipe in turn."""
    step = 0.9 / len(recipes)
    for number, recipe in enumerate(recipes):
        search.rewind()
        search.cool(recipe, n_sweeps, (step * number, step * (number + 1)))
        search.mend()


def _by_clock(search: Search, starts: list[NDArray[np.int64]], recipes: tuple[Recipe, ...]) -> None:
    """Cool in rounds until the time is over, each longer than the last few, from varied starts."""
    for number, n_sweeps in enumerate(_lengths(search)):
        _round(
            search,
            starts[number % len(starts)] if starts else search.best_labels,
            recipes[number % len(recipes)],
            n_sweeps,
        )


def _by_zones_met(search: Search) -> None:
    """Warm the best plan again and again, and put the zones met together anew each time."""
    while not search.control.is_over():
        if search.pool is None or search.pool.is_full:
            search.pool = Pool(search.net)
        _round(search, search.best_labels, AGAIN, N_POOL_SWEEPS)
        _settle(search, N_SETTLED)
        search.sample()
        search.combine()


def _round(search: Search, labels: NDArray[np.int64], recipe: Recipe, n_sweeps: int) -> None:
    """Cool a plan, hard at the end; mend the best one where it is out of band."""
    search.load(labels)
    search.cool(recipe, n_sweeps, (0.9, 1.0))
    hard = recipe._replace(hot=recipe.cold, price=HARD, is_swinging=False)
    search.cool(hard, n_sweeps // 8, (0.9, 1.0))
    if search.best[:2] > (0, 0):
        search.mend()


def _lengths(search: Search) -> Iterator[int]:
    """Yield the sweeps of each round; the last takes what time is left.

    Few zones call for many starts, many zones for patience: their rounds grow faster.
    """
    n_alike = max(1, MANY_ZONES // max(search.n_zones, 1))
    number = 0
    while not search.control.is_over():
        n_sweeps = N_ROUND_SWEEPS * 2 ** (number // n_alike)
        n_left = int(search.control.left_s() * search.n_sweeps / max(search.seconds, 1e-9) / 1.2)
        yield max(n_left, 1) if n_left < 2 * n_sweeps else n_sweeps
        number += 1


def improve_net(
    problem: Problem, net: Net, labels: NDArray[np.int64], seed: int, control: Control
) -> NDArray[np.int64]:
    """Return better labels than *labels*, by mending and a short hard cooling."""
    rules = make_rules(problem)
    search = Search(net, rules, labels, seed=seed, zone_price=0.0, control=control)
    search.mend()
    if search.has_improved:
        search.rewind()
        n_sweeps = max(2, round(N_SWEEPS * problem.effort / 4))
        search.cool(BUDGET[-1], n_sweeps, (0.9, 1.0))
        search.mend()
    return search.best_labels
