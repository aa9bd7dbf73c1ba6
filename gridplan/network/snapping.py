"""Tie points to the streets beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridplan.model import freeze
from gridplan.network.graph import WalkNetwork

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


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

    @property
    def is_on_network(self) -> Bools:
        """Points with at least one candidate."""
        result: Bools = np.bincount(self.point, minlength=self.n_points) > 0
        return result

    def by_point(self, values: NDArray[Any], reduce: np.ufunc, *, empty: Any) -> NDArray[Any]:
        """Reduce one value per candidate to one per point; *empty* for points off the network."""
        result = np.full(self.n_points, empty, dtype=values.dtype)
        first = np.flatnonzero(np.diff(self.point, prepend=-1))
        if len(first):
            result[self.point[first]] = reduce.reduceat(values, first)
        return result


def snap_points(
    network: WalkNetwork,
    xy_m: Floats,
    *,
    max_m: ArrayLike,
    near_m: float = 25.0,
    n_nearest: int = 2,
) -> Snapping:
    """Find the streets each point may step onto.

    Those are the nearest street, every one whose leg is at most *near_m* longer, and in any case
    the *n_nearest* nearest. Where all of them lie on islands of the network, the nearest street
    of its main part is added. The search along the streets then picks the best of them.

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
    n_nearest
        Candidates to keep even beyond *near_m*.
    """
    n = len(xy_m)
    if not n or not len(network.edge_line):
        none = np.empty(0, np.int64)
        return Snapping(n, none, none, none.astype(float), none.astype(float))
    points = shapely.points(np.asarray(xy_m, dtype=float))
    max_m = np.broadcast_to(np.asarray(max_m, dtype=float), (n,))
    point, edge, leg_m = _candidates(network, points, max_m, near_m=near_m, n_nearest=n_nearest)
    along_m = shapely.line_locate_point(network.edge_line[edge], points[point])
    order = np.lexsort([edge, leg_m, point])
    return Snapping(n, point[order], edge[order], along_m[order], leg_m[order])


Found = tuple[Ints, Ints, Floats]


def _candidates(
    network: WalkNetwork, points: NDArray[Any], max_m: Floats, *, near_m: float, n_nearest: int
) -> Found:
    point, _, shortest_m = _nearest(network.tree, points, max_m)
    reach_m = np.minimum(shortest_m + near_m, max_m[point])
    near = _within(network, points, point, reach_m)
    few = point[np.bincount(near[0], minlength=len(points))[point] < n_nearest]
    more = _first_of_each(_within(network, points, few, max_m[few]), n_nearest)
    stranded = np.setdiff1d(
        point,
        np.concatenate([near[0][_is_main(network, near[1])], more[0][_is_main(network, more[1])]]),
    )
    found = (near, more, _nearest_main(network, points, stranded, max_m))
    point, edge, leg_m = (np.concatenate(column) for column in zip(*found, strict=True))
    _, distinct = np.unique(np.stack([point, edge]), axis=1, return_index=True)
    return point[distinct], edge[distinct], leg_m[distinct]


def _nearest(tree: Any, points: NDArray[Any], max_m: Floats) -> Found:
    (point, edge), leg_m = tree.query_nearest(
        points, max_distance=float(max_m.max()), return_distance=True, all_matches=False
    )
    near = leg_m <= max_m[point]
    return point[near], edge[near], leg_m[near]


def _within(network: WalkNetwork, points: NDArray[Any], chosen: Ints, reach_m: Floats) -> Found:
    row, edge = network.tree.query(points[chosen], predicate="dwithin", distance=reach_m)
    point = chosen[row]
    return point, edge, shapely.distance(points[point], network.edge_line[edge])


def _first_of_each(found: Found, count: int) -> Found:
    """Keep the *count* nearest candidates of every point."""
    order = np.lexsort([found[1], found[2], found[0]])
    point, edge, leg_m = found[0][order], found[1][order], found[2][order]
    first = np.flatnonzero(np.diff(point, prepend=-1))
    rank = np.arange(len(point)) - np.repeat(first, np.diff(np.append(first, len(point))))
    keep = rank < count
    return point[keep], edge[keep], leg_m[keep]


def _is_main(network: WalkNetwork, edge: Ints) -> Bools:
    result: Bools = network.component[network.edge_u[edge]] == 0
    return result


def _nearest_main(network: WalkNetwork, points: NDArray[Any], chosen: Ints, max_m: Floats) -> Found:
    main = np.flatnonzero(_is_main(network, np.arange(len(network.edge_line))))
    if not len(chosen):
        return chosen, chosen, np.empty(0)
    row, edge, leg_m = _nearest(
        shapely.STRtree(network.edge_line[main]), points[chosen], max_m[chosen]
    )
    return chosen[row], main[edge], leg_m
