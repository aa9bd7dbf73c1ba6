"""From labels to what the caller gets: zones numbered, measured and explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.faults import zone_faults
from gridplan.partition.feasibility import diagnose
from gridplan.partition.objective import zone_centers
from gridplan.partition.problem import Problem
from gridplan.partition.reduce import Reduction
from gridplan.partition.solution import Finding, Solution


def report(
    problem: Problem,
    reduction: Reduction,
    labels: NDArray[np.int64],
) -> Solution:
    """Return the plan of *labels*, zone of each unit, with what is wrong with it."""
    feasibility = diagnose(problem, reduction)
    labels = _number(problem, labels)
    centers, sums = zone_centers(problem, labels.astype(np.int32))
    return Solution(
        labels=labels.astype(np.int32),
        centers=centers,
        households=np.bincount(labels, problem.households, len(centers)).astype(np.int64),
        objective=float(sums.sum()),
        soft_cost=_soft_cost(problem, reduction, labels, centers),
        violations=zone_faults(problem, reduction, labels, feasibility, problem.max_at(centers)),
        feasibility=feasibility,
    )


def unsorted(solution: Solution, order: NDArray[np.int64]) -> Solution:
    """Return the solution with its units in the order the caller knows."""
    labels = np.empty_like(solution.labels)
    labels[order] = solution.labels
    findings = tuple(
        Finding(f.key, f.values, tuple(sorted(order[list(f.units)].tolist())), f.min_off)
        for f in solution.feasibility.findings
    )
    return replace(
        solution,
        labels=labels,
        centers=order[solution.centers],
        feasibility=replace(solution.feasibility, findings=findings),
    )


def _number(problem: Problem, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give zones the numbers 0.. by first unit; fixed units keep theirs where it is below k."""
    _, first, dense = np.unique(labels, return_index=True, return_inverse=True)
    k = len(first)
    number = np.full(k, -1, dtype=np.int64)
    if problem.fixed is not None and problem.initial is not None and problem.fixed.any():
        wanted = problem.initial[problem.fixed]
        if wanted.max() < k:
            number[dense[problem.fixed]] = wanted
    free = np.setdiff1d(np.arange(k), number)
    open_zones = np.flatnonzero(number < 0)
    number[open_zones[np.argsort(first[open_zones])]] = free
    return number[dense]


def _soft_cost(
    problem: Problem,
    reduction: Reduction,
    labels: NDArray[np.int64],
    centers: NDArray[np.int64],
) -> float:
    """Return what cut and mixed compounds and crossed sides cost, household-metres."""
    net = reduction.net
    zone = np.zeros(len(net.weight), dtype=np.int64)
    zone[reduction.node] = labels
    rows = np.repeat(np.arange(len(net.weight)), np.diff(net.indptr))
    is_cut = zone[rows] != zone[net.indices]
    mixed = float(-net.bond[net.bond < 0].sum()) / 2
    cost = float(net.bond[is_cut].sum()) / 2 + mixed
    if problem.side is not None and len(labels):
        crosses = problem.side != problem.side[centers[labels]]
        cost += problem.side_cost_m * float(problem.households[crosses].sum())
    return cost
