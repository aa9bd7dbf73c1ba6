"""From a problem and a plan to the field that the bound is found on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.partition.prices import CELL, ITEM, PIECE, SITE, Field
from gridplan.partition.problem import Problem
from gridplan.partition.proof import Relaxed, relax
from gridplan.partition.reduce import Reduction, unit_graph

MIN_NEAR = 24  # items near a site, at first
N_NEAR_ZONES = 2  # of households near a site: what lies farther is looked up where it may pay
CELL_ITEMS = 8  # items of a cell, at most
BLOCK_ITEMS = 128  # of a block of cells

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
    touch
        Items that touch, int64 (m, 2), both directions; hubs of empty land as ``-1 - hub``
        in the second column.
    hub
        Hub of each unit, -1 for none; None where there are no hubs.
    """

    item: Ints
    piece: Ints
    n_elsewhere: int
    is_certain: bool
    touch: Ints = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    hub: Ints | None = None


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
        touch=_touch(relaxed, is_item),
        hub=np.where(relaxed.weight == 0, np.arange(len(is_item)), -1)[relaxed.place],
    )


def _touch(relaxed: Relaxed, is_item: NDArray[np.bool_]) -> Ints:
    """Return which items touch which items and hubs."""
    lengths = [len(row) for row in relaxed.neighbors]
    rows = np.repeat(np.arange(len(lengths)), lengths)
    ends = np.fromiter(itertools.chain.from_iterable(relaxed.neighbors), np.int64, sum(lengths))
    item = np.where(is_item, np.cumsum(is_item) - 1, -1 - np.arange(len(is_item)))
    return np.column_stack([item[rows], item[ends]])[is_item[rows]]


def _beside(problem: Problem, is_big: NDArray[np.bool_], place: Ints) -> Ints:
    """Return the places of the units that touch a unit above the maximum."""
    graph = unit_graph(problem)
    rows = np.repeat(np.arange(len(problem)), np.diff(graph.indptr))
    return np.asarray(place[graph.indices[is_big[rows]]], dtype=np.int64)


def make_field(
    problem: Problem, ground: Ground, off: Ints, *, is_linked: bool, side_cost_m: float = 0.0
) -> Field:
    """Lay out the problem for pricing.

    Parameters
    ----------
    problem, ground
        The units and what zones are made of.
    off
        Households that may be out of band, by piece.
    is_linked
        Keep contacts.
    side_cost_m
        What a household pays on another side than its center; 0 for distance alone.
    """
    xy = np.zeros((0, 2)) if problem.xy_m is None else problem.xy_m.copy()
    matrix = np.zeros((0, 0)) if problem.distance_m is None else problem.distance_m.copy()
    items, units, rank, keys = _items(problem, ground, xy)
    cells, blocks = _cells(problem, items, units, keys, xy)
    ranked = replace(ground, item=np.where(ground.item >= 0, rank[ground.item], -1))
    sites, near = _sites(problem, ranked, items, units)
    link_start, links = _links(ground.touch if is_linked else ground.touch[:0], rank)
    return Field(
        items=items,
        units=units,
        demand=problem.demands.astype(float),
        xy=xy,
        matrix=matrix,
        power=problem.power,
        side=np.zeros(0, np.int64) if problem.side is None else problem.side.copy(),
        side_cost_m=0.0 if problem.side is None else float(side_cost_m),
        sites=sites,
        near=near,
        cells=cells,
        blocks=blocks,
        pieces=_pieces(problem, items, off, blocks["first"], cells["first"]),
        link_start=link_start,
        links=links,
    )


def _links(touch: Ints, rank: Ints) -> tuple[Ints, Ints]:
    """Return what touches each item as compressed rows, items by their *rank*."""
    a = rank[touch[:, 0]]
    b = np.where(touch[:, 1] >= 0, rank[np.maximum(touch[:, 1], 0)], touch[:, 1])
    order = np.lexsort((b, a))
    return np.searchsorted(a[order], np.arange(len(rank) + 1)).astype(np.int64), b[order]


def _items(
    problem: Problem, ground: Ground, xy: Floats
) -> tuple[NDArray[np.void], Ints, Ints, Ints]:
    """Return items sorted by place, their units, the rank of each item, and the cells they lie in.

    Cells as `_cell_keys` has them.
    """
    n = int(ground.item.max(initial=-1)) + 1
    members = np.flatnonzero((ground.item >= 0) & (problem.households > 0))
    weight = np.bincount(ground.item[members], problem.households[members], n).astype(np.int64)
    heaviest = np.lexsort((members, -problem.households[members], ground.item[members]))
    at = members[heaviest[np.searchsorted(ground.item[members][heaviest], np.arange(n))]]
    keys = _cell_keys(xy, at, ground.piece[at])
    order = np.lexsort((at, *keys.T))
    rank = np.argsort(order)
    kept = np.flatnonzero(
        (ground.item >= 0) & (problem.demands > 0) | np.isin(np.arange(len(problem)), at)
    )
    units = kept[np.lexsort((kept, -problem.households[kept], rank[ground.item[kept]]))]
    items = np.zeros(n, dtype=ITEM)
    items["weight"], items["piece"] = weight[order], ground.piece[at[order]]
    items["first"] = np.searchsorted(rank[ground.item[units]], np.arange(n))
    items["last"] = np.searchsorted(rank[ground.item[units]], np.arange(n), side="right")
    return items, units.astype(np.int64), rank, keys[order]


