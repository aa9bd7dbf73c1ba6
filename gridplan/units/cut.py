"""Footprints cut across their long axis into stairwells."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

BISECTIONS = 45  # halves a kilometre down to the noise of a float


def cut_footprints(
    footprints: NDArray[np.object_], n_parts: NDArray[np.int64], *, snap_m: float
) -> NDArray[np.object_]:
    """Cut each footprint across its long axis into parts of equal area.

    Parts follow each other from west to east, or from north to south along an axis that runs
    closer to the meridian. Cuts end on the lattice and are shared by the two parts they make.

    Parameters
    ----------
    footprints
        Polygons, metres.
    n_parts
        Parts of each, 2 or more.
    snap_m
        Step of the lattice, metres.

    Returns
    -------
    The parts of the first footprint, then those of the second, and so on; empty where the
    lattice left nothing of a part.
    """
    axis = _long_axis(footprints)
    owner = np.repeat(np.arange(len(footprints)), n_parts - 1)
    first = np.cumsum(n_parts - 1) - (n_parts - 1)
    share = (np.arange(len(owner)) - first[owner] + 1) / n_parts[owner]
    reach = _reach(footprints, axis)
    at = _area_quantiles(footprints, axis, reach, owner, share)
    faces, face_owner = _faces(footprints, _cut_lines(footprints, axis, owner, at), owner, snap_m)
    along = _along(shapely.get_coordinates(shapely.point_on_surface(faces)), axis[face_owner])
    part = np.zeros(len(faces), dtype=np.int64)
    face, cut = _pairs_of_same_owner(face_owner, owner, len(footprints))
    np.add.at(part, face, along[face] > at[cut])
    start = np.cumsum(n_parts) - n_parts
    return _merged(faces, start[face_owner] + part, int(n_parts.sum()))


def _long_axis(footprints: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the unit vector along each footprint, pointing east, or south when steeper."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(footprints)).reshape(-1, 5, 2)
    sides = np.diff(corners[:, :3], axis=1)
    lengths = np.hypot(sides[..., 0], sides[..., 1])
    # a near-square takes the side closer to the east, whichever corner its ring starts at
    eastness = np.abs(sides[..., 0]) / np.maximum(lengths, 1e-12)
    score = np.round(lengths / lengths.max(axis=1, keepdims=True), 6) + 1e-7 * eastness
    chosen = sides[np.arange(len(sides)), score.argmax(axis=1)]
    unit = chosen / np.hypot(chosen[:, 0], chosen[:, 1])[:, None]
    is_steep = np.abs(unit[:, 1]) > np.abs(unit[:, 0])
    is_backward = np.where(is_steep, unit[:, 1] > 0, unit[:, 0] < 0)
    return np.asarray(np.where(is_backward[:, None], -unit, unit))


def _along(points: NDArray[np.float64], axis: NDArray[np.float64]) -> NDArray[np.float64]:
    distance: NDArray[np.float64] = (points * axis).sum(axis=1)
    return distance


def _reach(footprints: NDArray[np.object_], axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each footprint reaches along its axis, (n, 2)."""
    points, owner = shapely.get_coordinates(footprints, return_index=True)
    along = _along(points, axis[owner])
    low = np.full(len(footprints), np.inf)
    high = np.full(len(footprints), -np.inf)
    np.minimum.at(low, owner, along)
    np.maximum.at(high, owner, along)
    return np.column_stack([low, high])


