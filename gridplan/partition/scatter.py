"""First plans from sets of centers that were searched by transport."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.centers import grow_zones, settle_centers
from gridplan.partition.cooling import Search
from gridplan.partition.net import net_components
from gridplan.partition.transport import Market

MAX_ZONES = 16  # with more, a patient cooling finds the centers by itself
MIN_NODES = 8  # per zone: with fewer, units are too lumpy for a transport to say much
N_SETS = 12  # tried at effort 1
N_TIMED_SETS = 150  # tried at most where there is a clock
TIME_SHARE = 0.2  # of the time
N_KEPT = 6
ALIKE = 1e-6  # relative difference of cost below which two sets are taken for the same


def best_starts(search: Search, n_zones: int, effort: float) -> list[NDArray[np.int64]]:
    """Return plans from the best sets of centers, best first; none where that is no help."""
    net = search.net
    n = len(net.weight)
    if not 1 < n_zones <= MAX_ZONES or n < MIN_NODES * n_zones or (net.pin >= 0).any():
        return []
    if net_components(net).any():
        return []
    market = Market(
        cost=np.zeros((n, n_zones)),
        weight=net.weight.copy(),
        low=np.full(n_zones, search.rules.low),
        high=np.full(n_zones, search.rules.high),
    )
    found: dict[float, NDArray[np.int64]] = {}
    centers, price = np.zeros(n_zones, dtype=np.int64), np.zeros(n_zones)
    left_s = search.control.left_s()
    is_timed = np.isfinite(left_s)
    for _ in range(N_TIMED_SETS if is_timed else max(2, round(N_SETS * effort))):
        value = settle_centers(search.board, search.rules, market, centers, price)
        if all(abs(value - other) > ALIKE * other for other in found):
            found[value] = grow_zones(search.board, market, centers, price)
        if search.control.left_s() < (1 - TIME_SHARE) * left_s or search.control.is_over():
            break
    return [found[value] for value in sorted(found)[:N_KEPT]]
