"""Cover: no household and no land left out or counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.check.subject import Subject
from gridplan.land import zone_polygons
from gridplan.model import Plan, Violation

MAX_AREA_SHARE = 1e-6  # of a community's land, lost or counted twice: rounding, no more


def check_cover(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield what is wrong with the cover of one level, community by community.

    Every unit is in one zone by the type of a plan; what can fail is a plan made for other
    units, and land whose zones overlap, leave gaps or miss part of the community.
    """
    units = subject.units
    if len(plan.labels) != len(units):
        yield _violation(subject, plan, "", "cover_units", len(plan.labels), len(units))
        return
    polygons = zone_polygons(subject.land, plan)
    is_bad = _is_off_coverage(polygons)
    land_m2 = shapely.area(units.communities.geometry.to_numpy())
    community = np.array([zone.community for zone in plan.zones], dtype=np.int64)
    zones_m2 = np.bincount(community, weights=shapely.area(polygons), minlength=len(land_m2))
    n_bad = np.bincount(community, weights=is_bad, minlength=len(land_m2))
    for position, code in enumerate(units.communities["community_code"]):
        if n_bad[position]:
            yield _violation(subject, plan, code, "cover_border", int(n_bad[position]), 0)
        if abs(zones_m2[position] - land_m2[position]) > MAX_AREA_SHARE * land_m2[position]:
            found, limit = round(zones_m2[position], 1), round(land_m2[position], 1)
            yield _violation(subject, plan, code, "cover_area", found, limit)


def _is_off_coverage(polygons: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which polygons overlap others or do not share their vertices, bool (k,)."""
    if shapely.coverage_is_valid(polygons):
        return np.zeros(len(polygons), dtype=bool)
    edges = shapely.coverage_invalid_edges(polygons)
    return np.asarray(~shapely.is_empty(edges), dtype=bool)


def _violation(
    subject: Subject, plan: Plan, code: str, key: str, value: float, limit: float
) -> Violation:
    rule, clause = _seamless(subject)
    return Violation(
        rule=rule,
        clause=clause,
        severity="error",
        level=plan.level,
        code=code if plan.level == "community" else "",
        value=value,
        limit=limit,
        is_unavoidable=False,
        key=f"check.{key}_{plan.level}",
        values={"community": code},
    )


def _seamless(subject: Subject) -> tuple[str, str]:
    """Return the rule and clause of the profile that asks for a seamless cover, if it has one."""
    for rule in subject.profile.tables("level", "community", "coverage"):
        return rule["rule"], subject.profile.citation(rule["cite"]).clause
    return "cover", ""
