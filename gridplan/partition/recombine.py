"""The last step: the best choice among all zones that could be part of a better plan.

Prices from the ascent say of every zone by how much a plan that holds it exceeds the bound. What
exceeds it by more than the plan at hand cannot be part of a better one; when all the rest is
listed, the best choice among them is the best plan there is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.partition.appraiser import Appraiser
from gridplan.partition.ascent import Ascent
from gridplan.partition.bound import start_prices
from gridplan.partition.dual import Count
from gridplan.partition.field import Ground, make_field
from gridplan.partition.linked import list_zones
from gridplan.partition.master import Columns, choose
from gridplan.partition.net import Net, kept_contacts, net_components
from gridplan.partition.prices import Field
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction

N_STEPS = 40  # of the ascent, at effort 1
MAX_LISTED = 60_000  # zones listed
MAX_COLUMNS = 2_500  # zones to choose from
MAX_ZONES = 24  # zones of a region that is solved at once
MAX_REGIONS = 4  # of a community; more would take longer than the search
N_NARROWER = 4  # times that the list is made shorter before it is given up

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def is_recombinable(problem: Problem) -> bool:
    """Tell whether it is wished, and zones are in one piece around units of their own."""
    is_free = problem.centers is None and problem.candidates is None
    is_apt = problem.is_contiguous and problem.center == "unit" and is_free
    return problem.is_recombined and is_apt


def recombine_zones(problem: Problem, reduction: Reduction, net: Net, labels: Ints) -> Ints:
    """Return better labels of the nodes, with as many zones, where there are any.

    Zones out of band, and those with fixed nodes or foes, stay as they are.

    Parameters
    ----------
    problem, reduction, net
        The units, and the nodes they are in with their contacts.
    labels
        Zone of each node, ``0..k-1``.
    """
    regions = _regions(net, labels, _free_zones(problem, net, labels))
    labels = labels.copy()
    if len(regions) <= MAX_REGIONS:
        for zones in regions:
            _solve(problem, reduction, net, labels, zones)
    return labels


def _free_zones(problem: Problem, net: Net, labels: Ints) -> Ints:
    k = int(labels.max(initial=-1)) + 1
    loads = np.bincount(labels, net.weight, k)
    is_bound = (net.pin >= 0) | (np.diff(net.foe_indptr) > 0) | (net.weight == 0)
    is_free = (loads >= problem.band.min_households) & (loads <= problem.max_households)
    return np.flatnonzero(is_free & (np.bincount(labels, is_bound, k) == 0))


def _regions(net: Net, labels: Ints, zones: Ints) -> list[Ints]:
    """Cut the zones into regions of few, halving along the longer side."""
    if len(zones) <= MAX_ZONES:
        return [zones] if len(zones) > 1 else []
    k = int(labels.max()) + 1
    load = np.maximum(np.bincount(labels, net.weight, k), 1)
    x, y = (
        np.bincount(labels, net.weight * axis, k)[zones] / load[zones] for axis in (net.x, net.y)
    )
    along = x if np.ptp(x) >= np.ptp(y) else y
    order = zones[np.lexsort((zones, along))]
    half = len(order) // 2
    return [
        *_regions(net, labels, np.sort(order[:half])),
        *_regions(net, labels, np.sort(order[half:])),
    ]


def _solve(problem: Problem, reduction: Reduction, net: Net, labels: Ints, zones: Ints) -> None:
    """Choose *zones* anew, in place."""
    inside = np.flatnonzero(np.isin(labels, zones))
    ground = _ground(reduction, net, inside)
    off = np.zeros(int(ground.piece.max()) + 1, dtype=np.int64)
    field = make_field(
        problem, ground, off, is_linked=problem.is_contiguous, side_cost_m=problem.side_cost_m
    )
    node = reduction.node[field.units[field.items["first"]]]
    present = _present(problem, reduction, field, node, labels, zones)
    soft = _Soft(net, node)
    cost = float((present.cost + soft.cost(present)).sum())
    appraiser = Appraiser(field, Count(len(zones), len(zones)))
    ascent = Ascent(appraiser, start_prices(field, len(zones)))
    ascent.climb(cost, max(20, round(N_STEPS * problem.effort)))
    columns = _columns(field, ascent, cost, soft)
    n = len(columns)
    pool = Columns(
        np.concatenate([columns.starts, columns.starts[-1] + present.starts[1:]]),
        np.concatenate([columns.items, present.items]),
        np.concatenate([columns.cost, present.cost + soft.cost(present)]),
    )
    chosen = choose(pool, len(node), len(zones), n + np.arange(len(zones)))
    if pool.cost[chosen].sum() < cost * (1 - 1e-9):
        for zone, column in zip(zones.tolist(), chosen.tolist(), strict=True):
            labels[node[pool.items[pool.starts[column] : pool.starts[column + 1]]]] = zone


def _ground(reduction: Reduction, net: Net, inside: Ints) -> Ground:
    rank = np.full(len(net.weight), -1)
    rank[inside] = np.arange(len(inside))
    rows = np.repeat(np.arange(len(net.weight)), np.diff(net.indptr))
    kept = (rank[rows] >= 0) & (rank[net.indices] >= 0)
    side = np.where(rank >= 0, 0, 1 + np.arange(len(rank)))
    piece = net_components(kept_contacts(net, side))
    if not len(net.indices):
        piece = np.arange(len(rank))
    dense = np.full(len(rank), -1)
    dense[inside] = np.unique(piece[inside], return_inverse=True)[1]
    return Ground(
        item=rank[reduction.node],
        piece=dense[reduction.node],
        n_elsewhere=0,
        is_certain=True,
        touch=np.column_stack([rank[rows[kept]], rank[net.indices[kept]]]),
    )


def _present(
    problem: Problem, reduction: Reduction, field: Field, node: Ints, labels: Ints, zones: Ints
) -> Columns:
    """Return the zones of the plan at hand as columns."""
    by_zone = labels[node]
    order = np.lexsort((np.arange(len(node)), by_zone))
    starts = np.append(np.searchsorted(by_zone[order], zones), len(order)).astype(np.int64)
    of_unit = labels[reduction.node]
    members = [np.flatnonzero(of_unit == zone) for zone in zones.tolist()]
    return Columns(starts, order, np.array([_sums(problem, units).min() for units in members]))


def _sums(problem: Problem, units: Ints) -> Floats:
    """Return the cost of a zone with its center at each of its units."""
    if problem.distance_m is not None:
        away = problem.distance_m[np.ix_(units, units)]
    else:
        xy = np.asarray(problem.xy_m)[units]
        away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    away = away**problem.power
    if problem.side is not None:
        side = problem.side[units]
        away = away + problem.side_cost_m * (side[:, None] != side)
    return np.asarray(problem.demands[units] @ away)


class _Soft:
    """What zones pay for contacts: those of a compound cut, those between compounds kept."""

    def __init__(self, net: Net, node: Ints) -> None:
        n = len(net.weight)
        self.bond = sparse.csr_array((net.bond, net.indices, net.indptr), shape=(n, n))
        self.node = node
        self.is_free = not net.bond.any()

    def cost(self, columns: Columns) -> Floats:
        """Return the cost of each zone beyond distance, half of what lies on its border."""
        if self.is_free:
            return np.zeros(len(columns))
        n = self.bond.shape[0]
        ones = np.ones(len(columns.items))
        member = sparse.csr_array(
            (ones, self.node[columns.items], columns.starts), shape=(len(columns), n)
        )
        cut, kept = self.bond.maximum(0), (-self.bond).maximum(0)
        around = member @ cut.sum(axis=1)
        within = [
            np.asarray((member @ part).multiply(member).sum(axis=1)).ravel() for part in (cut, kept)
        ]
        return np.asarray((around - within[0] + within[1]) / 2)


def _columns(field: Field, ascent: Ascent, cost: float, soft: _Soft) -> Columns:
    """List the zones that may be part of a plan that costs less; fewer where that is too many."""
    prices = ascent.proven_prices
    values = ascent.appraiser.values(prices)
    chosen = ascent.appraiser.count.cheapest(values)
    base = np.minimum(values, values[chosen].max())
    slack = max(cost - ascent.proven, 0.0) * (1 + 1e-9) + 1e-9 * cost
    field.pieces["fault_price"] = 0.0
    for turn in range(N_NARROWER):
        limits = base + slack * 0.5**turn
        starts, items, sites, worth, is_complete = list_zones(
            field, prices.item, limits, MAX_LISTED
        )
        columns = Columns(starts, items, worth)
        if is_complete and len(columns):
            columns, excess = _cheapest(columns, base[sites], ascent, soft)
            n_kept = int((excess <= slack * 0.5**turn).sum())
            if n_kept <= MAX_COLUMNS or turn == N_NARROWER - 1:
                best = np.argsort(excess, kind="stable")[: min(n_kept, MAX_COLUMNS)]
                return columns.take(np.sort(best))
    return Columns(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))


def _cheapest(
    columns: Columns, base: Floats, ascent: Ascent, soft: _Soft
) -> tuple[Columns, Floats]:
    """Return each zone once with its full cost, and by how much it exceeds the bound."""
    brings = ascent.proven_prices.item * ascent.weight
    rows = np.repeat(np.arange(len(columns)), np.diff(columns.starts))
    key = np.random.default_rng(0).integers(0, 1 << 62, len(brings))
    code = np.bincount(rows, minlength=len(columns)) * 0
    np.add.at(code, rows, key[columns.items])
    extra = soft.cost(columns)
    excess = columns.cost + extra - base
    order = np.lexsort((excess, code))
    first = order[np.unique(code[order], return_index=True)[1]]
    income = np.bincount(rows, brings[columns.items], len(columns))
    full = Columns(columns.starts, columns.items, columns.cost + income + extra)
    return full.take(first), excess[first]
