"""Land without units goes to neighbors: blocks whole, strips and water by the nearest bank."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.blocks import Blocks
from gridplan.land.graph import components
from gridplan.land.lattice import lengths_m
from gridplan.land.lines import ARTERIAL, FREE, OTHER, rank_of
from gridplan.land.owners import Owners
from gridplan.land.seeds import Seeds, split_segments
from gridplan.model import Units

PIECE_M = 3.0  # borders are looked at in pieces of this length
THIN_M = 15.0  # an empty block narrower than this is a strip beside a street: shared out lengthwise
LARGE_M2 = (
    50_000.0  # an empty block larger than this is shared out: whole, it would touch half a town
)
BESIDE_M = 0.3  # two seeds this far on either side of a border's end draw it on from there
HALVINGS = 8


@dataclass(frozen=True, eq=False)
class Pieces:
    """Short pieces of the borders between blocks of one community, each seen from one side.

    Parameters
    ----------
    segments
        Their ends.
    near, far
        The block that looks, and the one across the border.
    kind
        What runs along the border.
    """

    segments: NDArray[np.float64]
    near: NDArray[np.int64]
    far: NDArray[np.int64]
    kind: NDArray[np.int64]

    def take(self, which: NDArray[np.bool_]) -> Pieces:
        """Return some of the pieces."""
        return Pieces(self.segments[which], self.near[which], self.far[which], self.kind[which])


@dataclass(frozen=True, eq=False)
class Settled:
    """Land in regions, each with its owners.

    Parameters
    ----------
    region
        Region of each block: itself, or the first of the blocks it is shared out with.
    ground
        Kind of ground of each region, by the block that names it: what separates two units
        that meet there.
    owners
        The unit at each place of a region.
    n_merged
        Blocks without units that went to neighbors.
    """

    region: NDArray[np.int64]
    ground: NDArray[np.int64]
    owners: Owners
    n_merged: int


def settle(blocks: Blocks, units: Units, seeds: Seeds) -> Settled:
    """Give every block an owner.

    1. An empty block goes whole to the unit with the longest common border, round by round;
       strips and very large blocks are shared out by the nearest border. Special land takes
       its own first.
    2. What only an arterial road or its median borders is shared out by the nearest border.
    3. So is what lies beyond a barrier: water, railway land, the ground between tracks.
    """
    settler = _Settler(blocks, units, seeds)
    n_empty = int((~settler.is_owned).sum())
    for max_rank, is_own_kind in ((0, True), (1, True), (0, False)):
        while settler.grow(max_rank, is_own_kind=is_own_kind):
            pass
    settler.share_out(1)
    settler.share_out(2)
    settler.give_to_nearest()
    return Settled(settler.region, settler.ground, settler.owners, n_empty)


class _Settler:
    def __init__(self, blocks: Blocks, units: Units, seeds: Seeds) -> None:
        self.blocks, self.units = blocks, units
        self.region = np.arange(len(blocks))
        self.ground = blocks.ground.copy()
        self.pieces = _pieces(blocks)
        origin = seeds.xy.min(axis=0) if len(seeds.xy) else np.zeros(2)
        self.owners = Owners(len(blocks), origin)
        is_dry = blocks.ground[seeds.block] == FREE
        self.owners.add(seeds.take(is_dry))
        self.afloat = seeds.take(~is_dry)
        area_m2 = shapely.area(blocks.polygons)
        width_m = 2 * area_m2 / np.maximum(shapely.length(blocks.polygons), 1e-9)
        self.is_divisible = (width_m < THIN_M) | (area_m2 > LARGE_M2)
        self.owner = np.full(len(self.pieces.near), -1, dtype=np.int64)
        self._look()

    @property
    def is_owned(self) -> NDArray[np.bool_]:
        return self.owners.is_owned[self.region]

    def _look(self) -> None:
        """Find who owns the far side of each piece, where that is new."""
        unseen = np.flatnonzero((self.owner < 0) & self.is_owned[self.pieces.far])
        middle = self.pieces.segments[unseen].mean(axis=1)
        self.owner[unseen] = self.owners.at(middle, self.region[self.pieces.far[unseen]])

    def grow(self, max_rank: int, *, is_own_kind: bool) -> bool:
        """Let empty dry blocks join an owner across their border; tell whether any did."""
        pieces, special = self.pieces, self.blocks.special
        reach = ~self.is_owned[pieces.near] & (self.ground[pieces.near] == FREE) & (self.owner >= 0)
        reach &= rank_of(pieces.kind) <= max_rank
        if is_own_kind:
            reach &= special[pieces.near] == self.units.special[self.owner]
            reach &= (max_rank == 0) | (special[pieces.near] >= 0)
        if not reach.any():
            return False
        divided = reach & self.is_divisible[pieces.near]
        whole = reach & ~divided
        seeds = _longest(pieces.take(whole), self.owner[whole])
        self.owners.add(seeds.join(self._seeds_along(divided)))
        self._look()
        return True

    def share_out(self, max_rank: int) -> None:
        """Join empty blocks that touch, and share each group out by the nearest border."""
        pieces = self.pieces
        open_ = ~self.is_owned & ((self.ground == FREE) | (max_rank == 2))
        link = open_[pieces.near] & (rank_of(pieces.kind) <= max_rank)
        inner, rim = link & open_[pieces.far], link & (self.owner >= 0)
        group = components(len(self.blocks), pieces.near[inner], pieces.far[inner])
        reached = np.zeros(len(self.blocks), dtype=bool)
        reached[group[pieces.near[rim]]] = True
        joined = open_ & (reached[group] | (max_rank == 2))
        self.region = np.where(joined, group, self.region)
        limit = ARTERIAL if max_rank == 1 else OTHER
        kind = np.zeros(len(self.blocks), dtype=np.int64)
        np.maximum.at(kind, group[joined], self.ground[joined])
        np.maximum.at(kind, group[pieces.near[rim]], np.minimum(pieces.kind[rim], limit))
        self.ground = np.where(joined, kind[group], self.ground)
        seeds = self._seeds_along(rim)
        if max_rank == 2:
            seeds = seeds.join(replace(self.afloat, block=self.region[self.afloat.block]))
        self.owners.add(seeds)
        self._look()

    def give_to_nearest(self) -> None:
        """Give land that touches no owner, such as an empty enclave, to its community's nearest."""
        lost = np.flatnonzero(~self.is_owned)
        for block in lost:
            own = np.flatnonzero(self.units.community == self.blocks.community[block])
            if len(own) and self.region[block] == block:
                place = shapely.get_coordinates(
                    shapely.point_on_surface(self.blocks.polygons[block])
                )
                gap = np.hypot(*(self.units.xy_m[own] - place).T)
                unit = own[[np.argmin(gap)]]
                self.owners.add(Seeds(place, np.array([block]), unit))

    def _seeds_along(self, which: NDArray[np.bool_]) -> Seeds:
        """Put seeds along borders, just beside the places where the owner across changes."""
        pieces = self.pieces.take(which)
        far, near = self.region[pieces.far], self.region[pieces.near]
        low, high = pieces.segments[:, 0], pieces.segments[:, 1]
        first, last = self.owners.at(low, far), self.owners.at(high, far)
        changes = np.flatnonzero(first != last)
        a, b = low[changes], high[changes]
        for _ in range(HALVINGS):
            middle = (a + b) / 2
            is_first = (self.owners.at(middle, far[changes]) == first[changes])[:, None]
            a, b = np.where(is_first, middle, a), np.where(is_first, b, middle)
        along = high[changes] - low[changes]
        along *= BESIDE_M / np.maximum(np.hypot(*along.T), BESIDE_M)[:, None]
        same = np.flatnonzero(first == last)
        xy = np.concatenate([(low[same] + high[same]) / 2, a - along, b + along])
        block = near[np.concatenate([same, changes, changes])]
        return Seeds(xy, block, np.concatenate([first[same], first[changes], last[changes]]))


