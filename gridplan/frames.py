"""Result -> the tables that are handed over: zones, units, coverage.

One place decides which columns a zone or a unit has; the plan document, the GeoJSON files and
the map all show the same ones.
"""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage import WalkModel, building_completeness, is_within, judge, service_lines
from gridplan.land import zone_polygons
from gridplan.model import Coverage, Plan, PlanningArea, Result, Units
from gridplan.text import Language, say

Frame = Any  # a GeoDataFrame; geopandas ships no types

STATUS = {None: "ok", "info": "ok", "warning": "warning", "error": "error"}


def zone_name(plan: Plan, zone: int, language: Language) -> str:
    """Return the name of a zone: its own, or one made from its number in *language*."""
    found = plan.zones[zone]
    if found.name:
        return found.name
    holder = plan.parent.zones[found.parent].number if plan.parent is not None else 0
    key = f"frames.{plan.level}_{found.kind}"
    return say(language, key, number=found.number, parent=holder)


def zone_frame(result: Result, plan: Plan, language: Language) -> Frame:
    """Build the table of the zones of one level.

    Columns: ``code``, ``name``, ``level``, ``parent_code``, ``community_code``, ``households``,
    ``n_units`` (buildings or stairwells; land does not count), ``area_m2``, ``status`` (ok,
    warning, error), ``kind``, ``household_basis``, ``geometry`` (CRS of the area). One row per
    zone, by position.
    """
    polygons = zone_polygons(result.land, plan)
    communities = result.units.communities["community_code"].to_numpy()
    parents = plan.parent.codes if plan.parent is not None else ()
    return geopandas.GeoDataFrame(
        {
            "code": plan.codes,
            "name": [zone_name(plan, zone, language) for zone in range(plan.n_zones)],
            "level": plan.level,
            "parent_code": [parents[zone.parent] if parents else "" for zone in plan.zones],
            "community_code": [communities[zone.community] for zone in plan.zones],
            "households": plan.sums(result.units.households).astype(np.int32),
            "n_units": plan.sums((~result.units.is_land).astype(np.int32)),
            "area_m2": np.round(shapely.area(polygons), 1),
            "status": [STATUS[result.report.worst(plan.level, code)] for code in plan.codes],
            "kind": [zone.kind for zone in plan.zones],
            "household_basis": result.report.household_basis,
            "number": np.array([zone.number for zone in plan.zones], dtype=np.int32),
        },
        geometry=list(polygons),
        crs=result.area.crs,
    )


def unit_codes(result: Result, level: str) -> NDArray[Any]:
    """Return the zone code of every unit at *level*, object (n,); None where it was not planned."""
    plan = result.plan(level)
    if plan is None:
        return np.full(len(result.units), None, dtype=object)
    codes: NDArray[Any] = np.array(plan.codes, dtype=object)[plan.labels]
    return codes


def unit_frame(result: Result) -> Frame:
    """Build the table of all units, land included, with their footprints and zone codes.

    Columns: ``unit_id``, ``unit_kind``, ``building_id`` (None for land), ``households``,
    ``compound``, ``community_code``, ``grid_code``, ``microgrid_code``, ``geometry``.
    """
    units = result.units
    buildings = np.append(result.area.buildings["building_id"].to_numpy(dtype=object), [None])
    compounds = np.array([*units.compounds, ""], dtype=object)
    communities = units.communities["community_code"].to_numpy(dtype=object)
    return geopandas.GeoDataFrame(
        {
            "unit_id": units.ids,
            "unit_kind": units.kind,
            "building_id": buildings[units.building],
            "households": units.households.astype(np.int32),
            "compound": compounds[units.compound],
            "community_code": communities[units.community],
            "grid_code": unit_codes(result, "grid"),
            "microgrid_code": unit_codes(result, "microgrid"),
        },
        geometry=list(units.footprint),
        crs=result.area.crs,
    )


def coverage_frame(area: PlanningArea, units: Units, coverage: Coverage) -> Frame:
    """Build the table of buildings and stairwells with their walking times.

    Columns: ``unit_id``, ``building_id``, ``households``, ``minutes_<category>`` (None where
    unreachable or where the category has no service), ``n_judged`` and ``n_met`` (categories
    that count, and those that the unit reaches), ``completeness`` (share of them that the
    households of the building reach), ``geometry``.
    """
    minutes = coverage.minutes
    verdict = judge(coverage)
    is_met = is_within(coverage, verdict.limit_m)[:, verdict.is_judged]
    # Rounded up, so that a printed 15.00 is never more than the 15 minutes it was judged by.
    reached = np.where(np.isfinite(minutes), np.ceil(minutes * 100) / 100, np.nan)
    buildings = np.append(area.buildings["building_id"].to_numpy(dtype=object), [None])
    frame = geopandas.GeoDataFrame(
        {
            "unit_id": units.ids,
            "building_id": buildings[units.building],
            "households": units.households.astype(np.int32),
            **{f"minutes_{name}": reached[:, m] for m, name in enumerate(coverage.ids)},
            "n_judged": np.int32(is_met.shape[1]),
            "n_met": is_met.sum(axis=1).astype(np.int32),
            "completeness": np.round(building_completeness(units, is_met), 4),
        },
        geometry=list(units.footprint),
        crs=area.crs,
    )
    return frame[~units.is_land].reset_index(drop=True)


def service_area_frame(coverage: Coverage, model: WalkModel, *, crs: str) -> Frame:
    """Build the table of the streets within reach of each judged category: exact, for the eye.

    Columns: ``category``, ``test`` (time or radius), ``limit_m`` (metres of the verdict),
    ``geometry`` (one MultiLineString).
    """
    verdict = judge(coverage)
    columns = np.flatnonzero(verdict.is_judged)
    lines = [service_lines(model, int(c), float(verdict.limit_m[c])) for c in columns]
    return geopandas.GeoDataFrame(
        {
            "category": [coverage.ids[column] for column in columns],
            "test": coverage.mode,
            "limit_m": verdict.limit_m[columns],
        },
        geometry=[shapely.multilinestrings(list(found)) for found in lines],
        crs=crs,
    )
