"""Other engines, each asked for the same zones as well as it can be asked.

Every function takes a `Task` and returns a label per unit. None of them knows all that is asked
(both bounds on households, one piece each, compact): that is what the comparison shows. Graph
partitioners want a connected graph, so each connected piece gets its share of the zones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from judge import Layout
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gridplan.params import Band
from gridplan.partition import to_rows

SEED = 0
KAHIP_STRONG = 2


@dataclass(frozen=True, eq=False)
class Task:
    """What is asked: zones in the band, as many as *n_zones*."""

    layout: Layout
    band: Band
    n_zones: int

    @property
    def tolerance(self) -> float:
        """Share by which a zone may miss the mean, as engines with one tolerance take it."""
        return (self.band.max_households - self.band.min_households) / (
            self.band.max_households + self.band.min_households
        )

    def part(self, units: NDArray[np.int64], n_zones: int) -> Task:
        """Return the task of some of the units."""
        layout = self.layout
        rank = np.full(len(layout.households), -1)
        rank[units] = np.arange(len(units))
        pairs = rank[layout.pairs]
        inside = pairs[(pairs >= 0).all(axis=1)]
        return Task(
            Layout(layout.xy_m[units], layout.households[units], inside), self.band, n_zones
        )


Peer = Callable[[Task], NDArray[np.int64]]


def by_piece(solve: Peer, task: Task) -> NDArray[np.int64]:
    """Solve each connected piece, with zones in proportion to its households."""
    layout = task.layout
    n = len(layout.households)
    graph = sparse.coo_array((np.ones(len(layout.pairs)), layout.pairs.T), shape=(n, n))
    piece = csgraph.connected_components(graph.tocsr(), directed=False)[1]
    counts = shared_out(task.n_zones, np.bincount(piece, layout.households), np.bincount(piece))
    labels, n_before = np.zeros(n, dtype=np.int64), 0
    for number, k in enumerate(counts.tolist()):
        units = np.flatnonzero(piece == number)
        found = solve(task.part(units, k)) if k > 1 else np.zeros(len(units), dtype=np.int64)
        labels[units] = np.unique(found, return_inverse=True)[1] + n_before
        n_before = labels[units].max() + 1
    return labels


def shared_out(
    n_zones: int, households: NDArray[np.float64], n_units: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Share zones out among pieces, one at least to each, in proportion to households."""
    counts = np.ones(len(households), dtype=np.int64)
    for _ in range(n_zones - len(counts)):
        room = np.where(counts < n_units, households / (counts + 0.5), -1.0)
        counts[room.argmax()] += 1
    return counts


def metis(task: Task) -> NDArray[np.int64]:
    """METIS, zones in one piece, balanced within the tolerance."""
    import pymetis

    options = pymetis.Options(contig=1, ufactor=round(1000 * task.tolerance), seed=SEED)

    def solve(part: Task) -> NDArray[np.int64]:
        indptr, indices = to_rows(part.layout.pairs, len(part.layout.households))
        found = pymetis.part_graph(
            part.n_zones,
            xadj=indptr.tolist(),
            adjncy=indices.tolist(),
            vweights=part.layout.households.tolist(),
            recursive=False,
            options=options,
        )
        return np.array(found.vertex_part)

    return by_piece(solve, task)


def kahip(task: Task) -> NDArray[np.int64]:
    """KaHIP, its strong configuration."""
    import kahip

    def solve(part: Task) -> NDArray[np.int64]:
        indptr, indices = to_rows(part.layout.pairs, len(part.layout.households))
        _, labels = kahip.kaffpa(
            part.layout.households.tolist(),
            indptr.tolist(),
            [1] * len(indices),
            indices.tolist(),
            part.n_zones,
            part.tolerance,
            True,
            SEED,
            KAHIP_STRONG,
        )
        return np.array(labels)

    return by_piece(solve, task)


def gerrychain(task: Task) -> NDArray[np.int64]:
    """GerryChain's recursive tree partition."""
    import networkx
    from gerrychain import Graph
    from gerrychain.partition import recursive_tree_part

    def solve(part: Task) -> NDArray[np.int64]:
        layout, n = part.layout, len(part.layout.households)
        graph = networkx.Graph()
        graph.add_nodes_from((i, {"households": int(layout.households[i])}) for i in range(n))
        graph.add_edges_from(layout.pairs.tolist())
        found = recursive_tree_part(
            Graph.from_networkx(graph),
            range(part.n_zones),
            layout.households.sum() / part.n_zones,
            "households",
            part.tolerance,
            rng=SEED,
        )
        return np.array([found[i] for i in range(n)])

    return by_piece(solve, task)


def k_means_constrained(task: Task) -> NDArray[np.int64]:
    """Balanced k-means: bounds on the number of units, the nearest it comes to households."""
    from k_means_constrained import KMeansConstrained

    homes = np.flatnonzero(task.layout.households > 0)
    mean = len(homes) / task.n_zones
    found = KMeansConstrained(
        task.n_zones,
        size_min=int(mean * (1 - task.tolerance)),
        size_max=int(np.ceil(mean * (1 + task.tolerance))),
        random_state=SEED,
    ).fit_predict(task.layout.xy_m[homes])
    nearest = cKDTree(task.layout.xy_m[homes]).query(task.layout.xy_m)[1]
    return np.asarray(found, dtype=np.int64)[nearest]


def max_p(task: Task) -> NDArray[np.int64]:
    """Max-p regions of spopt: contiguous, at least the minimum, as many as it finds."""
    import geopandas
    import shapely
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    def solve(part: Task) -> NDArray[np.int64]:
        np.random.seed(SEED)  # noqa: NPY002  the only way to seed it
        layout = part.layout
        indptr, indices = to_rows(layout.pairs, len(layout.households))
        near = {i: indices[indptr[i] : indptr[i + 1]].tolist() for i in range(len(indptr) - 1)}
        frame: Any = geopandas.GeoDataFrame(
            {"x": layout.xy_m[:, 0], "y": layout.xy_m[:, 1], "households": layout.households},
            geometry=shapely.points(layout.xy_m),
        )
        low = part.band.min_households
        model = MaxPHeuristic(frame, W(near, silence_warnings=True), ["x", "y"], "households", low)
        model.solve()
        return np.array(model.labels_)

    return by_piece(solve, task)


PEERS: dict[str, Peer] = {
    "METIS (pymetis, contiguous)": metis,
    "KaHIP (strong)": kahip,
    "GerryChain (recursive tree partition)": gerrychain,
    "k-means-constrained (counts units)": k_means_constrained,
    "spopt MaxP (minimum only)": max_p,
}
