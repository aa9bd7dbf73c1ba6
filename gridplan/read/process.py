"""Run the reader process: private folder, limits, a clock, and a name for what killed it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gridplan
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions

# GDAL opens a file with any driver that recognises its content, whatever it is called; only
# these are left. A VRT could read any file and any host.
_DRIVERS = frozenset(
    {
        "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "GPKG", "FlatGeobuf", "OpenFileGDB", "OSM",
        "MEM", "Memory",
    }
)  # fmt: skip
_MEMORY_BYTES = 2 << 30
_MEMORY_PER_BYTE = 30
_MAX_MEMORY_BYTES = 12 << 30
_CPU_S = 60
_CPU_S_PER_MB = 1.0


@dataclass
class Outcome:
    """What the reader process gave back."""

    crs: str = ""
    tables: list[str] = field(default_factory=list)
    layers: list[dict[str, Any]] = field(default_factory=list)
    unrecognised: list[dict[str, Any]] = field(default_factory=list)
    unplaced: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of the reader process."""
    import pyogrio

    kept = (
        "PATH",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "LD_LIBRARY_PATH",
        "PROJ_DATA",
        "PROJ_LIB",
        "GDAL_DATA",
    )
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    skipped = sorted(set(pyogrio.list_drivers()) - _DRIVERS)
    root = str(Path(gridplan.__file__).parents[1])
    return {
        **inherited,
        "GDAL_SKIP": ",".join(skipped),
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_TMPDIR": str(folder),
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
        "PROJ_NETWORK": "OFF",
        "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)]),
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "HOME": str(folder),
    }


def run(
    files: Sequence[Mapping[str, Any]], options: ReadOptions, folder: Path, log: Log
) -> Outcome:
    """Read files in a process of its own; a file that kills it is named and left out.

    Parameters
    ----------
    files
        ``path``, ``sha256``, ``is_explicit`` and ``bytes`` of each.
    options
        How to read.
    folder
        Private folder; tables are left there.
    log
        Gets a fault for each file that stopped the reader.
    """
    remaining = list(files)
    for number in range(len(files) + 1):
        place = folder / f"run-{number}"
        place.mkdir(mode=0o700)
        outcome, culprit, reason = attempt(remaining, options, place)
        if outcome is not None:
            outcome.tables = [str(place / name) for name in outcome.tables]
            return outcome
        known = [one for one in remaining if str(one["path"]) != culprit]
        name = Path(culprit).name if culprit else ", ".join(Path(one["path"]).name for one in files)
        log.fault("reader_stopped", where=name, reason=reason)
        if not known or len(known) == len(remaining):
            break
        remaining = known
    return Outcome()


def job_of(files: Sequence[Mapping[str, Any]], options: ReadOptions) -> dict[str, Any]:
    """Describe a job as plain values: files, options and limits that grow with the input."""
    megabytes = sum(int(one["bytes"]) for one in files) / (1 << 20)
    memory = int(_MEMORY_BYTES + _MEMORY_PER_BYTE * megabytes * (1 << 20))
    return {
        "files": [{**one, "path": str(one["path"])} for one in files],
        "options": options.to_dict(),
        "memory_bytes": min(memory, _MAX_MEMORY_BYTES),
        "cpu_s": int(_CPU_S + _CPU_S_PER_MB * megabytes),
    }


def attempt(
    files: Sequence[Mapping[str, Any]], options: ReadOptions, place: Path
) -> tuple[Outcome | None, str, str]:
    """Run the reader once: its outcome, or None with the file it died on and why."""
    job = job_of(files, options)
    (place / "job.json").write_text(json.dumps(job), encoding="utf-8")
    code, error = _wait(place, timeout_s=2.0 * job["cpu_s"])
    result = place / "result.json"
    if code == 0 and result.is_file():
        return Outcome(**json.loads(result.read_text(encoding="utf-8"))), "", ""
    progress = place / "progress"
    culprit = progress.read_text(encoding="utf-8") if progress.is_file() else ""
    return None, culprit, _why(code, error)


def _wait(place: Path, *, timeout_s: float) -> tuple[int | None, str]:
    command = [sys.executable, "-m", "gridplan.read.child", str(place)]
    with (place / "stderr").open("wb") as sink:
        child = subprocess.Popen(
            command, env=environment(place), cwd=place, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=sink,
        )  # fmt: skip
        try:
            code: int | None = child.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    return code, (place / "stderr").read_text(encoding="utf-8", errors="replace")


def _why(code: int | None, error: str) -> str:
    if code is None:
        return "time"
    if code < 0:
        return f"signal {-code}"
    # the kind of error only: its text may hold what stands in the data
    lines = error.strip().splitlines()
    kind = lines[-1].partition(":")[0].strip()[:60] if lines else ""
    return "memory" if "MemoryError" in kind else kind or "crash"
