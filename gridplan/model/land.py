"""Land: cells that tile each community, and which cells touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.arrays import freeze, freeze_texts
from gridplan.model.findings import Note


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Which cells touch and may share a zone, as a compressed sparse row structure.

    Symmetric, without loops; a unit without neighbors simply has none. Contacts that only a
    barrier runs along are absent; contacts over a bridge or crossing are present.

    Parameters
    ----------
    indptr, indices
        Neighbors of unit i are ``indices[indptr[i]:indptr[i + 1]]``, ascending.
    shared_m
        Length of the common border of each contact, metres.
    is_crossing
        The contact exists only because a way crosses the barrier there.
    is_arterial
        The common border follows an arterial road.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    shared_m: NDArray[np.float64]
    is_crossing: NDArray[np.bool_]
    is_arterial: NDArray[np.bool_]

    def __post_init__(self) -> None:
        m = len(self.indices)
        dtypes = {
            "indptr": (np.int64, None),
            "indices": (np.int64, m),
            "shared_m": (float, m),
            "is_crossing": (bool, m),
            "is_arterial": (bool, m),
        }
        for name, (dtype, length) in dtypes.items():
            array = freeze(getattr(self, name), dtype, shape=(length,), name=name)
            object.__setattr__(self, name, array)

    @classmethod
    def from_pairs(
        cls,
        n: int,
        pairs: Any,
        *,
        shared_m: Any = None,
        is_crossing: Any = None,
        is_arterial: Any = None,
    ) -> Adjacency:
        """Build from unordered pairs (m, 2), each contact once; the attributes have length m.

        Examples
        --------
        >>> Adjacency.from_pairs(3, [(0, 1), (1, 2)]).neighbors(1).tolist()
        [0, 2]
        """
        pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        if len(pairs) and (pairs[:, 0] == pairs[:, 1]).any():
            raise ValueError("a unit cannot touch itself")
        m = len(pairs)
        rows = np.concatenate([pairs[:, 0], pairs[:, 1]])
        columns = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.lexsort((columns, rows))

        def both_ways(values: Any, default: float | bool) -> NDArray[Any]:
            array = np.full(m, default) if values is None else np.asarray(values)
            return np.concatenate([array, array])[order]

        return cls(
            indptr=np.searchsorted(rows[order], np.arange(n + 1)),
            indices=columns[order],
            shared_m=both_ways(shared_m, 1.0),
            is_crossing=both_ways(is_crossing, False),
            is_arterial=both_ways(is_arterial, False),
        )

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def neighbors(self, unit: int) -> NDArray[np.int64]:
        """Return the units that touch *unit*."""
        return self.indices[self.indptr[unit] : self.indptr[unit + 1]]

    def pairs(self) -> NDArray[np.int64]:
        """Return each contact once, int64 (m, 2) with the smaller unit first, sorted."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        once = rows < self.indices
        return np.column_stack([rows[once], self.indices[once]])

    def without_arterials(self) -> Adjacency:
        """Return the contacts that no arterial road runs along."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        keep = ~self.is_arterial
        return Adjacency(
            indptr=np.searchsorted(rows[keep], np.arange(len(self) + 1)),
            indices=self.indices[keep],
            shared_m=self.shared_m[keep],
            is_crossing=self.is_crossing[keep],
            is_arterial=self.is_arterial[keep],
        )

    def components(self, labels: NDArray[Any] | None = None) -> NDArray[np.int64]:
        """Return the number of each unit's connected piece, int64 (n,), by their first unit.

        With *labels* (n,), contacts between labels do not count.
        """
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        keep = np.ones(len(rows), bool) if labels is None else labels[rows] == labels[self.indices]
        graph = sparse.coo_array(
            (np.ones(int(keep.sum())), (rows[keep], self.indices[keep])), shape=(len(self),) * 2
        )
        _, piece = csgraph.connected_components(graph.tocsr(), directed=False)
        _, first = np.unique(piece, return_index=True)
        rank = np.empty(len(first), dtype=np.int64)
        rank[np.argsort(first)] = np.arange(len(first))
        return rank[piece] if len(first) else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Land:
    """The land of each unit, and which lands touch.

    Parameters
    ----------
    cells
        Shapely polygons by unit in the CRS of the area. They tile each community exactly: no
        gap, no overlap, neighbors share every vertex of their border.
    adjacency
        Contacts between units of one community.
    piece
        Connected piece of each unit under `adjacency`, int64 (n,).
    side
        Connected piece when arterial roads separate too, int64 (n,): two units with unlike
        sides lie across an arterial.
    notes
        Barriers that cut a community, enclaves, units without land of their own.
    """

    cells: NDArray[Any]
    adjacency: Adjacency
    piece: NDArray[np.int64]
    side: NDArray[np.int64]
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.adjacency)
        object.__setattr__(self, "cells", freeze_texts(self.cells, n=n, name="cells"))
        for name in ("piece", "side"):
            array = freeze(getattr(self, name), np.int64, shape=(n,), name=name)
            object.__setattr__(self, name, array)
