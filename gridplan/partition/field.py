"""From a problem and a plan to the field that the bound is found on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.partition.prices import CELL, ITEM, PIECE, SITE, Field
from gridplan.partition.problem import Problem
from gridplan.partition.proof import relax
from gridplan.partition.reduce import Reduction, unit_graph

MIN_NEAR = 32  # items near a site, at first
N_NEAR_ZONES = 4  # of households near a site: what lies farther is looked up where it may pay
CELL_ITEMS = 16  # items of a cell, about

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """What zones are made of, piece by piece.

    Parameters
    ----------
    item
        Item of each unit, -1 for land and for units above the maximum.
    piece
        Connected piece of each unit; -1 where it holds no item.
    n_elsewhere
        Zones that every plan needs outside of the pieces.
    is_certain
        No plan in bounds needs more zones outside.
    """

    item: Ints
    piece: Ints
    n_elsewhere: int
    is_certain: bool


def survey(problem: Problem, reduction: Reduction) -> Ground:
    """Find items and pieces; land without households may belong to any number of zones."""
    relaxed = relax(problem, reduction.node, reduction.net.weight)
    is_big = relaxed.weight > problem.max_households
    is_item = (relaxed.weight > 0) & ~is_big
    item = np.where(is_item, np.cumsum(is_item) - 1, -1)[relaxed.place]
    if not problem.is_contiguous:
        piece = np.where(is_big, -1, 0)[relaxed.place]
        return Ground(item, piece, int(is_big.sum()), True)
    n_pieces = int(relaxed.piece.max(initial=-1)) + 1
    is_settled = np.bincount(relaxed.piece, is_item, n_pieces) > 0
    is_empty = np.bincount(relaxed.piece, relaxed.weight, n_pieces) == 0
    is_loose = np.zeros(n_pieces, dtype=bool)  # may join the zone of a unit above the maximum
    is_loose[relaxed.piece[_beside(problem, is_big[relaxed.place], relaxed.place)]] = True
    n_alone = int((is_empty & ~is_loose).sum())
    return Ground(
        item=item,
        piece=np.where(is_settled, np.cumsum(is_settled) - 1, -1)[relaxed.piece[relaxed.place]],
        n_elsewhere=int(is_big.sum()) + n_alone,
        is_certain=not (is_empty & is_loose).any(),
    )


def _beside(problem: Problem, is_big: NDArray[np.bool_], place: Ints) -> Ints:
    """Return the places of the units that touch a unit above the maximum."""
    graph = unit_graph(problem)
    rows = np.repeat(np.arange(len(problem)), np.diff(graph.indptr))
    return np.asarray(place[graph.indices[is_big[rows]]], dtype=np.int64)


def make_field(problem: Problem, ground: Ground, off: Ints) -> Field:
    """Lay out the problem for pricing.

    Parameters
    ----------
    problem, ground
        The units and what zones are made of.
    off
        Households that may be out of band, by piece.
    """
    xy = np.zeros((0, 2)) if problem.xy_m is None else problem.xy_m.copy()
    matrix = np.zeros((0, 0)) if problem.distance_m is None else problem.distance_m.copy()
    items, units, rank = _items(problem, ground, xy)
    cells = _cells(problem, items, units, xy)
    sites, near = _sites(problem, Ground(rank, ground.piece, 0, True), items, units)
    return Field(
        items=items,
        units=units,
        demand=problem.demands.astype(float),
        xy=xy,
        matrix=matrix,
        power=problem.power,
        sites=sites,
        near=near,
        cells=cells,
        pieces=_pieces(problem, items, off, cells),
    )


def _items(problem: Problem, ground: Ground, xy: Floats) -> tuple[NDArray[np.void], Ints, Ints]:
    """Return items sorted by piece and place, their units, and the item of each unit."""
    members = np.flatnonzero(ground.item >= 0)
    n = int(ground.item.max(initial=-1)) + 1
    weight = np.bincount(ground.item[members], problem.households[members], n).astype(np.int64)
    heaviest = np.lexsort((members, -problem.households[members], ground.item[members]))
    at = members[heaviest[np.searchsorted(ground.item[members][heaviest], np.arange(n))]]
    order = np.lexsort((at, *_cell_keys(xy, at, ground.piece[at])))
    rank = np.full(len(problem), -1, dtype=np.int64)
    rank[members] = np.argsort(order)[ground.item[members]]
    units = members[np.lexsort((-problem.households[members], rank[members]))]
    items = np.zeros(n, dtype=ITEM)
    items["weight"], items["piece"] = weight[order], ground.piece[at[order]]
    items["first"] = np.searchsorted(rank[units], np.arange(n))
    items["last"] = np.searchsorted(rank[units], np.arange(n), side="right")
    return items, units.astype(np.int64), rank


def _cell_keys(xy: Floats, at: Ints, piece: Ints) -> tuple[Ints, Ints, Ints]:
    """Return column, row and piece of the square cell each item lies in."""
    if len(xy) == 0:
        return np.zeros_like(piece), np.zeros_like(piece), piece
    span = np.ptp(xy[at], axis=0)
    side = max(float(np.sqrt(span.prod() * CELL_ITEMS / len(at))), float(span.max()) / 1e4, 1e-9)
    column, row = ((xy[at] - xy[at].min(axis=0)) // side).astype(np.int64).T
    return column, row, piece


def _cells(problem: Problem, items: NDArray[np.void], units: Ints, xy: Floats) -> NDArray[np.void]:
    """Return the cells of sorted items: boxes around their units."""
    at = units[items["first"]]
    keys = np.column_stack(_cell_keys(xy, at, items["piece"]))
    is_first = np.ones(len(items), dtype=bool)
    is_first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    cells = np.zeros(int(is_first.sum()), dtype=CELL)
    cells["first"] = np.flatnonzero(is_first)
    cells["last"] = np.append(cells["first"][1:], len(items))
    if len(xy):
        starts = items["first"][cells["first"]]
        for name, axis in (("x", 0), ("y", 1)):
            cells[name + "0"] = np.minimum.reduceat(xy[units, axis], starts)
            cells[name + "1"] = np.maximum.reduceat(xy[units, axis], starts)
    demand = np.add.reduceat(problem.demands[units].astype(float), items["first"])
    cells["ratio"] = np.minimum.reduceat(demand / items["weight"], cells["first"])
    return cells


def _sites(
    problem: Problem, ground: Ground, items: NDArray[np.void], units: Ints
) -> tuple[NDArray[np.void], Ints]:
    """Return all units of the pieces as sites, and the items near each, nearest first."""
    chosen = np.flatnonzero(ground.piece >= 0)
    sites = np.zeros(len(chosen), dtype=SITE)
    sites["unit"], sites["own"] = chosen, ground.item[chosen]
    sites["piece"] = ground.piece[chosen]
    rows: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(chosen)
    for piece in range(int(items["piece"].max(initial=-1)) + 1):
        inside = np.flatnonzero(items["piece"] == piece)
        own = np.flatnonzero(sites["piece"] == piece)
        at = units[items["first"][inside]]
        enough = N_NEAR_ZONES * problem.max_households
        found = _near_rows(problem, chosen[own], at, items["weight"][inside], enough)
        for place, row in zip(own.tolist(), found, strict=True):
            rows[place] = inside[row]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    sites["last"] = np.cumsum(lengths)
    sites["first"] = sites["last"] - lengths
    return sites, np.concatenate(rows).astype(np.int64)


def _near_rows(problem: Problem, units: Ints, at: Ints, weight: Ints, enough: int) -> list[Ints]:
    """Return for each of *units* the positions in *at* of the nearest that weigh *enough*."""
    rows: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(units)
    left, k = np.arange(len(units)), MIN_NEAR
    while len(left):
        near = _nearest(problem, units[left], at, min(k, len(at)))
        load = np.cumsum(weight[near], axis=1)
        n_kept = np.argmax(load >= enough, axis=1) + 1
        n_kept[load[:, -1] < enough] = k
        is_done = (n_kept < k) | (k >= len(at))
        for place in np.flatnonzero(is_done).tolist():
            rows[left[place]] = near[place, : n_kept[place]]
        left, k = left[~is_done], 2 * k
    return rows


def _nearest(problem: Problem, units: Ints, at: Ints, n_near: int) -> Ints:
    """Return for each of *units* the positions in *at* of its nearest, (m, n_near)."""
    if problem.distance_m is not None:
        away = problem.distance_m[np.ix_(at, units)].T
        return np.argsort(away, axis=1, kind="stable")[:, :n_near]
    xy = np.asarray(problem.xy_m)
    found = cKDTree(xy[at]).query(xy[units], k=n_near)[1]
    return np.asarray(found, dtype=np.int64).reshape(len(units), n_near)


def _pieces(
    problem: Problem, items: NDArray[np.void], off: Ints, cells: NDArray[np.void]
) -> NDArray[np.void]:
    pieces = np.zeros(len(off), dtype=PIECE)
    low, high = problem.band.min_households, problem.max_households
    pieces["low"], pieces["high"], pieces["off"] = low, high, off
    pieces["least"] = np.maximum(low - off, 0)
    total = np.bincount(items["piece"], items["weight"], len(off)).astype(np.int64)
    pieces["most"] = np.maximum(np.minimum(high + off, total), 1)
    of_cell = items["piece"][cells["first"]]
    pieces["first_cell"] = np.searchsorted(of_cell, np.arange(len(off)))
    pieces["last_cell"] = np.searchsorted(of_cell, np.arange(len(off)), side="right")
    return pieces
