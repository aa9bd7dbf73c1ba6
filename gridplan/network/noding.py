"""Cut road lines wherever a walker can turn from one into another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LATTICE_M = 0.001
_MIN_GAP_M = 0.01  # a smaller gap is rounding, not a drawing error


@dataclass(frozen=True, eq=False)
class Pieces:
    """Road lines cut at every junction.

    Parameters
    ----------
    lines
        Shapely lines whose ends alone touch other lines, junction to junction.
    road
        Position of the road each is part of, -1 for a link between two.
    joined
        Positions of the roads whose end stopped short of another road and was joined to it.
    """

    lines: NDArray[Any]
    road: Ints
    joined: Ints


@dataclass(frozen=True, eq=False)
class _Vertices:
    """Vertices of all lines in a row; segment k runs from vertex ``start[k]`` to the next."""

    xy: Floats
    key: Ints
    line: Ints
    is_end: Bools
    start: Ints
    level: Ints
    is_elevated: Bools


@dataclass(frozen=True, eq=False)
class _Cuts:
    """Points to insert: on which segment, how far along it (0..1), where."""

    segment: Ints
    t: Floats
    xy: Floats


def node_lines(lines: NDArray[Any], level: Ints, is_elevated: Bools, *, join_m: float) -> Pieces:
    """Cut *lines* at shared vertices, crossings and near-misses.

    Parameters
    ----------
    lines
        Shapely LineStrings, metres.
    level
        Lines cross on the level only where these agree; a shared vertex joins at any level.
    is_elevated
        Bridges and tunnels: nothing of another level joins them between their ends.
    join_m
        A loose end this close to another line is joined to it by a short link.
    """
    vertices = _vertices(lines, level, is_elevated)
    tree = shapely.STRtree(_segments(vertices))
    crossings = _crossings(vertices, tree)
    is_node = _shared(vertices) | vertices.is_end
    links, misses, joined = _near_misses(vertices, tree, crossings, join_m=join_m)
    cuts = _Cuts(
        *(np.concatenate(pair) for pair in zip(_parts(crossings), _parts(misses), strict=True))
    )
    pieces, road = _cut(vertices, cuts, is_node)
    road = np.concatenate([road, np.full(len(links), -1)])
    return Pieces(np.concatenate([pieces, links]), road, joined)


def keys_of(xy: Floats, origin: Floats) -> Ints:
    """Return one integer per point: equal for points that agree to the millimetre."""
    cell = np.rint((xy - origin) / LATTICE_M).astype(np.int64)
    keys: Ints = (cell[:, 0] << 32) + cell[:, 1]
    return keys


def _parts(cuts: _Cuts) -> tuple[Ints, Floats, Floats]:
    return cuts.segment, cuts.t, cuts.xy


def _vertices(lines: NDArray[Any], level: Ints, is_elevated: Bools) -> _Vertices:
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = np.round(xy, 3)
    repeats = (line[1:] == line[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    keep = np.concatenate([[True], ~repeats]) if len(xy) else np.empty(0, bool)
    xy, line = xy[keep], line[keep]
    change = np.flatnonzero(np.diff(line)) + 1
    is_end = np.zeros(len(xy), bool)
    is_end[np.concatenate([[0], change, change - 1, [len(xy) - 1]])] = True
    start = np.flatnonzero(line[1:] == line[:-1])
    origin = xy.min(axis=0)
    return _Vertices(xy, keys_of(xy, origin), line, is_end, start, level, is_elevated)


def _segments(vertices: _Vertices) -> NDArray[Any]:
    ends = np.stack([vertices.xy[vertices.start], vertices.xy[vertices.start + 1]], axis=1)
    lines: NDArray[Any] = shapely.linestrings(ends)
    return lines


def _shared(vertices: _Vertices) -> Bools:
    _, inverse, counts = np.unique(vertices.key, return_inverse=True, return_counts=True)
    shared: Bools = counts[inverse] > 1
    return shared


def _crossings(vertices: _Vertices, tree: Any) -> _Cuts:
    """Find where segments of one level cross or run over each other."""
    first, second = tree.query(tree.geometries, predicate="intersects")
    ordered = first < second
    first, second = first[ordered], second[ordered]
    meets = _may_cross(vertices, first, second)
    first, second = first[meets], second[meets]
    a, r = _origin_and_run(vertices, first)
    c, s = _origin_and_run(vertices, second)
    turn = _cross(r, s)
    is_parallel = np.abs(turn) <= 1e-9 * np.hypot(*r.T) * np.hypot(*s.T)
    is_skew = ~is_parallel & ~_share_vertex(vertices, first, second)
    t = _cross(c - a, s)[is_skew] / turn[is_skew]
    u = _cross(c - a, r)[is_skew] / turn[is_skew]
    xy = np.round(a[is_skew] + t[:, None] * r[is_skew], 3)
    along = [
        _overlaps(vertices, p[is_parallel], q[is_parallel])
        for p, q in ((first, second), (second, first))
    ]
    parts = [(first[is_skew], t, xy), (second[is_skew], u, xy), *map(_parts, along)]
    return _Cuts(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _may_cross(vertices: _Vertices, first: Ints, second: Ints) -> Bools:
    one, other = vertices.line[vertices.start[first]], vertices.line[vertices.start[second]]
    is_level = vertices.level[one] == vertices.level[other]
    # a ramp that winds over itself is one line: it does not meet itself
    winds = (one == other) & vertices.is_elevated[one]
    result: Bools = is_level & ~winds
    return result


def _share_vertex(vertices: _Vertices, first: Ints, second: Ints) -> Bools:
    i, j = vertices.start[first], vertices.start[second]
    shares = np.zeros(len(i), bool)
    for a in (i, i + 1):
        for b in (j, j + 1):
            shares |= vertices.key[a] == vertices.key[b]
    return shares


def _overlaps(vertices: _Vertices, segment: Ints, other: Ints) -> _Cuts:
    """Cut collinear segments at the ends of the others that lie on them, and those there too."""
    a, r = _origin_and_run(vertices, segment)
    both = np.concatenate([vertices.start[other], vertices.start[other] + 1])
    xy = vertices.xy[both]
    t = ((xy - np.tile(a, (2, 1))) * np.tile(r, (2, 1))).sum(axis=1)
    t = t / np.tile((r * r).sum(axis=1), 2)
    inside = (t > 0) & (t < 1)
    at_end = np.repeat([0.0, 1.0], len(other))[inside]
    return _Cuts(
        np.concatenate([np.tile(segment, 2)[inside], np.tile(other, 2)[inside]]),
        np.concatenate([t[inside], at_end]),
        np.tile(xy[inside], (2, 1)),
    )


def _origin_and_run(vertices: _Vertices, segment: Ints) -> tuple[Floats, Floats]:
    a = vertices.xy[vertices.start[segment]]
    return a, vertices.xy[vertices.start[segment] + 1] - a


def _cross(p: Floats, q: Floats) -> Floats:
    cross: Floats = p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]
    return cross


def _near_misses(
    vertices: _Vertices, tree: Any, crossings: _Cuts, *, join_m: float
) -> tuple[NDArray[Any], _Cuts, Ints]:
    """Link loose ends to the nearest line within reach."""
    end, segment = _reachable(vertices, tree, crossings, join_m=join_m)
    a, r = _origin_and_run(vertices, segment)
    t = ((vertices.xy[end] - a) * r).sum(axis=1) / (r * r).sum(axis=1)
    t = np.clip(t, 0.0, 1.0)
    xy = np.round(a + t[:, None] * r, 3)
    lands = _may_land(vertices, end, segment, t)
    end, segment, t, xy = end[lands], segment[lands], t[lands], xy[lands]
    gap_m = np.hypot(*(xy - vertices.xy[end]).T)
    order = np.lexsort([xy[:, 1], xy[:, 0], gap_m, end])
    best = order[np.diff(end[order], prepend=-1) != 0]
    end, xy, gap_m = end[best], xy[best], gap_m[best]
    links = shapely.linestrings(np.stack([vertices.xy[end], xy], axis=1)[gap_m > 0])
    joined = np.unique(vertices.line[end[gap_m > _MIN_GAP_M]])
    return links, _Cuts(segment[best], t[best], xy), joined


def _reachable(
    vertices: _Vertices, tree: Any, crossings: _Cuts, *, join_m: float
) -> tuple[Ints, Ints]:
    """Pair each loose end with the segments of other lines within *join_m*."""
    met = keys_of(crossings.xy, vertices.xy.min(axis=0))
    loose = vertices.is_end & ~_shared(vertices) & ~np.isin(vertices.key, met)
    ends = np.flatnonzero(loose)
    row, segment = tree.query(
        shapely.points(vertices.xy[ends]), predicate="dwithin", distance=join_m
    )
    end = ends[row]
    other = vertices.line[vertices.start[segment]] != vertices.line[end]
    return end[other], segment[other]


def _may_land(vertices: _Vertices, end: Ints, segment: Ints, t: Floats) -> Bools:
    """Tell whether an end may be joined there: to its own level, to the ground, or end to end."""
    start = vertices.start[segment]
    one, other = vertices.line[end], vertices.line[start]
    is_level = vertices.level[one] == vertices.level[other]
    at_end = ((t <= 0) & vertices.is_end[start]) | ((t >= 1) & vertices.is_end[start + 1])
    lands: Bools = is_level | ~vertices.is_elevated[other] | at_end
    return lands


def _cut(vertices: _Vertices, cuts: _Cuts, is_node: Bools) -> tuple[NDArray[Any], Ints]:
    """Insert *cuts* into the lines and split them at every node; tell the line of each piece."""
    position = np.concatenate([np.arange(len(vertices.xy)), vertices.start[cuts.segment] + cuts.t])
    xy = np.concatenate([vertices.xy, cuts.xy])
    line = np.concatenate([vertices.line, vertices.line[vertices.start[cuts.segment]]])
    node = np.concatenate([is_node, np.ones(len(cuts.t), bool)])
    order = np.lexsort([xy[:, 1], xy[:, 0], position])
    xy, line, node = xy[order], line[order], node[order]
    # a cut that falls on a vertex makes that vertex a node
    run = np.concatenate([[True], (line[1:] != line[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)])
    first = np.flatnonzero(run)
    return _split(xy[first], line[first], np.logical_or.reduceat(node, first))


def _split(xy: Floats, line: Ints, node: Bools) -> tuple[NDArray[Any], Ints]:
    nodes = np.flatnonzero(node)
    same = line[nodes[1:]] == line[nodes[:-1]]
    start, stop = nodes[:-1][same], nodes[1:][same]
    size = stop - start + 1
    piece = np.repeat(np.arange(len(size)), size)
    offset = np.arange(len(piece)) - np.repeat(np.cumsum(size) - size, size)
    pieces: NDArray[Any] = shapely.linestrings(xy[start[piece] + offset], indices=piece)
    return pieces, line[start]
