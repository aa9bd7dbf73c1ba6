"""Worlds of a few units, drawn by hand."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.params import Band
from gridplan.partition import Problem, partition, to_rows


def line(households, **options):
    """Units in a row, 10 m apart: 0 - 1 - 2 - ..."""
    n = len(households)
    xy = np.column_stack([np.arange(n) * 10.0, np.zeros(n)])
    pairs = np.column_stack([np.arange(n - 1), np.arange(1, n)])
    return plan(xy, households, pairs, **options)


def plan(xy, households, pairs, *, band=(50, 80), **options):
    return partition(
        None if xy is None else np.asarray(xy, float),
        np.asarray(households),
        pairs,
        min_households=band[0],
        max_households=band[1],
        **options,
    )


def lattice(rows, columns, step_m=40.0):
    """Positions and contacts of a lattice, row by row."""
    at = np.arange(rows * columns).reshape(rows, columns)
    xy = np.column_stack([at.ravel() % columns, at.ravel() // columns]) * step_m
    pairs = np.vstack(
        [
            np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()]),
            np.column_stack([at[:-1].ravel(), at[1:].ravel()]),
        ]
    )
    return xy, pairs


def problem(xy, households, pairs, *, band=(50, 80), **options):
    rows = (None, None) if pairs is None else to_rows(pairs, len(households))
    return Problem(
        households=np.asarray(households),
        band=Band(*band),
        xy_m=np.asarray(xy, float),
        indptr=rows[0],
        indices=rows[1],
        **options,
    )


def n_pieces(labels, pairs):
    """Count the connected pieces that the zones fall into."""
    pairs = np.asarray(pairs).reshape(-1, 2)
    pairs = pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]]
    graph = sparse.coo_array((np.ones(len(pairs)), pairs.T), shape=(len(labels),) * 2)
    return csgraph.connected_components(graph.tocsr(), directed=False)[0]


def assert_sound(found, households, pairs, band):
    """Every unit in one zone, zones in one piece, in band or listed."""
    labels = np.asarray(found.labels)
    k = found.n_zones
    assert sorted(set(labels.tolist())) == list(range(k))
    loads = np.bincount(labels, households, k)
    assert loads.tolist() == found.households.tolist()
    if pairs is not None:
        assert n_pieces(labels, pairs) == k
    listed = {f.zone for f in found.violations if f.kind in ("below", "above", "empty")}
    off = {z for z in range(k) if not band[0] <= loads[z] <= band[1]}
    assert listed == off
    assert (labels[found.centers] == np.arange(k)).all()
