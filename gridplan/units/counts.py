"""Households by building: counted, filled in, or modeled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.errors import InputError, ParamError
from gridplan.model import Note, PlanningArea
from gridplan.params import EstimateParams, Params
from gridplan.units.apportion import apportion
from gridplan.units.dwellings import MIN_SAMPLE, Dwellings, find_dwellings
from gridplan.units.roster import Roster, roster_notes


@dataclass(frozen=True, eq=False)
class Counts:
    """Households by building.

    Parameters
    ----------
    households
        int64, by position in ``area.buildings``.
    is_estimated
        The count is modeled.
    floors
        Floors by building where households are modeled, else nan.
    notes
        What was assumed, and the numbers of the model.
    """

    households: NDArray[np.int64]
    is_estimated: NDArray[np.bool_]
    floors: NDArray[np.float64]
    notes: tuple[Note, ...]


def count_households(
    area: PlanningArea, roster: Roster, points: NDArray[np.object_], params: Params
) -> Counts:
    """Count the households of every building; *points* lie on the buildings.

    The roster comes before the column ``households``. A building that neither counts holds none
    where its use is not residential, else ``params.missing_households``, else a modeled number.

    Raises
    ------
    InputError
        A count is missing and there is nothing to put in its place.
    """
    column = area.buildings["households"].to_numpy()
    counted = np.where(np.isnan(roster.households), column, roster.households)
    notes = roster_notes(area, roster)
    use = area.buildings["use"].to_numpy(dtype=object)
    is_missing = np.isnan(counted) & (use != "other")
    if params.missing_households is None and params.estimate.is_enabled:
        return _estimated(area, points, counted, params.estimate, notes)
    counted = np.where(np.isnan(counted) & ~is_missing, 0.0, counted)
    if is_missing.any():
        ids = tuple(area.buildings["building_id"].to_numpy(dtype=object)[is_missing])
        counted, note = _filled(counted, params.missing_households, ids)
        notes = (*notes, note)
    n = len(counted)
    return Counts(_whole(counted), np.zeros(n, dtype=bool), np.full(n, np.nan), notes)


def _whole(counted: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(counted).astype(np.int64)


def _filled(
    counted: NDArray[np.float64], value: int | None, ids: tuple[str, ...]
) -> tuple[NDArray[np.float64], Note]:
    if value is None:
        fault = Note("fault", "units.missing_households", {}, ids)
        raise InputError(fault.text("en"), (fault,))
    note = Note("assumption", "units.filled_households", {"value": value}, ids)
    return np.where(np.isnan(counted), float(value), counted), note


def _estimated(
    area: PlanningArea,
    points: NDArray[np.object_],
    counted: NDArray[np.float64],
    estimate: EstimateParams,
    notes: tuple[Note, ...],
) -> Counts:
    dwellings = find_dwellings(area, points, estimate)
    is_open = np.isnan(counted)
    known = _whole(np.where(is_open, 0.0, counted))
    weights, basis = _weights(area, dwellings, estimate)
    weights = np.where(is_open, weights, 0.0)
    total = _total_to_model(weights, int(known.sum()), estimate)
    modeled = np.zeros_like(known)
    chosen = np.flatnonzero(weights > 0)
    if total and len(chosen):
        group = np.zeros(len(chosen), dtype=np.int64)
        modeled[chosen] = apportion(np.array([total]), group, weights[chosen])
    is_estimated = weights > 0
    model = _model_notes(modeled, basis[is_estimated], dwellings, estimate)
    floors = np.where(is_estimated, dwellings.floors, np.nan)
    return Counts(known + modeled, is_estimated, floors, (*notes, *dwellings.notes, *model))


def _weights(
    area: PlanningArea, dwellings: Dwellings, estimate: EstimateParams
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return the households of each building as a fraction, and where they come from."""
    population = area.buildings["population"].to_numpy()
    has_people = population > 0
    area_m2 = shapely.area(area.buildings.geometry.to_numpy())
    flats = dwellings.floors * area_m2 / estimate.floor_area_per_dwelling_m2
    homes = np.where(dwellings.is_house, 1.0, np.maximum(flats, 1.0))
    people = np.where(has_people, population, 0.0) / estimate.persons_per_household
    weights = np.where(dwellings.is_residential, np.where(has_people, people, homes), 0.0)
    basis = np.where(dwellings.is_house, "house", dwellings.basis)
    return weights, np.where(has_people, "population", basis)


def _total_to_model(weights: NDArray[np.float64], known: int, estimate: EstimateParams) -> int:
    if estimate.total_households is None:
        return int(np.floor(weights.sum() + 0.5))
    total = estimate.total_households - known
    if total < 0:
        raise ParamError(
            f"The total of {estimate.total_households} households is less than the {known} that "
            "are counted. Pass a larger total."
        )
    if total and not (weights > 0).any():
        raise ParamError(
            f"There is no residential building without a count to share {total} households among. "
            "Give the buildings a use, or leave the total out."
        )
    return total


def _model_notes(
    modeled: NDArray[np.int64],
    basis: NDArray[np.object_],
    dwellings: Dwellings,
    estimate: EstimateParams,
) -> tuple[Note, ...]:
    if not len(basis):
        return ()
    values = {"households": int(modeled.sum()), "buildings": len(basis)}
    notes = [Note("assumption", "units.estimated", values)]
    for source, numbers in _numbers_by_basis(dwellings, estimate).items():
        if count := int((basis == source).sum()):
            about = {"count": count, **numbers}
            notes.append(Note("assumption", f"units.estimated_by_{source}", about))
    if estimate.total_households is not None:
        total = {"total": estimate.total_households}
        notes.append(Note("assumption", "units.scaled", total))
    return tuple(notes)


def _numbers_by_basis(
    dwellings: Dwellings, estimate: EstimateParams
) -> dict[str, dict[str, float]]:
    per_dwelling = {"floor_area_m2": estimate.floor_area_per_dwelling_m2}
    by_median = dwellings.floors[dwellings.basis == "median"]
    median = {"floors": int(by_median[0]) if len(by_median) else 0, "min_sample": MIN_SAMPLE}
    house = {"max_m2": estimate.max_house_area_m2, "max_floors": estimate.max_house_floors}
    return {
        "population": {"persons": estimate.persons_per_household},
        "floors": per_dwelling,
        "height": {"storey_m": estimate.storey_height_m, **per_dwelling},
        "median": {**median, **per_dwelling},
        "house": house,
    }
