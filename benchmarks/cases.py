"""Read public districting instances and score plans of them, without the engine.

Every instance becomes a `Case`. `score` and `faults` follow the definitions of the papers and
share no code with the engine, so that a plan is judged by somebody else than its maker.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from scipy import sparse
from scipy.sparse import csgraph

SETS = ("hess_tract", "hess_county", "edp", "sap")
PUBLISHED = {  # what the authors' methods took
    "hess_tract": "exact, Gurobi: 1-50 s",
    "hess_county": "exact, Gurobi: seconds",
    "edp": "none",
    "sap": "CPLEX proves 46 of 60, 2,136 s on average; best heuristic 0.175 % in 55 s",
}
GRS80 = Geod(ellps="GRS80")


@dataclass(frozen=True, eq=False)
class Case:
    """One instance.

    Parameters
    ----------
    name, kind
        Name and set.
    weight
        int64 (n,).
    cost
        Cost of a person of unit i in a zone centered on j, (n, n).
    pairs
        Units that touch, (m, 2).
    n_zones, low, high
        Number of zones and bounds of each, (k,); both inclusive.
    facility
        Unit that is the center of each zone, (k,); None where the plan chooses.
    xy_km, distance_km, power
        Positions or distances that `cost` comes from.
    best, bound
        Best known value and lower bound; nan for none.
    """

    name: str
    kind: str
    weight: NDArray[np.int64]
    cost: NDArray[np.float64]
    pairs: NDArray[np.int64]
    n_zones: int
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    facility: NDArray[np.int64] | None
    xy_km: NDArray[np.float64] | None
    distance_km: NDArray[np.float64] | None
    power: int
    best: float
    bound: float

    @cached_property
    def graph(self) -> sparse.csr_array:
        """Contacts as a symmetric matrix."""
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        n = len(self.weight)
        return sparse.csr_array((np.ones(len(both)), both.T), shape=(n, n))


def score(case: Case, labels: NDArray[np.int64]) -> float:
    """Return the objective: persons times cost to the best center inside each zone."""
    total = 0.0
    for zone in range(case.n_zones):
        members = np.flatnonzero(labels == zone)
        centers = members if case.facility is None else case.facility[zone : zone + 1]
        sums = case.weight[members] @ case.cost[np.ix_(members, centers)]
        total += float(sums.min()) if len(members) else 0.0
    return total


def faults(case: Case, labels: NDArray[np.int64]) -> list[str]:
    """Return what is wrong with a plan, empty when it is feasible."""
    k = case.n_zones
    if labels.min() < 0 or labels.max() >= k or len(np.unique(labels)) != k:
        return [f"{len(np.unique(labels))} zones in place of {k}"]
    loads = np.bincount(labels, case.weight, k)
    n_off = int(((loads < case.low) | (loads > case.high)).sum())
    found = [f"{n_off} out of bounds"] if n_off else []
    rows, columns = case.graph.nonzero()
    inside = labels[rows] == labels[columns]
    ends = (rows[inside], columns[inside])
    kept = sparse.csr_array((np.ones(inside.sum()), ends), shape=case.graph.shape)
    n_pieces = csgraph.connected_components(kept, directed=False)[0]
    found += [f"{n_pieces - k} pieces too many"] if n_pieces != k else []
    if case.facility is not None and (labels[case.facility] != np.arange(k)).any():
        found.append("a facility outside its zone")
    return found


def read_cases(folder: Path, kind: str) -> list[Case]:
    """Return all instances of a set, with the values of ``best_known.csv``."""
    prefix = {"hess_tract": "_tract", "hess_county": "_county"}.get(kind, "")
    wanted = "hess" if prefix else kind
    rows = [row for row in _rows(folder / "best_known.csv", ",") if row["kind"] == wanted]
    read = {"edp": _read_edp, "sap": _read_sap}.get(kind, _read_hess)
    return [read(folder / kind, row) for row in rows if row["instance"].endswith(prefix)]


def read_plan(folder: Path, case: Case) -> NDArray[np.int64] | None:
    """Return the published plan of a case where there is one."""
    state = case.name.split("_")[0]
    path = folder / case.kind / "plans" / f"{case.name}.csv"
    if not path.exists():
        return None
    zone_of = {row["unit"]: row["zone"] for row in _rows(path, ",")}
    units = [row["geoid"] for row in _rows(folder / case.kind / f"{state}_nodes.csv", ",")]
    return np.unique([zone_of[unit] for unit in units], return_inverse=True)[1].astype(np.int64)


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _column(rows: list[dict[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) for row in rows])


def _values(row: dict[str, str]) -> dict[str, float]:
    return {name: float(row[name] or "nan") for name in ("best", "bound")}


def _read_hess(folder: Path, row: dict[str, str]) -> Case:
    state = row["instance"].split("_")[0]
    nodes = _rows(folder / f"{state}_nodes.csv", ",")
    edges = _rows(folder / f"{state}_edges.csv", ",")
    lon, lat = _column(nodes, "C_X"), _column(nodes, "C_Y")
    n, k = len(nodes), int(row["k"])
    a, b = np.triu_indices(n, 1)
    km = np.zeros((n, n))
    km[a, b] = np.rint(GRS80.inv(lon[a], lat[a], lon[b], lat[b])[2] / 1000)
    km += km.T
    return Case(
        name=row["instance"],
        kind=folder.name,
        weight=_column(nodes, "pop2010").astype(np.int64),
        cost=(km / 1000) ** 2,
        pairs=np.column_stack([_column(edges, "u"), _column(edges, "v")]).astype(np.int64),
        n_zones=k,
        low=np.full(k, int(row["lower"])),
        high=np.full(k, int(row["upper"])),
        facility=None,
        xy_km=None,
        distance_km=km,
        power=2,
        **_values(row),
    )


def _contacts(path: Path, ids: NDArray[np.float64]) -> NDArray[np.int64]:
    """Read pairs of ids from the second and third column; return positions, each pair once."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))[1:]
    place = {int(unit): at for at, unit in enumerate(ids)}
    pairs = np.array([[place[int(line[1])], place[int(line[2])]] for line in lines])
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    return np.unique(pairs, axis=0)


