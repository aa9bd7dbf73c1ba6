"""Time the partition engine on made-up towns of growing size.

``python benchmarks/engine_quick.py [units ...]`` prints one line per town and level: units,
zones, zones out of band, those proven unavoidable, household-metres, seconds; then how the
seconds grow with the units. Everything is drawn from a seed; no data are needed.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

# The compiler asks for the package `coverage`; the benchmark of that name must not answer.
sys.path[:] = [path for path in sys.path if Path(path) != Path(__file__).parent]

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from gridplan.params import Band
from gridplan.partition import Nesting, Problem, nest, to_rows

SIZES = (300, 1_000, 3_000, 10_000, 30_000, 100_000)
BANDS = (Band(200, 300), Band(50, 80))
SPACING_M = 25.0
COMPOUND_M = 150.0
RIVER_M = 2_000.0  # between rivers, which run north; two bridges each
MAX_CONTACT_M = 120.0


def town(n: int, seed: int = 0) -> Problem:
    """Make a town of *n* units: a third carry households, some towers are too big."""
    rng = np.random.default_rng(seed)
    side_m = SPACING_M * np.sqrt(n)
    xy = rng.uniform(0, side_m, (n, 2))
    kinds = rng.choice(
        [0, 12, 24, 36, 48, 60, 90], n, p=[0.66, 0.1, 0.12, 0.08, 0.02, 0.015, 0.005]
    )
    blocks = (xy // COMPOUND_M).astype(np.int64)
    rows = to_rows(contacts(xy, side_m), n)
    return Problem(
        households=kinds,
        band=BANDS[-1],
        xy_m=xy,
        indptr=rows[0],
        indices=rows[1],
        group=blocks[:, 0] * 10_000 + blocks[:, 1],
        seed=seed,
    )


def contacts(xy: NDArray[np.float64], side_m: float) -> NDArray[np.int64]:
    """Return neighbors by triangulation, without those across a river off its two bridges."""
    corners = Delaunay(xy).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    a, b = xy[pairs[:, 0]], xy[pairs[:, 1]]
    is_near = np.hypot(*(a - b).T) < MAX_CONTACT_M
    is_across = a[:, 0] // RIVER_M != b[:, 0] // RIVER_M
    is_bridge = np.abs((a[:, 1] / side_m * 3) % 1 - 0.5) < 0.5 * SPACING_M * 3 / side_m
    return pairs[is_near & (~is_across | is_bridge)]


def report(n: int, nesting: Nesting, seconds: float) -> None:
    for band, level in zip(BANDS, nesting.levels, strict=True):
        n_out = len({fault.zone for fault in level.violations})
        n_known = len({f.zone for f in level.violations if f.is_unavoidable})
        print(
            f"{n:>8,} {band!s:>8} {level.n_zones:>7,} {n_out:>5} {n_known:>12} "
            f"{level.objective:>14,.0f} {seconds:>8.2f} {seconds / n * 1e6:>10.0f}"
        )


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    start = time.perf_counter()
    nest(town(100), BANDS)
    print(f"first call {time.perf_counter() - start:.1f} s (compiles unless cached)")
    print("   units     band   zones   out  unavoidable   household-m  seconds  us/unit")
    seconds = []
    for n in sizes:
        problem = town(n)
        start = time.perf_counter()
        nesting = nest(problem, BANDS)
        seconds.append(time.perf_counter() - start)
        report(n, nesting, seconds[-1])
    if len(sizes) > 1:
        slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
        print(f"seconds grow as units to the power {slope:.2f}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak_mb:,.0f} MB")


if __name__ == "__main__":
    main()
