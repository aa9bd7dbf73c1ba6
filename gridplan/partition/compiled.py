"""The compiler and the random numbers that every kernel shares."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@functools.cache
def _digest() -> str:
    """Return a digest of the sources of this room."""
    room = importlib.resources.files(__package__ or "")
    files = sorted(room.iterdir(), key=lambda file: file.name)
    code = (file.read_bytes() for file in files if file.name.endswith(".py"))
    return hashlib.sha256(b"".join(code)).hexdigest()[:16]


def compiled(kernel: Kernel) -> Kernel:
    """Compile *kernel* at its first call and keep the machine code on disk.

    Kernels are made of kernels of other files; the compiler would keep the old code when only
    those change, so a digest of the whole room is part of the file's name. Unlike the time of the
    source, it is the same where a wheel is built and where it is installed; and what an older
    release kept, whose types may be gone, is never opened. Where no folder can be written,
    nothing is kept. No fast-math: results must not depend on how a sum is grouped.
    """
    options = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    dispatcher = numba.njit(**options)(kernel)
    try:
        kept = FunctionCache(kernel)
    except RuntimeError:
        return cast(Kernel, dispatcher)
    kept._cache_file = IndexDataCacheFile(
        cache_path=kept._cache_path,
        filename_base=f"{kept._impl.filename_base}.{_digest()}",
        source_stamp=_digest(),
    )
    dispatcher._cache = kept
    return cast(Kernel, dispatcher)


def has_machine_code(kernel: Any) -> bool:
    """Tell whether machine code of a `compiled` kernel is kept on disk."""
    file = getattr(kernel._cache, "_cache_file", None)
    return file is not None and bool(file._load_index())


def inner(kernel: Kernel) -> Kernel:
    """Compile *kernel* for other kernels only, as part of them.

    Without a way in from Python and a file of its own it takes half the time to compile.
    """
    options = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Kernel, numba.njit(**options)(kernel))


@inner
def random_float(rng: Any) -> float:
    """Return a number in [0, 1) and advance *rng*, uint64 (1,), by splitmix64.

    Own state instead of the compiler's global one: repeatable under any number of threads.
    """
    rng[0] = rng[0] + _GOLDEN
    z = rng[0]
    z = (z ^ (z >> _S30)) * _MIX_A
    z = (z ^ (z >> _S27)) * _MIX_B
    z = z ^ (z >> _S31)
    return float(z >> _S11) * 1.1102230246251565e-16


@inner
def random_below(rng: Any, n: int) -> int:
    """Return a whole number in [0, n)."""
    return int(random_float(rng) * n)