def _lines_km(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hypot(x[:, None] - x, y[:, None] - y) / 1000


def _read_edp(folder: Path, row: dict[str, str]) -> Case:
    units, contacts = row["files"].split("+")
    rows = _rows(folder / units, "\t")
    is_hn = "poptotal" in rows[0]
    names = ("FID", "poptotal", "x", "y") if is_hn else ("OID", "pop", "PointX", "PointY")
    ids, weight, x, y = (_column(rows, name) for name in names)
    k = int(row["k"])
    return Case(
        name=row["instance"],
        kind="edp",
        weight=weight.astype(np.int64),
        cost=_lines_km(x, y),
        pairs=_contacts(folder / contacts, ids),
        n_zones=k,
        low=np.full(k, int(np.ceil(float(row["lower"])))),
        high=np.full(k, int(np.floor(float(row["upper"])))),
        facility=None,
        xy_km=np.column_stack([x, y]) / 1000,
        distance_km=None,
        power=1,
        **_values(row),
    )


def _read_sap(folder: Path, row: dict[str, str]) -> Case:
    units, contacts = row["files"].split("+")
    rows = _rows(folder / units, "\t")
    ids, weight, x, y, capacity = (
        _column(rows, name) for name in ("OID", "pop", "PointX", "PointY", "fcapacity")
    )
    facility = np.flatnonzero(capacity > 0)
    return Case(
        name=row["instance"],
        kind="sap",
        weight=weight.astype(np.int64),
        cost=_lines_km(x, y),
        pairs=_contacts(folder / contacts, ids),
        n_zones=len(facility),
        low=np.zeros(len(facility), dtype=np.int64),
        high=capacity[facility].astype(np.int64),
        facility=facility,
        xy_km=np.column_stack([x, y]) / 1000,
        distance_km=None,
        power=1,
        **_values(row),
    )
