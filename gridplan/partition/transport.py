"""The transportation problem of fixed centers, by its dual: a price on each zone.

With centers fixed, units go to zones at the least cost so that every zone keeps its bounds. If
a unit may be split, at most one per zone is, so the prices at which every unit simply takes the
cheapest zone say nearly all: an overfull zone gets dearer, one that lacks households cheaper.
Any prices give a lower bound for these centers, contiguity aside.

References
----------
Cohen-Addad, Klein, Young, "Balanced centroidal power diagrams for redistricting", SIGSPATIAL
2018. Riedmiller, Braun, "A direct adaptive method for faster backpropagation learning: the
RPROP algorithm", ICNN 1993, for the steps: they grow while a price keeps its direction.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import inner

GROW, SHRINK = 1.4, 0.45  # of the step of a price that keeps, or changes, its direction


class Market(NamedTuple):
    """What a transport is decided by.

    `cost` is the cost of node i with center j, (n, k); `weight` the households of the nodes;
    `low` and `high` the bounds of the zones.
    """

    cost: NDArray[np.float64]
    weight: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


@inner
def cheapest(market: Market, price: NDArray[np.float64], node: int) -> tuple[int, float]:
    """Return the zone that costs *node* least, and that cost."""
    best, least = 0, np.inf
    for zone in range(len(price)):
        cost = market.cost[node, zone] + market.weight[node] * price[zone]
        if cost < least:
            best, least = zone, cost
    return best, least


@inner
def _response(market: Market, price: NDArray[np.float64], load: NDArray[np.int64]) -> float:
    """Fill *load* with what the zones hold at these prices; return the bound they give."""
    load[:] = 0
    value = -_dues(market, price, 0.0)
    for node in range(len(market.weight)):
        zone, cost = cheapest(market, price, node)
        load[zone] += market.weight[node]
        value += cost
    return value


@inner
def _dues(market: Market, price: NDArray[np.float64], shift: float) -> float:
    """Return what zones at their bounds pay back when all prices are *shift* higher."""
    total = 0.0
    for zone in range(len(price)):
        own = price[zone] + shift
        total += own * (market.high[zone] if own > 0.0 else market.low[zone])
    return total


@inner
def _level(market: Market, price: NDArray[np.float64]) -> None:
    """Shift all prices to where they bound best; that moves no unit, but one price to 0."""
    weight = float(market.weight.sum())
    shift, best = 0.0, -np.inf
    for zone in range(len(price)):
        value = -price[zone] * weight - _dues(market, price, -price[zone])
        if value > best:
            shift, best = -price[zone], value
    price += shift


@inner
def _pull(load: int, low: int, high: int, price: float) -> int:
    """Return where a price is drawn: up (1), down (-1) or nowhere."""
    if load > high or (price < 0.0 and load > low):
        return 1
    if load < low or (price > 0.0 and load < high):
        return -1
    return 0


@inner
def balance(market: Market, price: NDArray[np.float64], n_rounds: int, step: float) -> float:
    """Move the prices towards balance, in place; return the best bound met.

    The prices end where the bound was best. *step* is the first step, in cost per household.
    """
    k = len(price)
    load = np.zeros(k, dtype=np.int64)
    steps = np.full(k, step)
    last = np.zeros(k, dtype=np.int64)
    best, best_price = -np.inf, price.copy()
    for _ in range(n_rounds):
        value = _response(market, price, load)
        if value > best:
            best = value
            best_price[:] = price
        for zone in range(k):
            pull = _pull(load[zone], market.low[zone], market.high[zone], price[zone])
            if pull * last[zone] != 0:
                steps[zone] *= GROW if pull == last[zone] else SHRINK
            last[zone] = pull
            moved = price[zone] + pull * steps[zone]
            price[zone] = 0.0 if moved * price[zone] < 0.0 else moved
        _level(market, price)
    price[:] = best_price
    return best
