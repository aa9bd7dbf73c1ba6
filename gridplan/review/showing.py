"""Handlers that show figures: of zones, of what an edit would change, of one zone on a sheet."""

from __future__ import annotations

from typing import Any

import numpy as np
from starlette.responses import Response

from gridplan.check.limits import shown_band
from gridplan.coverage import is_within, judge
from gridplan.params import Band
from gridplan.render.names import category_name
from gridplan.review.asking import Asked
from gridplan.review.editing import WHERE, wish_of
from gridplan.review.facts import zone_name
from gridplan.review.figures import Ground
from gridplan.review.reading import answer
from gridplan.review.refusal import Refused
from gridplan.review.state import PlanState, Positions
from gridplan.text import say


def ground_of(asked: Asked) -> Ground:
    """Return what figures are made from; worked out for the first who asks."""
    kept = asked.room.kept
    if "figures" not in kept:
        kept["figures"] = Ground.of(asked.room.desk.base)
    found: Ground = kept["figures"]
    return found


def figures(asked: Asked) -> Response:
    """Answer with the figures of all zones of a level."""
    revision = asked.revision()
    state = asked.room.desk.state(revision)
    depth = _depth(asked, state)
    zones = np.flatnonzero(np.bincount(state.levels[depth].labels))
    found = ground_of(asked).figures(state, depth, zones)
    return answer({"rev": revision.rev, "level": state.levels[depth].level, **found})


def preview(asked: Asked) -> Response:
    """Answer with the figures of the zones an edit touches, as they are and as they would be."""
    body = {name: value for name, value in asked.body.items() if name not in WHERE}
    before, after = asked.room.desk.preview(wish_of(asked), body, asked.author)
    ground, levels = ground_of(asked), []
    for depth, (was, now) in enumerate(zip(before.levels, after.levels, strict=True)):
        units = np.flatnonzero(was.labels != now.labels)
        zones = np.union1d(was.labels[units], now.labels[units]).astype(np.int64)
        if len(zones):
            known = zones[zones < len(was.zones)]
            levels.append(
                {
                    "level": now.level,
                    "units": units.tolist(),
                    "zones": now.labels[units].tolist(),
                    "before": ground.figures(before, depth, known),
                    "after": ground.figures(after, depth, zones),
                }
            )
    return answer({"rev": asked.body["base_rev"], "levels": levels})


def sheet(asked: Asked) -> Response:
    """Answer with everything that is told of one zone: figures, rules, coverage, comments."""
    revision = asked.revision()
    state = asked.room.desk.state(revision)
    depth = _depth(asked, state)
    zone = _zone(asked, state, depth)
    level, found = state.levels[depth], state.levels[depth].zones[zone]
    above = state.levels[depth - 1].zones if depth else ()
    rows = asked.room.findings.at(revision).rows(asked.language)
    comments = asked.room.facts.comments(asked.scenario)
    return answer(
        {
            "rev": revision.rev,
            "level": level.level,
            "code": found.code,
            "name": zone_name(level.level, found, above, asked.language),
            "facts": _facts(asked, state, depth, zone),
            "rules": [r for r in rows if r["level"] == level.level and r["zone"] == zone],
            "coverage": _coverage(asked, level.members(zone)),
            "comments": [c.to_json() for c in comments if (c.level, c.zone) == (depth, zone)],
        }
    )


def _depth(asked: Asked, state: PlanState) -> int:
    depth = asked.number("level")
    depth = len(state.levels) - 1 if depth is None else depth
    if depth >= len(state.levels):
        raise Refused(422, "no_level", level=depth)
    return depth


def _zone(asked: Asked, state: PlanState, depth: int) -> int:
    zone = asked.number("zone")
    if zone is None or zone >= len(state.levels[depth].zones):
        raise Refused(422, "no_zone", zone=-1 if zone is None else zone)
    if not (state.levels[depth].labels == zone).any():
        raise Refused(422, "zone_gone", zone=state.levels[depth].zones[zone].code)
    return zone


def _facts(asked: Asked, state: PlanState, depth: int, zone: int) -> list[dict[str, Any]]:
    columns = ground_of(asked).figures(state, depth, np.array([zone]))
    values = {name: column[0] for name, column in columns.items() if name != "zone"}
    low, high, share = values.pop("min"), values.pop("max"), values.pop("share_covered")
    texts = {name: f"{value:,}" for name, value in values.items()}
    texts["change"] = f"{values['change']:+,}"
    if (low, high) != (0, None):
        texts["band"] = shown_band(Band(low, high))
    if share is not None:
        texts["share_covered"] = f"{share:.1%}"
    return [
        {"key": name, "name": say(asked.language, f"review.fact_{name}"), "text": text}
        for name, text in texts.items()
    ]


def _coverage(asked: Asked, units: Positions) -> list[dict[str, Any]]:
    """Return how the homes of some units reach the categories that count."""
    base = asked.room.desk.base
    coverage, households = base.coverage, base.units.households[units]
    verdict = judge(coverage)
    is_met = is_within(coverage, verdict.limit_m)[units]
    total = int(households.sum())
    rows = []
    for column in np.flatnonzero(verdict.is_judged).tolist() if total else []:
        metres = coverage.metres[units, column]
        weight = np.where(np.isfinite(metres), households, 0)
        way_m = np.where(weight > 0, metres, 0) @ weight / max(int(weight.sum()), 1)
        met = int(households[is_met[:, column]].sum())
        rows.append(
            {
                "category": coverage.ids[column],
                "name": category_name(coverage.ids[column], asked.language),
                "share": round(met / total, 4),
                "mean_minutes": round(float(way_m) / coverage.walk_m_per_min, 2)
                if weight.any()
                else None,
                "n_beyond": total - met,
            }
        )
    return rows
