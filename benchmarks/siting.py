"""Siting to a proven optimum or a printed gap, beside plain HiGHS and spopt, in one run.

Run ``python benchmarks/siting.py [--limit-s 60] [-o benchmarks/results/siting.md]``. Every line
is measured in this run, in seconds of one processor; the ratios compare lines of this run only.
The peers get a clock of *limit-s*; the product works within its default budget, which counts
nodes, not seconds. spopt and pulp come with the extra ``bench``; without them their column is
empty.
"""

from __future__ import annotations

import argparse
import datetime
import math
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
from scipy import sparse

from gridplan.siting import Problem, Solution
from gridplan.siting.cover import cover_model
from gridplan.siting.exact import most_gain
from gridplan.siting.fewest import fewest_sites
from gridplan.siting.solver import Budget, Model, solve

REACH_M, LIMIT_M, DETOUR = 990.0, 1980.0, 1.3
TARGET = 0.9
# demand, candidates, side of the town in metres, sites to add
SIZES = ((500, 150, 3_000.0, 3), (3_000, 400, 7_500.0, 10), (10_000, 800, 14_000.0, 20))
DENSE = 0.6  # the same numbers in a town this much narrower: more overlap, harder
PROVEN = 1e-6  # gap below which a tool counts as done
MOST_SPOPT = 2_000_000  # entries of its dense matrix; more take minutes to write down alone


@dataclass(frozen=True)
class Town:
    """Households and walks to candidates."""

    name: str
    households: np.ndarray
    walk_m: np.ndarray
    n_sites: int

    def cover(self) -> Problem:
        """Return maximal covering."""
        return Problem(self.households, sparse.csc_array((self.walk_m <= REACH_M).astype(float)))

    def median(self) -> Problem:
        """Return the p-median as metres saved."""
        saved = np.maximum(LIMIT_M - self.walk_m, 0.0)
        return Problem(self.households, sparse.csc_array(saved))


@dataclass(frozen=True)
class Outcome:
    """What a tool found, what it proved, and how long it took."""

    objective: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """Return the distance to the bound as a share."""
        scale = max(abs(self.objective), abs(self.bound))
        return abs(self.objective - self.bound) / scale if math.isfinite(scale) else math.inf

    def text(self) -> str:
        """Say it in a cell of the table."""
        proof = "proven" if self.gap < PROVEN else f"gap {self.gap:.2%}"
        if not math.isfinite(self.objective):
            return f"nothing in {self.seconds:.0f} s"
        return f"{self.objective:,.0f}, {proof}, {self.seconds:.2f} s"


