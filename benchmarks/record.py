"""Keep tables in ``benchmarks/results/`` with the machine and the date."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass
class Clock:
    """Seconds on the wall, and on the processors: those do not depend on what else runs."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def clock() -> Iterator[Clock]:
    """Time a block, processes that it started and waited for included."""
    found, before = Clock(), os.times()
    yield found
    after = os.times()
    found.wall_s = after.elapsed - before.elapsed
    found.cpu_s = sum(after[:4]) - sum(before[:4])


def machine() -> str:
    """Return processor, cores, language and date of this run."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib()} GiB, "
        f"Python {platform.python_version()}, "
        f"{datetime.datetime.now(datetime.UTC).date()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def _memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def keep(name: str, title: str, command: str, sections: dict[str, str]) -> None:
    """Write sections of tables, by heading, in place of those of earlier runs."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.md"
    old = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.exists() else []
    kept = {part.partition("\n")[0].strip(): part.partition("\n")[2].strip() for part in old}
    kept |= {heading: f"{text.strip()}\n\n{machine()}." for heading, text in sections.items()}
    parts = [f"# {title}\n\nWritten by `{command}`."]
    parts += [f"## {heading}\n\n{text}" for heading, text in kept.items()]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
