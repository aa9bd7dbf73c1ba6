"""Zones that need not be in one piece: choose the centers, and the zones follow.

Seeds far from one another, every node dealt to a near center with room, then centers shifted one
by one under cooling. Serves any unit, candidates or centroids as centers.

References
----------
Arthur, Vassilvitskii, "k-means++: the advantages of careful seeding" (2007), for the seeds.
Stefanello, de Araujo, Mueller, "Matheuristics for the capacitated p-median problem",
International Transactions in Operational Research 22 (2015), for revising a few zones at a time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridplan.partition.construct import from_initial, to_count, wanted_count
from gridplan.partition.engine import Control
from gridplan.partition.ground import Ground, load_plan, make_ground
from gridplan.partition.net import Net
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.shift import Best, settle_all, shift_centers

N_SHIFTS = 200  # for each zone, at effort 1
CHUNK = 0.25  # shifts at one temperature, for each zone
HOT, COLD = 0.3, 0.003  # first and last temperature, as part of the demand-metres of a zone
SOFT, HARD = 20.0, 100.0  # first and last price of a household out of band, in mean ones
MAX_TABLE = 30_000_000  # nodes times zones up to which all are dealt at once


def is_locatable(problem: Problem) -> bool:
    """Tell whether centers decide the zones: no contacts, no rules on single units."""
    has_rules = any(
        value is not None
        for value in (problem.indptr, problem.fixed, problem.cannot_link, problem.group)
    )
    is_counted = problem.n_zones is not None or problem.center == "centroid"
    return is_counted and not has_rules and problem.side is None


def locate(problem: Problem, reduction: Reduction, net: Net, control: Control) -> NDArray[np.int64]:
    """Return the zone of each node, for a problem that `is_locatable`; as `search_net` does."""
    if len(net.weight) == 0:
        return np.zeros(0, dtype=np.int64)
    ground = make_ground(problem, reduction, min(wanted_count(problem, net), len(net.weight)))
    if problem.initial is None:
        sites = _seeds(ground, np.random.default_rng(problem.seed))
        labels = _nearest(ground, sites)
    else:
        labels = to_count(net, from_initial(problem, reduction, net), len(ground.slots))
        sites = _matched(ground, labels)
    load_plan(ground, labels, sites)
    scale = max(float(ground.slots["cost"].sum()), 1.0)
    price = scale / max(int(net.weight.sum()), 1)
    ground = ground._replace(price=HARD * price)
    if len(net.weight) * len(ground.slots) <= MAX_TABLE:
        settle_all(ground, problem.initial is None)
    best = Best(labels, sites, np.array([np.inf]), HARD * price)
    n_slots = len(ground.slots)
    for share in _shares(control, max(1, round(N_SHIFTS / CHUNK * problem.effort))):
        warm = HOT * (COLD / HOT) ** share * scale / n_slots
        ground = ground._replace(price=SOFT * (HARD / SOFT) ** share * price)
        shift_centers(ground, round(CHUNK * n_slots) + 1, warm, best)
        control.tell(share)
    return best.labels


def _shares(control: Control, n_chunks: int) -> Iterator[float]:
    """Yield the share of the work that is done: of the chunks, or of the time where it is set."""
    start = time.monotonic()
    if control.end_s is None:
        for chunk in range(n_chunks):
            if control.is_over():
                return
            yield chunk / n_chunks
        return
    span = max(control.end_s - start, 1e-9)
    while not control.is_over():
        yield min((time.monotonic() - start) / span, 1.0)


def _fares(ground: Ground, site: int) -> NDArray[np.float64]:
    """Return the distance of every node to *site*."""
    if ground.matrix.size:
        return ground.matrix[:, site]
    nodes, there = ground.nodes, ground.sites[site]
    return np.asarray(np.hypot(nodes["x"] - there["x"], nodes["y"] - there["y"]))


def _seeds(ground: Ground, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw sites far from one another, where demand is (k-means++)."""
    nodes = ground.sites["node"]
    demand = ground.nodes["demand"][nodes] + 1e-9
    chosen = [int(rng.integers(len(nodes)))]
    far = np.full(len(nodes), np.inf)
    while len(chosen) < len(ground.slots):
        far = np.minimum(far, _fares(ground, chosen[-1])[nodes])
        chance = (far + 1e-9) * demand
        chance[chosen] = 0.0
        edges = np.cumsum(chance)
        at = np.searchsorted(edges, rng.random() * edges[-1], side="right")
        chosen.append(int(min(at, np.flatnonzero(chance)[-1])))
    return np.array(chosen, dtype=np.int64)


def _nearest(ground: Ground, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the nearest of *sites* for each node; the node of a site has it where it may."""
    labels = np.zeros(len(ground.nodes), dtype=np.int64)
    far = np.full(len(labels), np.inf)
    for slot, site in enumerate(sites.tolist()):
        fares = _fares(ground, site)
        labels = np.where(fares < far, slot, labels)
        far = np.minimum(fares, far)
    if ground.is_inside:
        labels[ground.sites["node"][sites]] = np.arange(len(sites))
    return labels


def _matched(ground: Ground, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a site for each zone of *labels*, each site once, near its nodes."""
    demand = ground.nodes["demand"]
    sums = np.empty((len(ground.slots), len(ground.sites)))
    for site in range(len(ground.sites)):
        sums[:, site] = np.bincount(labels, demand * _fares(ground, site), len(sums))
    if ground.is_inside:  # its own nodes come first
        sums[labels, np.arange(len(labels))] -= 1.0 + sums.max(initial=0.0)
    return np.asarray(linear_sum_assignment(sums)[1], dtype=np.int64)
