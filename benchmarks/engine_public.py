"""Solve public districting instances and compare with the best known values.

``python benchmarks/engine_public.py [--set hess_tract] [--seconds 30] [--only NE]`` prints one
row per instance and keeps the table in ``benchmarks/results/engine_public.md``. The instances
are read where they lie (``--data``); the readers are first checked against published plans.
Plans are judged by `cases`, not by the engine.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import time
from pathlib import Path

# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
HERE = Path(__file__).parent
sys.path[:] = [path for path in sys.path if Path(path) != HERE]

import numpy as np

sys.path.append(str(HERE))
import cases
import free_cases
from cases import Case
from free_cases import FreeCase

from gridplan.params import Band
from gridplan.partition import Problem, solve, to_rows

SECONDS = {
    "hess_tract": 30.0, "hess_county": 60.0, "edp": 60.0, "sap": 55.0,
    "cccp": 10.0, "cpmp_sjc": 10.0, "cpmp": 120.0,
}  # fmt: skip
LONGER = {"P3038_600": 30.0, "Doni1": 6.0, "Doni2": 6.0}  # times the seconds of their set
SETS = (*cases.SETS, *free_cases.SETS)
PUBLISHED = cases.PUBLISHED | free_cases.PUBLISHED
HEAD = (
    "| instance | n | k | best known | ours | gap % | over bound % | seconds | feasible |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|---|"
)
METRES = 1000.0  # a kilometre


def to_problem(case: Case | FreeCase, seconds: float, seed: int) -> Problem:
    """Put a case as the engine takes it."""
    if isinstance(case, FreeCase):
        return to_free_problem(case, seconds, seed)
    rows = to_rows(case.pairs, len(case.weight))
    km, xy_km = case.distance_km, case.xy_km
    capacity = None
    if case.facility is not None:
        capacity = np.zeros(len(case.weight), dtype=np.int64)
        capacity[case.facility] = case.high
    return Problem(
        households=case.weight,
        band=Band(int(case.low.min()), int(case.high.max())),
        xy_m=None if xy_km is None else xy_km * METRES,
        distance_m=None if km is None else km * METRES,
        indptr=rows[0],
        indices=rows[1],
        n_zones=case.n_zones,
        centers=case.facility,
        capacity=capacity,
        power=case.power,
        seed=seed,
        time_limit_s=seconds,
    )


def to_free_problem(case: FreeCase, seconds: float, seed: int) -> Problem:
    """Put a case without contacts as the engine takes it."""
    is_chosen = case.kind == "cpmp"
    return Problem(
        households=case.weight,
        band=Band(0, int(case.capacity.max())),
        xy_m=case.xy * METRES,
        n_zones=case.n_zones,
        demand=case.demand,
        center="centroid" if case.kind == "cccp" else "unit",
        candidates=case.capacity > 0 if is_chosen else None,
        capacity=case.capacity if is_chosen else None,
        seed=seed,
        time_limit_s=seconds,
    )


def run(case: Case | FreeCase, seconds: float, seed: int) -> tuple[float, float, list[str]]:
    """Return our value, the seconds it took, and what is wrong with the plan."""
    room = free_cases if isinstance(case, FreeCase) else cases
    problem = to_problem(case, seconds, seed)
    start = time.perf_counter()
    labels = np.asarray(solve(problem).labels, dtype=np.int64)
    taken = time.perf_counter() - start
    return room.score(case, labels), taken, room.faults(case, labels)


def warm_up() -> None:
    """Solve a lattice, so that no instance waits for the compiler."""
    at = np.arange(64).reshape(8, 8)
    pairs = np.concatenate(
        [np.stack([at[:, :-1], at[:, 1:]], -1), np.stack([at.T[:, :-1], at.T[:, 1:]], -1)]
    )
    rows = to_rows(pairs.reshape(-1, 2), 64)
    xy = np.stack(np.divmod(np.arange(64.0), 8), -1)
    households = np.full(64, 10)
    solve(Problem(households, Band(300, 340), xy_m=xy, indptr=rows[0], indices=rows[1], n_zones=2))


def percent(value: float, base: float) -> float:
    """Return how far *value* is above *base*, percent."""
    return 100.0 * (value - base) / base


def check_readers(folder: Path, found: list[Case]) -> str:
    """Score the published plans; say how far they are from their published values."""
    off = []
    for case in found:
        plan = cases.read_plan(folder, case)
        if plan is not None:
            if cases.faults(case, plan):
                raise SystemExit(f"{case.name}: published plan: {cases.faults(case, plan)}")
            off.append(abs(percent(cases.score(case, plan), case.best)))
    return f"{len(off)} published plans re-scored, largest difference {max(off, default=0):.4f} %."


def table(folder: Path, kind: str, seconds: float, seed: int, only: str) -> str:
    """Solve a set; return its section."""
    is_free = kind in free_cases.SETS
    read = free_cases.read_cases if is_free else cases.read_cases
    found = [case for case in read(folder, kind) if only in case.name]
    checked = "No published plans." if is_free else check_readers(folder, found)
    lines = [checked, f"Published: {PUBLISHED[kind]}.", "", HEAD]
    gaps, n_faulty = [], 0
    for case in found:
        ours, taken, wrong = run(case, seconds * LONGER.get(case.name, 1.0), seed)
        gaps.append(percent(ours, case.best))
        n_faulty += bool(wrong)
        lines.append(
            f"| {case.name} | {len(case.weight)} | {case.n_zones} | {case.best:,.2f} | {ours:,.2f} "
            f"| {gaps[-1]:.3f} | {percent(ours, case.bound):.2f} | {taken:.1f} "
            f"| {'; '.join(wrong) or 'yes'} |".replace("nan", "")
        )
        print(lines[-1], flush=True)
    lines += ["", f"Mean gap {np.mean(gaps):.3f} %, worst {max(gaps):.3f} %, faulty {n_faulty}."]
    print(lines[-1])
    return f"## {kind}, {seconds:g} s, seed {seed}\n\n" + "\n".join(lines) + "\n"


def machine() -> str:
    """Return processor, load and date of this run."""
    today = datetime.datetime.now(datetime.UTC).date()
    chip = platform.processor() or platform.machine()
    load = f"load {os.getloadavg()[2]:.0f} on {os.cpu_count()} cores"
    return f"{chip}, Python {platform.python_version()}, one core per instance, {load}, {today}"


def keep(sections: dict[str, str]) -> None:
    """Replace the sections of this run in the kept table."""
    path = HERE / "results" / "engine_public.md"
    path.parent.mkdir(exist_ok=True)
    old = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.exists() else []
    kept = {part.split(",")[0]: "## " + part.rstrip() + "\n" for part in old}
    kept |= {kind: f"{text}\n{machine()}\n" for kind, text in sections.items()}
    intro = "# Public instances\n\nWritten by `python benchmarks/engine_public.py`.\n"
    path.write_text(intro + "".join("\n" + kept[kind] for kind in sorted(kept)), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", choices=SETS, action="append", help="sets to solve; all by default"
    )
    parser.add_argument("--seconds", type=float, help="time for each instance")
    parser.add_argument("--only", default="", help="part of the names of the instances")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "bench")
    options = parser.parse_args()
    warm_up()
    sections = {}
    for kind in options.set or SETS:
        seconds = options.seconds or SECONDS[kind]
        print(f"\n{kind}, {seconds:g} s each\n{HEAD}")
        sections[kind] = table(options.data, kind, seconds, options.seed, options.only)
    if not options.only:
        keep(sections)


if __name__ == "__main__":
    main()
