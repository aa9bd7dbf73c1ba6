"""Where to put a few sites so that households gain most: the problem in plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Demand, candidate sites, and what a household gains from each site.

    A household uses the best of the chosen sites, or what it has already: choosing the sites S
    is worth the sum over demand rows of households times the largest gain by a site of S.
    Maximal covering is the problem whose gains are all 1; the p-median is the one whose gains
    are the metres of walking saved.

    Parameters
    ----------
    households
        Households of each demand row, float64 (m,), above 0.
    gains
        What one household of a row gains from a candidate, sparse (m, k); an entry that is not
        stored is no gain, one that is stored is above 0.
    """

    households: Floats
    gains: sparse.csc_array

    def __post_init__(self) -> None:
        gains = sparse.csc_array(self.gains, dtype=float)
        gains.sort_indices()
        object.__setattr__(self, "gains", gains)
        object.__setattr__(self, "households", np.asarray(self.households, dtype=float))

    @property
    def n_rows(self) -> int:
        """Number of demand rows."""
        return int(self.gains.shape[0])

    @property
    def n_candidates(self) -> int:
        """Number of candidates."""
        return int(self.gains.shape[1])

    @cached_property
    def row(self) -> Ints:
        """Demand row of each stored entry, candidate by candidate."""
        return np.asarray(self.gains.indices, dtype=np.int64)

    @cached_property
    def candidate(self) -> Ints:
        """Candidate of each stored entry, ascending."""
        return np.repeat(np.arange(self.n_candidates), np.diff(self.gains.indptr))

    @cached_property
    def worth(self) -> Floats:
        """Households times gain of each stored entry."""
        worth: Floats = self.households[self.row] * self.gains.data
        return worth

    def sums(self, values: Floats) -> Floats:
        """Sum one value per stored entry over each candidate."""
        total = np.bincount(self.candidate, values, minlength=self.n_candidates)
        return total.astype(float)

    def best_worth(self, chosen: ArrayLike) -> Floats:
        """Return what each row gains from the best of the *chosen* candidates, (m,)."""
        best = np.zeros(self.n_rows)
        for candidate in np.asarray(chosen, dtype=np.int64):
            part = slice(*self.gains.indptr[candidate : candidate + 2])
            rows = self.row[part]
            best[rows] = np.maximum(best[rows], self.worth[part])
        return best

    def value(self, chosen: ArrayLike) -> float:
        """Return what the *chosen* candidates are worth together."""
        return float(self.best_worth(chosen).sum())

    def only(self, candidates: Ints) -> Problem:
        """Return the problem among some of the candidates; rows that none serves stay."""
        return Problem(self.households, self.gains[:, candidates])


@dataclass(frozen=True, eq=False)
class Solution:
    """Chosen sites and how good they are proven to be.

    Parameters
    ----------
    chosen
        Positions of the chosen candidates, ascending.
    objective
        What they are worth.
    bound
        No choice is worth more (or, where sites are counted, takes fewer).
    greedy
        What choosing the best site again and again is worth, to compare.
    n_nodes
        Nodes of the search tree of the solver; 0 where it was not needed.
    """

    chosen: Ints
    objective: float
    bound: float
    greedy: float
    n_nodes: int = 0

    @property
    def gap(self) -> float:
        """Return the distance to the bound as a share of the bound; 0 where proven."""
        scale = max(abs(self.objective), abs(self.bound))
        return abs(self.bound - self.objective) / scale if scale else 0.0

    @property
    def is_proven(self) -> bool:
        """Tell whether the choice is proven to be best, up to rounding."""
        return self.gap <= TOLERANCE


TOLERANCE = 1e-7  # relative; sums of metres over thousands of households carry such rounding
