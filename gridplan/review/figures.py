"""Figures of zones that follow every edit: size, parts, compounds cut, coverage, change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.coverage import is_within, judge
from gridplan.model import Result
from gridplan.problems import rows_within
from gridplan.review.facts import zone_bands
from gridplan.review.state import PlanState, Positions

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ground:
    """What the figures of every state are made from, worked out once.

    Parameters
    ----------
    base
        The plan document.
    is_met
        Units whose households reach every category that counts; None where nothing was measured.
    """

    base: Result
    is_met: NDArray[np.bool_] | None

    @classmethod
    def of(cls, base: Result) -> Ground:
        """Work out what no edit changes."""
        verdict = judge(base.coverage)
        is_met = is_within(base.coverage, verdict.limit_m)[:, verdict.is_judged]
        return cls(base, np.asarray(is_met.all(axis=1)) if is_met.shape[1] else None)

    def figures(self, state: PlanState, depth: int, zones: Positions) -> dict[str, list[Any]]:
        """Return the figures of some zones, by column.

        Parameters
        ----------
        state
            Where the zones are.
        depth
            Their level.
        zones
            Their positions, ascending.

        Returns
        -------
        dict
            ``zone``, ``households``, ``min``, ``max``, ``n_units``, ``n_parts`` (1 for a zone in
            one piece, 0 for one that is gone), ``n_compounds_cut`` (compounds that lie partly in
            it), ``share_covered`` (of households that reach every category; None without),
            ``change`` (of households, since the document).
        """
        units, labels = self.base.units, state.levels[depth].labels
        k = len(state.levels[depth].zones)
        households = np.bincount(labels, units.households, k).astype(np.int64)[zones]
        chosen = [state.levels[depth].zones[zone] for zone in zones.tolist()]
        bands = zone_bands(self.base, state.levels[depth].level, chosen)
        return {
            "zone": zones.tolist(),
            "households": households.tolist(),
            "min": [low for low, _ in bands],
            "max": [high for _, high in bands],
            "n_units": np.bincount(labels, ~units.is_land, k).astype(np.int64)[zones].tolist(),
            "n_parts": self._n_parts(labels, zones, k).tolist(),
            "n_compounds_cut": self._n_cut(labels, zones, k).tolist(),
            "share_covered": self._covered(labels, zones, k),
            "change": (households - self._before(depth, k)[zones]).tolist(),
        }

    def _before(self, depth: int, k: int) -> Ints:
        found = np.zeros(k, dtype=np.int64)
        sums = self.base.plans[depth].sums(self.base.units.households)
        found[: len(sums)] = sums
        return found

    def _n_parts(self, labels: NDArray[Any], zones: Positions, k: int) -> Ints:
        units = np.flatnonzero(np.isin(labels, zones))
        indptr, indices = rows_within(self.base.land.adjacency, units)
        row = np.repeat(np.arange(len(units)), np.diff(indptr))
        own = labels[units]
        keep = own[row] == own[indices]
        graph = sparse.coo_array(
            (np.ones(int(keep.sum())), (row[keep], indices[keep])), shape=(len(units),) * 2
        )
        _, part = csgraph.connected_components(graph.tocsr(), directed=False)
        pairs = np.unique(np.column_stack([own, part]), axis=0)
        return np.bincount(pairs[:, 0], minlength=k)[zones].astype(np.int64)

    def _n_cut(self, labels: NDArray[Any], zones: Positions, k: int) -> Ints:
        compound = self.base.units.compound
        near = np.unique(compound[np.isin(labels, zones)])
        units = np.flatnonzero(np.isin(compound, near[near >= 0]))
        pairs = np.unique(np.column_stack([compound[units], labels[units]]), axis=0)
        n_zones = np.bincount(pairs[:, 0], minlength=int(near.max(initial=0)) + 1)
        is_cut = n_zones[pairs[:, 0]] > 1
        return np.bincount(pairs[is_cut, 1], minlength=k)[zones].astype(np.int64)

    def _covered(self, labels: NDArray[Any], zones: Positions, k: int) -> list[float | None]:
        if self.is_met is None:
            return [None] * len(zones)
        households = self.base.units.households
        total = np.bincount(labels, households, k)[zones].tolist()
        met = np.bincount(labels, households * self.is_met, k)[zones].tolist()
        return [round(m / t, 4) if t else None for m, t in zip(met, total, strict=True)]
