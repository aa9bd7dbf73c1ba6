"""Faces: one exact arrangement of all border lines, each face with its unit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.blocks import Blocks, first_holding
from gridplan.land.graph import components
from gridplan.land.homes import Homes
from gridplan.land.lattice import (
    Borders,
    Geometries,
    borders_of,
    faces_of,
    highest_kind,
    node,
    segments_of,
)
from gridplan.land.lines import FREE, rank_of
from gridplan.land.settle import Settled
from gridplan.model import Units


@dataclass(frozen=True, eq=False)
class Faces:
    """The smallest pieces of land.

    Parameters
    ----------
    polygons
        They tile the communities.
    unit
        The unit each belongs to.
    region
        The region it lies in.
    is_built
        It lies in a footprint of that unit that borders were kept out of.
    borders
        The segments between faces.
    kind
        What separates the two sides of each segment.
    """

    polygons: Geometries
    unit: NDArray[np.int64]
    region: NDArray[np.int64]
    is_built: NDArray[np.bool_]
    borders: Borders
    kind: NDArray[np.int64]


def arrange(
    blocks: Blocks,
    settled: Settled,
    units: Units,
    homes: Homes,
    footprints: Geometries,
    drawn: tuple[Geometries, NDArray[np.bool_]],
    snap_m: float,
) -> Faces:
    """Node blocks, borders and outlines together once, and find the unit of every face.

    One snap-rounded arrangement, rather than cells clipped one by one, makes it certain that
    neighbors share every vertex, whatever the data.
    """
    lines, is_outlined = drawn
    outer = blocks.borders.relabel(settled.region)
    outlines = np.flatnonzero(is_outlined | homes.is_drawn)
    segments = [
        outer.segments[outer.left != outer.right],
        segments_of(lines)[0],
        segments_of(footprints[outlines])[0],
    ]
    polygons, points = faces_of(node(np.concatenate(segments), snap_m))
    region = _region_at(points, blocks, settled)
    polygons, points, region = polygons[region >= 0], points[region >= 0], region[region >= 0]
    unit = settled.owners.at(shapely.get_coordinates(points), region)
    built = np.append(outlines, -1)[first_holding(footprints[outlines], points)]
    is_built = (built >= 0) & (units.community[built] == blocks.community[region])
    unit = np.where(is_built, built, unit)
    owned = unit >= 0  # no cell where a community has no units
    polygons, is_built = polygons[owned], is_built[owned]
    unit, region = unit[owned], region[owned]
    borders = borders_of(polygons, snap_m)
    faces = Faces(polygons, unit, region, is_built, borders, borders.left)
    return replace(faces, kind=_kinds(faces, blocks, settled, homes, snap_m))


def region_polygons(blocks: Blocks, settled: Settled) -> Geometries:
    """Return the polygon of each region, by the block that names it; others are as they were."""
    result = blocks.polygons.copy()
    names, counts = np.unique(settled.region, return_counts=True)
    for name in names[counts > 1]:
        result[name] = shapely.coverage_union_all(blocks.polygons[settled.region == name])
    return result


def _region_at(points: Geometries, blocks: Blocks, settled: Settled) -> NDArray[np.int64]:
    block = first_holding(blocks.polygons, points)
    missed = np.flatnonzero(block < 0)  # on a line inside a region
    if len(missed):
        block[missed] = _touching(points[missed], blocks.polygons)
    return np.where(block < 0, -1, np.append(settled.region, -1)[block])


def _touching(points: Geometries, polygons: Geometries) -> NDArray[np.int64]:
    result = np.full(len(points), -1, dtype=np.int64)
    polygon, point = shapely.STRtree(points).query(polygons, predicate="intersects")
    result[point] = polygon
    return result


def _kinds(
    faces: Faces, blocks: Blocks, settled: Settled, homes: Homes, snap_m: float
) -> NDArray[np.int64]:
    """Return what separates the two sides of each segment.

    Along a line between regions it is what runs there; on water or a median also the ground
    itself. Where a building reaches over a line, the line separates it from what lies there.
    """
    borders = faces.borders
    inner = np.flatnonzero(borders.right >= 0)
    left, right = borders.left[inner], borders.right[inner]
    ground = settled.ground[faces.region]
    kind = np.zeros(len(borders.left), dtype=np.int64)
    kind[inner] = np.maximum(ground[left], ground[right])
    is_line = faces.region[left] != faces.region[right]
    line = inner[is_line]
    along = highest_kind(
        borders.segments[line], blocks.borders.segments, blocks.border_kind, snap_m
    )
    kind[line] = np.maximum(kind[line], along)
    beyond = _beyond(faces, kind, homes, settled)
    kind[inner] = np.maximum(kind[inner], np.maximum(beyond[left], beyond[right]))
    return kind


def _beyond(
    faces: Faces, kind: NDArray[np.int64], homes: Homes, settled: Settled
) -> NDArray[np.int64]:
    """Return the kind of border each face lies beyond, seen from the home of its unit."""
    home = np.where(homes.block < 0, -1, settled.region[homes.block])[faces.unit]
    is_away = faces.is_built & (faces.region != home)
    borders = faces.borders
    same = np.flatnonzero(
        (borders.right >= 0) & (faces.unit[borders.left] == faces.unit[borders.right])
    )
    lowest = np.full(len(faces.unit), np.iinfo(np.int64).max)
    for here, there in ((borders.left, borders.right), (borders.right, borders.left)):
        pair = same[is_away[here[same]] & ~is_away[there[same]]]
        np.minimum.at(lowest, here[pair], kind[pair])
    return np.where(is_away & (lowest < np.iinfo(np.int64).max), lowest, FREE)


def connect(faces: Faces, community: NDArray[np.int64], n_units: int) -> Faces:
    """Make the land of each unit one piece: scraps go to the neighbor with the longest border.

    A scrap that touches no other unit of its community, such as an enclave where nobody
    lives, stays as it is.
    """
    unit = _main_part(faces, n_units)
    inner = faces.borders.right >= 0
    left, right = faces.borders.left[inner], faces.borders.right[inner]
    own = community[left] == community[right]
    near = np.concatenate([left[own], right[own]])
    far = np.concatenate([right[own], left[own]])
    worth = (faces.borders.length_m * 1e-3 ** rank_of(faces.kind))[inner][own]
    worth = np.concatenate([worth, worth])
    while len(best := _best_neighbors(unit, near, far, worth)):
        unit[best[:, 0]] = best[:, 1]
    return replace(faces, unit=np.where(unit < 0, faces.unit, unit))


def _main_part(faces: Faces, n_units: int) -> NDArray[np.int64]:
    """Return the unit of the faces in the main part of their unit, -1 for scraps."""
    borders, unit = faces.borders, faces.unit
    inner = np.flatnonzero(borders.right >= 0)
    same = inner[unit[borders.left[inner]] == unit[borders.right[inner]]]
    part = components(len(unit), borders.left[same], borders.right[same])
    area_m2 = shapely.area(faces.polygons)
    built_m2 = np.bincount(part, weights=area_m2 * faces.is_built, minlength=len(unit))
    total_m2 = np.bincount(part, weights=area_m2, minlength=len(unit))
    names = np.unique(part)
    order = np.lexsort((names, -total_m2[names], -np.round(built_m2[names], 2), unit[names]))
    ranked = names[order]
    main = ranked[np.unique(unit[ranked], return_index=True)[1]]
    return np.where(np.isin(part, main), unit, -1)


def _best_neighbors(
    unit: NDArray[np.int64],
    near: NDArray[np.int64],
    far: NDArray[np.int64],
    worth: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return rows (scrap, unit) of the scraps that touch a unit."""
    touch = np.flatnonzero((unit[near] < 0) & (unit[far] >= 0))
    if not len(touch):
        return np.zeros((0, 2), dtype=np.int64)
    pair, index = np.unique(
        np.column_stack([near[touch], unit[far[touch]]]), axis=0, return_inverse=True
    )
    total = np.round(np.bincount(index.ravel(), weights=worth[touch]), 9)
    order = np.lexsort((pair[:, 1], -total, pair[:, 0]))
    _, first = np.unique(pair[order, 0], return_index=True)
    return np.asarray(pair[order][first], dtype=np.int64)
