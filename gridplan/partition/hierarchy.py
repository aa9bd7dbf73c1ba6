"""Nested levels: fine zones first, then coarse zones over the contacts of the fine ones.

Bottom-up nests by construction and keeps both levels in one piece. Where it leaves coarse
zones out of band that need not be, the levels are planned top-down as well: coarse zones over
the nodes, fine zones inside each; the better of the two is kept by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridplan.params import Band
from gridplan.partition.engine import Control, improve_net, search_net
from gridplan.partition.location import is_locatable, locate
from gridplan.partition.net import Net, kept_contacts, without_oversize
from gridplan.partition.problem import Problem
from gridplan.partition.recombine import is_recombinable, recombine_zones
from gridplan.partition.redeal import spread_zones
from gridplan.partition.reduce import Reduction, bonds, reduce_units, row_starts

N_REDEALS = 4  # times that empty land is dealt anew for zones out of band


@dataclass(frozen=True, eq=False)
class Levels:
    """Labels of the units by level, coarse to fine, and the net of the finest level."""

    base: Reduction
    labels: tuple[NDArray[np.int64], ...]


def coarsen(problem: Problem, reduction: Reduction, labels: NDArray[np.int64]) -> Reduction:
    """Return the net whose nodes are the zones ``0..k-1`` of *labels* (by node).

    *problem* carries the band of the coarser level, which decides what compounds fit.
    """
    net = reduction.net
    k = int(labels.max(initial=-1)) + 1
    weight = np.bincount(labels, net.weight, k).astype(np.int64)
    fine = np.column_stack([np.repeat(np.arange(len(labels)), np.diff(net.indptr)), net.indices])
    bond = bonds(
        fine,
        net.weight,
        reduction.group,
        max_households=problem.max_households,
        group_cost_m=problem.group_cost_m,
    )
    ends = labels[fine]
    is_between = ends[:, 0] != ends[:, 1]
    contacts, where = np.unique(ends[is_between], axis=0, return_inverse=True)
    contacts = contacts.reshape(-1, 2)
    heaviest = np.lexsort((np.arange(len(labels)), -net.weight, labels))
    at = heaviest[np.unique(labels[heaviest], return_index=True)[1]]
    x, y = (_means(labels, net.weight, axis, at) for axis in (net.x, net.y))
    length = np.hypot(x[contacts[:, 0]] - x[contacts[:, 1]], y[contacts[:, 0]] - y[contacts[:, 1]])
    if net.matrix.size:
        length = net.matrix[at[contacts[:, 0]], at[contacts[:, 1]]]
    coarse = Net(
        indptr=row_starts(contacts, k),
        indices=np.ascontiguousarray(contacts[:, 1]),
        length=np.maximum(length, 1e-3),
        bond=np.bincount(where.ravel(), bond[is_between], len(contacts)).astype(float),
        weight=weight,
        x=x,
        y=y,
        side=net.side[at],
        matrix=np.ascontiguousarray(net.matrix[np.ix_(at, at)]) if net.matrix.size else net.matrix,
        foe_indptr=np.zeros(k + 1, dtype=np.int64),
        foe_indices=np.zeros(0, dtype=np.int64),
        pin=np.full(k, -1, dtype=np.int64),
        demand=np.bincount(labels, net.demand, k).astype(float),
        center=np.zeros(0, dtype=np.int64),
        capacity=np.zeros(0, dtype=np.int64),
    )
    return Reduction(coarse, labels[reduction.node], reduction.group[at])


def _means(
    labels: NDArray[np.int64],
    weight: NDArray[np.int64],
    values: NDArray[np.float64],
    at: NDArray[np.int64],
) -> NDArray[np.float64]:
    total = np.bincount(labels, weight, len(at))
    mean = np.bincount(labels, weight * values, len(at)) / np.maximum(total, 1)
    return np.where(total > 0, mean, values[at])


def level_problem(problem: Problem, bands: tuple[Band, ...], depth: int) -> Problem:
    """Return the problem of one level; *depth* 0 is the coarsest.

    Number and centers of zones, start, fixed units and cannot-links concern the finest level.
    """
    if depth == len(bands) - 1:
        return replace(problem, band=bands[depth])
    free = replace(problem, initial=None, fixed=None, cannot_link=None)
    return free.at_level(bands[depth])


def bottom_up(problem: Problem, bands: tuple[Band, ...], control: Control) -> Levels:
    """Plan the finest level over the units, and each coarser one over the zones below."""
    n_levels = len(bands)
    finest = level_problem(problem, bands, n_levels - 1)
    base, labels = _finest(finest, control.part(0, n_levels))
    levels = [_recombined(finest, base, labels, control)]
    for depth in range(n_levels - 2, -1, -1):
        level = level_problem(problem, bands, depth)
        below = np.zeros(len(base.net.weight), dtype=np.int64)
        below[base.node] = np.unique(levels[0], return_inverse=True)[1]
        reduction = coarsen(level, base, below)
        net = without_oversize(reduction.net, level.max_households)
        part = control.part(n_levels - 1 - depth, n_levels)
        found = search_net(level, reduction, net, part)[reduction.node]
        levels.insert(0, _recombined(level, reduction, found, control))
    return Levels(base, tuple(levels))


def _recombined(
    problem: Problem, reduction: Reduction, labels: NDArray[np.int64], control: Control
) -> NDArray[np.int64]:
    """Return the best choice of zones near those of *labels*; a plan to start from is kept."""
    if control.is_over() or problem.initial is not None or not is_recombinable(problem):
        return labels
    net = without_oversize(reduction.net, problem.max_households)
    nodes = np.zeros(len(net.weight), dtype=np.int64)
    nodes[reduction.node] = np.unique(labels, return_inverse=True)[1]
    return recombine_zones(problem, reduction, net, nodes)[reduction.node]


def top_down(problem: Problem, bands: tuple[Band, ...], control: Control) -> Levels:
    """Plan the coarsest level over the units, and each finer one inside the zones above."""
    base = reduce_units(level_problem(problem, bands, len(bands) - 1))
    levels: list[NDArray[np.int64]] = []
    above = np.zeros(len(base.net.weight), dtype=np.int64)
    for depth in range(len(bands)):
        level = level_problem(problem, bands, depth)
        inside = kept_contacts(base.net, above)
        net = without_oversize(_with_bonds(level, base, inside), level.max_households)
        above = search_net(level, base, net, control)
        levels.append(above[base.node])
    return Levels(base, tuple(levels))


def _with_bonds(problem: Problem, base: Reduction, net: Net) -> Net:
    rows = np.repeat(np.arange(len(net.weight)), np.diff(net.indptr))
    bond = bonds(
        np.column_stack([rows, net.indices]),
        net.weight,
        base.group,
        max_households=problem.max_households,
        group_cost_m=problem.group_cost_m,
    )
    return net._replace(bond=bond)


def _finest(problem: Problem, control: Control) -> tuple[Reduction, NDArray[np.int64]]:
    """Plan the finest level, dealing empty land anew while that mends zones."""
    base = reduce_units(problem)
    net = without_oversize(base.net, problem.max_households)
    find = locate if is_locatable(problem) else search_net
    nodes = find(problem, base, net, control)
    labels = nodes[base.node]
    zones = _short_zones(problem, net, nodes)
    for turn in range(N_REDEALS if problem.is_contiguous else 0):
        if control.is_over() or len(zones) == 0:
            break
        dealt = spread_zones(problem, labels, zones.tolist())
        other_base = reduce_units(problem, dealt)
        net = without_oversize(other_base.net, problem.max_households)
        start = np.zeros(len(net.weight), dtype=np.int64)
        start[other_base.node] = dealt
        nodes = improve_net(problem, net, start, problem.seed + turn, control)
        others = _short_zones(problem, net, nodes)
        if len(others) < len(zones):
            base, labels, zones = other_base, nodes[other_base.node], others
    return base, labels


def _short_zones(problem: Problem, net: Net, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the zones out of band that hold households and more than one way to go."""
    loads = np.bincount(nodes, net.weight)
    low, high = problem.band.min_households, problem.max_households
    single = np.bincount(nodes, net.weight > high) > 0
    is_off = ((loads < low) | (loads > high)) & (loads > 0) & ~single
    return np.flatnonzero(is_off)
