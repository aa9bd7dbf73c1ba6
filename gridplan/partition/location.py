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

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridplan.partition.construct import from_initial, to_count, wanted_count
from gridplan.partition.engine import Control
from gridplan.partition.layout import Layout, load_plan, make_layout
from gridplan.partition.net import Net
from gridplan.partition.objective import zone_centers
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction, reduce_units
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


def with_chosen_centers(problem: Problem, control: Control) -> Problem:
    """Return the problem with its centers chosen, where zones with candidates are in one piece.

    They are chosen as if zones need not be; that is near enough while zones have many units.
    """
    if problem.candidates is None or not problem.is_contiguous:
        return problem
    free = replace(problem, indptr=None, indices=None, initial=None)
    half = control
    if control.end_s is not None:
        half = replace(control, end_s=(time.monotonic() + control.end_s) / 2)
    reduction = reduce_units(free)
    labels = locate(free, reduction, reduction.net, half)[reduction.node]
    centers = np.sort(zone_centers(free, labels.astype(np.int32))[0])
    return replace(problem, candidates=None, centers=centers, n_zones=None, initial=None)


def locate(problem: Problem, reduction: Reduction, net: Net, control: Control) -> NDArray[np.int64]:
    """Return the zone of each node, for a problem that `is_locatable`; as `search_net` does."""
    if len(net.weight) == 0:
        return np.zeros(0, dtype=np.int64)
    layout = make_layout(problem, reduction, min(wanted_count(problem, net), len(net.weight)))
    rng = np.random.default_rng(problem.seed)
    sites = _seeds(layout, rng)
    labels = _nearest(layout, sites)
    if problem.initial is not None:
        labels = to_count(net, from_initial(problem, reduction, net), len(layout.slots))
        sites = _matched(layout, labels)
    best = Best(labels.copy(), sites.copy(), np.array([np.inf]), 0.0)
    is_fresh = problem.initial is None
    n_chunks = max(1.0, round(N_SHIFTS / CHUNK * problem.effort))
    for shares in _coolings(control, n_chunks):
        load_plan(layout, labels, sites)
        best = _cool(layout, best, shares, is_fresh)
        sites = _seeds(layout, rng)
        labels, is_fresh = _nearest(layout, sites), True
    return best.labels


def _cool(layout: Layout, best: Best, shares: Iterator[float], is_fresh: bool) -> Best:
    """Shift centers under cooling, from the plan on *layout*; return the best plan met so far."""
    n_nodes, n_slots = len(layout.nodes), len(layout.slots)
    scale = max(float(layout.slots["cost"].sum()), 1.0)
    price = scale / max(int(layout.nodes["weight"].sum()), 1)
    if best.price == 0.0:
        best = best._replace(price=HARD * price)
    layout = layout._replace(price=HARD * price)
    if n_nodes * n_slots <= MAX_TABLE:
        settle_all(layout, is_fresh)
    shift_centers(layout, 0, 1.0, best)
    for share in shares:
        warm = HOT * (COLD / HOT) ** share * scale / n_slots
        layout = layout._replace(price=SOFT * (HARD / SOFT) ** share * price)
        shift_centers(layout, round(CHUNK * n_slots) + 1, warm, best)
    return best


def _coolings(control: Control, n_chunks: float) -> Iterator[Iterator[float]]:
    """Yield the shares of one cooling after another, each twice as long, until the time is up.

    One alone where no time is set; the last one takes all that is left. Where one ends depends
    on luck, so that several beat a long one.
    """
    if control.end_s is None:
        yield _shares(control, n_chunks)
        return
    while not control.is_over():
        start = time.monotonic()
        yield _shares(control, n_chunks)
        now = time.monotonic()
        n_chunks = 2 * n_chunks if control.end_s - now > 6 * (now - start) else np.inf


def _shares(control: Control, n_chunks: float) -> Iterator[float]:
    """Yield the share of a cooling that is done, by chunks or by time, whichever is further on."""
    start = time.monotonic()
    for chunk in itertools.count():
        share = chunk / n_chunks
        if control.end_s is not None:
            share = max(share, (time.monotonic() - start) / max(control.end_s - start, 1e-9))
        if share >= 1.0 or control.is_over():
            return
        control.tell(share)
        yield share


def _fares(layout: Layout, site: int) -> NDArray[np.float64]:
    """Return the distance of every node to *site*."""
    if layout.matrix.size:
        return layout.matrix[:, site]
    nodes, there = layout.nodes, layout.sites[site]
    return np.asarray(np.hypot(nodes["x"] - there["x"], nodes["y"] - there["y"]))


def _seeds(layout: Layout, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw sites far from one another, where demand is (k-means++)."""
    nodes = layout.sites["node"]
    demand = layout.nodes["demand"][nodes] + 1e-9
    chosen = [int(rng.integers(len(nodes)))]
    far = np.full(len(nodes), np.inf)
    while len(chosen) < len(layout.slots):
        far = np.minimum(far, _fares(layout, chosen[-1])[nodes])
        chance = (far + 1e-9) * demand
        chance[chosen] = 0.0
        edges = np.cumsum(chance)
        at = np.searchsorted(edges, rng.random() * edges[-1], side="right")
        chosen.append(int(min(at, np.flatnonzero(chance)[-1])))
    return np.array(chosen, dtype=np.int64)


def _nearest(layout: Layout, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the nearest of *sites* for each node; the node of a site has it where it may."""
    labels = np.zeros(len(layout.nodes), dtype=np.int64)
    far = np.full(len(labels), np.inf)
    for slot, site in enumerate(sites.tolist()):
        fares = _fares(layout, site)
        labels = np.where(fares < far, slot, labels)
        far = np.minimum(fares, far)
    if layout.is_inside:
        labels[layout.sites["node"][sites]] = np.arange(len(sites))
    return labels


def _matched(layout: Layout, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a site for each zone of *labels*, each site once, near its nodes."""
    demand = layout.nodes["demand"]
    sums = np.empty((len(layout.slots), len(layout.sites)))
    for site in range(len(layout.sites)):
        sums[:, site] = np.bincount(labels, demand * _fares(layout, site), len(sums))
    if layout.is_inside:  # its own nodes come first
        sums[labels, np.arange(len(labels))] -= 1.0 + sums.max(initial=0.0)
    return np.asarray(linear_sum_assignment(sums)[1], dtype=np.int64)
