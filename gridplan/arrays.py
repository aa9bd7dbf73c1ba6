"""Arrays that cannot change under the types that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def freeze(
    values: Any, dtype: DTypeLike, *, shape: tuple[int | None, ...], name: str
) -> NDArray[Any]:
    """Copy *values* into a read-only array of *dtype*.

    Parameters
    ----------
    values
        Anything NumPy takes.
    dtype
        Type of the copy.
    shape
        Length of each axis; None for any.
    name
        What to call the array in the message.

    Raises
    ------
    ValueError
        The shape is another one: a mistake in the program.
    """
    array = np.array(values, dtype=dtype)
    fits = array.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
    array.setflags(write=False)
    return array


def freeze_texts(values: Iterable[object], *, n: int | None, name: str) -> NDArray[Any]:
    """Copy objects (ids, codes, geometries) into a read-only object array of length *n*."""
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    if n is not None and len(items) != n:
        raise ValueError(f"{name} has {len(items)} items, expected {n}")
    array.setflags(write=False)
    return array
