"""The ascent: prices under which the parted zones are worth as much as can be proven.

Each step asks the master problem for the best prices within a box around the best ones known, and
every site for its cheapest zone at those. What the zones cost there is the true value of the
prices, and the zones make the master wiser. The box widens where it was right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraise import Harvest
from gridplan.partition.appraiser import Appraiser
from gridplan.partition.dual import Master, Prices, Zones

WIDTH = 0.08  # of the box at first, in mean prices
WIDER, NARROWER, WIDEST = 1.5, 0.7, 3.0
RIGHT = 0.5  # part of the gain foretold that must come true for the box to widen
PATIENCE = 2  # steps without gain before the box gets narrower
EASED, N_EASED = 0.93, 12  # part that prices are brought to which overpay, and how often
CLOSE = 2e-4  # gain, as part of the objective, that is not worth a step
SCATTER = 0x9E3779B97F4A7C1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Ascent:
    """One ascent: holds the zones met and the best prices.

    Steps look only at the sites that ever came close to a good zone; at the end all are looked
    at, and what is found there is learned from in turn.

    Parameters
    ----------
    appraiser, start
        Who looks at the sites, and prices to start from.
    """

    def __init__(self, appraiser: Appraiser, start: Prices) -> None:
        self.appraiser = appraiser
        self.field, self.weight = appraiser.field, appraiser.weight
        self.watched = np.flatnonzero(self.field.sites["own"] >= 0)
        self.value, self.best = -np.inf, start
        self.proven, self.proven_prices = -np.inf, start
        usual = float(np.abs(start.item).mean() * self.weight.mean())
        off = self.field.pieces["off"].astype(float)
        self.master = Master(self.weight, off, appraiser.count, usual)
        self.keys = np.random.default_rng(0).integers(0, 1 << 62, len(self.weight))
        self.known = np.zeros(0, dtype=np.int64)

    def climb(self, goal: float, n_steps: int) -> float:
        """Make *n_steps* at most; return the bound.

        *goal*, the objective of a plan, says what gain is worth a step.
        """
        close = CLOSE * abs(goal)
        self._look_around()
        for _ in range(N_EASED if n_steps else 0):  # until the zones met do not pay at any count
            if self.master.best_prices(self.best, self._width()) is not None:
                break
            self.best = Prices(EASED * self.best.item, self.best.fault)
            self._look_around()
        n_left = n_steps
        while n_left > 0 and goal - self.proven > close:
            before = self.proven
            n_left -= self._climb_watched(goal, close, n_left)
            n_watched = len(self.watched)
            self._look_around()
            if len(self.watched) == n_watched or self.proven < before + close:
                break
        return self.proven

    def _climb_watched(self, goal: float, close: float, n_steps: int) -> int:
        """Climb over the sites watched; return how many steps were made."""
        width, n_idle = self._width(), 0
        for step in range(n_steps):
            found = self.master.best_prices(self.best, width)
            if found is not None and found[1] - self.value < close:  # in a wider box as well?
                width = WIDEST * width
                found = self.master.best_prices(self.best, width)
            if found is None or found[1] - self.value < close or goal - self.value < close:
                return step + 1
            prices, foretold = found
            value = self._look(prices, self.watched)
            if value > self.value:
                is_right = value - self.value > RIGHT * (foretold - self.value)
                width, n_idle = width * (WIDER if is_right else 1.0), 0
                self.value, self.best = value, prices
            else:
                n_idle += 1
                width = width * (NARROWER if n_idle >= PATIENCE else 1.0)
        return n_steps

    def _width(self) -> Floats:
        return np.full(len(self.weight), WIDTH * float(np.abs(self.best.item).mean()))

    def _look_around(self) -> None:
        """Value the best prices over all sites, and watch those that come close."""
        sites = self.appraiser.all_sites
        harvest = self.appraiser.look(self.best, sites)
        self.value = self._learn(self.best, sites, harvest)
        close = np.flatnonzero(harvest.value < self.appraiser.ceiling)
        self.watched = np.union1d(self.watched, close)
        if self.value > self.proven:
            self.proven, self.proven_prices = self.value, self.best

    def _look(self, prices: Prices, sites: Ints) -> float:
        """Return the value of the prices over some sites, and learn from the zones there."""
        return self._learn(prices, sites, self.appraiser.look(prices, sites))

    def _learn(self, prices: Prices, sites: Ints, harvest: Harvest) -> float:
        """Tell the master of the zones near those open; return the value of the prices."""
        items, starts = harvest.items[: harvest.starts[-1]], harvest.starts[:-1]
        code = np.add.reduceat(np.append(self.keys[items], 0), starts) ^ (sites * SCATTER)
        is_listed = np.diff(harvest.starts) > 0
        is_near = is_listed & (harvest.value < self.appraiser.ceiling)
        is_new = is_near & ~np.isin(code, self.known)
        self.known = np.append(self.known, code[is_new])
        self.master.add(self._zones(prices, sites, harvest, np.flatnonzero(is_new)))
        return self.appraiser.total(prices, harvest.value)

    def _zones(self, prices: Prices, sites: Ints, harvest: Harvest, rows: Ints) -> Zones:
        """Return some of the zones met, at what they cost without prices."""
        pieces = self.field.pieces
        piece = self.field.sites["piece"][sites[rows]]
        load = harvest.load[rows]
        off = np.maximum(np.maximum(pieces["low"][piece] - load, load - pieces["high"][piece]), 0.0)
        lengths = np.diff(harvest.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        within = np.arange(starts[-1]) + np.repeat(harvest.starts[rows] - starts[:-1], lengths)
        items, shares = harvest.items[within], harvest.shares[within]
        income = np.bincount(
            np.repeat(np.arange(len(rows)), lengths),
            prices.item[items] * self.weight[items] * shares,
            len(rows),
        )
        cost = harvest.value[rows] + income - prices.fault[piece] * off
        return Zones(starts, items, shares, cost, piece, off)
