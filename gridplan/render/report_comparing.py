"""Comparisons that were asked for: other household bases, and all policies side by side."""

from __future__ import annotations

from typing import Any

from gridplan.check.limits import shown_zone
from gridplan.render.names import basis_name, profile_name, zone_link
from gridplan.render.numbers import count_text
from gridplan.studies import BasisStudy, Dossier, PolicyStudy
from gridplan.studies.policies import PolicyReading
from gridplan.studies.readings import Reading
from gridplan.text import Language, say

LEVELS = ("community", "grid", "microgrid")
MOST_ROWS = 100  # more zones than these are counted: a page is read, a file is searched


def comparing_section(dossier: Dossier, language: Language) -> dict[str, Any]:
    """Return the comparisons; None for one that nobody asked for."""
    bases, policies = dossier.bases, dossier.policies
    return {
        "bases": None if bases is None else _bases(bases, language),
        "policies": None if policies is None else _policies(policies, language),
    }


def _bases(study: BasisStudy, language: Language) -> dict[str, Any]:
    names = [one.name for one in study.readings]
    return {
        "is_compared": study.is_compared,
        "names": [basis_name(name, language) for name in names],
        "rows": [_reading(one, language) for one in study.readings],
        "rules": [
            {
                "rule": rule.rule,
                "clause": rule.clause,
                "title": rule.title[language],
                "found": [
                    (rule.status[name], say(language, f"report.status_{rule.status[name]}"),
                     count_text(rule.n_broken[name]) if rule.n_broken[name] else "")
                    for name in names
                ],
            }
            for rule in study.rules
        ],
        "zones": [
            {
                "level": say(language, f"map.level_{zone.level}"),
                "code": shown_zone(zone.code),
                "link": zone_link(zone.code),
                "found": [
                    (zone.is_in_band[name], count_text(zone.households[name])) for name in names
                ],
            }
            for zone in study.zones[:MOST_ROWS]
        ],
        "n_zones": count_text(len(study.zones)),
        "n_more": max(0, len(study.zones) - MOST_ROWS),
    }  # fmt: skip


def _reading(one: Reading, language: Language) -> dict[str, Any]:
    levels = one.report.levels
    return {
        "name": basis_name(one.name, language),
        "total": count_text(one.total),
        "sizes": [
            f"{levels[level].n_in_band:,} / {levels[level].n_zones:,}" if level in levels else ""
            for level in LEVELS
        ],
        "n_broken": count_text(one.n_broken),
    }


def _policies(study: PolicyStudy, language: Language) -> dict[str, Any]:
    profiles = sorted({name for one in study.disputes for name in one.fits})
    return {
        "rows": [_policy(one, language) for one in study.readings],
        "profiles": profiles,
        "disputes": [
            {
                "level": say(language, f"map.level_{one.level}"),
                "code": shown_zone(one.code),
                "link": zone_link(one.code),
                "households": count_text(one.households),
                "fits": [one.fits.get(name) for name in profiles],
            }
            for one in study.disputes[:MOST_ROWS]
        ],
        "n_disputes": count_text(len(study.disputes)),
        "conflicts": [say(language, f"studies.conflict_{name}") for name in study.conflicts],
    }


def _policy(one: PolicyReading, language: Language) -> dict[str, Any]:
    counts = one.counts
    return {
        "name": profile_name(one.profile, language),
        "id": one.profile.id,
        "is_draft": one.profile.is_draft,
        "sizes": [_size(one, level, language) for level in LEVELS],
        "counts": [
            count_text(counts[name])
            for name in ("met", "broken", "not_checkable", "not_applicable", "informational")
        ],
    }


def _size(one: PolicyReading, level: str, language: Language) -> str:
    rule, summary = one.profile.level(level), one.report.levels.get(level)
    if rule is None or not rule.sizes or summary is None:
        return say(language, "studies.no_rule")
    return f"{summary.n_in_band:,} / {summary.n_zones:,}"
