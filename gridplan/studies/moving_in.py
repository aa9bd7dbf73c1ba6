"""Who is planned to live somewhere and who has moved in: households by stage of moving in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Note, Result
from gridplan.units import apportion, households_by_basis

STAGE_SHARES = {"30": 0.3, "50": 0.5, "planned": 1.0}
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class MovingIn:
    """Households planned and present.

    Parameters
    ----------
    planned
        Planned households by unit, int64 (n,).
    occupancy
        Share that has moved in by community, float64; nan where nobody says it.
    origin
        Kind of resettlement by community, empty where nobody says it.
    notes
        Where the numbers come from.
    """

    planned: Counts
    occupancy: Floats
    origin: tuple[str, ...]
    notes: tuple[Note, ...]

    def share(self, stage: str) -> Floats:
        """Return the share of the planned households that lives there at a stage, by community.

        Where nobody says how many have moved in, all of them have.
        """
        if stage == "now":
            return np.where(np.isnan(self.occupancy), 1.0, self.occupancy)
        return np.full(len(self.occupancy), STAGE_SHARES[stage])


def moving_in(result: Result) -> MovingIn:
    """Find out what is planned and what is there.

    Planned households are those that the data count, of buildings or else of communities; else
    those of the run over the occupancy of their community. Occupancy is that of the communities,
    else residents over planned households.
    """
    counted = households_by_basis(result.area, result.units)
    occupancy = result.units.communities["occupancy"].to_numpy(dtype=float)
    planned, source = _planned(result, counted, occupancy)
    present = counted.get("resident")
    is_open = np.isnan(occupancy)
    if present is not None and is_open.any():
        occupancy = np.where(is_open, _ratio(result, present, planned), occupancy)
    origin = tuple(map(str, result.units.communities["origin"]))
    return MovingIn(planned, occupancy, origin, tuple(_notes(result, source, occupancy)))


def _planned(result: Result, counted: dict[str, Counts], occupancy: Floats) -> tuple[Counts, str]:
    units = result.units
    if "planned" in counted:
        return counted["planned"], "counted"
    if result.report.household_basis == "planned":
        return units.households, "counted"
    now = _by_community(result, units.households)
    known = (occupancy > 0) & ~np.isnan(occupancy)
    totals = np.rint(now / np.where(known, occupancy, 1.0))
    given = units.communities["planned_households"].to_numpy(dtype=float)
    totals = np.where(np.isnan(given), totals, given)
    shared = apportion(totals.astype(np.int64), units.community, units.households.astype(float))
    if not np.isnan(given).all():
        return shared, "communities"
    return shared, "occupancy" if known.any() else "same"


def _by_community(result: Result, households: Counts) -> Floats:
    n = len(result.units.communities)
    return np.bincount(result.units.community, weights=households, minlength=n).astype(float)


def _ratio(result: Result, present: Counts, planned: Counts) -> Floats:
    there, all_of_them = (_by_community(result, counts) for counts in (present, planned))
    return np.where(all_of_them > 0, there / np.maximum(all_of_them, 1), np.nan)


def _notes(result: Result, source: str, occupancy: Floats) -> list[Note]:
    notes = [
        Note("assumption", f"scenarios.planned_{source}"),
        Note("assumption", "scenarios.even"),
    ]
    codes = result.units.communities["community_code"].to_numpy(dtype=object)
    unknown = tuple(codes[np.isnan(occupancy)])
    if unknown:
        notes.append(Note("assumption", "scenarios.occupancy_unknown", ids=unknown))
    return notes
