"""Read public instances of capacitated clustering and score plans of them, without the engine.

Zones need not be in one piece here: capacitated p-median with facilities to choose (``cpmp``),
with any point as the median (``cpmp_sjc``), and capacitated centered clustering (``cccp``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cases import _column, _rows
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

SETS = ("cccp", "cpmp_sjc", "cpmp")
PUBLISHED = {  # what the authors' methods took
    "cccp": "none for these values",
    "cpmp_sjc": "best known by matheuristics with CPLEX",
    "cpmp": "exact, Gurobi: 130-2,380 s",
}
M_PER_KM = 1000.0


@dataclass(frozen=True, eq=False)
class FreeCase:
    """One instance.

    Parameters
    ----------
    name, kind
        Name and set.
    xy
        Positions, (n, 2), in the unit of the published values.
    weight, demand
        What capacities bound, int64 (n,), and what weighs the distance, (n,).
    capacity
        Of a zone around each unit, (n,); 0 where none may be.
    n_zones
        Number of zones.
    best, bound
        Best known value and lower bound; nan for none.
    """

    name: str
    kind: str
    xy: NDArray[np.float64]
    weight: NDArray[np.int64]
    demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    n_zones: int
    best: float
    bound: float


def score(case: FreeCase, labels: NDArray[np.int64]) -> float:
    """Return the objective: distances times demand to the best median, or to the mean point."""
    if case.kind == "cpmp":
        return _by_facility(case, labels)[1]
    return sum(_value(case, np.flatnonzero(labels == z)) for z in range(case.n_zones))


def _value(case: FreeCase, members: NDArray[np.int64]) -> float:
    """Return the value of one zone without facilities."""
    xy = case.xy[members]
    if case.kind == "cccp":
        return float(np.hypot(*(xy - xy.mean(axis=0)).T).sum())
    return float(np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)).sum(axis=0).min())


def _by_facility(case: FreeCase, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
    """Return the cheapest facilities, one for each zone with room for it, and their value."""
    units = np.flatnonzero(case.capacity > 0)
    away = np.hypot(*(case.xy[:, None] - case.xy[units]).transpose(2, 0, 1))
    in_zone = labels == np.arange(case.n_zones)[:, None]
    sums = (in_zone * case.demand) @ away
    loads = in_zone @ case.weight
    barred = loads[:, None] > case.capacity[units]
    zones, columns = linear_sum_assignment(np.where(barred, 1e6 + sums.max() * 10, sums))
    return units[columns], float(sums[zones, columns].sum())


def faults(case: FreeCase, labels: NDArray[np.int64]) -> list[str]:
    """Return what is wrong with a plan, empty when it is feasible."""
    k = case.n_zones
    if labels.min() < 0 or labels.max() >= k or len(np.unique(labels)) != k:
        return [f"{len(np.unique(labels))} zones in place of {k}"]
    loads = np.bincount(labels, case.weight, k)
    room = np.full(k, case.capacity.max())
    if case.kind == "cpmp":
        room = case.capacity[_by_facility(case, labels)[0]]
    n_off = int((loads > room).sum())
    return [f"{n_off} over capacity"] if n_off else []


def read_cases(folder: Path, kind: str) -> list[FreeCase]:
    """Return all instances of a set that have a best known value."""
    rows = [row for row in _rows(folder / "best_known.csv", ",") if row["kind"] == kind]
    read = _read_facilities if kind == "cpmp" else _read_points
    return [read(folder, row) for row in rows if row["best"]]


def _values(row: dict[str, str]) -> dict[str, float]:
    return {name: float(row[name] or "nan") for name in ("best", "bound")}


def _read_facilities(folder: Path, row: dict[str, str]) -> FreeCase:
    lines = _rows(folder / "cpmp" / row["files"], "\t")
    demand = _column(lines, "Demand")
    return FreeCase(
        name=row["instance"],
        kind="cpmp",
        xy=np.column_stack([_column(lines, "x"), _column(lines, "y")]) / M_PER_KM,
        weight=demand.astype(np.int64),
        demand=demand,
        capacity=_column(lines, "Fcap").astype(np.int64),
        n_zones=int(row["k"]),
        **_values(row),
    )


def _read_points(folder: Path, row: dict[str, str]) -> FreeCase:
    table = np.loadtxt(folder / "cccp" / row["files"], skiprows=1)
    return FreeCase(
        name=row["instance"],
        kind=row["kind"],
        xy=table[:, :2],
        weight=table[:, 3].astype(np.int64),
        demand=np.ones(len(table)),
        capacity=table[:, 2].astype(np.int64),
        n_zones=int(row["k"]),
        **_values(row),
    )
