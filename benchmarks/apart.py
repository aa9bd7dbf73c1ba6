"""Run something in a process of its own: its own memory, a limit of time and memory."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PATIENCE = 30  # times the limit of the processor: how long a busy machine may take
MB = 1024  # kilobytes, as the system counts memory


@dataclass(frozen=True)
class Outcome:
    """What came back: the value, or what went wrong in a word; seconds and peak memory."""

    value: Any
    seconds: float
    peak_mb: float
    fault: str = ""


def run_apart(
    task: Callable[..., Any], *arguments: Any, limit_s: float = 600.0, limit_gb: float = 8.0
) -> Outcome:
    """Call *task* in a fresh process, which may use *limit_s* seconds of a processor."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(there, limit_s, limit_gb, task, arguments))
    process.start()
    there.close()
    try:
        if here.poll(PATIENCE * limit_s):
            return here.recv()
        return Outcome(None, limit_s, 0.0, "hangs")
    except EOFError:
        process.join()
        is_late = process.exitcode == -signal.SIGXCPU
        return Outcome(None, limit_s, 0.0, f"over {limit_s:.0f} s" if is_late else "died")
    finally:
        process.kill()
        process.join()


def _serve(
    pipe: Connection,
    limit_s: float,
    limit_gb: float,
    task: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    limit = int(limit_gb * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit_s), int(limit_s) + 5))
    start, value, fault = time.perf_counter(), None, ""
    try:
        value = task(*arguments)
    except ModuleNotFoundError as error:
        fault = f"absent ({error.name})"
    except MemoryError:
        fault = f"over {limit_gb:g} GB"
    except Exception as error:
        fault = f"{type(error).__name__}: {str(error)[:60]}"
    seconds = time.perf_counter() - start
    pipe.send(Outcome(value, seconds, _peak_mb(), fault))


def _peak_mb() -> float:
    """Return the most memory this process and the largest of those it started have held.

    The system's own count starts with what the parent held; the high-water mark does not.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    marks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    own = marks[0] if marks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / MB
