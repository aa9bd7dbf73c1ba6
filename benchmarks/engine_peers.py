"""The engine beside other engines, on the same problems in the same run.

``python benchmarks/engine_peers.py [--only hn] [--limit-s 150]`` prints one table per problem
and keeps all of them in ``benchmarks/results/engine_peers.md``: Kong's villages (gy2) and towns
(hn) in a fixed number of zones of +-20 % and +-10 %, and the micro-grids (50-80 households) of the
sample and of real towns. Every engine works in a process of its own with a limit of time and
memory; one that is not installed is named as absent (``pip install gridplan[bench]``). Where the
number of zones is fixed, this engine searches for a minute and proves its bound after that;
micro-grids take the iterations that the product takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

import numpy as np
from numpy.typing import NDArray

from gridplan.params import Band
from gridplan.partition import Problem, Solution, solve, to_rows
from gridplan.partition.bound import Rival, lower_bound
from gridplan.partition.reduce import reduce_units

sys.path.append(str(HERE))
from apart import Outcome, run_apart
from cases import read_cases
from judge import Layout, Verdict, judge
from peers import PEERS, Task
from record import Clock, clock, keep

SHARED = HERE.parents[1] / "shared"
MICRO = Band(50, 80)
TOWNS = ("vologda", "geneva")
SECONDS = 60.0  # of search where the number of zones is fixed
PROOF_EFFORT = 8.0
HEAD = (
    "| engine | zones | out of band | not in one piece | household-km | to ours | over the bound % "
    "| seconds | CPU seconds | peak MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, eq=False)
class Question:
    """A problem by name; `n_zones` None leaves the number free."""

    name: str
    layout: Layout
    band: Band
    n_zones: int | None


@dataclass(frozen=True, eq=False)
class Answer:
    """Labels and what their maker says: proven bound, zones that cannot be in band."""

    labels: NDArray[np.int64]
    spent: Clock
    lower_bound_m: float | None = None
    n_unavoidable: int = 0


def equal_districts(folder: Path) -> list[Question]:
    """Return Kong's instances."""
    return [
        Question(
            case.name,
            Layout(case.xy_km * 1000.0, case.weight, case.pairs),
            Band(int(np.ceil(case.low[0])), int(case.high[0])),
            case.n_zones,
        )
        for case in read_cases(folder, "edp")
    ]


def micro_grids(source: Path, name: str, *, is_estimated: bool) -> Question:
    """Return the micro-grids of a town: ordinary units, contacts within communities."""
    from gridplan.land import build_land
    from gridplan.params import EstimateParams, Params
    from gridplan.read import ReadOptions, load
    from gridplan.units import build_units

    params = Params(estimate=EstimateParams(is_enabled=is_estimated))
    area = load(source, options=ReadOptions(estimate=is_estimated))
    units = build_units(area, params)
    land = build_land(area, units, params)
    own = np.flatnonzero(units.special < 0)
    rank = np.full(len(units), -1)
    rank[own] = np.arange(len(own))
    pairs = land.adjacency.pairs()
    kept = (rank[pairs] >= 0).all(axis=1)
    kept &= units.community[pairs[:, 0]] == units.community[pairs[:, 1]]
    return Question(
        f"{name}_micro",
        Layout(units.xy_m[own], units.households[own], rank[pairs[kept]]),
        MICRO,
        None,
    )


def ours(question: Question) -> Answer:
    """Answer with this engine."""
    layout = question.layout
    indptr, indices = to_rows(layout.pairs, len(layout.households))
    problem = Problem(
        households=layout.households,
        band=question.band,
        xy_m=layout.xy_m,
        indptr=indptr,
        indices=indices,
        n_zones=question.n_zones,
        time_limit_s=None if question.n_zones is None else SECONDS,
    )
    with clock() as spent:
        found = solve(problem)
        bound_m = found.lower_bound if question.n_zones is None else proven(problem, found)
    return Answer(
        found.labels.astype(np.int64),
        spent,
        bound_m,
        len({fault.zone for fault in found.violations if fault.is_unavoidable}),
    )