def _pieces(blocks: Blocks) -> Pieces:
    borders = blocks.borders
    inner = np.flatnonzero(borders.right >= 0)
    left, right = borders.left[inner], borders.right[inner]
    inner = inner[blocks.community[left] == blocks.community[right]]
    segments, source = split_segments(borders.segments[inner], np.full(len(inner), PIECE_M))
    left, right = borders.left[inner][source], borders.right[inner][source]
    kind = blocks.border_kind[inner][source]
    return Pieces(
        np.concatenate([segments, segments]),
        np.concatenate([left, right]),
        np.concatenate([right, left]),
        np.concatenate([kind, kind]),
    )


def _longest(pieces: Pieces, owner: NDArray[np.int64]) -> Seeds:
    """Return one seed by block, of the owner with the longest common border."""
    pair, first, index = np.unique(
        np.column_stack([pieces.near, owner]), axis=0, return_index=True, return_inverse=True
    )
    total = np.round(np.bincount(index.ravel(), weights=lengths_m(pieces.segments)), 3)
    order = np.lexsort((pair[:, 1], -total, pair[:, 0])) if len(pair) else np.zeros(0, np.int64)
    block, best = np.unique(pair[order, 0], return_index=True)
    chosen = first[order][best]
    return Seeds(pieces.segments[chosen].mean(axis=1), block, owner[chosen])
