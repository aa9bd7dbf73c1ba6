"""Answers of the studies in words."""

from __future__ import annotations

from gridplan.studies.stages import StageLevel, Trigger
from gridplan.text import Language, say


def stage_answer(one: StageLevel, language: Language) -> str:
    """Return whether zones keep to their band throughout, whether any could, and why not."""
    if one.is_legal_throughout:
        return say(language, "scenarios.legal")
    if one.safe is not None:
        return say(language, "scenarios.possible", safe=str(one.safe).replace(":", "-").strip("-"))
    low, high = one.band.min_households, one.band.max_households
    spread, room = one.most / one.least, (high or 0) / max(low, 1)
    if spread > room:
        numbers = {"ratio": f"{spread:.2g}", "band_ratio": f"{room:.2g}"}
        return say(language, "scenarios.impossible", **numbers)
    return say(language, "scenarios.trap")


def trigger_state(one: Trigger, language: Language) -> str:
    """Return how far a milestone is, and for which kind of resettlement where that is open."""
    said = say(language, f"scenarios.state_{one.state}", n=f"{one.to_come or 0:,}")
    if one.is_origin_known:
        return said
    origin = say(language, f"scenarios.origin_{one.origin}")
    return f"{said} ({say(language, 'scenarios.if_origin', origin=origin)})"
