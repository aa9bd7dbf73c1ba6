"""Prices of a whole town, by steps along an averaged direction.

The master problem of thousands of items, or of very full zones, takes too long. A step here costs
one look at the sites: items that the cheapest zones leave out get a higher price, those that lie in
several of them a lower one. One look zigzags; the average of many says what a fractional plan would
hold, and leads up the slope.

References
----------
Barahona, Anbil, "The volume algorithm: producing primal solutions with a subgradient method",
Mathematical Programming 87 (2000). Polyak, "Minimization of unsmooth functionals", USSR
Computational Mathematics and Mathematical Physics 9 (1969).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraise import Harvest
from gridplan.partition.appraiser import Appraiser
from gridplan.partition.dual import Prices

FIRST = 0.05  # step at first, as part of the way to the goal
LONGEST = 1.5
LONGER, SHORTER = 1.05, 0.8
PATIENCE = 5  # steps without gain before they get shorter
FRESH = 0.2  # weight of the last look in the direction
NEAR = 0.12  # sites are watched that come this close to those open
N_BETWEEN = 15  # steps between two looks at all sites

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Volume:
    """One ascent: holds the best prices, the averaged direction and the sites watched.

    Parameters
    ----------
    appraiser, start
        Who looks at the sites, and prices to start from.
    goal
        Objective of a plan, above which no prices can prove anything.
    """

    def __init__(self, appraiser: Appraiser, start: Prices, goal: float) -> None:
        self.appraiser, self.goal = appraiser, goal
        self.best, self.value = start, -np.inf
        self.watched = np.zeros(0, dtype=np.int64)
        self.direction = self._look_around()

    def climb(self, n_steps: int) -> Prices:
        """Make *n_steps*; return the best prices."""
        length, n_idle = FIRST, 0
        for step in range(1, n_steps + 1):
            if self._step(length):
                length, n_idle = min(LONGER * length, LONGEST), 0
            else:
                n_idle += 1
                length *= SHORTER if n_idle % PATIENCE == 0 else 1.0
            if step % N_BETWEEN == 0:
                self._look_around()
        return self.best

    def _step(self, length: float) -> bool:
        """Try prices along the direction; tell whether they prove more."""
        slope = float(self.direction**2 @ self.appraiser.weight)
        stride = length * (self.goal - self.value) / max(slope, 1e-9)
        prices = Prices(self.best.item + stride * self.direction, self.best.fault)
        harvest = self.appraiser.look(prices, self.watched)
        value = self.appraiser.total(prices, harvest.value)
        self.direction = (1 - FRESH) * self.direction + FRESH * self._left_out(harvest)
        is_better = value > self.value
        if is_better:
            self.best, self.value = prices, value
        return is_better

    def _look_around(self) -> Floats:
        """Value the best prices over all sites, and watch those that come close to be open."""
        harvest = self.appraiser.look(self.best, self.appraiser.all_sites)
        self.value = self.appraiser.total(self.best, harvest.value)
        count, values = self.appraiser.count, harvest.value
        usual = float(np.abs(values[count.cheapest(values)]).mean()) if count.most else 0.0
        near = np.flatnonzero(values < count.highest(values) + NEAR * usual)
        self.watched = np.union1d(self.watched, near)
        return self._left_out(harvest)

    def _left_out(self, harvest: Harvest) -> Floats:
        """Return which part of each item no open zone holds; below zero for too many of them."""
        is_open = np.zeros(len(harvest.value), dtype=bool)
        is_open[self.appraiser.count.cheapest(harvest.value)] = True
        held = np.repeat(is_open, np.diff(harvest.starts))
        items, shares = (part[: harvest.starts[-1]] for part in (harvest.items, harvest.shares))
        taken = np.bincount(items[held], shares[held], len(self.appraiser.weight))
        return np.asarray(1.0 - taken, dtype=np.float64)
