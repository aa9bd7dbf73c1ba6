"""Zones met by a search, and the best plan that can be put together from them.

A search passes through plans that are good in one quarter and poor in another. Each zone within
bounds is kept once with what it costs; set partitioning then takes the best of every quarter.

References
----------
Rochat, Taillard, "Probabilistic diversification and intensification in local search for vehicle
routing", Journal of Heuristics 1 (1995), for choosing among parts of all plans met.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.board import Board
from gridplan.partition.control import Control
from gridplan.partition.master import Columns, choose
from gridplan.partition.net import Net

MAX_ZONES = 6_000  # to choose from

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Pool:
    """Zones of one net, each once.

    Parameters
    ----------
    net
        The nodes; their bonds count half at either side of a border.
    """

    def __init__(self, net: Net) -> None:
        n = len(net.weight)
        self.key = np.random.default_rng(0).integers(-(1 << 62), 1 << 62, n)
        self.row, self.end = np.repeat(np.arange(n), np.diff(net.indptr)), net.indices
        self.bond = net.bond
        self.place: dict[int, int] = {}
        self.members: list[Ints] = []
        self.cost: list[float] = []

    @property
    def is_full(self) -> bool:
        """Whether there are as many zones as one can choose from in reasonable time."""
        return len(self.cost) >= MAX_ZONES

    def add(self, board: Board) -> None:
        """Add the zones on the board that are within their bounds."""
        zones, label = board.zones, board.nodes["label"]
        is_within = (zones["load"] >= zones["low"]) & (zones["load"] <= zones["high"])
        cost = zones["cost"] + self._bonds(label, len(zones))
        order = np.argsort(label, kind="stable")
        first = np.searchsorted(label[order], np.arange(len(zones) + 1))
        code = self._codes(label, len(zones)).tolist()
        for zone in np.flatnonzero(is_within & (zones["size"] > 0)).tolist():
            if code[zone] not in self.place:
                self.place[code[zone]] = len(self.cost)
                self.members.append(order[first[zone] : first[zone + 1]])
                self.cost.append(float(cost[zone]))

    def best_plan(self, labels: Ints, control: Control) -> Ints:
        """Return the best plan from the zones met, with as many zones as *labels*.

        Every zone of *labels* must have been met.
        """
        lengths = [len(members) for members in self.members]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        columns = Columns(starts, np.concatenate(self.members), np.array(self.cost))
        used, dense = np.unique(labels, return_inverse=True)
        codes = self._codes(dense, len(used)).tolist()
        start = np.array([self.place[code] for code in codes])
        plan = labels.copy()
        chosen = choose(columns, len(labels), len(used), start, control.is_over)
        for zone, column in zip(used.tolist(), chosen.tolist(), strict=True):
            plan[self.members[column]] = zone
        return plan

    def _codes(self, label: Ints, n_zones: int) -> Ints:
        """Return a number for each zone that tells its members."""
        codes = np.zeros(n_zones, dtype=np.int64)
        np.add.at(codes, label, self.key)
        return codes

    def _bonds(self, label: Ints, n_zones: int) -> Floats:
        """Return the half of what the contacts cost that each zone cuts."""
        is_cut = (self.bond != 0.0) & (label[self.row] != label[self.end])
        return np.bincount(label[self.row[is_cut]], self.bond[is_cut] / 2, n_zones).astype(float)
