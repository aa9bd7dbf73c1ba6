"""The block each unit lives in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.blocks import Blocks
from gridplan.land.lattice import Geometries
from gridplan.model import Units

MIN_AFLOAT = 0.95  # of a footprint on a barrier's ground: less, and the unit lives beside it


@dataclass(frozen=True, eq=False)
class Homes:
    """Where footprints stand.

    Parameters
    ----------
    block
        The block each unit lives in, -1 where its community has no land.
    is_drawn
        The outline is to be drawn: it reaches beyond that block, or has a common wall.
    """

    block: NDArray[np.int64]
    is_drawn: NDArray[np.bool_]


def find_homes(footprints: Geometries, units: Units, blocks: Blocks) -> Homes:
    """Find the block that holds most of each footprint, dry land before water.

    A unit whose own community has no block below it lives in the nearest one.
    """
    block, unit = shapely.STRtree(footprints).query(blocks.polygons, predicate="intersects")
    touched = np.bincount(unit, minlength=len(units))
    own = blocks.community[block] == units.community[unit]
    block, unit = block[own], unit[own]
    score = np.full(len(unit), np.inf)
    several = touched[unit] > 1
    covered_m2 = shapely.area(
        shapely.intersection(footprints[unit[several]], blocks.polygons[block[several]])
    )
    is_barrier = blocks.ground[block[several]] > 0
    share_of = covered_m2 / np.maximum(shapely.area(footprints[unit[several]]), 1e-9)
    score[several] = np.where(is_barrier & (share_of < MIN_AFLOAT), share_of / 100, share_of)
    order = np.lexsort((block, -score, unit))
    home = np.full(len(units), -1, dtype=np.int64)
    found, first = np.unique(unit[order], return_index=True)
    home[found] = block[order][first]
    lost = np.flatnonzero(home < 0)
    home[lost] = _nearest_block(footprints, lost, units, blocks)
    return Homes(home, (touched != 1) | np.isin(np.arange(len(units)), lost))


def _nearest_block(
    footprints: Geometries, lost: NDArray[np.int64], units: Units, blocks: Blocks
) -> NDArray[np.int64]:
    result = np.full(len(lost), -1, dtype=np.int64)
    for community in np.unique(units.community[lost]):
        own = np.flatnonzero(blocks.community == community)
        here = np.flatnonzero(units.community[lost] == community)
        if len(own):
            tree = shapely.STRtree(blocks.polygons[own])
            result[here] = own[tree.nearest(footprints[lost[here]])]
    return result
