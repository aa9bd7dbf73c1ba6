"""The reader process: opens foreign files under limits and hands plain tables back.

Started as ``python -m gridplan.read.child JOB``, where JOB is a private folder with ``job.json``.
GDAL takes its settings from the environment, so the parent sets that before this starts.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_OPEN_FILES = 256


def limit(memory_bytes: int, cpu_s: int) -> None:
    """Bound memory, processor time and open files of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the clock in the parent is what remains
        return
    bounds = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in bounds.items():
        _, hard = resource.getrlimit(kind)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (ceiling, ceiling))


def main(folder: Path) -> None:
    """Do the job in *folder* and leave the tables and ``result.json`` there."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limit(job["memory_bytes"], job["cpu_s"])
    os.chdir(folder)
    result = read_job(job, folder)
    temporary = folder / "result.tmp"
    temporary.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8", errors="replace")
    temporary.rename(folder / "result.json")


def read_job(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Read the files of a job, leave the tables in *folder*, and return everything else."""
    # imported under the limits
    from gridplan.read.assembly import assemble
    from gridplan.read.handover import layer_entry, unread_entry, write_tables
    from gridplan.read.intake import File, take_in
    from gridplan.read.log import Log
    from gridplan.read.options import ReadOptions
    from gridplan.read.placing import asked_places, place_in_zones

    options = ReadOptions.from_dict(job["options"])
    log = Log()
    files = [
        File(Path(one["path"]), Path(one["path"]), one["sha256"], one["is_explicit"])
        for one in job["files"]
    ]
    work = folder / "work"
    work.mkdir()
    progress = folder / "progress"

    def working_on(file: str) -> None:
        progress.write_text(file, encoding="utf-8")

    intake = take_in(files, options, work, log, working_on=working_on)
    assembly = assemble(intake.layers, options, log, working_on=working_on)
    tables = {} if log.has_faults and not assembly.tables else assembly.tables
    places = asked_places(job["files"])
    if places is not None:
        tables = place_in_zones(tables, assembly.crs, places, log, files[0].path.name)
    return {
        "crs": assembly.crs,
        "tables": write_tables(tables, folder),
        "layers": [layer_entry(layer) for layer in intake.layers],
        "unrecognised": [unread_entry(file, info) for file, info in intake.unrecognised],
        "unplaced": assembly.unplaced,
        "notes": log.entries,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