def _area_quantiles(
    footprints: NDArray[np.object_],
    axis: NDArray[np.float64],
    reach: NDArray[np.float64],
    owner: NDArray[np.int64],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return where along its axis a cut leaves the given share of the footprint behind it."""
    edges, edge_owner = _edges(footprints, axis, reach)
    edge, cut = _pairs_of_same_owner(edge_owner, owner, len(footprints))
    x0, y0, x1, y1 = edges[edge].T
    whole = shapely.area(footprints)[owner] * share
    low, high = reach[owner].T - reach[owner, 0]
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        behind = np.bincount(cut, _area_behind(x0, y0, x1, y1, middle[cut]), len(owner))
        is_less = behind < whole
        low, high = np.where(is_less, middle, low), np.where(is_less, high, middle)
    return np.asarray((low + high) / 2 + reach[owner, 0])


def _edges(
    footprints: NDArray[np.object_], axis: NDArray[np.float64], reach: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of all rings as (x0, y0, x1, y1) along and across the axis."""
    oriented = shapely.orient_polygons(footprints)
    polygons, polygon_owner = shapely.get_parts(oriented, return_index=True)
    rings, ring_polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    owner = polygon_owner[ring_polygon[ring]]
    middle = shapely.get_coordinates(shapely.centroid(footprints))[owner]
    across = np.column_stack([-axis[:, 1], axis[:, 0]])
    x = _along(points, axis[owner]) - reach[owner, 0]
    y = _along(points - middle, across[owner])
    is_edge = ring[:-1] == ring[1:]
    edges = np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])[is_edge]
    return edges, owner[:-1][is_edge]


def _area_behind(
    x0: NDArray[np.float64],
    y0: NDArray[np.float64],
    x1: NDArray[np.float64],
    y1: NDArray[np.float64],
    at: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what each edge adds to the area behind *at* (Green's theorem, minus y dx)."""
    steep = x1 == x0
    slope = (y1 - y0) / np.where(steep, 1.0, x1 - x0)
    from_x, to_x = np.minimum(x0, at), np.minimum(x1, at)
    from_y, to_y = y0 + slope * (from_x - x0), y0 + slope * (to_x - x0)
    return np.where(steep, 0.0, -(to_x - from_x) * (from_y + to_y) / 2)


def _pairs_of_same_owner(
    left: NDArray[np.int64], right: NDArray[np.int64], n_owners: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair every item of *left* with every item of *right* (sorted) of the same owner."""
    n_right = np.bincount(right, minlength=n_owners)
    first = np.cumsum(n_right) - n_right
    repeats = n_right[left]
    start = np.cumsum(repeats) - repeats
    pair_left = np.repeat(np.arange(len(left)), repeats)
    step = np.arange(len(pair_left)) - start[pair_left]
    return pair_left, first[left][pair_left] + step


def _cut_lines(
    footprints: NDArray[np.object_],
    axis: NDArray[np.float64],
    owner: NDArray[np.int64],
    at: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Return one line per cut, longer than the footprint is wide."""
    middle = shapely.get_coordinates(shapely.centroid(footprints))
    half = shapely.length(footprints) / 2 + 1.0
    axis, middle, half = axis[owner], middle[owner], half[owner]
    on_axis = middle + axis * (at - _along(middle, axis))[:, None]
    across = np.column_stack([-axis[:, 1], axis[:, 0]]) * half[:, None]
    lines: NDArray[np.object_] = shapely.linestrings(
        np.stack([on_axis - across, on_axis + across], axis=1)
    )
    return lines


def _faces(
    footprints: NDArray[np.object_],
    cuts: NDArray[np.object_],
    owner: NDArray[np.int64],
    snap_m: float,
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Node outline and cuts together, so that parts share their border; return the faces."""
    lines = shapely.multilinestrings(cuts, indices=owner)
    outlines = shapely.boundary(footprints)
    noded = shapely.union(outlines, lines, grid_size=snap_m)
    faces, face_owner = shapely.get_parts(shapely.polygonize(noded[:, None]), return_index=True)
    is_inside = shapely.intersects(
        footprints[face_owner], shapely.point_on_surface(faces)
    )  # the rest are courtyards
    return faces[is_inside], face_owner[is_inside]


def _merged(
    faces: NDArray[np.object_], part: NDArray[np.int64], n_parts: int
) -> NDArray[np.object_]:
    """Join the faces of each part: a part of a U-shaped building has two."""
    order = np.argsort(part, kind="stable")
    merged = np.full(n_parts, None, dtype=object)
    used, counts = np.unique(part, return_counts=True)
    merged[used] = shapely.multipolygons(
        faces[order], indices=np.repeat(np.arange(len(used)), counts)
    )
    return np.asarray(shapely.union_all(merged[:, None], axis=1))
