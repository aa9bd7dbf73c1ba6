"""Prices to start from: what a household pays in a round zone about its own home.

Were households spread evenly, the cheapest zones would be discs, and a fair price of a household
what the disc around it costs on average, its part of the price of a zone included. That price of
a zone is where as many discs as zones cover all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled
from gridplan.partition.prices import Field, fare

N_HALVINGS = 40  # of the span the price of a zone lies in
DEAREST = 4.0  # price of a zone, in what it costs where all its households live farthest off
FAULT = 2.0  # price of a household out of band, in middle prices of a household


@compiled
def _fill_discs(
    field: Field,
    at: NDArray[np.int64],
    zone_price: float,
    price: NDArray[np.float64],
    load: NDArray[np.float64],
) -> float:
    """Set price and load of the disc around each of the sites *at*, within the bounds.

    Returns what the farthest household of any disc costs.
    """
    farthest = 0.0
    for i in range(len(at)):
        site = field.sites[at[i]]
        low = max(float(field.pieces[site.piece].low), 1.0)
        high = float(max(field.pieces[site.piece].high, field.items[site.own].weight))
        total, cost = 0.0, 0.0
        price[i], load[i] = np.inf, low
        for q in range(site.first, site.last):
            weight = float(field.items[field.near[q]].weight)
            rate = fare(field, field.near[q], site.unit) / weight
            farthest = max(farthest, rate)
            for bound in (low, high, total + weight):  # a disc may end within an item
                if total < bound <= min(total + weight, high) and bound >= low:
                    mean = (zone_price + cost + (bound - total) * rate) / bound
                    if mean < price[i]:
                        price[i], load[i] = mean, bound
            total += weight
            cost += weight * rate
            if total >= high:
                break
        if price[i] == np.inf:  # all there is does not fill a zone
            price[i], load[i] = (zone_price + cost) / max(total, 1.0), max(total, 1.0)
    return farthest


def disc_prices(field: Field, n_zones: int) -> NDArray[np.float64]:
    """Return what a household of each item brings."""
    at = _home_sites(field)
    weight = field.items["weight"]
    price, load = np.zeros(len(at)), np.ones(len(at))
    farthest = _fill_discs(field, at, 0.0, price, load)
    high = DEAREST * (farthest * float(field.pieces["high"].max(initial=0)) + 1.0)
    low = -high
    for _ in range(N_HALVINGS):
        middle = (low + high) / 2
        _fill_discs(field, at, middle, price, load)
        is_many = (weight / load).sum() > n_zones
        low, high = (middle, high) if is_many else (low, middle)
    return price


def _home_sites(field: Field) -> NDArray[np.int64]:
    """Return the site at the first unit of each item."""
    own = field.sites["own"]
    is_home = own >= 0
    is_home[is_home] = (
        field.units[field.items["first"]][own[is_home]] == field.sites["unit"][is_home]
    )
    sites = np.flatnonzero(is_home)
    return np.asarray(sites[np.argsort(own[sites])], dtype=np.int64)


def fault_prices(field: Field, price: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a household out of band costs at first, by piece."""
    usual = FAULT * float(np.median(np.abs(price))) if len(price) else 0.0
    return np.where(field.pieces["off"] > 0, max(usual, 1e-9), 0.0)
