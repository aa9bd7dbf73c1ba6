"""Good sites quickly: the best again and again, then swaps of one chosen site for another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.siting.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_SWAPS = 1000
_ROUNDING = 1e-9


def greedy(problem: Problem, n_sites: int) -> Ints:
    """Choose the site with the largest gain again and again; the first of equals.

    Stops early where no site adds anything.
    """
    best = np.zeros(problem.n_rows)
    chosen: list[int] = []
    for _ in range(min(n_sites, problem.n_candidates)):
        added = problem.sums(np.maximum(problem.worth - best[problem.row], 0.0))
        site = int(added.argmax())
        if added[site] <= _ROUNDING * max(best.sum(), 1.0):
            break
        chosen.append(site)
        best = np.maximum(best, problem.best_worth([site]))
    return np.array(chosen, dtype=np.int64)


def swap(problem: Problem, chosen: Ints) -> Ints:
    """Swap one chosen site for another as long as that gains.

    The profit of every swap comes from one pass over the entries (Resende and Werneck, 2007):
    what the newcomer adds, less what the leaver alone gave, plus what the newcomer makes up of
    that.

    Parameters
    ----------
    problem
        Demand and candidates.
    chosen
        Where to start.

    Returns
    -------
    Ints
        As many sites, ascending, which no single swap improves.
    """
    chosen = np.sort(chosen)
    for _ in range(MAX_SWAPS if len(chosen) else 0):
        profit = swap_profits(problem, chosen)
        leaver, newcomer = np.unravel_index(profit.argmax(), profit.shape)
        if profit[leaver, newcomer] <= _ROUNDING * max(problem.value(chosen), 1.0):
            break
        chosen = np.sort(np.append(np.delete(chosen, leaver), newcomer))
    return chosen


def swap_profits(problem: Problem, chosen: Ints) -> Floats:
    """Return what each swap gains, float64 (chosen, candidates)."""
    first, second, server = _two_best(problem, chosen)
    row, worth = problem.row, problem.worth
    added = problem.sums(np.maximum(worth - first[row], 0.0))
    served = server >= 0
    lost = np.bincount(server[served], (first - second)[served], minlength=len(chosen))
    made_up = np.minimum(worth, first[row]) - second[row]
    helps = np.flatnonzero((made_up > 0) & served[row])
    cell = server[row[helps]] * problem.n_candidates + problem.candidate[helps]
    size = len(chosen) * problem.n_candidates
    saved = np.bincount(cell, made_up[helps], minlength=size).reshape(len(chosen), -1)
    profit: Floats = added[None, :] - lost[:, None] + saved
    profit[:, chosen] = -np.inf
    return profit


def _two_best(problem: Problem, chosen: Ints) -> tuple[Floats, Floats, Ints]:
    """Return each row's best and second-best worth, and which chosen site gives the best."""
    first, second = np.zeros((2, problem.n_rows))
    server = np.full(problem.n_rows, -1)
    for position, site in enumerate(chosen):
        part = slice(*problem.gains.indptr[site : site + 2])
        rows, worth = problem.row[part], problem.worth[part]
        better = worth > first[rows]
        second[rows] = np.where(better, first[rows], np.maximum(second[rows], worth))
        server[rows[better]] = position
        first[rows[better]] = worth[better]
    return first, second, server
