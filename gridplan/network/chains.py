"""Draw one edge from junction to junction, however many pieces the source cut it into."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def merge_chains(
    lines: NDArray[Any], u: Ints, v: Ints, node_xy: Floats, is_private: Bools
) -> tuple[NDArray[Any], Bools]:
    """Merge lines that meet where nothing else does, and tell which are private.

    Results then do not depend on where the source happened to split a street. A private street
    and a public one stay apart.

    Parameters
    ----------
    lines
        Shapely LineStrings from junction to junction.
    u, v
        Nodes of their ends.
    node_xy
        Where the nodes are, (n nodes, 2).
    is_private
        Lines open only to those who live or call there.
    """
    chain = _chains(u, v, is_private)
    is_single = np.bincount(chain)[chain] == 1
    members = np.flatnonzero(~is_single)
    if not len(members):
        return lines, is_private
    members = members[np.argsort(chain[members], kind="stable")]
    _, first, group = np.unique(chain[members], return_index=True, return_inverse=True)
    merged = shapely.line_merge(shapely.multilinestrings(lines[members], indices=group))
    anchor = _anchors(np.concatenate([u, v]), group, np.concatenate([u[members], v[members]]))
    rings = np.flatnonzero(shapely.is_closed(merged))
    merged[rings] = [_start_at(merged[ring], node_xy[anchor[ring]]) for ring in rings]
    private = np.concatenate([is_private[is_single], is_private[members[first]]])
    return np.concatenate([lines[is_single], merged]), private


def _chains(u: Ints, v: Ints, is_private: Bools) -> Ints:
    """Return the chain of each edge: edges that follow each other through nodes of degree two."""
    n = len(u)
    ends = np.concatenate([u, v])
    edge = np.tile(np.arange(n), 2)
    order = np.argsort(ends, kind="stable")
    through = edge[order[np.bincount(ends)[ends[order]] == 2]].reshape(-1, 2)
    through = through[is_private[through[:, 0]] == is_private[through[:, 1]]]
    links = sparse.coo_array((np.ones(len(through)), (through[:, 0], through[:, 1])), shape=(n, n))
    chains: Ints = sparse.csgraph.connected_components(links, directed=False)[1].astype(np.int64)
    return chains


def _anchors(ends: Ints, group: Ints, nodes: Ints) -> Ints:
    """Return for each group the node where a ring of it begins: its junction if it has one."""
    is_through = np.bincount(ends)[nodes] == 2
    owner = np.tile(group, 2)
    order = np.lexsort([nodes, is_through, owner])
    anchors: Ints = nodes[order[np.diff(owner[order], prepend=-1) != 0]]
    return anchors


def _start_at(ring: Any, xy: Floats) -> Any:
    """Turn a closed line so that it starts and ends at *xy*."""
    points = shapely.get_coordinates(ring)[:-1]
    start = int(np.abs(points - xy).sum(axis=1).argmin())
    points = np.roll(points, -start, axis=0)
    return shapely.linestrings(np.vstack([points, points[:1]]))
