"""GeoJSON as RFC 7946 wants it: WGS 84 longitude and latitude, no ``crs`` member, UTF-8."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio

from gridplan.coverage import WalkModel
from gridplan.frames import coverage_frame, service_area_frame, unit_frame, zone_frame
from gridplan.model import Coverage, PlanningArea, Result, Units
from gridplan.text import Language, say

ZONE_COLUMNS = [
    "code",
    "name",
    "level",
    "parent_code",
    "community_code",
    "households",
    "n_units",
    "area_m2",
    "status",
    "kind",
    "household_basis",
    "geometry",
]
UNIT_COLUMNS = [
    "unit_id",
    "building_id",
    "households",
    "community_code",
    "grid_code",
    "microgrid_code",
    "compound",
    "unit_kind",
    "geometry",
]
# Nine decimals keep the millimetre lattice apart, so that borders still match exactly.
DECIMALS = 9
EYE_DECIMALS = 7  # a centimetre: nothing is worked out from streets that are only looked at


def write_geojson(result: Result, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write ``units``, ``grids``, ``microgrids`` and ``coverage`` into *folder*.

    A level that the profile does not plan is an empty collection. Land without a building is no
    unit of ``units.geojson``: it shows in the zones.
    """
    units = unit_frame(result)
    units = units[units["unit_kind"] != "land"].reset_index(drop=True)
    frames = {
        "units": units[UNIT_COLUMNS],
        "grids": _zones(result, "grid", language),
        "microgrids": _zones(result, "microgrid", language),
        "coverage": coverage_frame(result.area, result.units, result.coverage),
    }
    basis = say(language, f"map.basis_{result.report.household_basis}")
    about = say(language, "map.households_of_basis", basis=basis)
    return tuple(
        write_frame(frame, folder / f"{name}.geojson", about=about)
        for name, frame in frames.items()
    )


def write_coverage(
    area: PlanningArea, units: Units, coverage: Coverage, model: WalkModel, folder: Path
) -> tuple[Path, ...]:
    """Write ``coverage.geojson`` and ``service_areas.geojson`` into *folder*."""
    units_path, areas_path = (folder / f"{name}.geojson" for name in ("coverage", "service_areas"))
    areas = service_area_frame(coverage, model, crs=area.crs)
    return (
        write_frame(coverage_frame(area, units, coverage), units_path),
        write_frame(areas, areas_path, decimals=EYE_DECIMALS),
    )


def _zones(result: Result, level: str, language: Language) -> Any:
    plan = result.plan(level)
    if plan is None:
        return zone_frame(result, result.plans[0], language)[ZONE_COLUMNS].iloc[:0]
    return zone_frame(result, plan, language)[ZONE_COLUMNS]


def write_frame(frame: Any, path: Path, *, decimals: int = DECIMALS, about: str = "") -> Path:
    """Write one table as GeoJSON and return its path; *about* is the ``description`` of it."""
    described = {"DESCRIPTION": about} if about else {}
    pyogrio.write_dataframe(
        frame.to_crs("EPSG:4326"),
        path,
        driver="GeoJSON",
        layer=path.stem,
        geometry_type="Unknown",
        RFC7946="YES",
        COORDINATE_PRECISION=str(decimals),
        **described,
    )
    return path
