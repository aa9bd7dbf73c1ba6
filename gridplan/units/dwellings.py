"""Which buildings of unknown use are dwellings, and how many floors they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Note, PlanningArea
from gridplan.model.area import Frame
from gridplan.params import EstimateParams
from gridplan.units.communities import locate

MIN_DWELLING_M2 = 30.0  # below this a footprint is a shed or a garage
MAX_DWELLING_M2 = 3000.0  # above this it is a hall, a mall or a works
MIN_DWELLING_HEIGHT_M = 2.5
MIN_SAMPLE = 20  # fewer homes with known floors are landmarks, not a sample: ask all buildings

RESIDENTIAL_LAND = frozenset({"residential", "居住", "住宅", "住宅用地", "居住用地", "小区"})
HOUSE_WORDS = frozenset(
    {"house", "detached", "bungalow", "cabin", "farm", "villa", "农房", "农宅", "农居", "别墅"}
)


@dataclass(frozen=True, eq=False)
class Dwellings:
    """The buildings that people live in, by position in ``area.buildings``.

    Parameters
    ----------
    is_residential
        Homes by use, by the people counted in it, by land use, or by its looks.
    is_house
        One home, by its use or by its size.
    floors
        Floors, float64, at least 1; modeled where unknown.
    basis
        ``floors``, ``height`` or ``median``: where the floors come from.
    notes
        What was assumed about use.
    """

    is_residential: NDArray[np.bool_]
    is_house: NDArray[np.bool_]
    floors: NDArray[np.float64]
    basis: NDArray[np.object_]
    notes: tuple[Note, ...]


def find_dwellings(
    area: PlanningArea, points: NDArray[np.object_], estimate: EstimateParams
) -> Dwellings:
    """Tell the dwellings of *area* from the rest; *points* lie on the buildings."""
    is_residential, notes = _residential(area, points)
    floors, basis = _floors(area.buildings, is_residential, estimate)
    is_small = (floors <= estimate.max_house_floors) & (basis != "median")
    is_small &= shapely.area(area.buildings.geometry.to_numpy()) <= estimate.max_house_area_m2
    is_house = area.buildings["use_text"].str.casefold().isin(HOUSE_WORDS).to_numpy() | is_small
    return Dwellings(is_residential, is_house, floors, basis, notes)


def _residential(
    area: PlanningArea, points: NDArray[np.object_]
) -> tuple[NDArray[np.bool_], tuple[Note, ...]]:
    use = area.buildings["use"].to_numpy(dtype=object)
    population = area.buildings["population"].to_numpy()
    known = (use == "residential") | (population > 0)
    # where people are counted at all, a building that counts none is no dwelling
    is_empty = (population == 0) & (population > 0).any()
    open_use = (use == "") & ~known & ~is_empty & _looks_like_dwelling(area.buildings)
    land = _residential_land(area)
    if len(land):
        added, key = open_use & (locate(points, land) >= 0), "units.use_from_land"
    elif not known.any():
        added, key = open_use, "units.use_from_looks"
    else:
        added, key = np.zeros_like(known), ""
    n_unknown = int(((use == "") & ~known & ~added).sum())
    return known | added, _use_notes(int(added.sum()), key, n_unknown)


def _looks_like_dwelling(buildings: Frame) -> NDArray[np.bool_]:
    area_m2 = shapely.area(buildings.geometry.to_numpy())
    is_low = buildings["height_m"].to_numpy() < MIN_DWELLING_HEIGHT_M
    is_sized = (area_m2 >= MIN_DWELLING_M2) & (area_m2 <= MAX_DWELLING_M2)
    looks: NDArray[np.bool_] = is_sized & ~is_low
    return looks


def _residential_land(area: PlanningArea) -> NDArray[np.object_]:
    kinds = area.special["kind"].str.strip().str.casefold()
    polygons: NDArray[np.object_] = area.special.geometry[kinds.isin(RESIDENTIAL_LAND)].to_numpy()
    return polygons


def _use_notes(n_added: int, key: str, n_unknown: int) -> tuple[Note, ...]:
    sizes = {
        "min_m2": MIN_DWELLING_M2,
        "max_m2": MAX_DWELLING_M2,
        "min_height_m": MIN_DWELLING_HEIGHT_M,
    }
    notes = [Note("assumption", key, {"count": n_added, **sizes})] if n_added else []
    if n_unknown:
        notes.append(Note("assumption", "units.use_unknown", {"count": n_unknown}))
    return tuple(notes)


def _floors(
    buildings: Frame, is_residential: NDArray[np.bool_], estimate: EstimateParams
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    floors = buildings["floors"].to_numpy()
    height_m = buildings["height_m"].to_numpy()
    by_height = np.maximum(np.floor(height_m / estimate.storey_height_m + 0.5), 1.0)
    known = np.where(floors > 0, floors, np.where(height_m > 0, by_height, np.nan))
    is_known = ~np.isnan(known)
    is_sample = is_known & is_residential
    sample = known[is_sample if is_sample.sum() >= MIN_SAMPLE else is_known]
    median = np.floor(np.median(sample) + 0.5) if len(sample) else 1.0
    basis = np.where(floors > 0, "floors", np.where(height_m > 0, "height", "median"))
    return np.maximum(np.where(is_known, known, median), 1.0), basis.astype(object)
