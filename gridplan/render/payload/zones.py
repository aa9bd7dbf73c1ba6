"""Zones of every level: land, borders, and what the page says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.frames import zone_name
from gridplan.land import zone_polygons
from gridplan.model import Plan, Result
from gridplan.policy.bands import band_for
from gridplan.render.names import short_code
from gridplan.render.payload.borders import pack_borders
from gridplan.render.payload.frame import Frame
from gridplan.render.payload.pack import pack_deltas, pack_points, pack_shapes
from gridplan.render.style import zone_hues
from gridplan.text import Language

SIMPLIFY_M = 0.4  # below a pixel up to zoom 18, and borders stay common to both sides


def level_polygons(result: Result) -> dict[str, NDArray[Any]]:
    """Return the polygons of the zones by level, coarse to fine, with common borders.

    The finest level is simplified as a coverage and the others are unions of it, so that a
    border drawn for one level lies exactly on that of another.
    """
    plans = result.plans
    polygons = shapely.coverage_simplify(zone_polygons(result.land, plans[-1]), SIMPLIFY_M)
    found = {plans[-1].level: polygons}
    for upper, lower in zip(reversed(plans[:-1]), reversed(plans[1:]), strict=True):
        polygons = _dissolve(polygons, np.array([zone.parent for zone in lower.zones]), upper)
        found[upper.level] = polygons
    return {plan.level: found[plan.level] for plan in plans}


def _dissolve(polygons: NDArray[Any], parent: NDArray[np.int64], upper: Plan) -> NDArray[Any]:
    order = np.argsort(parent, kind="stable")
    start = np.searchsorted(parent[order], np.arange(upper.n_zones + 1))
    pieces = polygons[order]
    whole = np.empty(upper.n_zones, dtype=object)
    for zone in range(upper.n_zones):
        whole[zone] = shapely.coverage_union_all(pieces[start[zone] : start[zone + 1]])
    return whole


def label_points(polygons: NDArray[Any]) -> NDArray[np.float64]:
    """Return a point inside each polygon, its centroid where that is inside, float64 (k, 2)."""
    middle = shapely.centroid(polygons)
    points = np.where(
        shapely.contains(polygons, middle), middle, shapely.point_on_surface(polygons)
    )
    xy: NDArray[np.float64] = shapely.get_coordinates(points)
    return xy


def pack_zones(
    result: Result, polygons: Mapping[str, NDArray[Any]], frame: Frame, language: Language
) -> list[dict[str, Any]]:
    """Return the levels from coarse to fine, each with its zones and its borders."""
    borders = pack_borders(list(polygons.values()), frame)
    return [
        {
            "level": plan.level,
            "shapes": pack_shapes(polygons[plan.level], frame),
            "borders": lines,
            "label": pack_points(label_points(polygons[plan.level]), frame),
            "hue": zone_hues(polygons[plan.level]).tolist(),
            "zones": zone_facts(result, plan, language),
        }
        for plan, lines in zip(result.plans, borders, strict=True)
    ]


def zone_facts(result: Result, plan: Plan, language: Language) -> dict[str, list[Any]]:
    """Return what is told of the zones of a plan, by column."""
    households = plan.sums(result.units.households)
    bands = zone_bands(result, plan)
    worst = _worst_severity(result, plan.level)
    return {
        "code": list(plan.codes),
        "short": [short_code(plan, zone) for zone in range(plan.n_zones)],
        "name": [zone_name(plan, zone, language) for zone in range(plan.n_zones)],
        "is_special": plan.is_special.astype(int).tolist(),
        "parent": [zone.parent for zone in plan.zones],
        "households": households.tolist(),
        "n_units": plan.sums((~result.units.is_land).astype(np.int64)).tolist(),
        "area_m2": np.rint(plan.sums(shapely.area(result.land.cells))).astype(int).tolist(),
        "min": [low for low, _ in bands],
        "max": [high for _, high in bands],
        "status": [worst.get(code, "ok") for code in plan.codes],
    }


def zone_bands(result: Result, plan: Plan) -> list[tuple[int, int | None]]:
    """Return the band of each zone, (0, None) where no bound applies."""
    kinds = result.units.communities["kind"].tolist()
    overrides = result.params.partition.bands
    by_kind = {
        kind: band_for(result.profile, plan.level, kind, overrides).band
        for kind in sorted(set(kinds))
    }
    bands = [by_kind[kinds[zone.community]] for zone in plan.zones]
    return [
        (0, None) if zone.kind == "special" else (band.min_households, band.max_households)
        for zone, band in zip(plan.zones, bands, strict=True)
    ]


def _worst_severity(result: Result, level: str) -> dict[str, str]:
    worst: dict[str, str] = {}
    for severity in ("info", "warning", "error"):
        for violation in result.report.violations:
            if violation.level == level and violation.severity == severity:
                worst[violation.code] = severity
    return worst


def pack_labels(result: Result) -> dict[str, str]:
    """Return the zone of each unit by level."""
    return {plan.level: pack_deltas(plan.labels) for plan in result.plans}