def draw_town(n: int, k: int, side_m: float, n_sites: int, name: str) -> Town:
    """Draw homes, most of them in clusters, and candidates anywhere."""
    rng = np.random.default_rng(0)
    middles = rng.uniform(0, side_m, (max(3, n // 100), 2))
    own = middles[rng.integers(0, len(middles), n)] + rng.normal(0, 250, (n, 2))
    anywhere = rng.uniform(0, side_m, (n, 2))
    homes = np.clip(np.where(rng.random((n, 1)) < 0.6, own, anywhere), 0, side_m)
    sites = rng.uniform(0, side_m, (k, 2))
    run = homes[:, None] - sites[None]
    households = rng.integers(1, 80, n).astype(float)
    return Town(name, households, np.hypot(run[..., 0], run[..., 1]) * DETOUR, n_sites)


def timed(call: Callable[[], tuple[float, float]]) -> Outcome:
    """Run *call* and return its objective and bound with the processor time it took."""
    start = time.process_time()
    objective, bound = call()
    return Outcome(objective, bound, time.process_time() - start)


def product(town: Town, method: str) -> tuple[float, float]:
    """Solve with gridplan."""
    found: Solution | None
    if method == "max-cover":
        found = most_gain(town.cover(), town.n_sites)
    elif method == "p-median":
        found = most_gain(town.median(), town.n_sites)
    else:
        found = fewest_sites(town.cover(), target_of(town, method))
    assert found is not None
    return found.objective, found.bound


def target_of(town: Town, method: str) -> float:
    """Return the households a set cover has to reach."""
    problem = town.cover()
    most = problem.value(np.arange(problem.n_candidates))
    return most if method == "set-cover all" else math.ceil(TARGET * most)


def plain(town: Town, method: str, limit_s: float) -> tuple[float, float]:
    """Solve the textbook model with HiGHS: nothing reduced, no start."""
    if method == "p-median":
        model = assignment_model(town)
    else:
        problem = town.cover()
        model = cover_model(problem, town.n_sites)
        if method != "max-cover":
            model = fewest_model(model, problem, target_of(town, method))
    answer = solve(model, budget=Budget(effort=1e6, time_limit_s=limit_s))
    if answer.values is None:
        return math.nan, math.nan
    objective = float(model.gain @ answer.values)
    sign = -1 if method.startswith("set-cover") else 1
    return sign * objective, sign * answer.bound


def assignment_model(town: Town) -> Model:
    """Write the p-median with one variable for each home and site in reach."""
    problem = town.median()
    k, e, m = problem.n_candidates, problem.gains.nnz, problem.n_rows
    entry, one = np.arange(e), np.ones(e)
    once = sparse.csr_array((one, (problem.row, k + entry)), shape=(m, k + e))
    link = sparse.csr_array(
        (np.concatenate([one, -one]), (np.tile(entry, 2), np.concatenate([k + entry,
                                                                         problem.candidate]))),
        shape=(e, k + e),
    )  # fmt: skip
    number = sparse.csr_array((np.ones(k), (np.zeros(k, int), np.arange(k))), shape=(1, k + e))
    return Model(
        gain=np.concatenate([np.zeros(k), problem.worth]),
        upper_bound=np.ones(k + e),
        is_integer=np.arange(k + e) < k,
        rows=sparse.csr_array(sparse.vstack([once, link, number])),
        row_lower=np.append(np.full(m + e, -np.inf), town.n_sites),
        row_upper=np.concatenate([np.ones(m), np.zeros(e), [town.n_sites]]),
    )


def fewest_model(model: Model, problem: Problem, target: float) -> Model:
    """Turn maximal covering into the fewest sites that reach *target*."""
    k = problem.n_candidates
    worth = sparse.csr_array(model.gain[None, :])
    return Model(
        gain=np.where(model.is_integer, -1.0, 0.0),
        upper_bound=model.upper_bound,
        is_integer=model.is_integer,
        rows=sparse.csr_array(sparse.vstack([model.rows, worth])),
        row_lower=np.concatenate([model.row_lower[:-1], [0.0, target]]),
        row_upper=np.concatenate([model.row_upper[:-1], [float(k), np.inf]]),
    )


def spopt_peer(town: Town, method: str, limit_s: float) -> tuple[float, float] | None:
    """Solve with spopt through pulp and HiGHS; None where it is not there or cannot."""
    try:
        import pulp
        from spopt.locate import LSCP, MCLP, PMedian
    except ImportError:
        return None
    if town.walk_m.size > MOST_SPOPT or (method == "p-median" and town.walk_m.size > 100_000):
        return None
    tool = pulp.HiGHS(msg=False, timeLimit=limit_s, threads=1)
    if method == "max-cover":
        model = MCLP.from_cost_matrix(town.walk_m, town.households, REACH_M, town.n_sites)
    elif method == "p-median":
        walk_m = np.minimum(town.walk_m, LIMIT_M)
        model = PMedian.from_cost_matrix(walk_m, town.households, town.n_sites)
    elif method == "set-cover all":
        served = (town.walk_m <= REACH_M).any(axis=1)
        model = LSCP.from_cost_matrix(town.walk_m[served], REACH_M)
    else:
        return None
    model = model.solve(tool, results=False)
    value = float(pulp.value(model.problem.objective))
    if method == "p-median":
        value = LIMIT_M * float(town.households.sum()) - value
    is_done = model.problem.status == pulp.LpStatusOptimal and (
        model.problem.sol_status == pulp.LpSolutionOptimal
    )
    return value, value if is_done else math.nan


METHODS = ("max-cover", "p-median", "set-cover 90%", "set-cover all")


def lines(
    limit_s: float, sizes: tuple[tuple[int, int, float, int], ...], only: str
) -> Iterator[str]:
    """Measure every case whose name and method hold the text *only*; yield lines of the table."""
    yield "| demand x candidates | method | gridplan | plain HiGHS | ratio | spopt | ratio |"
    yield "|---|---|---|---|---|---|---|"
    for n, k, side_m, n_sites in sizes:
        for share, kind in ((1.0, ""), (DENSE, ", dense")):
            town = draw_town(n, k, side_m * share, n_sites, f"{n:,} x {k}{kind}")
            for method in METHODS:
                if only in f"{town.name} {method}":
                    yield compared(town, method, limit_s)


def ratio(peer: Outcome, own: Outcome) -> str:
    """Say how many times longer the peer took to its proof, or who has none."""
    if peer.gap < PROVEN and own.gap < PROVEN:
        return f"{peer.seconds / own.seconds:.1f}"
    if own.gap < PROVEN:
        return "stopped"
    return "peer alone" if peer.gap < PROVEN else "neither"


def compared(town: Town, method: str, limit_s: float) -> str:
    """Return one line of the table."""
    own = timed(lambda: product(town, method))
    peer = timed(lambda: plain(town, method, limit_s))
    start = time.process_time()
    found = spopt_peer(town, method, limit_s)
    spent = time.process_time() - start
    cells = [town.name, f"{method}, {town.n_sites} sites" if "set" not in method else method]
    cells += [own.text(), peer.text(), ratio(peer, own)]
    if found is None:
        cells += ["", ""]
    else:
        third = Outcome(*found, spent)
        text = third.text() if math.isfinite(third.bound) else f"{found[0]:,.0f}, {spent:.1f} s"
        cells += [text, ratio(third, own)]
    return "| " + " | ".join(cells) + " |"


def head(limit_s: float) -> str:
    """Say where and how this was measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan
    return (
        f"# Siting\n\n{datetime.date.today()}, {platform.processor() or platform.machine()}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}, "
        f"HiGHS {highspy.Highs().version()}; load when it began {load:.1f}. "
        "`python benchmarks/siting.py`\n\n"
        "Objective (households, household-metres of walking saved, or sites), proof, and seconds "
        "of processor time. Homes in a made-up town, walks 1.3 times the straight line, reach "
        f"{REACH_M:.0f} m, walks followed to {LIMIT_M:.0f} m; *dense* towns are narrower, so that "
        f"more sites overlap. The peers are stopped after {limit_s:.0f} s by the clock, which on a "
        "busy machine is less processor time; gridplan stops after its default budget of work. "
        "*Plain HiGHS* gets the textbook model: "
        "nothing reduced, no start. A ratio says how many times longer the peer took to its "
        "proof; *stopped*: it had none yet; *neither*: no proof on either side. "
        "spopt is left empty where it has no such model, or where its dense matrix is too large "
        "to be written down in minutes.\n"
    )


def main() -> None:
    """Print the table as it grows, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit-s", type=float, default=60.0)
    parser.add_argument("--sizes", type=int, default=len(SIZES), help="how many, small first")
    parser.add_argument("--only", default="", help="cases whose name and method hold this text")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    text = [head(options.limit_s)]
    print(text[0])
    for line in lines(options.limit_s, SIZES[: options.sizes], options.only):
        print(line, flush=True)
        text.append(line)
    if options.output:
        options.output.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
