"""Every fault of a plan, with its reason and whether it is proven unavoidable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.partition.problem import Problem
from gridplan.partition.proof import Relaxed, exact_deviation, has_no_partners, relax
from gridplan.partition.reduce import Reduction, unit_graph
from gridplan.partition.solution import Feasibility, Finding, ZoneFault


@dataclass(frozen=True, eq=False)
class _Case:
    """A plan under examination."""

    problem: Problem
    labels: NDArray[np.int64]
    loads: NDArray[np.int64]
    high: NDArray[np.int64]
    relaxed: Relaxed | None
    finding_of: dict[int, Finding]
    piece_off: dict[int, int]  # by piece; by finding where zones need not be in one piece


def zone_faults(
    problem: Problem,
    reduction: Reduction,
    labels: NDArray[np.int64],
    feasibility: Feasibility,
    high: NDArray[np.int64],
) -> tuple[ZoneFault, ...]:
    """List the faults of a plan, by zone; *high* is the most households of each zone."""
    k = int(labels.max(initial=-1)) + 1
    loads = np.bincount(labels, problem.households, k).astype(np.int64)
    is_off = (loads < problem.band.min_households) | (loads > high)
    case = _examine(problem, reduction, labels, loads, high, feasibility)
    faults = [_size_fault(case, zone) for zone in np.flatnonzero(is_off).tolist()]
    faults += _torn(problem, labels, loads) + _feuds(problem, labels, loads)
    if problem.n_zones is not None and k != problem.n_zones:
        values = {"n_zones": k, "wished": problem.n_zones}
        is_known = any(f.key == "partition.count_impossible" for f in feasibility.findings)
        faults.append(ZoneFault(-1, "count", 0, is_known, "partition.count", values))
    return tuple(sorted(faults, key=lambda fault: (fault.zone, fault.kind)))


def _examine(
    problem: Problem,
    reduction: Reduction,
    labels: NDArray[np.int64],
    loads: NDArray[np.int64],
    high: NDArray[np.int64],
    feasibility: Feasibility,
) -> _Case:
    off = np.maximum(np.maximum(problem.band.min_households - loads, loads - high), 0)
    finding_of = {unit: finding for finding in feasibility.findings for unit in finding.units}
    if not off.any() or not problem.is_contiguous:
        by_finding = _off_by_finding(problem, labels, off, finding_of)
        return _Case(problem, labels, loads, high, None, finding_of, by_finding)
    relaxed = relax(problem, reduction.node, reduction.net.weight)
    piece_off: dict[int, int] = {}
    _, first = np.unique(labels, return_index=True)
    for zone in np.flatnonzero(off).tolist():
        piece = int(relaxed.piece[relaxed.place[_anchor(problem, labels, zone)]])
        piece_off[piece] = piece_off.get(piece, 0) + int(off[zone])
    return _Case(problem, labels, loads, high, relaxed, finding_of, piece_off)


def _off_by_finding(
    problem: Problem,
    labels: NDArray[np.int64],
    off: NDArray[np.int64],
    finding_of: dict[int, Finding],
) -> dict[int, int]:
    """Sum the households out of band by the finding that explains them."""
    total: dict[int, int] = {}
    for zone in np.flatnonzero(off).tolist():
        finding = finding_of.get(_anchor(problem, labels, zone))
        total[id(finding)] = total.get(id(finding), 0) + int(off[zone])
    return total


def _anchor(problem: Problem, labels: NDArray[np.int64], zone: int) -> int:
    """Return the heaviest unit of a zone."""
    members = np.flatnonzero(labels == zone)
    return int(members[np.argmax(problem.households[members])])


def _size_fault(case: _Case, zone: int) -> ZoneFault:
    low, high = case.problem.band.min_households, int(case.high[zone])
    load = int(case.loads[zone])
    values: dict[str, Any] = {"households": load, "min": low, "max": high}
    kind = "empty" if load == 0 else "below" if load < low else "above"
    reason = _reason(case, zone)
    if reason is None:
        return ZoneFault(zone, kind, load, False, f"partition.{kind}", values)  # type: ignore[arg-type]
    return ZoneFault(zone, kind, load, True, reason[0], {**values, **reason[1]})  # type: ignore[arg-type]


def _reason(case: _Case, zone: int) -> tuple[str, dict[str, Any]] | None:
    """Return why a zone cannot be in band: sentence and values; None if that is not proven."""
    problem = case.problem
    low, high = problem.band.min_households, problem.max_households
    unit = _anchor(problem, case.labels, zone)
    finding = case.finding_of.get(unit)
    if case.relaxed is None:
        is_proven = finding is not None and case.piece_off[id(finding)] <= finding.min_off
        return (finding.key, dict(finding.values)) if finding and is_proven else None
    piece = int(case.relaxed.piece[case.relaxed.place[unit]])
    off = case.piece_off[piece]
    if finding is not None and off <= finding.min_off:
        return finding.key, dict(finding.values)
    members = np.flatnonzero((case.labels == zone) & (problem.households > 0))
    for vertex in np.unique(case.relaxed.place[members]).tolist():
        if has_no_partners(case.relaxed, vertex, low, high):
            return "partition.no_partner", {"unit_households": int(case.relaxed.weight[vertex])}
    if exact_deviation(case.relaxed, piece, low, high) == off:
        return "partition.exact", {"off": off}
    return None


def _torn(problem: Problem, labels: NDArray[np.int64], loads: NDArray[np.int64]) -> list[ZoneFault]:
    """List zones that are not in one piece."""
    if not problem.is_contiguous:
        return []
    graph = unit_graph(problem)
    rows = np.repeat(np.arange(len(labels)), np.diff(graph.indptr))
    kept = labels[rows] == labels[graph.indices]
    within = sparse.csr_array(
        (np.ones(int(kept.sum())), (rows[kept], graph.indices[kept])), shape=graph.shape
    )
    piece = csgraph.connected_components(within, directed=False)[1]
    pairs = np.unique(np.column_stack([labels, piece]), axis=0)
    zones, counts = np.unique(pairs[:, 0], return_counts=True)
    return [
        ZoneFault(
            int(zone),
            "disconnected",
            int(loads[zone]),
            False,
            "partition.disconnected",
            {"pieces": int(count)},
        )
        for zone, count in zip(zones, counts, strict=True)
        if count > 1
    ]


def _feuds(
    problem: Problem, labels: NDArray[np.int64], loads: NDArray[np.int64]
) -> list[ZoneFault]:
    """List zones that hold units which may not share one."""
    if problem.cannot_link is None:
        return []
    a, b = problem.cannot_link.T
    zones, counts = np.unique(labels[a][labels[a] == labels[b]], return_counts=True)
    return [
        ZoneFault(
            int(zone),
            "cannot_link",
            int(loads[zone]),
            False,
            "partition.cannot_link",
            {"pairs": int(count)},
        )
        for zone, count in zip(zones, counts, strict=True)
    ]
