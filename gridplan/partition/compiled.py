"""The compiler and the random numbers that every kernel shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


def compiled(kernel: Kernel) -> Kernel:
    """Compile *kernel* at its first call and keep the machine code on disk.

    No fast-math: results must not depend on how the compiler groups a sum.
    """
    options = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    return cast(Kernel, numba.njit(**options)(kernel))


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
