"""Which unit a place belongs to: within its block, the one with the nearest seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridplan.land.seeds import Seeds

APART = 1e7  # farther than any town is wide: keeps blocks apart in the third coordinate


class Owners:
    """Seeds of blocks, added block by block; a block added again has its new seeds only."""

    def __init__(self, n_blocks: int, origin: NDArray[np.float64]) -> None:
        self._origin = origin
        self._batch_of = np.full(n_blocks, -1, dtype=np.int64)
        self._batches: list[tuple[Seeds, cKDTree]] = []

    @property
    def is_owned(self) -> NDArray[np.bool_]:
        """Which blocks have seeds."""
        return self._batch_of >= 0

    @property
    def seeds(self) -> Seeds:
        """All seeds that count."""
        current = [
            batch.take(self._batch_of[batch.block] == i)
            for i, (batch, _) in enumerate(self._batches)
        ]
        empty = Seeds(np.zeros((0, 2)), np.zeros(0, np.int64), np.zeros(0, np.int64))
        for batch in current:
            empty = empty.join(batch)
        return empty

    def add(self, seeds: Seeds) -> None:
        """Give the blocks of *seeds* these seeds."""
        if len(seeds.unit):
            self._batch_of[seeds.block] = len(self._batches)
            self._batches.append((seeds, cKDTree(self._place(seeds.xy, seeds.block))))

    def at(self, xy: NDArray[np.float64], block: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the unit that owns each point of a block, -1 in a block without seeds."""
        result = np.full(len(xy), -1, dtype=np.int64)
        batch_of = self._batch_of[block]
        for i in np.unique(batch_of[batch_of >= 0]):
            here = np.flatnonzero(batch_of == i)
            seeds, tree = self._batches[i]
            result[here] = seeds.unit[tree.query(self._place(xy[here], block[here]))[1]]
        return result

    def _place(self, xy: NDArray[np.float64], block: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.column_stack([xy - self._origin, block * APART])
