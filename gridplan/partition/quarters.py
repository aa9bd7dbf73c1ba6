"""Prices of a whole town, found quarter by quarter.

The master problem of thousands of items takes too long. But prices hardly reach beyond the zones
next door: once a zone has a price of its own, a quarter of the town can be priced while all
around it stays as it is, and what it gains the town gains.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.partition.ascent import Ascent
from gridplan.partition.dual import Count, Prices
from gridplan.partition.field import Ground, make_field
from gridplan.partition.prices import Field
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import unit_graph

EASED = 0.85  # part of the first prices that hardly any zone overpays
WATCHED = 0.85  # part of the price of a zone from which on an empty site is watched
N_STEPS = 12  # in a quarter, at effort 1
MAX_ZONES = 30  # of a quarter
MAX_ITEMS = 250  # of a quarter, about
SHIFT = 3  # quarters of the second round are shifted by this part of the town

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def halved(xy: Floats, zones: Ints, most: int) -> list[Ints]:
    """Cut *zones* into groups of at most *most*, halving along the longer side."""
    if len(zones) <= most:
        return [zones] if len(zones) else []
    order = _along(xy, zones)
    half = len(order) // 2
    parts = (np.sort(order[:half]), np.sort(order[half:]))
    return [group for part in parts for group in halved(xy, part, most)]


def _along(xy: Floats, zones: Ints) -> Ints:
    """Return *zones* along the longer side of the ground they cover; *xy* is by zone."""
    axis = int(np.argmax(np.ptp(xy[zones], axis=0)))
    return zones[np.lexsort((zones, xy[zones, axis]))]


def _shifted(xy: Floats, zones: Ints, most: int) -> list[Ints]:
    """Cut *zones* as `halved` does, at other places."""
    order = _along(xy, zones)
    third = len(order) // SHIFT
    parts = (np.sort(order[:third]), np.sort(order[third:]))
    return [group for part in parts for group in halved(xy, part, most)]


class Town:
    """A town and its prices.

    Parameters
    ----------
    problem, ground, field
        The units, what zones are made of, and the field over all of them.
    labels
        Zone of each unit in a plan.
    cost
        What each of its zones costs.
    """

    def __init__(
        self, problem: Problem, ground: Ground, field: Field, labels: Ints, cost: Floats
    ) -> None:
        self.problem, self.ground, self.field = problem, ground, field
        self.labels, self.cost = labels, cost
        self.item = np.full(len(problem), -1)
        lengths = field.items["last"] - field.items["first"]
        self.item[field.units] = np.repeat(np.arange(len(lengths)), lengths)
        rows = np.repeat(np.arange(len(problem)), np.diff(unit_graph(problem).indptr))
        ends = np.column_stack([labels[rows], labels[unit_graph(problem).indices]])
        k = len(cost)
        ones = np.ones(len(ends))
        self.beside = sparse.coo_array((ones, ends.T), shape=(k, k)).tocsr()

    def climb(
        self, start: Prices, zone_price: float, xy: Floats, effort: float, n_rounds: int
    ) -> Prices:
        """Return better prices than *start*; *xy* is where the zones lie."""
        prices = Prices(EASED * start.item, start.fault)
        self._watch(start, zone_price)
        zones = np.unique(self.labels[self.item >= 0])
        n_steps = max(4, round(N_STEPS * effort))
        most = int(np.clip(MAX_ITEMS * len(zones) // len(self.field.items), 8, MAX_ZONES))
        for turn in range(n_rounds):
            for group in (halved if turn % 2 == 0 else _shifted)(xy, zones, most):
                self._price(prices, zone_price, group, n_steps)
        return prices

    def _watch(self, prices: Prices, zone_price: float) -> None:
        """Watch all homes, and what else could be the center of a good zone at *prices*."""
        whole = Ascent(self.field, Count(0, False, zone_price), prices)
        values = whole.values(prices, whole.all_sites)
        sites = self.field.sites
        self.is_watched = np.zeros(len(self.problem), dtype=bool)
        self.is_watched[sites["unit"]] = (sites["own"] >= 0) | (values < -WATCHED * zone_price)

    def _price(self, prices: Prices, zone_price: float, zones: Ints, n_steps: int) -> None:
        """Put the prices of the items in *zones* right, in place."""
        own = np.zeros(len(self.cost), dtype=bool)
        own[zones] = True
        near = own | (self.beside @ own.astype(float) > 0)
        part = self._part(near[self.labels] & (self.ground.piece >= 0))
        home = part.units[part.items["first"]]
        items, is_own = self.item[home], own[self.labels[home]]
        pieces = self.field.items["piece"][items]
        fault = np.zeros(len(part.pieces))
        fault[part.items["piece"]] = prices.fault[pieces]
        ascent = Ascent(
            part,
            Count(len(zones), False, zone_price),
            Prices(prices.item[items], fault),
            is_own,
            np.flatnonzero(self.is_watched[part.sites["unit"]]),
        )
        ascent.climb(float(self.cost[near].sum()) + zone_price * float(near.sum()), n_steps)
        prices.item[items[is_own]] = ascent.proven_prices.item[is_own]

    def _part(self, is_inside: NDArray[np.bool_]) -> Field:
        """Return the field of some of the units."""
        ground = self.ground
        item = np.where(is_inside, ground.item, -1)
        rank = _ranks(item, int(ground.item.max()) + 1)
        place = _ranks(np.where(item >= 0, ground.piece, -1), len(self.field.pieces))
        a, b = ground.touch.T
        end = np.where(b >= 0, rank[np.maximum(b, 0)], b)
        is_kept = (rank[a] >= 0) & ((b < 0) | (end >= 0))
        part = replace(
            ground,
            item=np.where(item >= 0, rank[item], -1),
            piece=np.where(is_inside, place[ground.piece], -1),
            touch=np.column_stack([rank[a], end])[is_kept],
        )
        off = self.field.pieces["off"][place >= 0].astype(np.int64)
        return make_field(self.problem, part, off, is_linked=len(self.field.links) > 0)


def _ranks(numbers: Ints, n: int) -> Ints:
    """Return the rank of each of the numbers ``0..n-1`` among those that occur, -1 for others."""
    used = np.unique(numbers[numbers >= 0])
    rank = np.full(n, -1, dtype=np.int64)
    rank[used] = np.arange(len(used))
    return rank
