"""Plan made-up towns of growing size: seconds, memory, zones out of band, gap.

``python benchmarks/engine_scale.py [--sizes 300,1000,...]`` plans grids and micro-grids of towns
in which a plan is planted (`planted`), so that its household-metres and what no plan can keep in
band are known. Towns are planned in one piece, and community by community on two cores as
`gridplan plan` does. The proof of a bound is timed apart, on at most `MAX_PROVEN` communities of
each town, which give the mean gap. Then a community of about 3,000 households is planned anew
from last year's plan, after one stairwell in twenty has changed. Everything is drawn from a seed;
each town has a process of its own. The tables are kept in ``benchmarks/results/engine_scale.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

import numpy as np
from numpy.typing import NDArray

from gridplan.partition import Solution, nest, nest_all

sys.path.append(str(HERE))
from apart import Outcome, run_apart
from judge import Verdict, judge
from planted import BANDS, PlantedTown, plant
from record import Clock, clock, keep

SIZES = (300, 1_000, 3_000, 10_000, 100_000)
MAX_ONE_PIECE = 10_000
N_PROCESSES = 2
LIMIT_S = 1200.0  # for a town
CHANGED_SHARE = 0.05
LEVELS = ("grid", "micro-grid")
MAX_PROVEN = 4
MAX_PROVEN_PIECE = 300
HEAD = (
    "| units | level | zones | out of band | proven unavoidable | out in the planted plan "
    "| household-km | to the planted plan | seconds | CPU seconds | mean gap % | worst gap % "
    "| CPU seconds of a proof | peak MB |\n"
    "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True)
class Row:
    """One level of one town: what the judge says of ours and the planted plan, our proofs."""

    n_units: int
    ours: Verdict
    planted: Verdict
    n_unavoidable: int


@dataclass(frozen=True)
class Planned:
    """A town: a row a level, gaps by level of the parts that were proven, seconds of both."""

    rows: list[Row]
    spent: Clock
    gaps: list[list[float]]
    proof_s: float


@dataclass(frozen=True)
class Replan:
    """A community planned anew."""

    n_units: int
    households: int
    n_moved: int
    n_out_before: int
    n_out_after: int


def plan_town(size: int, is_split: bool) -> Planned:
    """Plan a town, in one piece or by community on two cores, and prove bounds of some parts."""
    town = plant(size)
    parts = town.communities() if is_split else [np.arange(len(town.side))]
    jobs = [(town.problem(own, is_bounded=False), BANDS) for own in parts]
    nest(plant(100).problem(), BANDS)  # machine code is loaded
    with clock() as spent:
        found = [nesting.levels for nesting in nest_all(jobs, n_processes=N_PROCESSES)]
    rows = [_row(town, parts, found, depth) for depth in (0, 1)]
    if not is_split and size > MAX_PROVEN_PIECE:
        return Planned(rows, spent, [[], []], 0.0)
    whole = parts[:-2] if is_split else parts  # the last two are traps of one zone each
    chosen = whole[:: -(-len(whole) // MAX_PROVEN)]
    with clock() as both:
        proven = nest_all([(town.problem(own), BANDS) for own in chosen], n_processes=N_PROCESSES)
    gaps = [[one.levels[d].gap for one in proven if one.levels[d].gap is not None] for d in (0, 1)]
    per_part = both.cpu_s / len(chosen) - spent.cpu_s / len(parts)
    return Planned(rows, spent, gaps, per_part)


def _row(
    town: PlantedTown,
    parts: list[NDArray[np.int64]],
    found: list[tuple[Solution, ...]],
    depth: int,
) -> Row:
    planted = (town.grid, town.microgrid)[depth]
    labels, n_zones = np.zeros(len(planted), dtype=np.int64), 0
    for own, levels in zip(parts, found, strict=True):
        labels[own] = levels[depth].labels + n_zones
        n_zones += levels[depth].n_zones
    solutions = [levels[depth] for levels in found]
    return Row(
        n_units=len(labels),
        ours=judge(town.layout, labels, BANDS[depth]),
        planted=judge(town.layout, planted, BANDS[depth]),
        n_unavoidable=sum(_n_unavoidable(solution) for solution in solutions),
    )


def _n_unavoidable(solution: Solution) -> int:
    return len({fault.zone for fault in solution.violations if fault.is_unavoidable})


def replan(size: int) -> tuple[Clock, Replan]:
    """Plan a community anew from its old plan after some stairwells have changed."""
    town = plant(size)
    problem = town.problem(town.communities()[0], is_bounded=False)
    old = nest(problem, BANDS).levels[-1]
    rng = np.random.default_rng(1)
    is_changed = (rng.random(len(problem)) < CHANGED_SHARE) & (problem.households > 0)
    households = problem.households + np.where(is_changed, rng.integers(1, 9, len(problem)), 0)
    changed = replace(problem, households=households, initial=old.labels.astype(np.int64))
    with clock() as spent:
        new = nest(changed, BANDS).levels[-1]
    loads = np.bincount(old.labels, households)
    return spent, Replan(
        n_units=len(problem),
        households=int(households.sum()),
        n_moved=_n_moved(old.labels, new.labels, households),
        n_out_before=sum(not BANDS[-1].contains(int(load)) for load in loads),
        n_out_after=len(new.violations),
    )


def _n_moved(old: NDArray[np.int32], new: NDArray[np.int32], households: NDArray[np.int64]) -> int:
    """Count the households outside the largest common part of each new zone and an old one."""
    common = np.zeros((int(new.max()) + 1, int(old.max()) + 1), dtype=np.int64)
    np.add.at(common, (new, old), households)
    return int(households.sum() - common.max(axis=1).sum())


def lines(outcome: Outcome) -> list[str]:
    """Return the table rows of one town."""
    if outcome.fault:
        return [f"| {outcome.fault} |"]
    town = outcome.value
    return [
        f"| {row.n_units:,} | {level} | {row.ours.n_zones:,} | {row.ours.n_out} "
        f"| {row.n_unavoidable} | {row.planted.n_out} | {row.ours.household_m / 1000:,.1f} "
        f"| {row.ours.household_m / row.planted.household_m:.3f} | {town.spent.wall_s:.2f} "
        f"| {town.spent.cpu_s:.2f} | {_percent(np.mean, gaps)} | {_percent(np.max, gaps)} "
        f"| {town.proof_s:.1f} | {outcome.peak_mb:,.0f} |"
        for level, row, gaps in zip(LEVELS, town.rows, town.gaps, strict=True)
    ]


def _percent(summary: Callable[[list[float]], float], gaps: list[float]) -> str:
    return f"{100 * summary(gaps):.2f}" if gaps else ""


def towns(sizes: list[int], is_split: bool) -> str:
    """Plan towns; return their section with the growth of the seconds."""
    found, table = [], [HEAD]
    for size in sizes:
        outcome = run_apart(plan_town, size, is_split, limit_s=LIMIT_S)
        table += lines(outcome)
        print("\n".join(lines(outcome)), flush=True)
        if not outcome.fault:
            found.append((outcome.value.rows[0].n_units, outcome.value.spent.cpu_s))
    if len(found) > 1:
        slope = np.polyfit(*np.log(np.array(found)).T, 1)[0]
        table += ["", f"CPU seconds grow as units to the power {slope:.2f}."]
        print(table[-1])
    return "\n".join(table)


def warm_start() -> str:
    """Time plans anew; return their section."""
    outcome = run_apart(replan, 300)
    if outcome.fault:
        return outcome.fault
    spent, found = outcome.value
    return (
        f"{found.n_units} units, {found.households:,} households: {spent.wall_s:.2f} s, "
        f"{spent.cpu_s:.2f} of the processor; "
        f"{found.n_out_before} micro-grids out of band before, {found.n_out_after} after; "
        f"{found.n_moved:,} households change their zone."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print(HEAD)
    sections = {
        "In one piece": towns([size for size in sizes if size <= MAX_ONE_PIECE], is_split=False),
        "Community by community, two processes": towns(sizes, is_split=True),
        "Planned anew from last year's plan": warm_start(),
    }
    print(sections["Planned anew from last year's plan"])
    command = "python benchmarks/engine_scale.py"
    keep("engine_scale", "The engine on growing towns", command, sections)


if __name__ == "__main__":
    main()
