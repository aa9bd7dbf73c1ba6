"""The ascent: prices under which the parted zones are worth as much as can be proven.

Each step asks the master problem for the best prices within a box around the best ones known, and
every site for its cheapest zone at those. What the zones cost there is the true value of the
prices, and the zones make the master wiser. The box widens where it was right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraise import Harvest, appraise, make_harvest
from gridplan.partition.dual import Count, Master, Prices, Zones
from gridplan.partition.prices import Field

WIDTH = 0.08  # of the box at first, in mean prices
WIDER, NARROWER, WIDEST = 1.5, 0.7, 3.0
RIGHT = 0.5  # part of the gain foretold that must come true for the box to widen
PATIENCE = 2  # steps without gain before the box gets narrower
EASED, N_EASED = 0.93, 12  # part that prices are brought to which overpay, and how often
MARGIN = 0.05  # zones worth more than the dearest chosen by this part are of no interest
CLOSE = 2e-4  # gain, as part of the objective, that is not worth a step
MAX_ROOMS = 1 << 19  # items of all zones of a look
TINY = 1e-9
SCATTER = 0x9E3779B97F4A7C1
MAX_LOOKS = 40  # times that the ceiling is raised in one look

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Ascent:
    """One ascent: holds the zones met and the best prices.

    Steps look only at the sites that ever came close to a good zone; at the end all are looked
    at, and what is found there is learned from in turn.

    Parameters
    ----------
    field, count, start
        The problem, the zones that are open, and prices to start from.
    is_free
        Items whose price may change; None for all. Zones without any of them do not count.
    sites
        Sites that are looked at; None for all.
    """

    def __init__(
        self,
        field: Field,
        count: Count,
        start: Prices,
        is_free: NDArray[np.bool_] | None = None,
        sites: Ints | None = None,
    ) -> None:
        self.field, self.count = field, count
        self.is_free = np.ones(len(field.items), dtype=bool) if is_free is None else is_free
        self.weight = field.items["weight"].astype(float)
        self.all_sites = np.arange(len(field.sites)) if sites is None else sites
        self.watched = self.all_sites[field.sites["own"][self.all_sites] >= 0]
        price = count.zone_price
        self.ceiling = -np.inf if price is None else -price + MARGIN * abs(price) + TINY
        self.value, self.best = -np.inf, start
        self.proven, self.proven_prices = -np.inf, start
        usual = float(np.abs(start.item).mean() * self.weight.mean())
        self.master = Master(self.weight, field.pieces["off"].astype(float), count, usual)
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
            eased = np.where(self.is_free, EASED, 1.0) * self.best.item
            self.best = Prices(eased, self.best.fault)
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
        return np.where(self.is_free, WIDTH * float(np.abs(self.best.item).mean()), 0.0)

    def _look_around(self) -> None:
        """Value the best prices over all sites, and watch those that come close."""
        harvest = self._appraise(self.best, self.all_sites)
        self.value = self._learn(self.best, self.all_sites, harvest)
        close = self.all_sites[harvest.value < self.ceiling]
        self.watched = np.union1d(self.watched, close)
        if self.value > self.proven:
            self.proven, self.proven_prices = self.value, self.best

    def _look(self, prices: Prices, sites: Ints) -> float:
        """Return the value of the prices over some sites, and learn from the zones there."""
        return self._learn(prices, sites, self._appraise(prices, sites))

    def values(self, prices: Prices, sites: Ints) -> Floats:
        """Return the value of the cheapest zone around each of *sites*, infinite for others."""
        values = np.full(len(self.field.sites), np.inf)
        values[sites] = self._appraise(prices, sites).value
        return values

    def _appraise(self, prices: Prices, sites: Ints) -> Harvest:
        """Return the cheapest zones around *sites*, exact up to a margin above those open."""
        self.field.pieces["fault_price"] = prices.fault
        cells, blocks = self.field.cells, self.field.blocks
        cells["price"] = np.maximum.reduceat(prices.item, cells["first"])
        blocks["price"] = np.maximum.reduceat(cells["price"], blocks["first"])
        n_rooms = min(len(sites) * (len(self.weight) + 1), MAX_ROOMS)
        harvest = make_harvest(len(sites), n_rooms)
        for _ in range(MAX_LOOKS):
            appraise(self.field, prices.item, sites, self.ceiling, harvest)
            highest = self.count.highest(harvest.value)
            is_enough = highest < self.ceiling
            self.ceiling = highest + MARGIN * abs(highest) + TINY
            if is_enough:
                break
        return harvest

    def _learn(self, prices: Prices, sites: Ints, harvest: Harvest) -> float:
        """Tell the master of the zones near those open; return the value of the prices."""
        items, starts = harvest.items[: harvest.starts[-1]], harvest.starts[:-1]
        is_listed = np.diff(harvest.starts) > 0
        n_free = np.add.reduceat(np.append(self.is_free[items], 0), starts) * is_listed
        code = np.add.reduceat(np.append(self.keys[items], 0), starts) ^ (sites * SCATTER)
        is_new = (n_free > 0) & (harvest.value < self.ceiling) & ~np.isin(code, self.known)
        self.known = np.append(self.known, code[is_new])
        self.master.add(self._zones(prices, sites, harvest, np.flatnonzero(is_new)))
        return self.total(prices, np.where(is_listed & (n_free == 0), np.inf, harvest.value))

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

    def total(self, prices: Prices, values: Floats) -> float:
        """Return what the prices prove, given the value of every site."""
        kept_open = float(prices.fault @ self.field.pieces["off"])
        total = float(prices.item @ self.weight) + self.count.total(values) - kept_open
        return total if np.isfinite(total) else -np.inf
