"""Start the compiler early: while data are read, another process compiles half the engine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ENGINE = "gridplan.partition"


@contextmanager
def engine_compiling() -> Iterator[Callable[[], None]]:
    """Compile half the engine during the block, unless machine code is kept already.

    Gives a function that compiles the other half and waits until all of it is there; call it
    before the first search.
    """
    if has_machine_code():
        yield lambda: None
        return
    process = subprocess.Popen(
        [sys.executable, "-m", f"{ENGINE}.ahead", "mend"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def finish() -> None:
        from gridplan.partition.ahead import compile_part

        compile_part("anneal")
        process.wait()

    try:
        yield finish
    finally:
        process.terminate()
        process.wait()


def has_machine_code() -> bool:
    """Tell whether an earlier run on this machine left compiled kernels beside the engine."""
    spec = importlib.util.find_spec(ENGINE)
    if spec is None or spec.origin is None:
        return False
    folder = Path(spec.origin).parent / "__pycache__"
    return any(folder.glob("search.sweep-*.nbc"))
