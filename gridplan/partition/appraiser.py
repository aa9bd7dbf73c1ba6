"""What prices are worth: around every site the cheapest zone they leave, and what that proves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.appraise import Harvest, appraise, make_harvest
from gridplan.partition.dual import Count, Prices
from gridplan.partition.prices import Field

MARGIN = 0.05  # zones worth more than the dearest chosen by this part are of no interest
TINY = 1e-9
MAX_ROOMS = 1 << 19  # items of all zones of a look
MAX_LOOKS = 40  # times that the ceiling is raised in one look

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Appraiser:
    """Looks at sites: holds the value up to which their zones are of interest.

    Parameters
    ----------
    field, count
        The problem, and the zones that are open.
    """

    def __init__(self, field: Field, count: Count) -> None:
        self.field, self.count = field, count
        self.weight = field.items["weight"].astype(float)
        self.all_sites = np.arange(len(field.sites))
        self.ceiling = -np.inf

    def look(self, prices: Prices, sites: Ints) -> Harvest:
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

    def values(self, prices: Prices) -> Floats:
        """Return the value of the cheapest zone around each site."""
        return self.look(prices, self.all_sites).value

    def total(self, prices: Prices, values: Floats) -> float:
        """Return what the prices prove, given the values of the sites that may hold a zone."""
        kept_open = float(prices.fault @ self.field.pieces["off"])
        total = float(prices.item @ self.weight) + self.count.total(values) - kept_open
        return total if np.isfinite(total) else -np.inf
