"""Nearest-service walks: the product beside raw SciPy, networkx, igraph and pandana, in one run.

Run ``python benchmarks/coverage.py [--nodes 100000] [--towns ../shared/data/towns]``; it writes
``benchmarks/results/coverage.md``. Every tool solves the same problem, the distance from every
junction to the nearest of some services within a limit, in a process of its own. Times are
seconds of processor, means of many repetitions, and ratios compare lines of this run only.
igraph and pandana come with the extra ``bench``; a tool that is not there is said to be absent.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != HERE.resolve()]
sys.path.insert(0, str(HERE.parent))

import geopandas
import numpy as np
import shapely
from scipy.sparse import csgraph, csr_array

from benchmarks.apart import Outcome, run_apart
from benchmarks.record import keep
from gridplan.network import (
    Snapping,
    Targets,
    attach_targets,
    build_network,
    nearest_targets,
    snap_points,
)

STEP_M = 60.0
LIMIT_M = 1200.0
N_CATEGORIES = 20
N_SERVICES = 120
VOLOGDA_S = 20.0


@dataclass(frozen=True)
class Case:
    """A town ready to be searched."""

    name: str
    origins: Snapping
    targets: Targets
    groups: tuple[np.ndarray, ...]

    @property
    def n_nodes(self) -> int:
        """Number of junctions."""
        return self.targets.network.n_nodes

    def sources(self, group: int) -> np.ndarray:
        """Return the nodes of the services of one category."""
        return self.groups[group] + self.n_nodes


@dataclass(frozen=True)
class Timing:
    """What a tool took: to prepare the network and to answer; and its distances of junctions."""

    build_s: float
    query_s: float
    metres: np.ndarray


def cpu_seconds(call: Callable[[], Any], least_s: float = 1.0) -> float:
    """Return the mean processor time of *call*, called until *least_s* are spent.

    A busy machine does not count, and the clock of the processor ticks too seldom for one call.
    """
    n_calls, start = 0, time.process_time()
    while not n_calls or time.process_time() - start < least_s:
        call()
        n_calls += 1
    return (time.process_time() - start) / n_calls


# the towns


def lattice_roads(n_nodes: int, rng: np.random.Generator) -> geopandas.GeoDataFrame:
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


def lattice_case(n_nodes: int) -> Case:
    """Make a street network of about *n_nodes*, as many origins, and 20 kinds of services."""
    rng = np.random.default_rng(0)
    roads = lattice_roads(n_nodes, rng)
    network = build_network(roads)
    size = roads.total_bounds[2:]
    origins = snap_points(network, rng.uniform(0, size, (n_nodes, 2)), max_m=100.0)
    places = rng.uniform(0, size, (N_CATEGORIES * N_SERVICES, 2))
    targets = attach_targets(network, snap_points(network, places, max_m=150.0))
    groups = tuple(np.arange(len(places)).reshape(N_CATEGORIES, N_SERVICES))
    return Case(f"generated, {network.n_nodes:,} junctions", origins, targets, groups)


def town_case(folder: Path) -> Case:
    """Tie the buildings and services of a real town to its streets."""
    from gridplan.coverage import catalog, classify, prepare_walks
    from gridplan.params import EstimateParams, Params
    from gridplan.read import ReadOptions, load
    from gridplan.units import build_units

    params = Params(estimate=EstimateParams(is_enabled=True))
    area = load(folder, options=ReadOptions(estimate=True))
    is_member = classify(area.services, catalog()).is_member
    model = prepare_walks(area, build_units(area, params), is_member, params.coverage)
    groups = [model.seeds_of(column) for column in range(is_member.shape[1])]
    most = sorted((group for group in groups if len(group)), key=len, reverse=True)
    name = f"{folder.name}, {model.network.n_nodes:,} junctions"
    return Case(name, model.origins, model.targets, tuple(most))


# the tools: each reads the case and answers for its first category


def read_case(file: str) -> Case:
    return pickle.loads(Path(file).read_bytes())


def scan(file: str) -> Timing:
    """Read every arc once, compiled: no search that looks at all arcs can be faster."""
    import numba

    @numba.njit
    def pass_over(indptr, indices, data, metres):
        n_shorter = 0
        for node in range(len(indptr) - 1):
            for k in range(indptr[node], indptr[node + 1]):
                n_shorter += metres[node] + data[k] < metres[indices[k]]
        return n_shorter

    case = read_case(file)
    arcs, metres = case.targets.arcs, np.zeros(case.targets.arcs.shape[0])
    arrays = (arcs.indptr, arcs.indices, arcs.data, metres)
    pass_over(*arrays)
    return Timing(0.0, cpu_seconds(lambda: pass_over(*arrays)), np.empty(0))


def raw_scipy(file: str) -> Timing:
    """Search with nothing around it: the matrix is there, origins are not evaluated."""
    case = read_case(file)

    def search() -> np.ndarray:
        return csgraph.dijkstra(
            case.targets.arcs, indices=case.sources(0), min_only=True, limit=LIMIT_M
        )

    return Timing(0.0, cpu_seconds(search), search()[: case.n_nodes])


def product_search(file: str) -> Timing:
    """Search as the product does: with owners and routes, origins not evaluated."""
    case = read_case(file)
    nobody = Snapping(0, *(np.empty(0, dtype=t) for t in (np.int64, np.int64, float, float)))

    def search() -> Any:
        return nearest_targets(case.targets, nobody, case.groups[0], limit_m=LIMIT_M)

    return Timing(0.0, cpu_seconds(search), np.empty(0))


def product(file: str) -> Timing:
    """Search and give every origin its nearest service, leg, position and route."""
    case = read_case(file)

    def search() -> Any:
        return nearest_targets(case.targets, case.origins, case.groups[0], limit_m=LIMIT_M)

    return Timing(0.0, cpu_seconds(search), np.empty(0))


def with_networkx(file: str) -> Timing:
    import networkx as nx

    case = read_case(file)
    start = time.process_time()
    graph = nx.from_scipy_sparse_array(case.targets.arcs, create_using=nx.DiGraph)
    build_s = time.process_time() - start
    sources = case.sources(0).tolist()

    def search() -> dict[int, float]:
        return nx.multi_source_dijkstra_path_length(graph, sources, cutoff=LIMIT_M)

    metres = np.full(case.n_nodes, np.inf)
    for node, value in search().items():
        if node < case.n_nodes:
            metres[node] = value
    return Timing(build_s, cpu_seconds(search), metres)


def with_igraph(file: str) -> Timing:
    """Search from a source in front of all services: igraph takes one and has no limit."""
    import igraph

    case = read_case(file)
    arcs = csr_array(case.targets.arcs).tocoo()
    n, sources = arcs.shape[0], case.sources(0)
    start = time.process_time()
    pairs = np.column_stack([arcs.row, arcs.col])
    front = np.column_stack([np.full(len(sources), n), sources])
    graph = igraph.Graph(n + 1, np.concatenate([pairs, front]), directed=True)
    weights = np.concatenate([arcs.data, np.zeros(len(sources))]).tolist()
    build_s = time.process_time() - start

    def search() -> list[float]:
        return graph.distances(source=n, weights=weights)[0]

    metres = np.array(search())[: case.n_nodes]
    metres[metres > LIMIT_M] = np.inf
    return Timing(build_s, cpu_seconds(search), metres)


def with_pandana(file: str) -> Timing:
    """Ask pandana for the nearest service of every node; it works from origin to service."""
    import pandana
    import pandas as pd

    case = read_case(file)
    arcs = csr_array(case.targets.arcs).tocoo()
    network, n = case.targets.network, arcs.shape[0]
    xy = np.zeros((n, 2))
    xy[: case.n_nodes] = network.node_xy_m
    xy[case.n_nodes :] = xy[case.targets.arcs.indices[case.targets.arcs.indptr[case.n_nodes : -1]]]
    start = time.process_time()
    net = pandana.Network(
        pd.Series(xy[:, 0]),
        pd.Series(xy[:, 1]),
        pd.Series(arcs.col),
        pd.Series(arcs.row),
        pd.DataFrame({"metres": arcs.data}),
        twoway=False,
    )
    net.precompute(LIMIT_M)
    # its wrapper writes into arrays that pandas 3 gives out read-only: call what it calls
    sources = case.sources(0).astype(np.int64)
    net.net.initialize_category(LIMIT_M, 1, b"services", sources)
    build_s = time.process_time() - start

    def search() -> Any:
        return net.net.find_all_nearest_pois(LIMIT_M, 1, b"services", 0)

    found = np.asarray(search()[0], dtype=float).reshape(n, -1)[: case.n_nodes, 0]
    metres = np.where(found < 0, np.inf, found)
    return Timing(build_s, cpu_seconds(search), metres)


TOOLS: dict[str, Callable[[str], Timing]] = {
    "one pass over all arcs (floor)": scan,
    "raw SciPy search": raw_scipy,
    "product, search": product_search,
    "product, search and origins": product,
    "networkx": with_networkx,
    "igraph": with_igraph,
    "pandana": with_pandana,
}


def all_categories(file: str) -> tuple[float, float]:
    """Return seconds for every category: the product with origins, and the raw search."""
    case = read_case(file)
    groups = range(len(case.groups))
    whole = cpu_seconds(
        lambda: [
            nearest_targets(case.targets, case.origins, case.groups[k], limit_m=LIMIT_M)
            for k in groups
        ]
    )
    raw = cpu_seconds(
        lambda: [
            csgraph.dijkstra(
                case.targets.arcs, indices=case.sources(k), min_only=True, limit=LIMIT_M
            )
            for k in groups
        ]
    )
    return whole, raw


# the tables


def compare(case: Case, limit_s: float) -> str:
    """Time every tool on a case and return a table."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "case.pickle")
        Path(file).write_bytes(pickle.dumps(_bare(case)))
        found = {name: run_apart(tool, file, limit_s=limit_s) for name, tool in TOOLS.items()}
        whole = run_apart(all_categories, file, limit_s=limit_s).value
    raw = found["raw SciPy search"].value
    lines = [
        f"{case.name}: nearest of {len(case.groups[0])} services within {LIMIT_M:.0f} m; "
        f"{case.targets.arcs.nnz:,} arcs, {case.origins.n_points:,} origins.",
        "",
        "| tool | build s | query ms | to raw SciPy | largest difference m |",
        "|---|--:|--:|--:|--:|",
        *(_line(name, outcome, raw) for name, outcome in found.items()),
    ]
    if whole is not None:
        lines += [
            "",
            f"All {len(case.groups)} categories, every origin: product {whole[0]:.2f} s, "
            f"raw SciPy search alone {whole[1]:.2f} s, ratio {whole[0] / whole[1]:.2f}.",
        ]
    return "\n".join(lines)


