"""Where to build next as rows for the printable page: the sites, what they bring, how surely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridplan.model import Result
from gridplan.model.siting import Candidate, Site, Siting
from gridplan.render.numbers import count_text, minutes_text, share_text
from gridplan.text import Language, catalog, say

ROOM = "siting_report."
MOST_EXISTING = 10
MOST_WANTING = 3


def siting_section(sitings: Sequence[Siting], result: Result, language: Language) -> dict[str, Any]:
    """Return everything the template of the section names; without proposals, what to ask for."""
    return {
        "p": {
            key.removeprefix(ROOM): sentence
            for key, sentence in catalog(language).items()
            if key.startswith(ROOM)
        },
        "sitings": [_proposal(siting, result, language) for siting in sitings],
        "wanting": "" if sitings else _wanting(result, language),
    }


def _tell(language: Language, key: str, **values: object) -> str:
    return say(language, ROOM + key, **values)


def _wanting(result: Result, language: Language) -> str:
    """Name the categories asked for that most households lack, as ideas for a proposal."""
    coverage = result.coverage
    asked = {item.category for item in coverage.applied}
    shares = [
        (share, found.category)
        for found in coverage.categories
        if found.category in asked
        and (share := found.shares.get(coverage.limit_minutes)) is not None
        and share < 1
    ]
    if not shares:
        return _tell(language, "nothing_wanting")
    total = int(result.units.households.sum())
    names = [
        _tell(
            language,
            "wanting_one",
            name=_name(result, category, language),
            households=count_text(total - round(share * total)),
        )
        for share, category in sorted(shares)[:MOST_WANTING]
    ]
    comma = say(language, "coverage_report.list_comma")
    return _tell(language, "wanting", names=comma.join(names), category=min(shares)[1])


def _name(result: Result, category: str, language: Language) -> str:
    facility = result.coverage.catalog.facility(category)
    return category if facility is None else facility.name(language)


def _headed(name: str) -> str:
    """Return a name with a capital, as a heading begins."""
    return name[:1].upper() + name[1:]


def _proposal(siting: Siting, result: Result, language: Language) -> dict[str, Any]:
    existing = [place for place in siting.candidates if place.is_existing]
    return {
        "title": _tell(
            language,
            "title",
            name=_headed(_name(result, siting.category, language)),
            n=count_text(len(siting.sites)),
        ),
        "method": _method(siting, language),
        "figures": _figures(siting, language),
        "sites": _site_rows(siting, language),
        "existing": [_place(place, siting, language) for place in existing[:MOST_EXISTING]],
        "notes": [note.text(language) for note in siting.notes],
    }


def _method(siting: Siting, language: Language) -> str:
    share = siting.target_share
    return _tell(
        language,
        f"method_{siting.method}",
        share="" if share is None else share_text(share, language),
    )


def _figures(siting: Siting, language: Language) -> list[dict[str, str]]:
    before, after = (
        share_text(siting.share(n), language)
        for n in (siting.households_before, siting.households_after)
    )
    reachable = share_text(siting.share(siting.households_reachable), language)
    proof = (
        _tell(language, "proven")
        if siting.is_proven
        else _tell(language, "gap", gap=f"{siting.gap:.1%}")
    )
    speed = siting.walk_m_per_min
    now_m, then_m = siting.mean_metres_before, siting.mean_metres_after
    now = minutes_text(None if now_m is None else now_m / speed, language)
    then = minutes_text(then_m / speed, language)
    return [
        {
            "value": count_text(siting.households_gained),
            "name": _tell(language, "k_gained"),
            "note": _tell(language, "k_gained_note", reachable=reachable),
        },
        {"value": f"{before} → {after}", "name": _tell(language, "k_share"), "note": ""},
        {
            "value": f"{now} → {then}",
            "name": _tell(language, "k_walk"),
            "note": "",
        },
        {
            "value": proof,
            "name": _tell(language, "k_proof" if siting.is_proven else "k_gap"),
            "note": "",
        },
    ]


def _site_rows(siting: Siting, language: Language) -> list[dict[str, str]]:
    rows, reached = [], siting.households_before
    for site in siting.sites:
        reached += site.households_gained
        rows.append(_site(site, reached, siting, language))
    return rows


def _site(site: Site, reached: int, siting: Siting, language: Language) -> dict[str, str]:
    share = siting.share(reached)
    return {
        "rank": str(site.rank),
        "gained": count_text(site.households_gained),
        "served": count_text(site.households_served),
        "share": share_text(share, language),
        "width": f"{share * 100:.1f}",
        **_place(site.candidate, siting, language),
    }


def _place(place: Candidate, siting: Siting, language: Language) -> dict[str, str]:
    kind = say(language, f"map.site_{place.source}", id=place.id)
    return {
        "name": place.name or kind,
        "id": kind if place.name else "",
        "around": count_text(place.households_reached),
        "street": _tell(language, "kilometres", n=f"{place.street_m / 1000:.1f}"),
        "standing": f"{place.rank} / {siting.n_candidates}",
    }
