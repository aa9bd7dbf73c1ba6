"""The ascent: prices under which the parted zones are worth as much as can be proven.

The volume method: step along an average of the slopes met, from the best prices so far, by the
length that would close the gap to the plan were the slope right.

References
----------
Barahona, Anbil, "The volume algorithm: producing primal solutions with a subgradient method",
Mathematical Programming 87 (2000). Polyak, "Minimization of unsmooth functionals" (1969).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraise import appraise
from gridplan.partition.prices import Field

NEW_SHARE = 0.1  # of the latest slope in the average
PATIENCE = 8  # steps without gain before they are made shorter
SHORTER, LONGER = 0.66, 1.1
SHORTEST = 1e-3  # steps below it gain nothing
MAX_PAUSE = 16  # steps between looks at all sites
WATCHED = 2  # sites watched in between, for each zone
MARGIN = 0.02  # a zone worth more than the dearest chosen by this part need not be exact
CLOSE = 2e-4  # gap, as part of the objective, that is closed well enough

Floats = NDArray[np.float64]
_NONE: Floats = np.zeros(0)


@dataclass(frozen=True)
class Count:
    """How many zones are open: exactly *most* of them, or at most that many."""

    most: int
    is_exact: bool

    def cheapest(self, values: Floats) -> NDArray[np.int64]:
        """Return the sites of the cheapest zones."""
        most = min(self.most, len(values))
        sites = np.sort(np.argpartition(values, most - 1)[:most]) if most else np.arange(0)
        return sites if self.is_exact else sites[values[sites] < 0.0]


@dataclass(frozen=True, eq=False)
class Prices:
    """What a household of each item brings, and what one out of band costs in each piece."""

    item: Floats
    fault: Floats

    def plus(self, step: float, slope: Prices) -> Prices:
        """Return the prices a step further; those of faults stay above zero."""
        fault = np.maximum(self.fault + step * slope.fault, 0.1 * self.fault)
        return Prices(self.item + step * slope.item, fault)

    def mixed(self, other: Prices) -> Prices:
        """Return the average with a little of *other*."""
        return Prices(
            (1 - NEW_SHARE) * self.item + NEW_SHARE * other.item,
            (1 - NEW_SHARE) * self.fault + NEW_SHARE * other.fault,
        )


class _Pace:
    """How long steps are, and how many until all sites are looked at again."""

    def __init__(self) -> None:
        self.length, self._n_idle, self._n_since, self._pause = 1.0, 0, 0, 1

    @property
    def is_look_due(self) -> bool:
        """Whether all sites are to be looked at before the next step."""
        return self._n_since >= self._pause or self.length < SHORTEST

    def looked(self, is_held: bool) -> None:
        """Look less often where the value held, more often where it did not."""
        self._pause = min(2 * self._pause, MAX_PAUSE) if is_held else max(self._pause // 2, 1)
        self._n_since = 0

    def stepped(self, is_gain: bool) -> None:
        """Make steps longer after a gain, shorter after many without."""
        self._n_since += 1
        self._n_idle = 0 if is_gain else self._n_idle + 1
        if is_gain:
            self.length = min(self.length * LONGER, 2.0)
        elif self._n_idle == PATIENCE:
            self.length, self._n_idle = self.length * SHORTER, 0


class Ascent:
    """One ascent: holds the best prices met and the sites that are watched.

    Most sites never are the center of a good zone. Steps look only at those that ever came
    close; now and then all are looked at, and prices that fail there are given up.
    """

    def __init__(self, field: Field, count: Count, start: Prices) -> None:
        self.field, self.count = field, count
        self.weight = field.items["weight"].astype(float)
        self.total = np.bincount(field.items["piece"], self.weight, len(field.pieces))
        self.all_sites = np.arange(len(field.sites))
        self.watched = np.zeros(0, dtype=np.int64)
        self.ceiling = np.inf
        self.proven, self.proven_prices = -np.inf, start
        self.value, self.best = -np.inf, start

    def climb(self, goal: float, n_steps: int) -> float:
        """Make *n_steps* at most towards *goal*, the objective of a plan; return the bound."""
        self._look_around()
        mean = self._look(self.best)[1]
        pace = _Pace()
        for _ in range(n_steps):
            if pace.is_look_due or goal - self.value < CLOSE * goal:
                is_held = self._look_around()
                pace.looked(is_held)
                if pace.length < SHORTEST or goal - self.proven < CLOSE * goal:
                    break
                mean = mean if is_held else self._look(self.best)[1]
            square = float(self.weight @ mean.item**2 + self.total @ mean.fault**2)
            left = max(goal - self.value, CLOSE * goal)
            prices = self.best.plus(pace.length * left / max(square, 1e-12), mean)
            value, slope = self._look(prices)
            mean = mean.mixed(slope)
            pace.stepped(value > self.value)
            if value > self.value:
                self.value, self.best = value, prices
        self._look_around()
        return self.proven

    def _look_around(self) -> bool:
        """Value the best prices over all sites, and watch those that come close.

        Tells whether the value holds. Where a site that was not watched lowers it below what
        was proven before, goes back to the prices of that.
        """
        values = self.values(self.best, self.all_sites)
        n_close = min(WATCHED * self.count.most + 50, len(values))
        close = np.argpartition(values, n_close - 1)[:n_close]
        self.watched = np.union1d(self.watched, close)
        self.value = self._total(self.best, values)
        if self.value >= self.proven:
            self.proven, self.proven_prices = self.value, self.best
            return True
        self.value, self.best = self.proven, self.proven_prices
        return False

    def values(self, prices: Prices, sites: NDArray[np.int64]) -> Floats:
        """Return the value of the cheapest zone around each of *sites*, infinite for others."""
        self.field.pieces["fault_price"] = prices.fault
        cells, blocks = self.field.cells, self.field.blocks
        cells["price"] = np.maximum.reduceat(prices.item, cells["first"])
        blocks["price"] = np.maximum.reduceat(cells["price"], blocks["first"])
        values = np.full(len(self.field.sites), np.inf)
        appraise(self.field, prices.item, sites, self.ceiling, values, _NONE, _NONE)
        return values

    def _look(self, prices: Prices) -> tuple[float, Prices]:
        """Return the value of the prices over the sites watched, and the slope there."""
        values = self.values(prices, self.watched)
        chosen = self.count.cheapest(values)
        if len(chosen):
            highest = float(values[chosen].max())
            self.ceiling = highest + MARGIN * abs(highest)
        shares, off = np.zeros(len(prices.item)), np.zeros(len(prices.fault))
        appraise(self.field, prices.item, chosen, self.ceiling, values, shares, off)
        excess = np.where(prices.fault > 0, off - self.field.pieces["off"], 0.0)
        return self._total(prices, values), Prices(1.0 - shares, excess / self.total)

    def _total(self, prices: Prices, values: Floats) -> float:
        chosen = self.count.cheapest(values)
        kept_open = float(prices.fault @ self.field.pieces["off"])
        total = float(prices.item @ self.weight + values[chosen].sum()) - kept_open
        return total if np.isfinite(total) else -np.inf
