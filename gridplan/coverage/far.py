"""The buildings whose people walk farthest, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Coverage, FarBuilding, PlanningArea, Units

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_PER_CATEGORY = 5
MOST_OF_ALL = 10


@dataclass(frozen=True, eq=False)
class Homes:
    """Buildings with households, from the units in them.

    Parameters
    ----------
    units
        Positions of units with households, sorted by building.
    first
        Where each building begins in `units`.
    building
        Position of each building in the planning area.
    households
        Households of each.
    """

    units: Ints
    first: Ints
    building: Ints
    households: Ints


def homes_of(units: Units) -> Homes:
    """Group the units that have households by building."""
    chosen = np.flatnonzero((units.households > 0) & (units.building >= 0))
    chosen = chosen[np.argsort(units.building[chosen], kind="stable")]
    first = np.flatnonzero(np.diff(units.building[chosen], prepend=-1))
    households = np.add.reduceat(units.households[chosen], first) if len(first) else chosen
    return Homes(chosen, first, units.building[chosen[first]], households)


def farthest(
    area: PlanningArea, units: Units, coverage: Coverage, homes: Homes
) -> tuple[tuple[FarBuilding, ...], ...]:
    """Return the buildings that walk farthest to each category, those too far first.

    Buildings that no street ties to a service are left out.
    """
    n_columns = len(coverage.ids)
    if not len(homes.units):
        return ((),) * n_columns
    metres = coverage.metres[homes.units]
    longest = np.maximum.reduceat(metres, homes.first, axis=0)
    is_told = coverage.is_told
    return tuple(
        _far(area, units, coverage, homes, longest[:, column], column) if is_told[column] else ()
        for column in range(n_columns)
    )


def _far(
    area: PlanningArea,
    units: Units,
    coverage: Coverage,
    homes: Homes,
    longest: Floats,
    column: int,
) -> tuple[FarBuilding, ...]:
    reason = coverage.reason[homes.units, column]
    is_cut_off = np.logical_or.reduceat(
        (reason == "island") | (reason == "off_network"), homes.first
    )
    order = np.lexsort([homes.building, -homes.households, -longest])
    order = order[~is_cut_off[order]][:MOST_PER_CATEGORY]
    return tuple(
        FarBuilding(
            **_place(area, units, homes, int(row)),
            metres=float(longest[row]),
            reason="" if np.isfinite(longest[row]) else "too_far",
        )
        for row in order
    )


def worst_of_all(
    area: PlanningArea, units: Units, homes: Homes, is_met: Bools
) -> tuple[FarBuilding, ...]:
    """Return the buildings that reach the fewest categories, those with most households first."""
    if not len(homes.units) or not is_met.shape[1]:
        return ()
    n_met = np.logical_and.reduceat(is_met[homes.units], homes.first, axis=0).sum(axis=1)
    order = np.lexsort([homes.building, -homes.households, n_met])
    order = order[n_met[order] < is_met.shape[1]][:MOST_OF_ALL]
    return tuple(
        FarBuilding(**_place(area, units, homes, int(row)), n_met=int(n_met[row])) for row in order
    )


def _place(area: PlanningArea, units: Units, homes: Homes, row: int) -> dict[str, Any]:
    building = area.buildings.iloc[homes.building[row]]
    unit = homes.units[homes.first[row]]
    compound = units.compounds[units.compound[unit]] if units.compound[unit] >= 0 else ""
    code = units.communities["community_code"].iloc[units.community[unit]]
    return {
        "building_id": str(building["building_id"]),
        "name": str(building["name"]) or compound,
        "community_code": str(code) if units.community[unit] >= 0 else "",
        "households": int(homes.households[row]),
    }
