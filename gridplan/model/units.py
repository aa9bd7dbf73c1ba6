"""Units: the smallest pieces a plan never splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze, freeze_texts
from gridplan.model.area import Frame, Unplaced
from gridplan.model.findings import Note


@dataclass(frozen=True, eq=False)
class Units:
    """Stairwells, buildings and pieces of special land, by position ``0..n-1``.

    Sorted by `ids`. Every building of the planning area is one unit or several stairwells;
    special land without a building of its own is a unit of kind ``land``.

    Parameters
    ----------
    ids
        Unit ids, unique text: the building id, ``<building id>/<stairwell>`` for a stairwell,
        ``special/<number>`` for land.
    kind
        ``building``, ``stairwell`` or ``land`` by unit.
    footprint
        Shapely polygons in the CRS of the area, metres.
    xy_m
        A point on the footprint, float64 (n, 2).
    households
        int64 (n,); 0 for non-residential units.
    building
        Position in ``area.buildings``; -1 for land.
    compound
        Position in `compounds`; -1 for none.
    community
        Position in `communities`.
    special
        Position in ``area.special`` of the special land the unit belongs to; -1 for none.
    compounds
        Names of the compounds, sorted.
    communities
        GeoDataFrame as ``area.communities``: those given, or one for the whole area
        (code ``000000000001``, polygon around all land); sorted by code.
    notes
        How households and stairwells were modeled, and other remarks.
    unplaced
        Households left out because their building has no community.
    is_estimated
        The households are modeled, not counted.
    """

    ids: NDArray[Any]
    kind: NDArray[Any]
    footprint: NDArray[Any]
    xy_m: NDArray[np.float64]
    households: NDArray[np.int64]
    building: NDArray[np.int64]
    compound: NDArray[np.int64]
    community: NDArray[np.int64]
    special: NDArray[np.int64]
    compounds: tuple[str, ...]
    communities: Frame
    notes: tuple[Note, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    is_estimated: bool = False

    def __post_init__(self) -> None:
        n = len(self.ids)
        for name in ("ids", "kind", "footprint"):
            object.__setattr__(self, name, freeze_texts(getattr(self, name), n=n, name=name))
        object.__setattr__(self, "xy_m", freeze(self.xy_m, float, shape=(n, 2), name="xy_m"))
        for name in ("households", "building", "compound", "community", "special"):
            array = freeze(getattr(self, name), np.int64, shape=(n,), name=name)
            object.__setattr__(self, name, array)
        if (self.households < 0).any():
            raise ValueError("households are negative")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_land(self) -> NDArray[np.bool_]:
        """Units that are land without a building."""
        return np.asarray(self.kind == "land", dtype=bool)
