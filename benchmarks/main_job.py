"""Stage times and peak memory of the main job, on the sample, real towns, and growing towns.

Run with ``python benchmarks/main_job.py [--towns DIR] [--sizes 1000,10000,...]``. Each job is a
process of its own, so that memory is its own too. The last table fits cost against buildings: a
slope of 1 in log-log means that the cost per building stays flat.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from towns import n_sample_buildings, write_town

ROOT = Path(__file__).parents[1]
TOWNS = ("vologda", "geneva", "shanghai_lujiazui", "taipei_zhongzheng")
LIMITS = {"sample": (15, 2), "vologda": (90, 2), "geneva": (60, 2)}
STAGES = ("load", "units", "adjacency", "partition", "check", "coverage", "render")


def run_job(source: Path, estimate: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gridplan", "plan", str(source), "-o", folder + "/out"]
        if estimate:
            command.append("--estimate-households")
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wall = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(done.stderr)
        report = json.loads(Path(folder, "out", "report.json").read_text(encoding="utf-8"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    return {**report["timings_s"], "wall": wall, "peak_gb": peak}


def in_own_process(source: Path, estimate: bool) -> dict[str, float]:
    """Run one job below a fresh process: peak memory of children only ever grows."""
    command = [sys.executable, __file__, "--one", str(source)]
    command += ["--estimate"] if estimate else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def print_row(name: str, row: dict[str, float]) -> None:
    stages = " ".join(f"{row.get(stage, 0):9.2f}" for stage in STAGES)
    limit_s, limit_gb = LIMITS.get(name, (None, None))
    ratio = f"{row['wall'] / limit_s:6.2f} {row['peak_gb'] / limit_gb:6.2f}" if limit_s else ""
    print(f"{name:20s} {stages} {row['wall']:8.1f} {row['peak_gb']:7.2f}  {ratio}", flush=True)


def grow(sizes: list[int]) -> None:
    each = n_sample_buildings()
    found = []
    for size in sizes:
        copies = max(1, round(size / each))
        with tempfile.TemporaryDirectory() as folder:
            write_town(Path(folder), n_copies=copies)
            row = in_own_process(Path(folder), estimate=False)
        print_row(f"{copies * each} buildings", row)
        found.append((copies * each, row["wall"]))
    if len(found) > 1:
        n, seconds = np.array(found).T
        slope, _ = np.polyfit(np.log(n), np.log(seconds), 1)
        rates = ", ".join(f"{rate:.2f}" for rate in 1000 * seconds / n)
        print(f"seconds per 1,000 buildings: {rates}; slope in log-log {slope:.2f} (1 is flat)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=Path, default=ROOT.parent / "shared" / "data" / "towns")
    parser.add_argument("--sizes", default="1000,3000,10000,30000,100000")
    parser.add_argument("--one", type=Path)
    parser.add_argument("--estimate", action="store_true")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_job(options.one, options.estimate)))
        return
    heads = " ".join(f"{stage:>9s}" for stage in STAGES)
    print(f"{'':20s} {heads} {'wall s':>8s} {'peak GB':>7s}  ratio to the limit of s, GB")
    print_row("sample", in_own_process(ROOT / "data" / "sample", estimate=False))
    for town in TOWNS:
        if (options.towns / town).is_dir():
            print_row(town, in_own_process(options.towns / town, estimate=True))
    if options.sizes:
        grow([int(size) for size in options.sizes.split(",")])


if __name__ == "__main__":
    main()
