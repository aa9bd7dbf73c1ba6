"""Neighboring zones dealt anew together, a few at a time, until nothing gets better."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.partition.control import Control
from gridplan.partition.exact import deal_anew, is_dealable
from gridplan.partition.net import Net, Rules

FEWEST, MORE = 3, 2  # zones dealt together at first, and how many more when that helps no longer
MAX_VARIABLES = 1_600  # nodes of a region times centers that may be open
MAX_SECONDS = 3.0  # for a region, by the clock

Ints = NDArray[np.int64]


def settle_regions(
    net: Net, rules: Rules, labels: Ints, control: Control, most: int | None = None
) -> Ints:
    """Return labels in which regions of neighboring zones are dealt at least cost.

    Goes over all zones with regions of few of them, then of more, up to *most*, until the time is
    over or regions get too large. Without a clock it goes over the smallest regions once.
    """
    n_zones = int(labels.max(initial=-1)) + 1
    largest = n_zones + MORE - 1 if most is None else most
    solved: set[bytes] = set()
    size = FEWEST
    while size <= largest and not control.is_over():
        is_better, n_tried = False, 0
        for zone in _urgent(net, rules, labels).tolist():
            zones = _around(net, rules, labels, zone, min(size, n_zones))
            inside = np.isin(labels, zones)
            state = np.where(inside, labels, -1).tobytes()
            if len(zones) < 2 or state in solved or control.is_over():
                continue
            n_tried += 1
            dealt, is_proven = deal_anew(net, rules, labels, zones, _short(control))
            is_better |= dealt is not labels
            labels = dealt
            if is_proven or dealt is labels:
                solved.add(np.where(inside, labels, -1).tobytes())
        if control.end_s is None or (n_tried == 0 and size > FEWEST):
            break
        size += 0 if is_better else MORE
    return labels


def _short(control: Control) -> Control:
    """Return the control of one region."""
    if control.end_s is None:
        return control
    return replace(control, end_s=min(control.end_s, time.monotonic() + MAX_SECONDS))


def _urgent(net: Net, rules: Rules, labels: Ints) -> Ints:
    """Return the zones out of band, worst first; all zones where there are none."""
    load = np.bincount(labels, net.weight)
    high = np.full(len(load), rules.high)
    high[: len(net.center)] = np.minimum(net.capacity, rules.high)
    off = np.maximum(np.maximum(rules.low - load, load - high), 0)
    order = np.argsort(-off, kind="stable")
    return order[off[order] > 0] if off.any() else order


def _around(net: Net, rules: Rules, labels: Ints, zone: int, size: int) -> Ints:
    """Return *zone* and the zones nearest to it along shared borders, while the region is small."""
    is_open = is_dealable(net, labels)
    if not is_open[zone]:
        return np.zeros(0, dtype=np.int64)
    row, end = labels[np.repeat(np.arange(len(labels)), np.diff(net.indptr))], labels[net.indices]
    x, y = (np.bincount(labels, axis) / np.bincount(labels) for axis in (net.x, net.y))
    away = np.hypot(x - x[zone], y - y[zone])
    zones, n_nodes = [zone], np.bincount(labels)
    while len(zones) < size:
        beside = np.setdiff1d(end[np.isin(row, zones)], zones)
        beside = beside[is_open[beside]]
        if not len(beside):
            break
        nearest = int(beside[away[beside].argmin()])
        n = int(n_nodes[[*zones, nearest]].sum())
        n_centers = len(zones) + 1 if len(net.center) else n
        if n * n_centers > MAX_VARIABLES:
            break
        zones.append(nearest)
    return np.sort(np.array(zones))
