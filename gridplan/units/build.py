"""All units of a planning area, put together."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.model import PlanningArea, Units, Unplaced
from gridplan.params import Params
from gridplan.units.bases import counted_by
from gridplan.units.communities import communities_of, locate
from gridplan.units.counts import Counts, count_households
from gridplan.units.cut import cut_footprints
from gridplan.units.roster import read_roster
from gridplan.units.special import SpecialLand, find_special
from gridplan.units.stairwells import Stairwells, find_stairwells


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Units in the making; arrays as in `Units`."""

    ids: NDArray[np.object_]
    kind: NDArray[np.object_]
    footprint: NDArray[np.object_]
    households: NDArray[np.int64]
    building: NDArray[np.int64]
    community: NDArray[np.int64]
    special: NDArray[np.int64]

    def taken(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> _Pieces:
        """Return the pieces that *index* picks, in its order."""
        return _Pieces(*(getattr(self, field.name)[index] for field in fields(self)))

    def joined(self, other: _Pieces) -> _Pieces:
        """Return these pieces and those of *other*, sorted by ids that are made unique."""
        names = [field.name for field in fields(self)]
        columns = {n: np.concatenate([getattr(self, n), getattr(other, n)]) for n in names}
        columns["ids"] = _unique(columns["ids"])
        return _Pieces(**columns).taken(np.argsort(columns["ids"], kind="stable"))


def build_units(area: PlanningArea, params: Params) -> Units:
    """Build the units of *area*: stairwells where they are known or modeled, else buildings.

    Each building belongs to the community that holds a point on it; households of buildings in
    none are listed as unplaced. Special land without a building is a unit of its own.

    Raises
    ------
    InputError
        A household count is missing and is not to be modeled or filled in.

    Examples
    --------
    >>> from gridplan.testing.worlds import lattice_area
    >>> area = lattice_area(1, 2, households=12, buildings_columns={"stairwells": [2, 1]})
    >>> units = build_units(area, Params())
    >>> dict(zip(units.ids.tolist(), units.households.tolist()))
    {'B00/1': 6, 'B00/2': 6, 'B01': 12}
    """
    area = counted_by(area, params.household_basis)
    communities, community_notes = communities_of(area, params.land)
    polygons = communities.geometry.to_numpy()
    points = shapely.point_on_surface(area.buildings.geometry.to_numpy())
    community = locate(points, polygons)
    roster = read_roster(area)
    counts = count_households(area, roster, points, params)
    stairwells = find_stairwells(area, roster, counts, params.estimate)
    special = find_special(area, polygons, points, counts.households, params.land)
    buildings = _buildings(area, counts, stairwells, community, special, params.land.snap_m)
    pieces = buildings.joined(_lands(special, buildings))
    compounds, compound = _compounds(area, pieces.building)
    return Units(
        ids=pieces.ids,
        kind=pieces.kind,
        footprint=pieces.footprint,
        xy_m=shapely.get_coordinates(shapely.point_on_surface(pieces.footprint)),
        households=pieces.households,
        building=pieces.building,
        compound=compound,
        community=pieces.community,
        special=pieces.special,
        compounds=compounds,
        communities=communities,
        notes=(*community_notes, *counts.notes, *stairwells.notes, *special.notes),
        unplaced=(*_outside(area, counts, community), *roster.unplaced),
        is_estimated=bool(counts.is_estimated.any()),
    )


def _outside(
    area: PlanningArea, counts: Counts, community: NDArray[np.int64]
) -> tuple[Unplaced, ...]:
    is_lost = (community < 0) & (counts.households > 0)
    if not is_lost.any():
        return ()
    ids = tuple(area.buildings["building_id"].to_numpy(dtype=object)[is_lost])
    return (Unplaced("", int(counts.households[is_lost].sum()), "units.no_community", ids),)


def _buildings(
    area: PlanningArea,
    counts: Counts,
    stairwells: Stairwells,
    community: NDArray[np.int64],
    special: SpecialLand,
    snap_m: float,
) -> _Pieces:
    """Return the buildings inside communities, whole or cut."""
    ids = area.buildings["building_id"].to_numpy(dtype=object)
    footprints = area.buildings.geometry.to_numpy()
    cut, n_parts = np.unique(stairwells.building, return_counts=True)
    parts = np.empty(0, dtype=object)
    if len(cut):
        parts = cut_footprints(footprints[cut], n_parts, snap_m=snap_m)
    whole = np.setdiff1d(np.arange(len(ids)), cut)
    names = np.array([f"/{number}" for number in stairwells.number], dtype=object)
    building = np.concatenate([whole, stairwells.building])
    pieces = _Pieces(
        ids=np.concatenate([ids[whole], ids[stairwells.building] + names]),
        kind=np.repeat(np.array(["building", "stairwell"], object), [len(whole), len(parts)]),
        footprint=np.concatenate([footprints[whole], parts]),
        households=np.concatenate([counts.households[whole], stairwells.households]),
        building=building,
        community=community[building],
        special=special.position_of_building[building],
    )
    return pieces.taken(pieces.community >= 0)


def _lands(special: SpecialLand, buildings: _Pieces) -> _Pieces:
    """Return the special land without a building of its own, numbered smaller first."""
    is_bare = ~np.isin(special.position, buildings.special)
    n = int(is_bare.sum())
    return _Pieces(
        ids=np.array([f"special/{number + 1}" for number in range(n)], dtype=object),
        kind=np.full(n, "land", dtype=object),
        footprint=special.polygon[is_bare],
        households=np.zeros(n, dtype=np.int64),
        building=np.full(n, -1),
        community=special.community[is_bare],
        special=special.position[is_bare],
    )


def _unique(ids: NDArray[np.object_]) -> NDArray[np.object_]:
    """Tell apart ids that meet by chance, as where a building is called ``special/1``."""
    ids = ids.copy()
    while (again := pd.Index(ids).duplicated(keep="first")).any():
        ids[again] = ids[again] + "'"
    return ids


def _compounds(
    area: PlanningArea, building: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    text = area.buildings["compound"].to_numpy(dtype=object)
    names = np.where(building >= 0, text[building], "").astype(object)
    compounds = sorted(set(names) - {""})
    return tuple(compounds), pd.Index(compounds, dtype=object).get_indexer(names)
