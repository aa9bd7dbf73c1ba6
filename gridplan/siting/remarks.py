"""What there is to say about a proposal."""

from __future__ import annotations

import re

from gridplan.model import Note, Result
from gridplan.model.siting import Siting
from gridplan.policy import Facility
from gridplan.siting.ground import Ground


def all_notes(siting: Siting, ground: Ground, result: Result) -> tuple[Note, ...]:
    """Return the notes of a proposal, in a fixed order."""
    facility = result.coverage.catalog.facility(siting.category)
    return (
        _test(siting),
        _existing(siting, facility),
        *_radius(siting, facility),
        *ground.notes,
        _proof(siting),
        *_idle(siting),
        *_standing(siting, facility, result),
        *_estimated(result),
    )


def _name(facility: Facility | None) -> dict[str, str]:
    return {"zh": facility.zh, "en": facility.en} if facility else {"zh": "", "en": ""}


def _test(siting: Siting) -> Note:
    values = {
        "metres": round(siting.reach_m),
        "walk_m_per_min": f"{siting.walk_m_per_min:g}",
        "minutes": f"{siting.reach_m / siting.walk_m_per_min:.3g}",
        "limit": round(siting.limit_m),
    }
    return Note("assumption", f"siting.{siting.mode}_test", values)


def _existing(siting: Siting, facility: Facility | None) -> Note:
    if not siting.n_existing:
        return Note("warning", "siting.none_assumed", {"name": _name(facility)})
    values = {"name": _name(facility), "count": siting.n_existing}
    return Note("info", "siting.existing", values)


def _radius(siting: Siting, facility: Facility | None) -> tuple[Note, ...]:
    radius = facility.radius if facility else None
    if siting.mode != "radius" or radius is None or radius.is_trusted:
        return ()
    return (Note("warning", "siting.radius_unseen", {"metres": radius.value}),)


def _proof(siting: Siting) -> Note:
    values = {
        "objective": _shown(siting, siting.objective),
        "bound": _shown(siting, siting.bound),
        "greedy": _shown(siting, siting.greedy),
        "percent": round(siting.gap * 100, 2),
    }
    key = "proven" if siting.is_proven else "gap"
    return Note("info" if siting.is_proven else "warning", f"siting.{key}", values)


def _shown(siting: Siting, value: float) -> dict[str, str]:
    kind = {"max-cover": "households", "set-cover": "sites"}.get(siting.method, "metres")
    number = f"{value / 1000:,.1f}" if kind == "metres" else f"{value:,.0f}"
    units = {
        "households": {"zh": "户", "en": " households"},
        "sites": {"zh": " 处", "en": " sites"},
        "metres": {"zh": " 户·千米", "en": " household-km"},
    }
    return {language: number + unit for language, unit in units[kind].items()}


def _idle(siting: Siting) -> tuple[Note, ...]:
    if siting.method == "set-cover":
        reached = Note("info", "siting.reached_already", {"share": f"{siting.target_share:.1%}"})
        return () if siting.sites else (reached,)
    if siting.sites and siting.next_worth != 0.0:
        return ()
    return (Note("info", "siting.no_more", {"count": len(siting.sites)}),)


def _standing(siting: Siting, facility: Facility | None, result: Result) -> tuple[Note, ...]:
    """Say how sites and services stand under the siting rule of the profile, if it has one."""
    rule = siting_rule(facility, result)
    if rule is None:
        return ()
    ranks = sorted(c.rank for c in siting.candidates if c.is_existing)
    values = {
        "rule": rule["rule"],
        "clause": result.profile.citation(rule["cite"]).clause,
        "count": siting.n_candidates,
        "ranks": ", ".join(str(site.candidate.rank) for site in siting.sites) or "-",
        "existing": ", ".join(str(rank) for rank in ranks[:10]) or "-",
    }
    return (Note("info", "siting.standing", values),)


def siting_rule(facility: Facility | None, result: Result) -> dict[str, str] | None:
    """Return the rule of the profile about where a facility belongs, None without any."""
    known = set(facility.profile_facilities) if facility else set()
    for rule in result.profile.tables("siting"):
        if known & {part.strip() for part in re.split(r"[/,]", rule["facility"])}:
            return dict(rule)
    return None


def _estimated(result: Result) -> tuple[Note, ...]:
    return (Note("assumption", "siting.estimated"),) if result.units.is_estimated else ()
