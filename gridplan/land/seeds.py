"""Seeds: points along footprints that stand for units when land is shared out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.land.lattice import Geometries, lengths_m, segments_of
from gridplan.params import LandParams

COMMON_M = 0.4  # walls this close to each other are one
SMOOTH_M = 0.5  # bays smaller than this do not move a border
INSET_M = 0.05  # keeps the points of two units off the wall they share


@dataclass(frozen=True, eq=False)
class Seeds:
    """Points that stand for units when land is shared out: each place goes to the nearest.

    Parameters
    ----------
    xy
        Their coordinates, (m, 2), metres.
    block
        The block in which each counts.
    unit
        The unit it stands for.
    """

    xy: NDArray[np.float64]
    block: NDArray[np.int64]
    unit: NDArray[np.int64]

    def join(self, other: Seeds) -> Seeds:
        """Return the seeds of both."""
        return Seeds(
            np.concatenate([self.xy, other.xy]),
            np.concatenate([self.block, other.block]),
            np.concatenate([self.unit, other.unit]),
        )

    def take(self, which: NDArray[np.bool_]) -> Seeds:
        """Return some of the seeds."""
        return Seeds(self.xy[which], self.block[which], self.unit[which])


def seed_outlines(
    footprints: Geometries, home: NDArray[np.int64], params: LandParams
) -> tuple[Seeds, NDArray[np.bool_]]:
    """Put points along the outlines, ``params.outline_step_m`` apart and closer between neighbors.

    The border between two facing walls strays from the middle by about step^2 / (4 gap), so
    the step follows the gap. A common wall needs no points: it is the border itself.

    Returns
    -------
    seeds
        The points.
    is_attached
        Which footprints have a common wall.
    """
    smooth = shapely.orient_polygons(shapely.simplify(footprints, SMOOTH_M))
    segments, unit = segments_of(smooth)
    keep = home[unit] >= 0
    step = np.full(int(keep.sum()), params.outline_step_m)
    pieces, source = split_segments(segments[keep], step)
    unit = unit[keep][source]
    is_common = _is_common(pieces.mean(axis=1), unit, footprints)
    is_attached = np.isin(np.arange(len(home)), unit[is_common])
    is_common &= np.isin(unit, unit[~is_common])  # closed in on all sides, it needs some points
    pieces, unit = pieces[~is_common], unit[~is_common]
    gap_m = _gap_m(pieces.mean(axis=1), unit)
    step = np.clip(0.7 * gap_m, params.outline_step_m / 4, params.outline_step_m)
    fine, source = split_segments(pieces, step)
    along = fine[:, 1] - fine[:, 0]
    inward = np.column_stack([-along[:, 1], along[:, 0]])
    inward /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    unit = unit[source]
    return Seeds(fine[:, 0] + INSET_M * inward, home[unit], unit), is_attached


def _is_common(
    points: NDArray[np.float64], unit: NDArray[np.int64], footprints: Geometries
) -> NDArray[np.bool_]:
    """Tell which points lie on or close to another footprint too."""
    point, other = shapely.STRtree(footprints).query(
        shapely.points(points), predicate="dwithin", distance=COMMON_M
    )
    return np.isin(np.arange(len(points)), point[unit[point] != other])


def split_segments(
    segments: NDArray[np.float64], step_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Split segments into equal pieces no longer than their step."""
    n = np.maximum(np.ceil(lengths_m(segments) / step_m), 1).astype(np.int64)
    source = np.repeat(np.arange(len(segments)), n)
    rank = np.arange(len(source)) - np.repeat(np.cumsum(n) - n, n)
    start, end = segments[source, 0], segments[source, 1]
    low, high = (rank / n[source])[:, None], ((rank + 1) / n[source])[:, None]
    return np.stack([start + low * (end - start), start + high * (end - start)], axis=1), source


def _gap_m(points: NDArray[np.float64], unit: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance to the nearest point of another unit, inf where only own are near."""
    k = min(8, len(points))
    distance, near = cKDTree(points).query(points, k=range(1, k + 1))
    distance = np.where(unit[near] == unit[:, None], np.inf, distance)
    gap: NDArray[np.float64] = distance.min(axis=1, initial=np.inf)
    return gap
