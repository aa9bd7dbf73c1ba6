"""Stairwells of a building: how many, and the households of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Note, PlanningArea
from gridplan.model.area import Frame
from gridplan.params import EstimateParams
from gridplan.units.apportion import apportion
from gridplan.units.counts import Counts
from gridplan.units.roster import Roster

MIN_LENGTH_M = 8.0  # a modeled stairwell is at least this long, unless it would hold too many
MIN_PART_M2 = 4.0  # smaller parts cannot hold a stairwell: the building stays whole


@dataclass(frozen=True, eq=False)
class Stairwells:
    """One entry per stairwell of the buildings that have several.

    Parameters
    ----------
    building, number, households
        Position in ``area.buildings``, number within the building, households.
    notes
        What was modeled.
    """

    building: NDArray[np.int64]
    number: NDArray[np.int64]
    households: NDArray[np.int64]
    notes: tuple[Note, ...]


def find_stairwells(
    area: PlanningArea, roster: Roster, counts: Counts, estimate: EstimateParams
) -> Stairwells:
    """Divide buildings into stairwells: by roster, else by their count, else by a model.

    Where a stairwell's households are not counted they are shared evenly. Buildings without
    households stay whole.
    """
    n_named = np.bincount(roster.building, minlength=len(counts.households))
    n_parts, is_modeled = _n_parts(area.buildings, counts, estimate)
    n_parts = np.where(n_named > 0, n_named, np.where(counts.households > 0, n_parts, 1))
    notes = _notes(counts, n_parts, is_modeled & (n_named == 0), estimate)
    too_small = (n_parts > 1) & (
        shapely.area(area.buildings.geometry.to_numpy()) < n_parts * MIN_PART_M2
    )
    if too_small.any():
        ids = tuple(area.buildings["building_id"].to_numpy(dtype=object)[too_small])
        notes = (*notes, Note("warning", "units.too_small_to_cut", {"min_m2": MIN_PART_M2}, ids))
        n_parts = np.where(too_small, 1, n_parts)
    return _shared(n_parts, n_named, roster, counts, notes)


def _shared(
    n_parts: NDArray[np.int64],
    n_named: NDArray[np.int64],
    roster: Roster,
    counts: Counts,
    notes: tuple[Note, ...],
) -> Stairwells:
    is_kept = (n_parts > 1)[roster.building]
    n_even = np.where((n_parts > 1) & (n_named == 0), n_parts, 0)
    even = np.repeat(np.arange(len(n_parts)), n_even)
    first = np.cumsum(n_even) - n_even
    building = np.concatenate([roster.building[is_kept], even])
    number = np.concatenate([roster.number[is_kept], np.arange(len(even)) - first[even] + 1])
    counted = roster.stairwell_households[is_kept]
    weights = np.concatenate([counted, np.ones(len(even))])
    order = np.lexsort((number, building))
    building, number, weights = building[order], number[order], weights[order]
    # also shares out what the roster counts for a building without naming the stairwell
    households = apportion(counts.households, building, weights)
    return Stairwells(building, number, households, notes)


def _n_parts(
    buildings: Frame, counts: Counts, estimate: EstimateParams
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the stairwells of each building, and where they are modeled."""
    given = buildings["stairwells"].to_numpy()
    is_open = counts.is_estimated & ~(given > 0)
    is_modeled = is_open if estimate.is_stairwells_enabled else np.zeros_like(is_open)
    n_parts = np.where(given > 0, np.rint(np.nan_to_num(given)), 1.0).astype(np.int64)
    positions = np.flatnonzero(is_modeled)
    n_parts[positions] = _modeled(
        buildings.geometry.to_numpy()[positions],
        counts.households[positions],
        counts.floors[positions],
        estimate,
    )
    return np.maximum(n_parts, 1), is_modeled & (n_parts > 1)


def _modeled(
    footprints: NDArray[np.object_],
    households: NDArray[np.int64],
    floors: NDArray[np.float64],
    estimate: EstimateParams,
) -> NDArray[np.int64]:
    """Model stairwells: enough landings for the homes, none too short, none above the maximum.

    Floors that are too few for the homes in the footprint (often 1 for "unknown") are raised to
    what the homes need.
    """
    needed = households * estimate.floor_area_per_dwelling_m2 / shapely.area(footprints)
    per_stairwell = estimate.dwellings_per_landing * np.maximum(floors, np.ceil(needed))
    n_by_landing = np.ceil(households / per_stairwell)
    n_by_length = np.maximum(np.floor(long_side_m(footprints) / MIN_LENGTH_M), 1.0)
    n_by_maximum = np.ceil(households / estimate.max_stairwell_households)
    n_parts = np.maximum(np.minimum(n_by_landing, n_by_length), n_by_maximum)
    return np.asarray(n_parts, dtype=np.int64)


def long_side_m(footprints: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the long side of the smallest rectangle around each footprint, metres."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(footprints)).reshape(-1, 5, 2)
    sides = np.hypot(*np.moveaxis(np.diff(corners[:, :3], axis=1), 2, 0))
    longest: NDArray[np.float64] = sides.max(axis=1)
    return longest


def _notes(
    counts: Counts,
    n_parts: NDArray[np.int64],
    is_modeled: NDArray[np.bool_],
    estimate: EstimateParams,
) -> tuple[Note, ...]:
    if not counts.is_estimated.any():
        return ()
    if not estimate.is_stairwells_enabled:
        return (Note("assumption", "units.stairwells_not_modeled"),)
    values = {
        "buildings": int(is_modeled.sum()),
        "stairwells": int(n_parts[is_modeled].sum()),
        "per_landing": estimate.dwellings_per_landing,
        "max_households": estimate.max_stairwell_households,
        "min_length_m": MIN_LENGTH_M,
    }
    return (Note("assumption", "units.stairwells_modeled", values),)
