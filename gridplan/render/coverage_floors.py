"""Floor for every hundred households as rows of the coverage section."""

from __future__ import annotations

from gridplan.model import FloorAnswer
from gridplan.render.coverage_view import CoverageView
from gridplan.render.numbers import count_text


def floor_rows(view: CoverageView) -> list[dict[str, str]]:
    """Return the demands by community first, then the categories whose services state an area."""
    communities = view.units.communities
    names = dict(zip(communities["community_code"], communities["name"], strict=True))
    demanded = [item for item in view.answers.floors if item.required_m2 is not None]
    stated = [item for item in view.answers.floors if not item.community_code]
    return [_row(view, item, names) for item in (*demanded, *stated)]


def _row(view: CoverageView, item: FloorAnswer, names: dict[str, str]) -> dict[str, str]:
    code = item.community_code
    return {
        "name": _name(view, item),
        "basis": _basis(view, item),
        "place": names.get(code) or code or view.say("whole_area"),
        "n": count_text(item.n_services),
        "unknown": count_text(item.n_without_area),
        "area": _square_metres(item.area_m2),
        "per_100": _square_metres(item.per_100_households_m2),
        "required": _square_metres(item.required_m2),
        "verdict": _verdict(view, item),
    }


def _name(view: CoverageView, item: FloorAnswer) -> str:
    quota = next(
        (q for q in view.coverage.catalog.quotas if set(q.categories) == set(item.categories)), None
    )
    if quota is not None:
        return quota.name(view.language)
    return view.names(item.categories)


def _basis(view: CoverageView, item: FloorAnswer) -> str:
    if item.clause:
        return view.say("by_clause", clause=item.clause)
    return view.coverage.catalog.source_name(item.source, view.language) if item.source else ""


def _square_metres(value: float | None) -> str:
    return "–" if value is None else count_text(value)


def _verdict(view: CoverageView, item: FloorAnswer) -> str:
    if item.required_m2 is None:
        return view.say("no_demand")
    key = {True: "enough", False: "short", None: "untold"}[item.is_enough]
    return view.say(key)
