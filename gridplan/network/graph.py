"""Roads -> WalkNetwork: junctions, the streets between them, and how well they hang together."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse

from gridplan.arrays import freeze, freeze_texts
from gridplan.model import Note
from gridplan.model.area import Frame
from gridplan.network.chains import merge_chains
from gridplan.network.noding import LATTICE_M, keys_of, node_lines

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class WalkNetwork:
    """Streets a person can walk along, in both directions.

    Nodes are junctions and loose ends, edges the streets between two of them. Neither depends on
    the order of the roads nor on where the source split them.

    Parameters
    ----------
    node_xy_m
        Float64 (n, 2), sorted by x, then y.
    edge_u, edge_v
        Nodes at the ends of each edge, int64 (e,), ``u <= v``; equal for a loop.
    edge_line
        Shapely LineStrings from u to v.
    edge_is_private
        Edges open only to those who live or call there, bool (e,); empty for none.
    joined
        Ids of the roads whose end stopped just short of another road and was joined to it.
    notes
        What there is to say about the quality of the network.

    Attributes
    ----------
    edge_length_m
        Length along the line, float64 (e,).
    component
        Piece of the network each node belongs to; 0 is the longest.
    component_length_m
        Length of each piece, longest first.
    """

    node_xy_m: Floats
    edge_u: Ints
    edge_v: Ints
    edge_line: NDArray[Any]
    joined: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    edge_is_private: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    edge_length_m: Floats = field(init=False)
    component: Ints = field(init=False)
    component_length_m: Floats = field(init=False)

    def __post_init__(self) -> None:
        e = len(self.edge_u)
        arrays: dict[str, Any] = {
            "node_xy_m": freeze(self.node_xy_m, float, shape=(None, 2), name="node_xy_m"),
            "edge_u": freeze(self.edge_u, np.int64, shape=(e,), name="edge_u"),
            "edge_v": freeze(self.edge_v, np.int64, shape=(e,), name="edge_v"),
            "edge_line": freeze_texts(self.edge_line, n=e, name="edge_line"),
        }
        length_m = shapely.length(arrays["edge_line"])
        component, component_length_m = _components(
            len(self.node_xy_m), self.edge_u, self.edge_v, length_m
        )
        arrays["edge_length_m"] = freeze(length_m, float, shape=(e,), name="edge_length_m")
        arrays["component"] = freeze(component, np.int64, shape=(None,), name="component")
        arrays["component_length_m"] = freeze(
            component_length_m, float, shape=(None,), name="lengths"
        )
        is_private = self.edge_is_private if len(self.edge_is_private) else np.zeros(e, dtype=bool)
        arrays["edge_is_private"] = freeze(is_private, bool, shape=(e,), name="edge_is_private")
        for name, array in arrays.items():
            object.__setattr__(self, name, array)

    @property
    def n_nodes(self) -> int:
        """Number of junctions and loose ends."""
        return len(self.node_xy_m)

    @property
    def share_in_largest(self) -> float:
        """Share of the street length that hangs together in one piece; nan without streets."""
        total_m = self.component_length_m.sum()
        return float(self.component_length_m[0] / total_m) if total_m else float("nan")

    @property
    def n_dangling(self) -> int:
        """Number of dead ends."""
        degree = np.bincount(np.concatenate([self.edge_u, self.edge_v]), minlength=self.n_nodes)
        return int((degree == 1).sum())

    @cached_property
    def arcs(self) -> sparse.csr_array:
        """Shortest metres between neighbors, both ways, as a square sparse matrix."""
        u, v, length_m = self.edge_u, self.edge_v, self.edge_length_m
        ends = np.concatenate([u, v]), np.concatenate([v, u])
        return shortest_arcs(*ends, np.tile(length_m, 2), n=self.n_nodes)

    def arcs_to_homes(self, served: Ints) -> sparse.csr_array:
        """Return the arcs of walks that lead from services to homes, as `arcs`.

        Private streets are for those who live there: a walk that comes in from a public street
        does not go out again. Those where a service stands, on one of the edges *served*, are
        open to its customers.
        """
        if not self.edge_is_private.any():
            return self.arcs
        yard = self._yard
        is_closed = self.edge_is_private & ~np.isin(yard, yard[served])
        u, v = self.edge_u, self.edge_v
        tail, head = np.concatenate([u, v]), np.concatenate([v, u])
        goes_out = np.tile(is_closed, 2) & self._is_public_node[head]
        metres = np.tile(self.edge_length_m, 2)
        return shortest_arcs(tail[~goes_out], head[~goes_out], metres[~goes_out], n=self.n_nodes)

    @cached_property
    def _is_public_node(self) -> Bools:
        """Nodes that a public street touches."""
        is_public = np.zeros(self.n_nodes, dtype=bool)
        for ends in (self.edge_u, self.edge_v):
            is_public[ends[~self.edge_is_private]] = True
        return is_public

    @cached_property
    def _yard(self) -> Ints:
        """Private streets that hang together without a public one, as a number per edge."""
        inner_u, inner_v = ~self._is_public_node[self.edge_u], ~self._is_public_node[self.edge_v]
        inner = np.flatnonzero(inner_u & inner_v)
        links = sparse.coo_array(
            (np.ones(len(inner)), (self.edge_u[inner], self.edge_v[inner])),
            shape=(self.n_nodes, self.n_nodes),
        )
        _, label = sparse.csgraph.connected_components(links, directed=False)
        alone = self.n_nodes + np.arange(len(self.edge_u))
        yard: Ints = np.select([inner_u, inner_v], [label[self.edge_u], label[self.edge_v]], alone)
        return yard

    @cached_property
    def tree(self) -> Any:
        """Spatial index of `edge_line`."""
        return shapely.STRtree(self.edge_line)


def shortest_arcs(tail: Ints, head: Ints, metres: Floats, *, n: int) -> sparse.csr_array:
    """Build a square sparse matrix of arcs; of parallel ones only the shortest counts.

    SciPy would add them up.
    """
    order = np.lexsort([metres, head, tail])
    tail, head, metres = tail[order], head[order], metres[order]
    first = (np.diff(tail, prepend=-1) != 0) | (np.diff(head, prepend=-1) != 0)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail[first], minlength=n))])
    return sparse.csr_array((metres[first], head[first], indptr), shape=(n, n))


def build_network(
    roads: Frame, *, join_m: float = 1.0, links: NDArray[Any] | None = None
) -> WalkNetwork:
    """Build the walking network of the walkable roads.

    Roads are joined where they share a vertex or cross on the level: never across a bridge, a
    tunnel or another layer. A loose end within *join_m* of another road is joined to it by a
    straight link.

    Parameters
    ----------
    roads
        Lines in metres with the columns of the planning area's ``roads``.
    join_m
        Largest gap that is taken for a drawing error.
    links
        Further lines on the ground, such as those of `gate_links`.

    Examples
    --------
    >>> import geopandas, shapely
    >>> lines = [shapely.LineString([(0, 0), (200, 0)]), shapely.LineString([(80, -50), (80, 50)])]
    >>> roads = geopandas.GeoDataFrame({"is_walkable": True, "is_bridge": False,
    ...     "is_tunnel": False, "layer": 0.0, "road_id": ["a", "b"]}, geometry=lines)
    >>> network = build_network(roads)
    >>> network.n_nodes, network.edge_length_m.tolist()
    (5, [80.0, 50.0, 50.0, 120.0])
    """
    walkable = walkable_roads(roads)
    if not len(walkable):
        none = np.empty(0, np.int64)
        return WalkNetwork(np.empty((0, 2)), none, none, np.empty(0, object), notes=(_NO_ROADS,))
    further = np.empty(0, dtype=object) if links is None else links
    lines = np.concatenate([walkable.geometry.to_numpy().astype(object), further])
    level, is_elevated = _levels(walkable, len(further))
    pieces = node_lines(lines, level, is_elevated, join_m=join_m)
    own = pieces.joined[pieces.joined < len(walkable)]
    joined = tuple(sorted(walkable["road_id"].to_numpy()[own].astype(str)))
    notes = _crossing_notes(walkable) + _joined_notes(joined, join_m)
    of_road = np.concatenate([_private(walkable), np.zeros(len(further) + 1, dtype=bool)])
    xy, u, v, edges, is_private = _graph(pieces.lines, of_road[pieces.road])
    network = WalkNetwork(xy, u, v, edges, joined, edge_is_private=is_private)
    return dataclasses.replace(network, notes=(_quality_note(network), *notes))


def walkable_roads(roads: Frame) -> Frame:
    """Return the roads that people walk on and that have a length."""
    lines = roads.geometry.to_numpy()
    usable = ~(shapely.is_missing(lines) | shapely.is_empty(lines))
    usable &= shapely.length(lines) > LATTICE_M
    return roads[usable & roads["is_walkable"].to_numpy(bool)]


_NO_ROADS = Note("warning", "network.no_roads")


def _private(roads: Frame) -> Bools:
    """Return which roads are private; none where the data do not tell."""
    known = roads["is_private"] if "is_private" in roads else [False] * len(roads)
    return np.asarray(known, dtype=bool)


def _levels(roads: Frame, n_on_ground: int) -> tuple[Ints, NDArray[np.bool_]]:
    """Return level and elevation of the roads, and of further lines on the ground."""
    bridge, tunnel = (roads[name].to_numpy(bool) for name in ("is_bridge", "is_tunnel"))
    layer = np.nan_to_num(roads["layer"].to_numpy(float))
    kinds = np.column_stack([bridge, tunnel, layer])
    kinds = np.concatenate([kinds, np.zeros((n_on_ground, 3))])
    _, level = np.unique(kinds, axis=0, return_inverse=True)
    is_elevated = np.concatenate([bridge | tunnel, np.zeros(n_on_ground, dtype=bool)])
    return level.reshape(-1).astype(np.int64), is_elevated


def _graph(
    pieces: NDArray[Any], is_private: Bools
) -> tuple[Floats, Ints, Ints, NDArray[Any], Bools]:
    pieces, is_private = _distinct(pieces, is_private)
    xy, u, v = _ends(pieces)
    edges, is_private = _distinct(*merge_chains(pieces, u, v, xy, is_private))
    return *_ends(edges), edges, is_private


def _distinct(lines: NDArray[Any], is_private: Bools) -> tuple[NDArray[Any], Bools]:
    """Drop lines drawn twice; turn and sort the others so that input order does not show.

    What is drawn as public and as private is public.
    """
    xy, first, last = _corners(lines)
    forth = np.hstack([xy[first], xy[first + 1]])
    back = np.hstack([xy[last], xy[last - 1]])
    differs = np.argmax(forth != back, axis=1)[:, None]
    turn = np.take_along_axis(forth > back, differs, axis=1)[:, 0]
    turned = lines.copy()
    turned[turn] = shapely.reverse(lines[turn])
    order = np.argsort(is_private, kind="stable")
    _, position = np.unique(shapely.to_wkb(turned[order]), return_index=True)
    chosen = order[position]
    chosen = chosen[np.lexsort(shapely.bounds(turned[chosen]).T[::-1])]
    return turned[chosen], is_private[chosen]


def _ends(lines: NDArray[Any]) -> tuple[Floats, Ints, Ints]:
    xy, first, last = _corners(lines)
    ends = np.vstack([xy[first], xy[last]])
    keys = keys_of(ends, ends.min(axis=0))
    _, position, node = np.unique(keys, return_index=True, return_inverse=True)
    u, v = node.reshape(2, -1)
    return ends[position], u, v


def _corners(lines: NDArray[Any]) -> tuple[Floats, Ints, Ints]:
    """Return all coordinates and the positions of the first and the last of each line."""
    size = shapely.get_num_coordinates(lines)
    last = np.cumsum(size) - 1
    return shapely.get_coordinates(lines), last - size + 1, last


def _components(n: int, u: Ints, v: Ints, length_m: Floats) -> tuple[Ints, Floats]:
    """Return each node's piece, longest first, ties by first node, and the lengths."""
    if not n:
        return np.empty(0, np.int64), np.empty(0)
    links = sparse.coo_array((np.ones(len(u)), (u, v)), shape=(n, n))
    k, label = sparse.csgraph.connected_components(links, directed=False)
    total_m = np.bincount(label[u], weights=length_m, minlength=k).astype(float)
    order = np.argsort(-total_m, kind="stable")
    rank = np.empty(k, np.int64)
    rank[order] = np.arange(k)
    component: Ints = rank[label]
    return component, total_m[order]


def _crossing_notes(roads: Frame) -> tuple[Note, ...]:
    layer = np.nan_to_num(roads["layer"].to_numpy(float))
    tagged = roads["is_bridge"].to_numpy(bool) | roads["is_tunnel"].to_numpy(bool) | (layer != 0)
    return () if tagged.any() else (Note("assumption", "network.crossings_level"),)


def _joined_notes(joined: tuple[str, ...], join_m: float) -> tuple[Note, ...]:
    return (Note("repair", "network.joined", {"join_m": join_m}, joined),) if joined else ()


def _quality_note(network: WalkNetwork) -> Note:
    share = network.share_in_largest
    values = {
        "length_km": round(float(network.edge_length_m.sum()) / 1000, 1),
        "n_components": len(network.component_length_m),
        "share": round(share, 4),
        "percent": round(share * 100, 1),
        "n_dangling": network.n_dangling,
    }
    return Note("info" if share >= 0.8 else "warning", "network.quality", values)
