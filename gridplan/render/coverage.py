"""Coverage as rows for the printable page: what was asked, the verdict, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from gridplan.frames import zone_name
from gridplan.model import (
    CategoryAnswer,
    CategoryCoverage,
    FarBuilding,
    Scenario,
    ZoneScore,
)
from gridplan.policy import Demand
from gridplan.render.coverage_floors import floor_rows
from gridplan.render.coverage_network import network_rows
from gridplan.render.coverage_view import ROOM, CoverageView
from gridplan.render.numbers import count_text, minutes_text
from gridplan.text import Language, catalog

MOST_ZONES = 15
MOST_FAR = 3
WEAK = 2


def coverage_section(view: CoverageView) -> dict[str, Any]:
    """Return everything the template of the section names."""
    coverage = view.coverage
    pairs = [
        pair
        for pair in zip(coverage.categories, view.answers.categories, strict=True)
        if pair[0].n_services
    ]
    limits = sorted({limit for found in coverage.categories for limit in found.shares})
    bands = coverage.catalog.distance_bands_m
    empty = [found.category for found in coverage.categories if not found.n_services]
    return {
        "c": _texts(view.language),
        "mode": coverage.mode,
        "has_services": bool(pairs),
        "test": _test(view),
        "choice": _choice(view),
        "keys": _keys(view),
        "limits": [f"{limit:g}" for limit in limits],
        "time_groups": _groups(view, pairs, lambda f, a: _time_row(view, f, a, limits)),
        "bands": [f"{band:g}" for band in bands],
        "metre_groups": _groups(view, pairs, lambda f, a: _metre_row(view, a)),
        "minutes": f"{coverage.limit_minutes:g}",
        "without_data": view.say("without_data", names=view.names(empty)) if empty else "",
        "zones": [_zone_table(view, level, items) for level, items in view.answers.zones.items()],
        "most_zones": MOST_ZONES,
        "worst": [_worst_row(view, item) for item in view.answers.worst],
        "farthest": [_far_row(view, answer) for _, answer in pairs if answer.farthest],
        "people": _people(view),
        "sensitivity": _sensitivity(view),
        "floors": floor_rows(view),
        "network": network_rows(view),
    }


def _texts(language: Language) -> dict[str, str]:
    return {
        key.removeprefix(ROOM): sentence
        for key, sentence in catalog(language).items()
        if key.startswith(ROOM)
    }


def _test(view: CoverageView) -> str:
    coverage = view.coverage
    return view.say(
        f"mode_{coverage.mode}",
        minutes=f"{coverage.limit_minutes:g}",
        speed=f"{coverage.walk_m_per_min:g}",
        metres=count_text(coverage.limit_minutes * coverage.walk_m_per_min),
    )


def _choice(view: CoverageView) -> list[str]:
    judged = view.answers.judged
    first = (
        view.say("judged", n=len(judged), names=view.names(judged))
        if judged
        else view.say("none_judged")
    )
    left = [
        view.say(f"left_{reason}", n=len(ids), names=view.names(ids))
        for reason, ids in view.answers.left_out.items()
        if ids
    ]
    return [first, *left]


def _keys(view: CoverageView) -> list[dict[str, str]]:
    """Return the key figures; none of them where nothing can be judged."""
    answers = view.answers
    if answers.share_all is None:
        return []
    keys = [
        (view.share(answers.share_all), view.say("k_all", n=len(answers.judged)), ""),
        (view.share(answers.completeness), view.say("k_completeness"), ""),
    ]
    if answers.elderly_gap is not None:
        gap = view.say("points", n=f"{answers.elderly_gap * 100:.1f}")
        keys.append((gap, view.say("k_gap"), view.say("k_gap_note")))
    if answers.gini is not None:
        keys.append((f"{answers.gini:.2f}", view.say("k_gini"), view.say("k_gini_note")))
    return [{"value": value, "name": name, "note": note} for value, name, note in keys]


def _groups(view: CoverageView, pairs: Any, row: Any) -> list[dict[str, Any]]:
    """Split the categories into those that count and those for information."""
    return [
        {"name": view.say(key), "rows": rows}
        for key, wanted in (("g_judged", True), ("g_other", False))
        if (rows := [row(f, a) for f, a in pairs if a.is_judged == wanted])
    ]


def _time_row(
    view: CoverageView, found: CategoryCoverage, answer: CategoryAnswer, limits: Sequence[float]
) -> dict[str, Any]:
    facility = view.facility(found.category)
    walk = None if facility is None else facility.walk
    share = found.shares.get(view.coverage.limit_minutes)
    return {
        "name": view.name(found.category),
        "asked": _asked(view, found.category),
        "n_services": count_text(found.n_services),
        "shares": [view.share(found.shares.get(limit)) for limit in limits],
        "width": f"{(share or 0.0) * 100:.1f}",
        "mean": minutes_text(found.mean_minutes, view.language),
        "p95": minutes_text(found.p95_minutes, view.language),
        "demand": "" if walk is None else view.say("minutes", n=f"{walk.value:g}"),
        "mark": _mark(view, walk),
        "source": _source(view, walk),
        "share_demand": "" if walk is None else view.share(answer.share_walk),
        "unmet": _unmet(view, found, answer),
    }


def _asked(view: CoverageView, category: str) -> str:
    found = next((item for item in view.coverage.applied if item.category == category), None)
    return "" if found is None or not found.rule else f"{found.rule} {found.clause}"


def _mark(view: CoverageView, demand: Demand | None) -> dict[str, str] | None:
    if demand is None:
        return None
    kind = "trusted" if demand.is_trusted else "doubtful"
    return {"kind": kind, "word": view.say(f"mark_{demand.verified}")}


def _source(view: CoverageView, demand: Demand | None) -> str:
    if demand is None:
        return ""
    return view.coverage.catalog.source_name(demand.source, view.language)


def _unmet(
    view: CoverageView, found: CategoryCoverage, answer: CategoryAnswer
) -> dict[str, str] | None:
    """Return households beyond the time circle, whatever the test of the run is."""
    share = found.shares.get(view.coverage.limit_minutes)
    if share is None:
        return None
    total = int(view.units.households.sum())
    out = total - round(share * total)
    parts = [found.unreached.get(name, 0) for name in ("island", "off_network")]
    return {
        "n": count_text(out),
        "parts": " / ".join(count_text(n) for n in (out - sum(parts), *parts)) if out else "",
    }


def _metre_row(view: CoverageView, answer: CategoryAnswer) -> dict[str, Any]:
    facility = view.facility(answer.category)
    radius = None if facility is None else facility.radius
    return {
        "name": view.name(answer.category),
        "radius": "" if radius is None else view.say("metres", n=f"{radius.value:,.0f}"),
        "mark": _mark(view, radius),
        "source": _source(view, radius),
        "share_radius": "" if radius is None else view.share(answer.share_radius),
        "width": f"{(answer.share_radius or 0.0) * 100:.1f}",
        "bands": [view.share(share) for share in answer.share_bands.values()],
        "mean": _metres(answer.mean_m),
        "p95": _metres(answer.p95_m),
    }


def _metres(metres: float | None) -> str:
    return "–" if metres is None else count_text(metres)


def _zone_table(view: CoverageView, level: str, scores: Sequence[ZoneScore]) -> dict[str, Any]:
    told = [score for score in scores if score.completeness is not None]
    told.sort(key=lambda score: (score.completeness, score.code))
    names = _zone_names(view, level)
    return {
        "level": level,
        "name": view.say(f"level_{level}"),
        "rows": [
            {
                "name": names.get(score.code) or score.code,
                "code": score.code,
                "households": count_text(score.households),
                "completeness": view.share(score.completeness),
                "width": f"{(score.completeness or 0.0) * 100:.1f}",
                "all": view.share(score.share_all),
                "weakest": _weakest(view, score),
            }
            for score in told[:MOST_ZONES]
        ],
    }


def _zone_names(view: CoverageView, level: str) -> dict[str, str]:
    plan = next((plan for plan in view.plans if plan.level == level), None)
    if plan is not None:
        names = (zone_name(plan, zone, view.language) for zone in range(plan.n_zones))
        return dict(zip(plan.codes, names, strict=True))
    communities = view.units.communities
    return dict(zip(communities["community_code"], communities["name"], strict=True))


def _weakest(view: CoverageView, score: ZoneScore) -> str:
    wanting = sorted(
        ((share, name) for name, share in score.shares.items() if share is not None and share < 1),
        key=lambda pair: pair[0],
    )
    return view.names([name for _, name in wanting[:WEAK]])


def _worst_row(view: CoverageView, item: FarBuilding) -> dict[str, str]:
    return {
        "name": item.name or item.building_id,
        "building_id": item.building_id,
        "id": item.building_id if item.name else "",
        "community": _zone_names(view, "community").get(item.community_code, item.community_code),
        "households": count_text(item.households),
        "met": view.say("met_of", n=item.n_met, all=len(view.answers.judged)),
    }


def _far_row(view: CoverageView, answer: CategoryAnswer) -> dict[str, str]:
    texts = (_far_text(view, item) for item in answer.farthest[:MOST_FAR])
    return {"name": view.name(answer.category), "text": view.say("list_comma").join(texts)}


def _far_text(view: CoverageView, item: FarBuilding) -> str:
    name, households = item.name or item.building_id, count_text(item.households)
    metres = item.metres
    if metres is None or not math.isfinite(metres):
        reason = view.say(f"reason_{item.reason}")
        return view.say("far_out", name=name, households=households, reason=reason)
    if view.coverage.mode == "radius":
        return view.say("far_reached_m", name=name, households=households, metres=_metres(metres))
    minutes = minutes_text(metres / view.coverage.walk_m_per_min, view.language)
    return view.say("far_reached", name=name, households=households, minutes=minutes)


def _people(view: CoverageView) -> dict[str, Any]:
    """Return the share of households within the time circle for everybody who walks."""
    walks = [item for item in view.answers.sensitivity if item.test == "time"]
    speeds = [view.coverage.catalog.speed(item.id) for item in walks]
    gaps = {answer.category: answer.elderly_gap for answer in view.answers.categories}
    names = list(walks[0].shares) if walks else []
    return {
        "heads": [
            {"name": s.name(view.language), "speed": f"{s.m_per_min:g}"} for s in speeds if s
        ],
        "rows": [
            {
                "name": view.name(name),
                "shares": [view.share(item.shares[name]) for item in walks],
                "gap": _points(gaps[name]),
            }
            for name in names
        ],
    }


def _points(gap: float | None) -> str:
    return "–" if gap is None else f"{gap * 100:.1f}"


def _sensitivity(view: CoverageView) -> list[dict[str, Any]]:
    groups = []
    for test in ("time", "distance", "radius", "gates"):
        rows = [_scenario(view, item) for item in view.answers.sensitivity if item.test == test]
        if rows:
            groups.append({"name": view.say(f"s_{test}"), "rows": rows})
    return groups


def _assumption(item: Scenario) -> str:
    return f"a_{item.id}" if item.test == "gates" else f"a_{item.test}"


def _scenario(view: CoverageView, item: Scenario) -> dict[str, str]:
    speed = view.coverage.catalog.speed(item.id) if item.test == "time" else None
    name = "" if speed is None else speed.name(view.language)
    return {
        "name": view.say(_assumption(item), name=name, value=f"{item.value:g}"),
        "all": view.share(item.share_all),
        "completeness": view.share(item.completeness),
        "changed": "–" if item.n_changed is None else count_text(item.n_changed),
    }