def _bare(case: Case) -> Case:
    """Return the case without notes, which do not travel between processes."""
    network = replace(case.targets.network, notes=())
    return replace(case, targets=replace(case.targets, network=network))


def _line(name: str, outcome: Outcome, raw: Timing) -> str:
    if outcome.fault:
        return f"| {name} | {outcome.fault} | | | |"
    timing = outcome.value
    ratio = timing.query_s / raw.query_s
    build = f"{timing.build_s:.2f}" if timing.build_s else ""
    return (
        f"| {name} | {build} | {timing.query_s * 1000:,.2f} | {ratio:.2f} "
        f"| {_difference(timing.metres, raw.metres)} |"
    )


def _difference(metres: np.ndarray, expected: np.ndarray) -> str:
    """Return the largest difference of what both reach, and how many only one does."""
    if not len(metres):
        return ""
    both = np.isfinite(metres) & np.isfinite(expected)
    alone = int((np.isfinite(metres) != np.isfinite(expected)).sum())
    largest = np.abs(metres[both] - expected[both]).max() if both.any() else 0.0
    return f"{largest:.1e}" + (f"; {alone} reached by one alone" if alone else "")


def whole_command(folder: Path) -> str:
    """Run ``gridplan coverage`` on a town and return what it took."""
    with tempfile.TemporaryDirectory() as target:
        command = [sys.executable, "-m", "gridplan", "coverage", str(folder)]
        command += ["--estimate-households", "-o", str(Path(target) / "out")]
        before, start = os.times(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=HERE.parent)
        wall_s, after = time.perf_counter() - start, os.times()
    spent = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"`gridplan coverage {folder.name} --estimate-households -o ...`: "
        f"{wall_s:.1f} s by the clock, {spent:.1f} s of processor, at a load of {load:.1f} on "
        f"{os.cpu_count()} cores (goal: under {VOLOGDA_S:.0f} s)."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--towns", type=Path, default=HERE.parents[1] / "shared" / "data" / "towns")
    parser.add_argument("--limit-s", type=float, default=900.0, help="for each tool")
    options = parser.parse_args()
    _keep("A generated town", compare(lattice_case(options.nodes), options.limit_s))
    if options.towns.is_dir():
        _keep("Geneva", compare(town_case(options.towns / "geneva"), options.limit_s))
        _keep("The whole command", whole_command(options.towns / "vologda"))


def _keep(heading: str, text: str) -> None:
    print(f"## {heading}\n\n{text}\n", flush=True)
    keep("coverage", "Nearest services on foot", "python benchmarks/coverage.py", {heading: text})


if __name__ == "__main__":
    main()
