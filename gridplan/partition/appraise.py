"""The cheapest zone around each of many centers, at given prices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.bench import make_bench
from gridplan.partition.compiled import compiled, inner
from gridplan.partition.knapsack import fill_split, fill_whole
from gridplan.partition.linked import best_linked
from gridplan.partition.prices import (
    MAX_LOAD,
    Desk,
    Field,
    lay_out,
    make_desk,
    rate_of,
)


class Harvest(NamedTuple):
    """Zones met: value and load by site looked at, and items as compressed rows with shares.

    A row is empty where the value is not below the ceiling, or where no room was left.
    """

    value: NDArray[np.float64]
    load: NDArray[np.float64]
    starts: NDArray[np.int64]
    items: NDArray[np.int64]
    shares: NDArray[np.float64]


def make_harvest(n_sites: int, n_rooms: int) -> Harvest:
    """Make room for the zones of *n_sites* sites with *n_rooms* items in all."""
    return Harvest(
        value=np.empty(n_sites),
        load=np.empty(n_sites),
        starts=np.zeros(n_sites + 1, dtype=np.int64),
        items=np.empty(n_rooms, dtype=np.int64),
        shares=np.empty(n_rooms),
    )


@inner
def _cheapest(
    field: Field, prices: NDArray[np.float64], s: int, ceiling: float, desk: Desk, bench: Any
) -> tuple[float, int, float]:
    """Return value, items laid out and load of the cheapest zone around site *s*."""
    piece, own = field.pieces[field.sites[s].piece], field.sites[s].own
    n, edge = lay_out(field, prices, s, desk, piece.most)
    alone = 0.0
    if own >= 0:
        alone = field.items[own].weight * rate_of(field, prices, own, field.sites[s].unit)
    value, n_in, load = fill_split(field, s, desk, n, edge, alone)
    if value < ceiling and piece.most <= MAX_LOAD:
        n, edge = lay_out(field, prices, s, desk, piece.most + piece.most // 2)
        value, n_in, load = fill_whole(field, prices, s, desk, n, edge)
    if value < ceiling and len(field.links) > 0:
        linked, n_linked, own_load = best_linked(field, prices, s, ceiling, desk, bench, n)
        value = max(value, linked)
        if n_linked >= 0:
            n_in, load = n_linked, own_load
    return value, n_in, load


@compiled
def appraise(
    field: Field,
    prices: NDArray[np.float64],
    which: NDArray[np.int64],
    ceiling: float,
    harvest: Harvest,
) -> None:
    """Find the cheapest zone around each of the sites *which*.

    Parameters
    ----------
    field, prices
        The problem, and what a household of each item brings.
    which
        Sites to look at.
    ceiling
        Keep units whole, and zones in one piece, only where the value is below this.
    harvest
        Written, in the order of *which*.
    """
    desk, bench = make_desk(field), make_bench(field)
    end = 0
    for at in range(len(which)):
        s = which[at]
        value, n_in, load = _cheapest(field, prices, s, ceiling, desk, bench)
        harvest.value[at], harvest.load[at], harvest.starts[at] = value, load, end
        own = field.sites[s].own
        if value < ceiling and end + n_in + 1 <= len(harvest.items):
            if own >= 0:
                harvest.items[end], harvest.shares[end] = own, 1.0
                end += 1
            for q in range(n_in):
                if desk.share[q] > 0.0:
                    harvest.items[end], harvest.shares[end] = desk.item[q], desk.share[q]
                    end += 1
    harvest.starts[len(which)] = end
