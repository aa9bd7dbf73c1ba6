"""Nearest-service walks on a generated street network: the product, raw SciPy, networkx.

Run ``python benchmarks/coverage.py [--nodes 100000]``; every line is measured in this run, the
median of several repetitions, and the ratios compare lines of this run only.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
sys.path[:] = [path for path in sys.path if Path(path) != Path(__file__).parent]

import geopandas
import networkx as nx
import numpy as np
import shapely
from scipy.sparse import csgraph

from gridplan.network import (
    Snapping,
    Targets,
    WalkNetwork,
    attach_targets,
    build_network,
    nearest_targets,
    snap_points,
)

STEP_M = 60.0
LIMIT_M = 1200.0
N_CATEGORIES = 20
N_SERVICES = 120


def seconds(call: Callable[[], object], repeats: int = 5) -> float:
    """Return the median wall time of *call*."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def streets(n_nodes: int, rng: np.random.Generator) -> geopandas.GeoDataFrame:
    """Draw a jittered lattice with a fifth of its streets missing."""
    side = round(n_nodes**0.5)
    x, y = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    xy = np.stack([x, y], axis=-1) * STEP_M + rng.uniform(-20, 20, (side, side, 2))
    xy = xy.round(3)
    east = np.stack([xy[:-1], xy[1:]], axis=2).reshape(-1, 2, 2)
    north = np.stack([xy[:, :-1], xy[:, 1:]], axis=2).reshape(-1, 2, 2)
    lines = np.concatenate([east, north])
    lines = lines[rng.random(len(lines)) > 0.2]
    columns = {"is_walkable": True, "is_bridge": False, "is_tunnel": False, "layer": np.nan}
    ids = [f"{i:07d}" for i in range(len(lines))]
    return geopandas.GeoDataFrame({"road_id": ids, **columns}, geometry=shapely.linestrings(lines))


@dataclass(frozen=True)
class Case:
    """A town ready to be searched."""

    network: WalkNetwork
    origins: Snapping
    targets: Targets
    category: np.ndarray

    def chosen(self, category: int) -> np.ndarray:
        """Return the services of one category."""
        return np.flatnonzero(self.category == category)


def prepare(n_nodes: int) -> Case:
    rng = np.random.default_rng(0)
    roads = streets(n_nodes, rng)
    start = time.perf_counter()
    network = build_network(roads)
    print(
        f"build {len(roads):,} roads -> {network.n_nodes:,} nodes, {network.arcs.nnz:,} arcs, "
        f"{network.share_in_largest:.1%} in one piece: {time.perf_counter() - start:.2f} s"
    )
    size = roads.total_bounds[2:]
    start = time.perf_counter()
    origins = snap_points(network, rng.uniform(0, size, (n_nodes, 2)), max_m=100.0)
    print(
        f"snap {n_nodes:,} origins: {time.perf_counter() - start:.2f} s, "
        f"{len(origins):,} candidates"
    )
    places = rng.uniform(0, size, (N_CATEGORIES * N_SERVICES, 2))
    targets = attach_targets(network, snap_points(network, places, max_m=150.0))
    return Case(network, origins, targets, np.repeat(np.arange(N_CATEGORIES), N_SERVICES))


def raw_scipy(case: Case, category: int) -> np.ndarray:
    """Search with nothing around it: the matrix is there, origins are not evaluated."""
    sources = case.chosen(category) + case.network.n_nodes
    found: np.ndarray = csgraph.dijkstra(
        case.targets.arcs, indices=sources, min_only=True, limit=LIMIT_M
    )
    return found


def product(case: Case, category: int) -> np.ndarray:
    chosen = case.chosen(category)
    return nearest_targets(case.targets, case.origins, chosen, limit_m=LIMIT_M).metres


def scan(case: Case) -> float:
    """Read every arc once: no search that looks at all arcs can be faster."""
    arcs = case.network.arcs
    return float((arcs.data + arcs.indices).sum())


def compare(case: Case) -> None:
    graph = nx.from_scipy_sparse_array(case.targets.arcs, create_using=nx.DiGraph)
    sources = [int(s) for s in case.chosen(0) + case.network.n_nodes]
    rows = {
        "raw SciPy search": seconds(lambda: raw_scipy(case, 0), 15),
        "product, search and origins": seconds(lambda: product(case, 0), 15),
        "networkx multi-source": seconds(
            lambda: nx.multi_source_dijkstra_path_length(graph, sources, cutoff=LIMIT_M), 3
        ),
        "one pass over all arcs": seconds(lambda: scan(case), 15),
    }
    base = rows["raw SciPy search"]
    print(
        f"\none category, {len(sources)} services, {case.origins.n_points:,} origins, "
        f"{LIMIT_M:.0f} m"
    )
    for name, value in rows.items():
        print(f"  {name:<30}{value * 1000:>9.1f} ms{value / base:>9.2f} x raw SciPy")


def check(case: Case) -> None:
    """Compare the reached nodes with networkx before any time is worth a word."""
    graph = nx.from_scipy_sparse_array(case.targets.arcs, create_using=nx.DiGraph)
    sources = [int(s) for s in case.chosen(0) + case.network.n_nodes]
    expected = nx.multi_source_dijkstra_path_length(graph, sources, cutoff=LIMIT_M)
    found = raw_scipy(case, 0)
    worst = max(abs(found[node] - metres) for node, metres in expected.items())
    same = len(expected) == np.isfinite(found).sum()
    print(f"networkx reaches the same nodes: {same}; largest difference {worst:.1e} m")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    case = prepare(parser.parse_args().nodes)
    check(case)
    compare(case)
    whole = seconds(lambda: [product(case, k) for k in range(N_CATEGORIES)], 3)
    alone = seconds(lambda: [raw_scipy(case, k) for k in range(N_CATEGORIES)], 3)
    print(
        f"\n{N_CATEGORIES} categories: product {whole:.2f} s, "
        f"raw SciPy {alone:.2f} s, ratio {whole / alone:.2f}"
    )


if __name__ == "__main__":
    main()
