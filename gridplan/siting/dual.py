"""A proven upper bound by Lagrangian relaxation, and what it rules out.

Every household's gain is shared out: a price for the household, and for each site what its
households gain beyond their prices. Any prices give a bound; a subgradient search lowers it
(Fisher, 1981). A site whose forced choice would push the bound below a known solution can be
left out of every better one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.siting.problem import Problem
from gridplan.siting.search import greedy, swap

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MAX_STEPS = 2000
_PATIENCE = 20  # steps without progress before the step is shortened
_SHORTEN = 0.6
_MOMENTUM = 0.3
_SHORTEST = 1e-4
_TRY_EVERY = 50  # steps between attempts at a better real choice and at a smaller problem
_NARROW = 0.7  # candidates leave the problem when no more than this share would stay


@dataclass(frozen=True, eq=False)
class Dual:
    """The outcome of the relaxation.

    Parameters
    ----------
    bound
        No choice is worth more.
    is_possible
        Candidates that a better choice than `chosen` may hold.
    is_needed
        Candidates that every better choice holds.
    chosen
        The best choice known.
    """

    bound: float
    is_possible: Bools
    is_needed: Bools
    chosen: Ints


@dataclass(frozen=True)
class Aim:
    """When a choice is worth looking for.

    Parameters
    ----------
    step_value
        Two unlike worths differ by at least this: 1 where households are counted.
    target
        Choices worth less than this do not matter.
    """

    step_value: float = 0.0
    target: float = 0.0

    def cutoff(self, value: float) -> float:
        """Return the bound at or below which nothing is worth finding beside *value*."""
        better = value + max(self.step_value * 0.999, 1e-9 * abs(value))
        return max(better, self.enough)

    @property
    def enough(self) -> float:
        """Return the target, less what rounding may take from it."""
        return self.target - max(self.step_value / 2, 1e-9 * self.target)

    def is_met(self, value: float) -> bool:
        """Tell whether there is a target, and *value* reaches it."""
        return 0 < self.target <= value


def relax(problem: Problem, n_sites: int, chosen: Ints, aim: Aim) -> Dual:
    """Bound the worth of *n_sites* candidates and rule candidates out.

    Parameters
    ----------
    problem
        Demand and candidates; at least *n_sites* of them.
    n_sites
        How many are chosen.
    chosen
        A good choice.
    aim
        Which choices matter.
    """
    prices = _Prices(problem, n_sites, chosen)
    for step in range(MAX_STEPS):
        if prices.is_done(aim):
            break
        prices.move()
        if step % _TRY_EVERY == _TRY_EVERY - 1:
            prices.improve()
            prices.narrow(aim)
    return prices.dual(aim)


class _Prices:
    """The state of the search for the lowest bound.

    Candidates that are ruled out leave the problem on the way: `kept` are those still in it.
    """

    def __init__(self, problem: Problem, n_sites: int, chosen: Ints) -> None:
        self.problem, self.n_sites, self.n_candidates = problem, n_sites, problem.n_candidates
        self.kept = np.arange(problem.n_candidates)
        self.chosen, self.value = chosen, problem.value(chosen)
        self.most = np.zeros(problem.n_rows)
        np.maximum.at(self.most, problem.row, problem.worth)
        self.scale, self.n_stalled = 1.0, 0
        self.direction = np.zeros(problem.n_rows)
        self.best_bound = np.inf
        self._look(problem.best_worth(chosen) / 2)
        self._keep()

    def _look(self, price: Floats) -> None:
        """Evaluate the bound at *price*."""
        problem = self.problem
        self.price = price
        self.excess = np.maximum(problem.worth - price[problem.row], 0.0)
        self.site_value = problem.sums(self.excess)
        self.open = np.argsort(-self.site_value, kind="stable")[: self.n_sites]
        self.bound = float(price.sum() + self.site_value[self.open].sum())

    def _keep(self) -> None:
        self.n_stalled = 0 if self.bound < self.best_bound * (1 - 1e-5) else self.n_stalled + 1
        if self.bound < self.best_bound:
            self.best_bound, self.best_price = self.bound, self.price
            self.best_site_value, self.best_open = self.site_value, self.open

    def move(self) -> None:
        """Step against the subgradient, shorter after stalling."""
        start = self.price
        if self.n_stalled >= _PATIENCE:
            self.scale, self.n_stalled, start = self.scale * _SHORTEN, 0, self.best_price
        self.direction = self._subgradient() + _MOMENTUM * self.direction
        length = float(self.direction @ self.direction)
        if length == 0.0:
            self.scale = 0.0
            return
        step = self.scale * (self.bound - self.value) / length
        self._look(np.clip(start - step * self.direction, 0.0, self.most))
        self._keep()

    def _subgradient(self) -> Floats:
        is_open = np.zeros(self.problem.n_candidates, dtype=bool)
        is_open[self.open] = True
        served = is_open[self.problem.candidate] & (self.excess > 0)
        n_served = np.bincount(self.problem.row[served], minlength=self.problem.n_rows)
        slope = 1.0 - n_served
        return np.where((slope > 0) & (self.price <= 0), 0.0, slope)

    def improve(self) -> None:
        """Take the sites the relaxation likes best as a choice, swapped to be better."""
        found = swap(self.problem, np.sort(self.best_open))
        value = self.problem.value(found)
        if value > self.value:
            self.chosen, self.value = found, value

    def is_done(self, aim: Aim) -> bool:
        """Tell whether nothing better can exist, or the search has run dry."""
        is_settled = self.best_bound <= aim.cutoff(self.value) or aim.is_met(self.value)
        return self.scale < _SHORTEST or is_settled

    def narrow(self, aim: Aim) -> None:
        """Leave the candidates behind that no better choice holds, once they are many."""
        stays, _ = self._ruled(aim)
        stays[self.chosen] = True
        if stays.sum() > _NARROW * len(stays):
            return
        self.problem, self.kept = self.problem.only(np.flatnonzero(stays)), self.kept[stays]
        self.chosen = (np.cumsum(stays) - 1)[self.chosen]
        self.best_bound = np.inf
        self._look(self.best_price)
        self._keep()

    def dual(self, aim: Aim) -> Dual:
        """Return the bound and what it rules out, among all candidates."""
        is_possible, is_needed = np.zeros((2, self.n_candidates), dtype=bool)
        is_possible[self.kept], is_needed[self.kept] = self._ruled(aim)
        bound = self.best_bound
        if len(self.kept) < self.n_candidates:
            bound = max(bound, aim.cutoff(self.value))  # what was left behind is worth no more
        return Dual(bound, is_possible, is_needed, self.kept[self.chosen])

    def _ruled(self, aim: Aim) -> tuple[Bools, Bools]:
        """Tell which candidates a better choice may hold, and which it must."""
        cutoff = aim.cutoff(self.value)
        value, n = self.best_site_value, self.n_sites
        ordered = np.sort(value)[::-1]
        last = ordered[n - 1]
        following = ordered[n] if n < len(ordered) else 0.0
        is_open = np.zeros(len(value), dtype=bool)
        is_open[self.best_open] = True
        with_it = self.best_bound - np.where(is_open, 0.0, last - value)
        without_it = self.best_bound - np.where(is_open, value - following, 0.0)
        return with_it > cutoff, is_open & (without_it <= cutoff)


def start_choice(problem: Problem, n_sites: int) -> tuple[Ints, Ints]:
    """Return the greedy choice, and that choice improved by swaps."""
    first = greedy(problem, n_sites)
    return first, swap(problem, first)
