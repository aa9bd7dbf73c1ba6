"""Tie points to the streets beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridplan.arrays import freeze
from gridplan.network.graph import WalkNetwork
from gridplan.network.obstacles import Obstacles
from gridplan.network.sight import Sight, nearest_by_direction

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_VIEW_M = 75.0  # who sees a street farther off does not walk straight to it
_CHUNK = 20_000  # points looked at together: memory stays small in large towns


@dataclass(frozen=True, eq=False)
class Snapping:
    """The street positions each point may step onto: its candidates, sorted by point.

    Parameters
    ----------
    n_points
        Number of points, those off the network included.
    point
        Point of each candidate, int64 (c,), ascending.
    edge
        Edge of the candidate.
    along_m
        Metres from the start of the edge.
    leg_m
        Straight metres from the point to the street.
    """

    n_points: int
    point: Ints
    edge: Ints
    along_m: Floats
    leg_m: Floats

    def __post_init__(self) -> None:
        c = len(self.point)
        for name, dtype in (
            ("point", np.int64),
            ("edge", np.int64),
            ("along_m", float),
            ("leg_m", float),
        ):
            array = freeze(getattr(self, name), dtype, shape=(c,), name=name)
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.point)

    @cached_property
    def is_on_network(self) -> Bools:
        """Points with at least one candidate."""
        result: Bools = np.bincount(self.point, minlength=self.n_points) > 0
        return result

    def by_point(self, values: NDArray[Any], reduce: np.ufunc, *, empty: Any) -> NDArray[Any]:
        """Reduce one value per candidate to one per point; *empty* for points off the network."""
        result = np.full(self.n_points, empty, dtype=values.dtype)
        if len(self._first):
            result[self.point[self._first]] = reduce.reduceat(values, self._first)
        return result

    @cached_property
    def _first(self) -> Ints:
        """Where the candidates of each point begin."""
        return np.flatnonzero(np.diff(self.point, prepend=-1))


def snap_points(
    network: WalkNetwork,
    xy_m: Floats,
    *,
    max_m: ArrayLike,
    near_m: float = 25.0,
    obstacles: Obstacles | None = None,
    sight: Sight | None = None,
) -> Snapping:
    """Find the streets each point may step onto.

    Those are the nearest street and every one whose leg is at most *near_m* longer; with
    *sight*, also the nearest in each of eight directions that is in plain view, at most 75 m
    away. The search along the streets then picks the best of them. Other streets farther off are
    no candidates: a straight leg to them would cut across the block. Legs over an obstacle are
    left out unless there is no other. Where all candidates lie on islands of the network, the
    nearest street of its main part is added. A private street is no candidate where a public one
    is as near.

    Parameters
    ----------
    network
        Streets in metres.
    xy_m
        Points in the same CRS, float64 (n, 2).
    max_m
        Longest leg, one number or one per point; beyond it the point is off the network.
    near_m
        How much longer a leg may be than the shortest.
    obstacles
        Lines no leg may cross.
    sight
        What bars the view; None looks at near streets alone.
    """
    n = len(xy_m)
    if not n or not len(network.edge_line):
        none = np.empty(0, np.int64)
        return Snapping(n, none, none, none.astype(float), none.astype(float))
    points = shapely.points(np.asarray(xy_m, dtype=float))
    max_m = np.broadcast_to(np.asarray(max_m, dtype=float), (n,))
    site = _Site(network, points, max_m, obstacles, sight)
    point, edge, leg_m, along_m = _own_streets(network, _candidates(site, near_m), n)
    order = np.lexsort([edge, leg_m, point])
    return Snapping(n, point[order], edge[order], along_m[order], leg_m[order])


Found = tuple[Ints, Ints, Floats, Floats]  # point, edge, leg, metres along the edge


@dataclass(frozen=True, eq=False)
class _Site:
    network: WalkNetwork
    points: NDArray[Any]
    max_m: Floats
    obstacles: Obstacles | None
    sight: Sight | None


def _candidates(site: _Site, near_m: float) -> Found:
    nearest = _nearest(site, np.arange(len(site.points)), np.arange(len(site.network.edge_line)))
    point, _, shortest_m, _ = nearest
    reach_m = np.minimum(shortest_m + near_m, site.max_m[point])
    near = _open(site, _within(site, point, reach_m))
    cut_off = np.setdiff1d(point, near[0])
    around = _open(site, _around(site, cut_off))
    around = _keep(around, around[2] <= _shortest(around, len(site.points)) + near_m)
    # nothing but legs over an obstacle: there must be a way the data do not show
    last = _keep(nearest, np.isin(point, np.setdiff1d(cut_off, around[0])))
    found = _join(near, around, last, _seen(site, point, reach_m))
    return _join(found, _open(site, _nearest_main(site, found)))


def _own_streets(network: WalkNetwork, found: Found, n: int) -> Found:
    """Drop private streets of points that a public one is as near to: they live on that."""
    is_private = network.edge_is_private[found[1]]
    public_m = np.full(n, np.inf)
    np.minimum.at(public_m, found[0][~is_private], found[2][~is_private])
    return _keep(found, ~is_private | (found[2] < public_m[found[0]]))


def _seen(site: _Site, chosen: Ints, reach_m: Floats) -> Found:
    """Find the streets in plain view that lie beyond *reach_m*."""
    if site.sight is None:
        return _nothing()
    parts = [
        _seen_from(
            site, site.sight, chosen[start : start + _CHUNK], reach_m[start : start + _CHUNK]
        )
        for start in range(0, len(chosen), _CHUNK)
    ]
    return _join(_nothing(), *parts)


def _seen_from(site: _Site, sight: Sight, chosen: Ints, reach_m: Floats) -> Found:
    view_m = np.minimum(site.max_m[chosen], _VIEW_M)
    row, edge = site.network.tree.query(site.points[chosen], predicate="dwithin", distance=view_m)
    legs = shapely.shortest_line(site.points[chosen[row]], site.network.edge_line[edge])
    ends = shapely.get_coordinates(legs).reshape(-1, 2, 2)
    leg_m = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    beyond = np.flatnonzero(leg_m > reach_m[row])
    best = beyond[nearest_by_direction(row[beyond], ends[beyond], leg_m[beyond])]
    clear = best[sight.is_clear(ends[best])]
    return _open(site, _located(site, chosen[row[clear]], edge[clear]))


def _nearest(site: _Site, chosen: Ints, every: Ints) -> Found:
    """Find the nearest of the edges *every* for the *chosen* points."""
    network, max_m = site.network, site.max_m[chosen]
    is_all = len(every) == len(network.edge_line)
    tree = network.tree if is_all else shapely.STRtree(network.edge_line[every])
    (row, edge), leg_m = tree.query_nearest(
        site.points[chosen],
        max_distance=float(max_m.max()),
        return_distance=True,
        all_matches=False,
    )
    found = _located(site, chosen[row], every[edge])
    return _keep(found, leg_m <= max_m[row])


def _within(site: _Site, chosen: Ints, reach_m: Floats) -> Found:
    row, edge = site.network.tree.query(site.points[chosen], predicate="dwithin", distance=reach_m)
    return _located(site, chosen[row], edge)


def _located(site: _Site, point: Ints, edge: Ints) -> Found:
    points, lines = site.points[point], site.network.edge_line[edge]
    along_m = shapely.line_locate_point(lines, points)
    return point, edge, shapely.distance(points, lines), along_m


def _around(site: _Site, chosen: Ints) -> Found:
    """Find every straight piece of street in reach: an edge may pass on both sides of the water."""
    if not len(chosen):
        return _nothing()
    xy, edge = shapely.get_coordinates(site.network.edge_line, return_index=True)
    start = np.flatnonzero(edge[1:] == edge[:-1])
    pieces = shapely.linestrings(np.stack([xy[start], xy[start + 1]], axis=1))
    length_m = shapely.length(pieces)
    before_m = np.cumsum(length_m) - length_m
    _, first = np.unique(edge[start], return_index=True)
    before_m -= before_m[first][edge[start]]
    points, max_m = site.points[chosen], site.max_m[chosen]
    row, piece = shapely.STRtree(pieces).query(points, predicate="dwithin", distance=max_m)
    along_m = before_m[piece] + shapely.line_locate_point(pieces[piece], points[row])
    leg_m = shapely.distance(points[row], pieces[piece])
    return chosen[row], edge[start][piece], leg_m, along_m


def _open(site: _Site, found: Found) -> Found:
    """Drop the legs that cross an obstacle."""
    return (
        found if site.obstacles is None else _keep(found, ~site.obstacles.cross(_ends(site, found)))
    )


def _ends(site: _Site, found: Found) -> Floats:
    """Return door and street of every leg."""
    stop = shapely.line_interpolate_point(site.network.edge_line[found[1]], found[3])
    ends = [shapely.get_coordinates(site.points[found[0]]), shapely.get_coordinates(stop)]
    return np.stack(ends, axis=1)


def _nearest_main(site: _Site, found: Found) -> Found:
    """Find the nearest street of the main part for points that stand beside islands only."""
    is_main = site.network.component[site.network.edge_u] == 0
    stranded = np.setdiff1d(found[0], found[0][is_main[found[1]]])
    if not len(stranded):
        return _keep(found, np.zeros(len(found[0]), dtype=bool))
    return _nearest(site, stranded, np.flatnonzero(is_main))


def _shortest(found: Found, n_points: int) -> Floats:
    shortest_m = np.full(n_points, np.inf)
    np.minimum.at(shortest_m, found[0], found[2])
    result: Floats = shortest_m[found[0]]
    return result


def _keep(found: Found, mask: Bools) -> Found:
    return found[0][mask], found[1][mask], found[2][mask], found[3][mask]


def _nothing() -> Found:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0)


def _join(*parts: Found) -> Found:
    point, edge, leg_m, along_m = (np.concatenate(column) for column in zip(*parts, strict=True))
    return point, edge, leg_m, along_m
