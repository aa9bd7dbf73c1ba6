"""The grid plan in force: drawn by hand years ago, and wrong in several places on purpose.

The README of the sample lists every fault; the functions named ``_fault`` plant them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridplan.testing.sample.compounds import House

TARGET = 66  # households of a micro-grid


@dataclass(frozen=True)
class Piece:
    """A micro-grid of the old plan: the houses in it, and its grid."""

    community: int
    grid: int
    compound: str
    houses: tuple[int, ...]


@dataclass(frozen=True)
class OldZone:
    """A micro-grid as the old plan draws and codes it."""

    grid_code: str
    microgrid_code: str
    shape: shapely.Geometry


# Compounds of each grid, by community; "菱塘村" stands for the farmhouses.
GRIDS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("锦绣家园", "锦溪花苑"), ("望溪公寓", "秋实苑"), ("桂花新村", "金桂苑"),
        ("滨河名邸",), ("听雨轩",), ("云溪里",),
    ),
    (
        ("和安里",), ("和顺苑",), ("福源新村", "福安公寓"), ("永乐家园",), ("望港苑",),
        ("横泾人家", "河角新村"), ("安居家园",), ("渡船头小区",), ("兴业新村",),
    ),
    (
        ("菱湖雅苑",), ("菱湖新城",), ("丰泽家园",), ("湖东佳苑",), ("荷塘月色苑",), ("菱塘村",),
    ),
)  # fmt: skip


def draw_old_plan(
    houses: Sequence[House],
    homes: Sequence[int],
    communities: Sequence[shapely.Polygon],
    codes: Sequence[str],
) -> list[OldZone]:
    """Return the micro-grids of the old plan, faults included.

    Parameters
    ----------
    houses
        All buildings.
    homes
        Community of each building, -1 for one without households.
    communities, codes
        Polygons and codes of the communities.
    """
    pieces = [
        piece
        for community in range(len(communities))
        for piece in _pieces(houses, homes, community)
    ]
    pieces = _fault_far_piece(_fault_split_compound(_fault_across_canal(pieces)))
    zones = _zones(pieces, houses, communities, codes)
    return _fault_codes(_fault_overlap(_fault_gap(zones)))


def _pieces(houses: Sequence[House], homes: Sequence[int], community: int) -> list[Piece]:
    pieces = []
    for grid, compounds in enumerate(GRIDS[community], start=1):
        for name in compounds:
            own = [i for i, house in enumerate(houses) if (house.compound or "菱塘村") == name]
            own = [i for i in own if homes[i] == community]
            n = max(1, round(sum(sum(houses[i].stairwells) for i in own) / TARGET))
            parts = _halved(houses, own, n)
            pieces += [Piece(community, grid, name, tuple(part)) for part in parts]
    return pieces


def _halved(houses: Sequence[House], own: list[int], n: int) -> list[list[int]]:
    """Cut houses across the longer way into *n* groups of about as many households each."""
    if n < 2 or len(own) < 2:
        return [own]
    middles = shapely.get_coordinates(shapely.centroid([houses[i].shape for i in own]))
    longer = int(np.ptp(middles, axis=0).argmax())
    order = [own[k] for k in np.argsort(middles[:, longer], kind="stable")]
    reached = np.cumsum([sum(houses[i].stairwells) for i in order])
    share = (n // 2) / n
    cut = int(np.abs(reached[:-1] - share * reached[-1]).argmin()) + 1
    return [*_halved(houses, order[:cut], n // 2), *_halved(houses, order[cut:], n - n // 2)]


def _fault_across_canal(pieces: list[Piece]) -> list[Piece]:
    """Join a house of the cut-off corner to a micro-grid on the other side of the water."""
    corner = next(i for i, piece in enumerate(pieces) if piece.compound == "河角新村")
    other = max(i for i, piece in enumerate(pieces) if piece.compound == "横泾人家")
    changed = list(pieces)
    changed[other] = replace(
        pieces[other], houses=(*pieces[other].houses, pieces[corner].houses[0])
    )
    changed[corner] = replace(pieces[corner], houses=pieces[corner].houses[1:])
    return [piece for piece in changed if piece.houses]


def _fault_split_compound(pieces: list[Piece]) -> list[Piece]:
    """Give the last micro-grid of a compound to the grid next door."""
    last = max(i for i, piece in enumerate(pieces) if piece.compound == "菱湖新城")
    return [*pieces[:last], replace(pieces[last], grid=3), *pieces[last + 1 :]]


def _fault_far_piece(pieces: list[Piece]) -> list[Piece]:
    """Give a micro-grid to a grid it does not touch."""
    far = next(i for i, piece in enumerate(pieces) if piece.compound == "听雨轩")
    return [*pieces[:far], replace(pieces[far], grid=3), *pieces[far + 1 :]]


def _zones(
    pieces: list[Piece],
    houses: Sequence[House],
    communities: Sequence[shapely.Polygon],
    codes: Sequence[str],
) -> list[OldZone]:
    zones = []
    for community, land in enumerate(communities):
        own = [piece for piece in pieces if piece.community == community]
        cells = _cells([i for piece in own for i in piece.houses], houses, land)
        number: dict[int, int] = {}
        for piece in sorted(own, key=lambda piece: piece.grid):
            number[piece.grid] = number.get(piece.grid, 0) + 1
            grid = f"{codes[community]}{piece.grid:03d}"
            shape = shapely.union_all([cells[i] for i in piece.houses], grid_size=0.01)
            zones.append(OldZone(grid, f"{grid}{number[piece.grid]:02d}", shape))
    return zones


def _cells(
    own: list[int], houses: Sequence[House], land: shapely.Polygon
) -> dict[int, shapely.Geometry]:
    """Share out the land of a community: to each house what is closest to its middle."""
    middles = shapely.set_precision(shapely.centroid([houses[i].shape for i in own]), 0.01)
    cells = shapely.voronoi_polygons(shapely.multipoints(middles), extend_to=land, ordered=True)
    clipped = shapely.intersection(shapely.get_parts(cells), land, grid_size=0.01)
    return dict(zip(own, clipped, strict=True))


def _fault_gap(zones: list[OldZone]) -> list[OldZone]:
    """Leave the last micro-grid of the village, beyond the railway, without a grid."""
    return zones[:-1]


def _fault_overlap(zones: list[OldZone]) -> list[OldZone]:
    """Let one micro-grid reach 12 m into its neighbors."""
    wide = shapely.set_precision(shapely.buffer(zones[9].shape, 12.0, join_style="mitre"), 0.01)
    return [*zones[:9], replace(zones[9], shape=wide), *zones[10:]]


def _fault_codes(zones: list[OldZone]) -> list[OldZone]:
    """Write one micro-grid code that belongs to another grid, and repeat another."""
    foreign = replace(zones[20], microgrid_code=zones[0].grid_code + "99")
    again = replace(zones[30], microgrid_code=zones[29].microgrid_code)
    return [*zones[:20], foreign, *zones[21:30], again, *zones[31:]]
