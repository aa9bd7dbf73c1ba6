"""Borders between units inside a region: halfway between their seeds, drawn smoothly."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from gridplan.land.lattice import Geometries, Segments, from_lattice, to_lattice
from gridplan.land.seeds import Seeds

SMOOTH_M = 0.6  # borders may leave the exact middle by this much, for fewer vertices
OVERSHOOT_M = 0.02  # lines end a little beyond what they meet; loose ends vanish
MIN_REST_M = 0.1  # scraps of a border that runs along a common wall: the outlines take over


def draw_borders(
    seeds: Seeds, regions: Geometries, footprints: Geometries, snap_m: float
) -> tuple[Geometries, NDArray[np.bool_]]:
    """Draw the borders between the units of each region.

    Returns
    -------
    lines
        Their parts inside the regions and outside the footprints.
    is_outlined
        Footprints that a border ran into: their outlines are to be borders too.
    """
    segments, block, pair = _ridges(seeds, regions)
    segments = from_lattice(to_lattice(segments, snap_m), snap_m)
    lines, block = _chains(segments, block, pair)
    lines = _clip(lines, block, regions)
    return _keep_out(lines, footprints)


def _ridges(
    seeds: Seeds, regions: Geometries
) -> tuple[Segments, NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(seeds.block, kind="stable")
    block = seeds.block[order]
    starts = np.flatnonzero(np.append(True, block[1:] != block[:-1]))
    groups = np.split(order, starts[1:])
    shared = [
        (block[start], group)
        for start, group in zip(starts, groups, strict=True)
        if len(group) and (seeds.unit[group] != seeds.unit[group[0]]).any()
    ]
    found = [
        _ridges_of(seeds.xy[group], seeds.unit[group], shapely.bounds(regions[name]))
        for name, group in shared
    ]
    counts = [len(pair) for _, pair in found]
    segments = np.concatenate([np.zeros((0, 2, 2)), *(s for s, _ in found)])
    pairs = np.concatenate([np.zeros((0, 2), np.int64), *(p for _, p in found)])
    return (
        segments,
        np.repeat(np.array([name for name, _ in shared], dtype=np.int64), counts),
        pairs,
    )


def _ridges_of(
    xy: NDArray[np.float64], unit: NDArray[np.int64], bounds: NDArray[np.float64]
) -> tuple[Segments, NDArray[np.int64]]:
    """Return the Voronoi edges between points of different units, and those units.

    Four far points close the diagram, so that any number of points in any position do.
    """
    low = np.minimum(xy.min(axis=0), bounds[:2])
    high = np.maximum(xy.max(axis=0), bounds[2:])
    middle, reach = (low + high) / 2, 4 * np.hypot(*(high - low)) + 10
    far = reach * np.array([[-1.0, -1.1], [1.1, -1.0], [1.0, 1.1], [-1.1, 1.0]])
    points = np.concatenate([xy - middle, far])
    labels = np.append(unit, [-1] * 4)
    mesh = Delaunay(points)
    centers = _circumcenters(points[mesh.simplices])
    triangle, side = np.nonzero(mesh.neighbors > np.arange(len(mesh.simplices))[:, None])
    other = mesh.neighbors[triangle, side]
    pair = np.sort(
        np.column_stack([labels[mesh.simplices[triangle, (side + i) % 3]] for i in (1, 2)]),
        axis=1,
    )
    ends = np.stack([centers[triangle], centers[other]], axis=1)
    keep = (pair[:, 0] >= 0) & (pair[:, 0] != pair[:, 1])
    keep &= (np.abs(ends) < 100 * reach).all(axis=(1, 2))  # a flat triangle has no center
    return ends[keep] + middle, pair[keep]


def _circumcenters(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    a = triangles[:, 0]
    b, c = triangles[:, 1] - a, triangles[:, 2] - a
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 0.5 / (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
        x = (c[:, 1] * bb - b[:, 1] * cc) * scale
        y = (b[:, 0] * cc - c[:, 0] * bb) * scale
        centers: NDArray[np.float64] = np.nan_to_num(np.column_stack([x, y]), nan=np.inf) + a
    return centers


def _chains(
    segments: Segments, block: NDArray[np.int64], pair: NDArray[np.int64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Join the edges between the same two units to lines, and smooth them."""
    long = (segments[:, 0] != segments[:, 1]).any(axis=1)
    segments, block, pair = segments[long], block[long], pair[long]
    order = np.lexsort((pair[:, 1], pair[:, 0], block))
    segments, block, pair = segments[order], block[order], pair[order]
    is_new = np.ones(len(block), dtype=bool)
    is_new[1:] = (block[1:] != block[:-1]) | (pair[1:] != pair[:-1]).any(axis=1)
    group = np.cumsum(is_new) - 1
    if not len(group):
        return np.zeros(0, dtype=object), block
    joined = shapely.line_merge(
        shapely.multilinestrings(shapely.linestrings(segments), indices=group)
    )
    lines, source = shapely.get_parts(joined, return_index=True)
    return shapely.simplify(lines, SMOOTH_M, preserve_topology=False), block[is_new][source]


def _clip(lines: Geometries, block: NDArray[np.int64], regions: Geometries) -> Geometries:
    """Cut off what lies outside the region of each line."""
    used = np.unique(block)
    shapely.prepare(regions[used])
    outside = ~shapely.covers(regions[block], lines)
    shapely.destroy_prepared(regions[used])
    crossed, index = np.unique(block[outside], return_inverse=True)
    frames = shapely.buffer(regions[crossed], OVERSHOOT_M, quad_segs=1)
    bundles = shapely.multilinestrings(lines[outside], indices=index)
    return np.concatenate([lines[~outside], _linear(shapely.intersection(bundles, frames))])


def _linear(shapes: Geometries) -> Geometries:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return np.asarray(parts[shapely.get_dimensions(parts) == 1], dtype=object)


def _keep_out(lines: Geometries, footprints: Geometries) -> tuple[Geometries, NDArray[np.bool_]]:
    """Cut off what lies inside footprints."""
    footprint, line = shapely.STRtree(lines).query(footprints, predicate="intersects")
    is_outlined = np.zeros(len(footprints), dtype=bool)
    is_outlined[footprint] = True
    shrunk = footprints.copy()
    shrunk[is_outlined] = shapely.buffer(footprints[is_outlined], -OVERSHOOT_M, quad_segs=1)
    result = lines.copy()
    order = np.lexsort((footprint, line))
    footprint, line = footprint[order], line[order]
    is_cut = np.isin(np.arange(len(lines)), line)
    while len(line):
        now = np.append(True, line[1:] != line[:-1])
        result[line[now]] = shapely.difference(result[line[now]], shrunk[footprint[now]])
        footprint, line = footprint[~now], line[~now]
    cut = _linear(result[is_cut])
    cut = cut[shapely.length(cut) > MIN_REST_M]
    return np.concatenate([lines[~is_cut], cut]), is_outlined
