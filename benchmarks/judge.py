"""Judge plans without the engine: bounds, contiguity, household-metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial.distance import cdist

from gridplan.params import Band

MAX_CELLS = 4_000_000  # distances held at once


@dataclass(frozen=True, eq=False)
class Layout:
    """Where households live and what touches.

    `xy_m` float64 (n, 2), `households` int64 (n,), `pairs` int64 (m, 2).
    """

    xy_m: NDArray[np.float64]
    households: NDArray[np.int64]
    pairs: NDArray[np.int64]


@dataclass(frozen=True)
class Verdict:
    """Zones, those out of bounds, those not in one piece, households times metres to the center."""

    n_zones: int
    n_out: int
    n_torn: int
    household_m: float


def judge(layout: Layout, labels: NDArray[np.int64], band: Band) -> Verdict:
    """Judge a plan; the center of a zone is the unit that makes its sum smallest."""
    labels = np.unique(labels, return_inverse=True)[1]
    loads = np.bincount(labels, layout.households)
    order = np.argsort(labels, kind="stable")
    zones = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return Verdict(
        n_zones=len(loads),
        n_out=sum(not band.contains(int(load)) for load in loads),
        n_torn=_n_torn(layout, labels),
        household_m=sum(_household_m(layout, zone) for zone in zones),
    )


def _n_torn(layout: Layout, labels: NDArray[np.int64]) -> int:
    inside = layout.pairs[labels[layout.pairs[:, 0]] == labels[layout.pairs[:, 1]]]
    graph = sparse.coo_array((np.ones(len(inside)), inside.T), shape=(len(labels),) * 2)
    piece = csgraph.connected_components(graph.tocsr(), directed=False)[1]
    pieces = np.unique(np.column_stack([labels, piece]), axis=0)[:, 0]
    return int((np.bincount(pieces) > 1).sum())


def _household_m(layout: Layout, zone: NDArray[np.int64]) -> float:
    homes = zone[layout.households[zone] > 0]
    step = max(1, MAX_CELLS // max(len(homes), 1))
    sums = [
        cdist(layout.xy_m[zone[at : at + step]], layout.xy_m[homes]) @ layout.households[homes]
        for at in range(0, len(zone), step)
    ]
    return float(np.concatenate(sums).min())
