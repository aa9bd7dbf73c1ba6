"""Coverage and what it answers as plain values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gridplan.coverage import building_completeness
from gridplan.model import (
    CategoryAnswer,
    CategoryCoverage,
    Coverage,
    CoverageAnswers,
    FarBuilding,
    FloorAnswer,
    Legs,
    NetworkQuality,
    PlanningArea,
    Scenario,
    Units,
    ZoneScore,
)
from gridplan.policy import Demand
from gridplan.text import Language

SHARE_DIGITS = 4


def coverage_json(
    coverage: Coverage, answers: CoverageAnswers, language: Language
) -> dict[str, Any]:
    """Return coverage as plain values.

    ``categories`` holds the time test, ``radius`` and ``distance`` the tests in metres: tables of
    their own, never mixed. ``verdict`` is what counts under the ``mode`` of the run.
    """
    pairs = list(zip(coverage.categories, answers.categories, strict=True))
    return {
        "mode": coverage.mode,
        "minutes": coverage.limit_minutes,
        "walk_m_per_min": coverage.walk_m_per_min,
        "judged": list(answers.judged),
        "left_out": {reason: list(ids) for reason, ids in answers.left_out.items() if ids},
        "share_all": _share(answers.share_all),
        "completeness": _share(answers.completeness),
        "elderly_gap": _share(answers.elderly_gap),
        "gini": _share(answers.gini),
        "lorenz": [[_share(x), _share(y)] for x, y in answers.lorenz.tolist()],
        "categories": {
            found.category: _category(coverage, found, answer, language) for found, answer in pairs
        },
        "verdict": {answer.category: _verdict(answer) for _, answer in pairs if answer.is_judged},
        "radius": {a.category: row for _, a in pairs if (row := _radius(coverage, a))},
        "distance": {
            answer.category: {
                f"share_within_{metres:g}_m": _share(share)
                for metres, share in answer.share_bands.items()
            }
            for found, answer in pairs
            if found.n_services
        },
        "farthest": {
            answer.category: [_far(item, coverage) for item in answer.farthest]
            for _, answer in pairs
            if answer.farthest
        },
        "worst_buildings": [_far(item, coverage) for item in answers.worst],
        "zones": {level: [_zone(item) for item in items] for level, items in answers.zones.items()},
        "sensitivity": [_scenario(item, coverage, language) for item in answers.sensitivity],
        "network": _network(coverage.network),
        "floors": [_floor(item, coverage, language) for item in answers.floors],
    }


def measured_json(
    area: PlanningArea,
    units: Units,
    coverage: Coverage,
    answers: CoverageAnswers,
    language: Language,
) -> dict[str, Any]:
    """Return `coverage_json` and, by its id, how complete the services of every building are."""
    scores = buildings_json(area, units, answers)
    return {**coverage_json(coverage, answers, language), "buildings": scores}


def buildings_json(area: PlanningArea, units: Units, answers: CoverageAnswers) -> dict[str, float]:
    """Return the completeness of every building with households, by its id."""
    lived = np.flatnonzero((units.households > 0) & (units.building >= 0))
    building, first = np.unique(units.building[lived], return_index=True)
    ids = area.buildings["building_id"].to_numpy(dtype=object)[building]
    scores = building_completeness(units, answers.is_met)[lived[first]]
    return {
        name: round(float(score), SHARE_DIGITS)
        for name, score in zip(ids, scores, strict=True)
        if math.isfinite(score)
    }


def _category(
    coverage: Coverage, found: CategoryCoverage, answer: CategoryAnswer, language: Language
) -> dict[str, Any]:
    shares = {f"share_within_{minutes:g}": _share(share) for minutes, share in found.shares.items()}
    facility = coverage.catalog.facility(found.category)
    asked = next((item for item in coverage.applied if item.category == found.category), None)
    walk = None if facility is None else facility.walk
    return {
        "name": found.category if facility is None else facility.name(language),
        "tier": "" if facility is None else facility.tier,
        "is_applied": answer.is_applied,
        "is_judged": answer.is_judged,
        "rule": "" if asked is None else asked.rule,
        "clause": "" if asked is None else asked.clause,
        "n_services": found.n_services,
        **shares,
        "mean_minutes": _rounded(found.mean_minutes, 2),
        "p95_minutes": _rounded(found.p95_minutes, 2),
        "n_unreachable_households": sum(found.unreached.values()) if found.n_services else None,
        "unreached_by_reason": {reason: n for reason, n in found.unreached.items() if n},
        "demanded_minutes": None if walk is None else {"minutes": walk.value, **_mark(walk)},
        "share_within_demanded_minutes": _share(answer.share_walk),
        "elderly_gap": _share(answer.elderly_gap),
    }


def _mark(demand: Demand) -> dict[str, str]:
    return {"source": demand.source, "verified": demand.verified}


def _verdict(answer: CategoryAnswer) -> dict[str, Any]:
    return {
        "limit_m": answer.limit_m,
        "share_met": _share(answer.share_met),
        "unmet_households_by_reason": {name: n for name, n in answer.unmet.items() if n},
    }


def _radius(coverage: Coverage, answer: CategoryAnswer) -> dict[str, Any] | None:
    facility = coverage.catalog.facility(answer.category)
    radius = None if facility is None else facility.radius
    if radius is None:
        return None
    return {
        "radius_m": radius.value,
        **_mark(radius),
        "share_within_radius": _share(answer.share_radius),
        "mean_m": _rounded(answer.mean_m, 1),
        "p95_m": _rounded(answer.p95_m, 1),
    }


def _far(item: FarBuilding, coverage: Coverage) -> dict[str, Any]:
    place = {
        "building_id": item.building_id,
        "name": item.name,
        "community_code": item.community_code,
        "households": item.households,
    }
    if item.metres is None:
        return {**place, "n_met": item.n_met}
    is_reached = math.isfinite(item.metres)
    return {
        **place,
        "metres": round(item.metres, 1) if is_reached else None,
        "minutes": round(item.metres / coverage.walk_m_per_min, 2) if is_reached else None,
        "reason": item.reason,
    }


def _zone(item: ZoneScore) -> dict[str, Any]:
    return {
        "code": item.code,
        "households": item.households,
        "completeness": _share(item.completeness),
        "share_all": _share(item.share_all),
        "shares": _shares(item.shares),
    }


def _scenario(item: Scenario, coverage: Coverage, language: Language) -> dict[str, Any]:
    speed = coverage.catalog.speed(item.id) if item.test == "time" else None
    return {
        "test": item.test,
        "id": item.id,
        "name": item.id if speed is None else speed.name(language),
        "value": item.value,
        "share_all": _share(item.share_all),
        "completeness": _share(item.completeness),
        "n_households_changed": item.n_changed,
        "shares": _shares(item.shares),
    }


def _floor(item: FloorAnswer, coverage: Coverage, language: Language) -> dict[str, Any]:
    return {
        "id": item.id,
        "community_code": item.community_code,
        "households": item.households,
        "n_services": item.n_services,
        "n_without_area": item.n_without_area,
        "area_m2": _rounded(item.area_m2, 1),
        "per_100_households_m2": _rounded(item.per_100_households_m2, 2),
        "required_m2": _rounded(item.required_m2, 1),
        "target_m2": _rounded(item.target_m2, 1),
        "is_enough": item.is_enough,
        "source": coverage.catalog.source_name(item.source, language) if item.source else "",
        "clause": item.clause,
    }


def _network(quality: NetworkQuality | None) -> dict[str, Any] | None:
    if quality is None:
        return None
    share = quality.share_in_largest
    margin_m = quality.streets_margin_m
    return {
        "length_m": round(quality.length_m),
        "n_nodes": quality.n_nodes,
        "n_edges": quality.n_edges,
        "n_dead_ends": quality.n_dead_ends,
        "n_components": quality.n_components,
        "share_in_largest": _share(share) if math.isfinite(share) else None,
        "n_joined_roads": quality.n_joined_roads,
        "islands": [
            {"length_m": round(one.length_m), "households": one.households, "ids": list(one.ids)}
            for one in quality.islands
        ],
        "unit_legs": _legs(quality.unit_legs),
        "service_legs": _legs(quality.service_legs),
        "unwalkable_m": {name: round(metres) for name, metres in quality.unwalkable_m.items()},
        "private_m": round(quality.private_m),
        "walls_m": round(quality.walls_m),
        "streets_margin_m": None if margin_m is None else round(margin_m),
        "needed_margin_m": round(quality.needed_margin_m),
        "compounds": [{**dataclasses.asdict(one), "gates": one.gates} for one in quality.compounds],
        "to_survey": [one.name for one in quality.to_survey],
    }


def _legs(legs: Legs) -> dict[str, Any]:
    return {
        "mean_m": _rounded(legs.mean_m, 1),
        "p95_m": _rounded(legs.p95_m, 1),
        "n_off_network": legs.n_off_network,
    }


def _shares(shares: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: _share(share) for name, share in shares.items()}


def _share(share: float | None) -> float | None:
    return _rounded(share, SHARE_DIGITS)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
