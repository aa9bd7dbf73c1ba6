"""Neighboring zones dealt anew together, a few at a time, until nothing gets better."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.control import Control
from gridplan.partition.deal import tied_nodes
from gridplan.partition.exact import deal_anew
from gridplan.partition.net import Net, Rules
from gridplan.partition.toward import deal_toward

FEWEST, MORE = 3, 2  # zones dealt together at first, and how many more when that helps no longer
WIDE = 6  # zones dealt together at first where every node is led toward a given center
WIDEST = 24  # the same around zones out of band
MAX_PAIRS = 1_600  # nodes of a region times centers that may be open, for a proof
ZONE_SECONDS = 0.5  # for each zone of a region, by the clock

Ints = NDArray[np.int64]


def settle_regions(
    net: Net, rules: Rules, labels: Ints, control: Control, most: int | None = None
) -> Ints:
    """Return labels in which regions of neighboring zones are dealt better.

    Goes over all zones with regions of few of them, then of more, up to *most*, until the time is
    over or regions get too large. Without a clock it goes once over the smallest regions; these
    and regions with free centers are dealt at least cost.
    """
    ground = _Ground(net, rules, is_wide=control.end_s is not None and len(net.center) > 0)
    n_zones = int(labels.max(initial=-1)) + 1
    size = WIDE if ground.is_wide else FEWEST
    largest = max(size, n_zones + MORE - 1) if most is None else most
    while size <= largest and not control.is_over():
        before, n_solved = labels, len(ground.solved)
        urgent = ground.urgent(labels)
        is_far = ground.is_wide and len(urgent) < n_zones  # what zones out of band lack may be
        together = min(WIDEST if is_far else size, n_zones)
        for zone in urgent.tolist():
            if not control.is_over():
                labels = ground.settle(labels, zone, together, control)
        is_same = labels is before
        if control.end_s is None or (is_same and len(ground.solved) == n_solved and size > FEWEST):
            break
        size += MORE if is_same else 0
    return labels


@dataclass(frozen=True, eq=False)
class _Ground:
    """The net that regions are taken from, and the regions that are known to be dealt well."""

    net: Net
    rules: Rules
    is_wide: bool
    solved: set[bytes] = field(default_factory=set)

    @cached_property
    def is_tied(self) -> NDArray[np.bool_]:
        """Which nodes no deal may hold."""
        return tied_nodes(self.net)

    def urgent(self, labels: Ints) -> Ints:
        """Return the zones to begin with: those out of band around given centers, worst first.

        All zones where there are none, or where a program could not bring them into band.
        """
        off = self._off(labels)
        order = np.argsort(-off, kind="stable")
        return order[off[order] > 0] if len(self.net.center) and off.any() else order

    def _off(self, labels: Ints) -> Ints:
        """Return the households that each zone lacks or has too many."""
        net, rules = self.net, self.rules
        load = np.bincount(labels, net.weight).astype(np.int64)
        high = np.full(len(load), rules.high)
        high[: len(net.center)] = np.minimum(net.capacity, rules.high)
        return np.asarray(np.maximum(np.maximum(rules.low - load, load - high), 0))

    def settle(self, labels: Ints, zone: int, size: int, control: Control) -> Ints:
        """Return labels with *zone* and those around it dealt better, *size* in all."""
        zones = self._around(labels, zone, size)
        inside = np.isin(labels, zones)
        if len(zones) < 2 or np.where(inside, labels, -1).tobytes() in self.solved:
            return labels
        deal = deal_toward if self.is_wide else deal_anew
        dealt, is_solved = deal(self.net, self.rules, labels, zones, _short(control, size))
        if is_solved or dealt is labels:
            self.solved.add(np.where(inside, dealt, -1).tobytes())
        return dealt

    def _around(self, labels: Ints, zone: int, size: int) -> Ints:
        """Return *zone* and the zones nearest to it along borders, while the region is small."""
        net = self.net
        is_open = np.bincount(labels, self.is_tied) == 0
        if not len(net.center):
            is_open &= self._off(labels) == 0
        if not is_open[zone]:
            return np.zeros(0, dtype=np.int64)
        row, end = labels[np.repeat(np.arange(len(labels)), np.diff(net.indptr))], net.indices
        zones, n_nodes = [zone], np.bincount(labels)
        x, y = (np.bincount(labels, axis) / np.maximum(n_nodes, 1) for axis in (net.x, net.y))
        away = np.hypot(x - x[zone], y - y[zone])
        while len(zones) < size:
            beside = np.setdiff1d(labels[end[np.isin(row, zones)]], zones)
            beside = beside[is_open[beside]]
            if not len(beside):
                break
            nearest = int(beside[away[beside].argmin()])
            if not self.is_wide and self._n_pairs(n_nodes[[*zones, nearest]]) > MAX_PAIRS:
                break
            zones.append(nearest)
        return np.sort(np.array(zones))

    def _n_pairs(self, n_nodes: Ints) -> int:
        """Return how many pairs of a node and a center zones of so many nodes have."""
        n = int(n_nodes.sum())
        return n * (len(n_nodes) if len(self.net.center) else n)


def _short(control: Control, size: int) -> Control:
    """Return the control of one region of *size* zones."""
    if control.end_s is None:
        return control
    return replace(control, end_s=min(control.end_s, time.monotonic() + ZONE_SECONDS * size))