def _cell_keys(xy: Floats, at: Ints, piece: Ints) -> Ints:
    """Return cell, block and piece of each item, (n, 3); cells count within their block.

    Items are halved along the longer side of the ground they cover until few enough are left.
    """
    keys = np.column_stack([np.zeros((len(at), 2), dtype=np.int64), piece])
    if len(xy) == 0:
        return keys
    for number in np.unique(piece).tolist():
        blocks = _halved(xy[at], np.flatnonzero(piece == number), BLOCK_ITEMS)
        for b, block in enumerate(blocks):
            keys[block, 1] = b
            for c, cell in enumerate(_halved(xy[at], block, CELL_ITEMS)):
                keys[cell, 0] = c
    return keys


def _halved(xy: Floats, items: Ints, most: int) -> list[Ints]:
    """Cut *items* at *xy* into groups of at most *most*, near one another."""
    groups, done = [items], []
    while groups:
        group = groups.pop()
        if len(group) <= most:
            done.append(group)
            continue
        axis = int(np.argmax(np.ptp(xy[group], axis=0)))
        order = group[np.argsort(xy[group, axis], kind="stable")]
        groups += [order[len(order) // 2 :], order[: len(order) // 2]]
    return done


def _cells(
    problem: Problem, items: NDArray[np.void], units: Ints, keys: Ints, xy: Floats
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the cells of sorted items, boxes around their units, and the blocks of cells."""
    starts = np.flatnonzero(_is_new(keys))
    cells = np.zeros(len(starts), dtype=CELL)
    cells["first"], cells["last"] = starts, np.append(starts[1:], len(items))
    if len(xy):
        first_unit = items["first"][starts]
        for name, axis in (("x", 0), ("y", 1)):
            cells[name + "0"] = np.minimum.reduceat(xy[units, axis], first_unit)
            cells[name + "1"] = np.maximum.reduceat(xy[units, axis], first_unit)
    cells["weight"] = np.minimum.reduceat(items["weight"], starts)
    demand = np.add.reduceat(problem.demands[units].astype(float), items["first"])
    cells["ratio"] = np.minimum.reduceat(demand / items["weight"], starts)
    block_starts = np.flatnonzero(_is_new(keys[starts, 1:]))
    blocks = np.zeros(len(block_starts), dtype=CELL)
    blocks["first"], blocks["last"] = block_starts, np.append(block_starts[1:], len(cells))
    for name in ("x0", "y0", "weight", "ratio"):
        blocks[name] = np.minimum.reduceat(cells[name], block_starts)
    for name in ("x1", "y1"):
        blocks[name] = np.maximum.reduceat(cells[name], block_starts)
    return cells, blocks


def _is_new(keys: Ints) -> NDArray[np.bool_]:
    """Tell which rows differ from the row before."""
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return is_new


def _sites(
    problem: Problem, ground: Ground, items: NDArray[np.void], units: Ints
) -> tuple[NDArray[np.void], Ints]:
    """Return all units of the pieces as sites, and the items near each, nearest first."""
    chosen = np.flatnonzero(ground.piece >= 0)
    sites = np.zeros(len(chosen), dtype=SITE)
    sites["unit"], sites["own"] = chosen, ground.item[chosen]
    sites["hub"] = -1 if ground.hub is None else ground.hub[chosen]
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
    problem: Problem, items: NDArray[np.void], off: Ints, first_cell: Ints, first_item: Ints
) -> NDArray[np.void]:
    pieces = np.zeros(len(off), dtype=PIECE)
    low, high = problem.band.min_households, problem.max_households
    pieces["low"], pieces["high"], pieces["off"] = low, high, off
    pieces["least"] = np.maximum(low - off, 0)
    total = np.bincount(items["piece"], items["weight"], len(off)).astype(np.int64)
    pieces["most"] = np.maximum(np.minimum(high + off, total), 1)
    of_block = items["piece"][first_item[first_cell]]
    pieces["first_block"] = np.searchsorted(of_block, np.arange(len(off)))
    pieces["last_block"] = np.searchsorted(of_block, np.arange(len(off)), side="right")
    return pieces
