"""Blocks: what streets, water, railways, walls and special land leave of each community."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.closings import cut_faces
from gridplan.land.lattice import Borders, Geometries, borders_of, highest_kind, segments_of
from gridplan.land.lines import FREE, barrier_ground, cutting_lines
from gridplan.model import PlanningArea, Units
from gridplan.params import LandParams

NONE = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Blocks:
    """Faces between cutting lines, inside the communities.

    Parameters
    ----------
    polygons
        The faces, by block.
    community
        Position in ``units.communities``.
    special
        Position in ``area.special`` of the special land it is part of, -1 for none.
    ground
        Kind of the ground: `FREE`, or the kind of barrier that covers it, such as `WATER`.
    borders
        Segments between blocks.
    border_kind
        What runs along each segment: the highest kind of all lines there.
    """

    polygons: Geometries
    community: NDArray[np.int64]
    special: NDArray[np.int64]
    ground: NDArray[np.int64]
    borders: Borders
    border_kind: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.polygons)


def cut_blocks(area: PlanningArea, units: Units, params: LandParams) -> Blocks:
    """Cut the communities into blocks along `cutting_lines`.

    Land that two communities claim goes to the one with the lower code, once: cells must not
    overlap.
    """
    lines, kinds = cutting_lines(area, units, params)
    segments, line = segments_of(lines)
    polygons = units.communities.geometry.to_numpy()
    faces, points = cut_faces(segments, kinds[line], polygons, params.snap_m)
    community = first_holding(polygons, points)
    inside = community >= 0
    faces, points, community = faces[inside], points[inside], community[inside]
    borders = borders_of(faces, params.snap_m)
    ground, ground_kind = barrier_ground(area)
    return Blocks(
        polygons=faces,
        community=community,
        special=_special_of(area, units, points),
        ground=_ground_of(ground, ground_kind, points),
        borders=borders,
        border_kind=highest_kind(borders.segments, segments, kinds[line], params.snap_m),
    )


def first_holding(polygons: Geometries, points: Geometries) -> NDArray[np.int64]:
    """Return the first polygon that holds each point, -1 for none."""
    first = np.full(len(points), NONE)
    polygon, point = shapely.STRtree(points).query(polygons, predicate="contains")
    np.minimum.at(first, point, polygon)
    return np.where(first == NONE, -1, first)


def _special_of(area: PlanningArea, units: Units, points: Geometries) -> NDArray[np.int64]:
    """Return the smallest special land at each point, of those that units belong to."""
    used = np.unique(units.special[units.special >= 0])
    polygons = area.special.geometry.to_numpy()[used]
    order = np.lexsort((used, shapely.area(polygons)))
    found = first_holding(polygons[order], points)
    return np.where(found < 0, -1, np.append(used[order], -1)[found])


def _ground_of(
    ground: Geometries, kinds: NDArray[np.int64], points: Geometries
) -> NDArray[np.int64]:
    result = np.full(len(points), FREE, dtype=np.int64)
    polygon, point = shapely.STRtree(points).query(ground, predicate="contains")
    np.maximum.at(result, point, kinds[polygon])
    return result
