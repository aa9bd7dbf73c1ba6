"""Which cells touch: along free ground, along an arterial road, or only over a barrier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.land.faces import Faces
from gridplan.land.graph import components
from gridplan.land.lattice import Borders
from gridplan.land.lines import FREE, rank_of
from gridplan.model import Adjacency


@dataclass(frozen=True, eq=False)
class CellBorders:
    """The segments between cells of one community.

    Parameters
    ----------
    borders
        The segments; `left` and `right` are units, the smaller on the left.
    kind
        What separates the two sides.
    """

    borders: Borders
    kind: NDArray[np.int64]


def cell_borders(
    faces: Faces, community: NDArray[np.int64], floats_on: NDArray[np.int64]
) -> CellBorders:
    """Return the segments between the cells of two units.

    Parameters
    ----------
    faces
        The faces with their final units.
    community
        Community of each unit.
    floats_on
        The water or railway ground each unit stands on, -1 on dry land: between two units on
        the same ground the ground does not separate.
    """
    borders = faces.borders
    inner = np.flatnonzero(borders.right >= 0)
    first, second = faces.unit[borders.left[inner]], faces.unit[borders.right[inner]]
    apart = (first != second) & (community[first] == community[second])
    inner, first, second = inner[apart], first[apart], second[apart]
    region = faces.region[borders.left[inner]]
    is_shared = (region == faces.region[borders.right[inner]]) & (region >= 0)
    is_shared &= (floats_on[first] == region) & (floats_on[second] == region)
    kind = np.where(is_shared, FREE, faces.kind[inner])
    low, high = np.minimum(first, second), np.maximum(first, second)
    return CellBorders(Borders(borders.segments[inner], low, high), kind)


@dataclass(frozen=True, eq=False)
class Contacts:
    """Pairs of cells with a common border.

    Parameters
    ----------
    pairs
        Units (m, 2), the smaller first, sorted.
    length_m
        Common border, by pair and rank of what runs along it: free, arterial, barrier (m, 3).
    is_open
        They touch along enough free ground or arterial road.
    """

    pairs: NDArray[np.int64]
    length_m: NDArray[np.float64]
    is_open: NDArray[np.bool_]


def find_contacts(cells: CellBorders, min_contact_m: float, n_units: int) -> Contacts:
    """Measure the common border of each pair of cells.

    A unit none of whose open borders is long enough keeps its longest one: a small plot is
    no island.
    """
    ends = np.column_stack([cells.borders.left, cells.borders.right])
    pairs, index = np.unique(ends, axis=0, return_inverse=True)
    length_m = np.zeros((len(pairs), 3))
    np.add.at(length_m, (index.ravel(), rank_of(cells.kind)), cells.borders.length_m)
    open_m = np.round(length_m[:, :2].sum(axis=1), 6)
    is_open = open_m >= min_contact_m
    has_contact = np.zeros(n_units, dtype=bool)
    has_contact[pairs[is_open]] = True
    is_open |= _longest_of(pairs, np.where(is_open, 0, open_m), ~has_contact)
    return Contacts(pairs, length_m, is_open)


def _longest_of(
    pairs: NDArray[np.int64], length_m: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark the longest pair of each wanted unit."""
    row = np.tile(np.arange(len(pairs)), 2)
    unit, length = pairs.T.ravel(), np.tile(length_m, 2)
    keep = wanted[unit] & (length > 0)
    row, unit, length = row[keep], unit[keep], length[keep]
    order = np.lexsort((row, -length, unit))
    _, first = np.unique(unit[order], return_index=True)
    result = np.zeros(len(pairs), dtype=bool)
    result[row[order][first]] = True
    return result


def build_adjacency(
    contacts: Contacts, crossings: NDArray[np.int64], floats_on: NDArray[np.int64]
) -> Adjacency:
    """Join open contacts and crossings (m, 2), and tie what stands in the water to a bank."""
    n = len(floats_on)
    key = contacts.pairs @ np.array([n, 1], dtype=np.int64)
    is_crossed = np.isin(key, crossings @ np.array([n, 1], dtype=np.int64))
    is_crossed |= _moorings(contacts, contacts.is_open | is_crossed, floats_on >= 0)
    keep = contacts.is_open | is_crossed
    free, arterial = contacts.length_m[keep, 0], contacts.length_m[keep, 1]
    is_open = contacts.is_open[keep]
    return Adjacency.from_pairs(
        n,
        contacts.pairs[keep],
        shared_m=contacts.length_m[keep].sum(axis=1),
        is_crossing=~is_open,
        is_arterial=is_open & (arterial > 0) & (arterial >= free),
    )


def _moorings(
    contacts: Contacts, is_joined: NDArray[np.bool_], is_afloat: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark the longest border of each group of units that nothing ties to dry land."""
    pairs, n = contacts.pairs, len(is_afloat)
    group = components(n, *pairs[is_joined].T)
    is_adrift = np.ones(n, dtype=bool)
    is_adrift[group[~is_afloat]] = False
    outer = group[pairs[:, 0]] != group[pairs[:, 1]]
    length = np.where(outer, contacts.length_m.sum(axis=1), 0)
    return _longest_of(group[pairs], length, is_adrift)
