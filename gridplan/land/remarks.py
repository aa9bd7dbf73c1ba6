"""What the land has to say: communities cut into pieces, enclaves, units that share a footprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.land.contacts import CellBorders
from gridplan.land.lines import BARRIER_KINDS, ROAD, rank_of
from gridplan.model import Land, Note, Units

KIND_NAMES = {ROAD: "road", **{kind: name for name, kind in BARRIER_KINDS.items()}}
MIN_CONTESTED_M2 = 1.0
MAX_LISTED = 8


@dataclass(frozen=True, eq=False)
class Facts:
    """What was found on the way.

    Parameters
    ----------
    borders
        The segments between cells.
    host
        The unit each unit shares a footprint with, -1 for none.
    n_merged
        Blocks without units that went to neighbors.
    """

    borders: CellBorders
    host: NDArray[np.int64]
    n_merged: int


def remark(land: Land, units: Units, facts: Facts) -> tuple[Note, ...]:
    """Return the notes on *land*."""
    notes = [*_cut(land, units, facts.borders), *_communities(units)]
    sharing = np.flatnonzero(facts.host >= 0)
    if len(sharing):
        notes.append(Note("warning", "land.shared_footprint", ids=tuple(units.ids[sharing])))
    if facts.n_merged:
        notes.append(Note("info", "land.empty_blocks", {"n_blocks": facts.n_merged}))
    return tuple(notes)


def _cut(land: Land, units: Units, cells: CellBorders) -> Iterator[Note]:
    codes = units.communities["community_code"].to_numpy()
    first, second = cells.borders.left, cells.borders.right
    between = (rank_of(cells.kind) == 2) & (land.piece[first] != land.piece[second])
    for community in np.unique(units.community):
        own = units.community == community
        pieces = np.unique(land.piece[own])
        if len(pieces) < 2:
            continue
        kinds = np.unique(cells.kind[between & own[first]])
        households = [int(units.households[land.piece == piece].sum()) for piece in pieces]
        sizes = [int((land.piece == piece).sum()) for piece in pieces]
        order = sorted(range(len(pieces)), key=lambda i: (-households[i], -sizes[i], i))
        yield Note(
            "warning",
            _cut_key(kinds),
            {
                "code": str(codes[community]),
                "n_pieces": len(pieces),
                "n_empty": sum(count == 0 for count in households),
                "households": _listed([households[i] for i in order]),
                "n_units": _listed([sizes[i] for i in order]),
                "kinds": [KIND_NAMES[int(kind)] for kind in kinds],
            },
            tuple(str(units.ids[np.flatnonzero(land.piece == pieces[i])[0]]) for i in order),
        )


def _cut_key(kinds: NDArray[np.int64]) -> str:
    """Return the sentence that names the barrier, where one kind alone does it."""
    return f"land.cut_{KIND_NAMES[int(kinds[0])]}" if len(kinds) == 1 else "land.cut"


def _listed(counts: list[int]) -> str:
    shown = ", ".join(str(count) for count in counts[:MAX_LISTED])
    return shown + (" …" if len(counts) > MAX_LISTED else "")


def _communities(units: Units) -> Iterator[Note]:
    frame = units.communities
    polygons, codes = frame.geometry.to_numpy(), frame["community_code"].to_numpy()
    parts = shapely.get_num_geometries(polygons)
    if (parts > 1).any():
        yield Note("info", "land.enclaves", ids=tuple(codes[parts > 1]))
    empty = ~np.isin(np.arange(len(frame)), units.community)
    if empty.any():
        yield Note("warning", "land.no_units", ids=tuple(codes[empty]))
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    area_m2 = shapely.area(shapely.intersection(polygons[first], polygons[second]))
    contested = np.flatnonzero(area_m2 > MIN_CONTESTED_M2)
    if len(contested):
        pairs = sorted(f"{codes[first[i]]}+{codes[second[i]]}" for i in contested)
        total = round(float(area_m2[contested].sum()), 1)
        yield Note("warning", "land.contested", {"area_m2": total}, tuple(pairs))
