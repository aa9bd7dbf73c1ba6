"""The walking network that coverage was measured on, as facts a planner can check."""

from __future__ import annotations

import math

from gridplan.model import Legs, NetworkQuality
from gridplan.render.coverage_view import CoverageView
from gridplan.render.numbers import count_text

MOST_NAMES = 12


def network_rows(view: CoverageView) -> list[dict[str, str]]:
    """Return what the network is made of and what it lacks; nothing where nobody looked."""
    quality = view.coverage.network
    if quality is None or not quality.n_edges:
        return []
    facts = [
        ("length", _kilometres(view, quality.length_m)),
        ("parts", _parts(view, quality)),
        ("islands", _islands(view, quality)),
        ("legs", _legs(view, quality.unit_legs)),
        ("service_legs", _legs(view, quality.service_legs)),
        ("joined", count_text(quality.n_joined_roads) if quality.n_joined_roads else ""),
        ("unwalkable", _unwalkable(view, quality)),
        ("private", _kilometres(view, quality.private_m) if quality.private_m else ""),
        ("margin", _margin(view, quality)),
        ("gates", _gates(view, quality)),
        ("survey", _survey(view, quality)),
    ]
    return [{"name": view.say(f"n_{key}"), "text": text} for key, text in facts if text]


def _kilometres(view: CoverageView, metres: float) -> str:
    return view.say("kilometres", n=f"{metres / 1000:,.1f}")


def _parts(view: CoverageView, quality: NetworkQuality) -> str:
    share = quality.share_in_largest
    told = view.share(share if math.isfinite(share) else None)
    return view.say("parts", n=count_text(quality.n_components), share=told)


def _islands(view: CoverageView, quality: NetworkQuality) -> str:
    if not quality.islands:
        return ""
    households = count_text(quality.households_on_islands)
    return view.say("islands", n=count_text(len(quality.islands)), households=households)


def _legs(view: CoverageView, legs: Legs) -> str:
    if legs.mean_m is None or legs.p95_m is None:
        return ""
    text = view.say("legs", mean=count_text(legs.mean_m), p95=count_text(legs.p95_m))
    if not legs.n_off_network:
        return text
    return text + view.say("legs_off", n=count_text(legs.n_off_network))


def _unwalkable(view: CoverageView, quality: NetworkQuality) -> str:
    parts = [
        view.say("unwalkable", reason=view.say(f"u_{reason}"), km=_kilometres(view, metres))
        for reason, metres in quality.unwalkable_m.items()
        if metres
    ]
    return view.say("list_comma").join(parts)


def _margin(view: CoverageView, quality: NetworkQuality) -> str:
    if quality.streets_margin_m is None:
        return ""
    margin, needed = (
        count_text(max(0.0, metres))
        for metres in (quality.streets_margin_m, quality.needed_margin_m)
    )
    is_short = quality.streets_margin_m < quality.needed_margin_m
    return view.say("margin_short" if is_short else "margin", margin=margin, needed=needed)


def _gates(view: CoverageView, quality: NetworkQuality) -> str:
    if not quality.compounds:
        return ""
    return view.say(
        "gates",
        n=count_text(len(quality.compounds)),
        known=count_text(quality.n_compounds("known")),
        derived=count_text(quality.n_compounds("derived")),
        unknown=count_text(quality.n_compounds("unknown")),
    )


def _survey(view: CoverageView, quality: NetworkQuality) -> str:
    names = [
        view.say("survey_one", name=one.name, households=count_text(one.households_at_stake))
        for one in quality.to_survey
    ]
    more = " …" if len(names) > MOST_NAMES else ""
    return view.say("list_comma").join(names[:MOST_NAMES]) + more
