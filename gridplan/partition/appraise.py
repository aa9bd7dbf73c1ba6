"""The cheapest zone around each of many centers, at given prices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.compiled import compiled
from gridplan.partition.knapsack import fill_split, fill_whole
from gridplan.partition.linked import best_linked, make_bench
from gridplan.partition.prices import (
    MAX_LOAD,
    Field,
    lay_out,
    make_desk,
    rate_of,
)


@compiled
def appraise(
    field: Field,
    prices: NDArray[np.float64],
    which: NDArray[np.int64],
    ceiling: float,
    values: NDArray[np.float64],
    shares: NDArray[np.float64],
    off: NDArray[np.float64],
) -> None:
    """Set the least value of a zone around each of the sites *which*.

    Parameters
    ----------
    field, prices
        The problem, and what a household of each item brings.
    which
        Sites to look at.
    ceiling
        Keep units whole only where splitting them gives a value below this.
    values
        By site; written.
    shares, off
        Sums over the zones, by item and by piece; written, or empty.
    """
    desk, bench = make_desk(field), make_bench(field)
    for s in which:
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
        values[s] = value
        if len(shares):
            off[field.sites[s].piece] += max(piece.low - load, load - piece.high, 0.0)
            if own >= 0:
                shares[own] += 1.0
            for q in range(n_in):
                shares[desk.item[q]] += desk.share[q]
