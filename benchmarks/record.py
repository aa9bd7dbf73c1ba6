"""Keep tables in ``benchmarks/results/`` with the machine and the date."""

from __future__ import annotations

import datetime
import os
import platform
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def machine() -> str:
    """Return processor, cores, language and date of this run."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{datetime.datetime.now(datetime.UTC).date()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def keep(name: str, title: str, command: str, parts: list[str]) -> None:
    """Write the tables of a run in place of those of the last one."""
    RESULTS.mkdir(exist_ok=True)
    head = f"# {title}\n\nWritten by `{command}`. {machine()}."
    text = "\n\n".join([head, *(part.strip() for part in parts)]) + "\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