def proven(problem: Problem, found: Solution) -> float | None:
    """Return a bound for a plan that was found by the clock."""
    rival = Rival(found.labels.astype(np.int64), found.centers, found.objective)
    patient = replace(problem, effort=PROOF_EFFORT)
    return lower_bound(patient, reduce_units(patient), rival)


def theirs(name: str, task: Task) -> Answer:
    """Answer with another engine."""
    with clock() as spent:
        labels = PEERS[name](task)
    return Answer(labels, spent)


def warm() -> None:
    """Compile the engine before it is timed."""
    ours(Question("", Layout(np.eye(2), np.array([60, 60]), np.array([[0, 1]])), MICRO, None))


def compare(question: Question, limit_s: float) -> str:
    """Ask every engine; return the section of one problem."""
    warm()
    first = run_apart(ours, question, limit_s=600.0)
    if first.fault:
        return first.fault
    best = judge(question.layout, first.value.labels, question.band)
    bound_m = first.value.lower_bound_m
    rows = [HEAD, row("gridplan", first, best, best, bound_m)]
    print(f"\n{question.name}\n{HEAD}\n{rows[-1]}", flush=True)
    task = Task(question.layout, question.band, best.n_zones)
    for name in PEERS:
        outcome = run_apart(theirs, name, task, limit_s=limit_s)
        verdict = None if outcome.fault else judge(question.layout, outcome.value.labels, task.band)
        rows.append(row(name, outcome, verdict, best, bound_m))
        print(rows[-1], flush=True)
    households = question.layout.households
    asked = "a free number of" if question.n_zones is None else f"{question.n_zones:,}"
    return (
        f"{len(households):,} units, {int((households > 0).sum()):,} with "
        f"households, {households.sum():,} households; {asked} zones of {question.band}. Of our "
        f"zones out of band {first.value.n_unavoidable} are proven unavoidable.\n\n"
        + "\n".join(rows)
    )


def row(
    name: str, outcome: Outcome, verdict: Verdict | None, best: Verdict, bound_m: float | None
) -> str:
    """Return one line of a table."""
    if verdict is None:
        return f"| {name} | {outcome.fault} | | | | | | | | |"
    is_bound = bound_m is not None and verdict.n_zones == best.n_zones  # it holds for as many
    over = f"{100 * (verdict.household_m / bound_m - 1):.2f}" if is_bound else ""
    return (
        f"| {name} | {verdict.n_zones:,} | {verdict.n_out:,} | {verdict.n_torn:,} "
        f"| {verdict.household_m / 1000:,.1f} | {verdict.household_m / best.household_m:.3f} "
        f"| {over} | {outcome.value.spent.wall_s:.2f} "
        f"| {outcome.value.spent.cpu_s:.2f} | {outcome.peak_mb:,.0f} |"
    )


def questions(options: argparse.Namespace) -> Iterator[Question]:
    """Return the problems that are there and asked for."""
    known = equal_districts(options.bench) if options.bench.is_dir() else []
    yield from (question for question in known if options.only in question.name)
    sources = {"sample": HERE.parent / "data" / "sample"}
    sources |= {name: options.towns / name for name in TOWNS}
    for name, source in sources.items():
        if options.only in f"{name}_micro" and source.is_dir():
            yield micro_grids(source, name, is_estimated=name != "sample")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the problems")
    parser.add_argument(
        "--limit-s", type=float, default=150.0, help="of the processor, for each of the others"
    )
    parser.add_argument("--bench", type=Path, default=SHARED / "bench")
    parser.add_argument("--towns", type=Path, default=SHARED / "data" / "towns")
    options = parser.parse_args()
    command = "python benchmarks/engine_peers.py"
    for question in questions(options):
        section = {question.name: compare(question, options.limit_s)}
        keep("engine_peers", "Beside other engines", command, section)


if __name__ == "__main__":
    main()
