"""Siting proposals as plain values and as map layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.model import Result
from gridplan.model.siting import Candidate, Site, Siting
from gridplan.text import Language

BEST_CANDIDATES = 20  # in JSON; the layer holds all


def siting_json(siting: Siting, language: Language) -> dict[str, Any]:
    """Return a proposal as plain values; metres and minutes are rounded, sentences spoken."""
    speed = siting.walk_m_per_min
    return {
        "category": siting.category,
        "method": siting.method,
        "mode": siting.mode,
        "reach_m": round(siting.reach_m, 1),
        "minutes": round(siting.reach_m / speed, 2),
        "walk_m_per_min": speed,
        "capacity": siting.capacity,
        "target_share": siting.target_share,
        "n_existing": siting.n_existing,
        "n_candidates": siting.n_candidates,
        "households": {
            "total": siting.households_total,
            "within_reach_before": siting.households_before,
            "within_reach_after": siting.households_after,
            "gained": siting.households_gained,
            "reachable_at_most": siting.households_reachable,
            "share_before": round(siting.share(siting.households_before), 4),
            "share_after": round(siting.share(siting.households_after), 4),
        },
        "mean_minutes_before": _minutes(siting.mean_metres_before, speed),
        "mean_minutes_after": _minutes(siting.mean_metres_after, speed),
        "objective": round(siting.objective, 3),
        "bound": round(siting.bound, 3),
        "gap": round(siting.gap, 6),
        "is_proven": siting.is_proven,
        "greedy_objective": round(siting.greedy, 3),
        "next_site_would_add": _rounded(siting.next_worth),
        "sites": [_site(site, speed) for site in siting.sites],
        "best_placed": [_candidate(c, speed) for c in siting.candidates[:BEST_CANDIDATES]],
        "existing": [_candidate(c, speed) for c in siting.candidates if c.is_existing],
        "notes": [{"kind": n.kind, "key": n.key, "ids": list(n.ids), "message": n.text(language)}
                  for n in siting.notes],
    }  # fmt: skip


def _minutes(metres: float | None, speed: float) -> float | None:
    return None if metres is None else round(metres / speed, 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _site(site: Site, speed: float) -> dict[str, Any]:
    return {
        "rank": site.rank,
        "households_gained": site.households_gained,
        "households_served": site.households_served,
        "adds": round(site.worth, 3),
        **_candidate(site.candidate, speed),
    }


def _candidate(candidate: Candidate, speed: float) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "name": candidate.name,
        "source": candidate.source,
        "is_existing": candidate.is_existing,
        "households_within_reach": candidate.households_reached,
        "mean_minutes": _minutes(candidate.mean_metres, speed),
        "street_m_within_reach": round(candidate.street_m, 1),
        "place_score": round(candidate.score, 4),
        "place_rank": candidate.rank,
    }


def site_frame(sitings: Sequence[Siting], crs: str) -> Any:
    """Build the table of the proposed sites, one point each, in the order of building."""
    rows = [
        {"category": siting.category, **_site(site, siting.walk_m_per_min)}
        for siting in sitings
        for site in siting.sites
    ]
    return _points(rows, [site.candidate for siting in sitings for site in siting.sites], crs)


def candidate_frame(sitings: Sequence[Siting], crs: str) -> Any:
    """Build the table of all places looked at, those of a category best placed first."""
    rows = [row for siting in sitings for row in _candidate_rows(siting)]
    return _points(rows, [place for siting in sitings for place in siting.candidates], crs)


def _candidate_rows(siting: Siting) -> list[dict[str, Any]]:
    chosen = {site.candidate.id: site.rank for site in siting.sites}
    return [
        {
            "category": siting.category,
            **_candidate(place, siting.walk_m_per_min),
            "site_rank": None if place.is_existing else chosen.get(place.id),
        }
        for place in siting.candidates
    ]


def _points(rows: list[dict[str, Any]], places: list[Candidate], crs: str) -> Any:
    shapes = [shapely.Point(place.xy_m) for place in places]
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs=crs)


def gained_frame(result: Result, sitings: Sequence[Siting]) -> Any:
    """Build the table of the units that a proposed site serves better than what exists.

    Columns: ``category``, ``unit_id``, ``households``, ``site_rank``, ``minutes_before`` (None
    where nothing was in reach of the search), ``minutes_after``, ``is_gained`` (within reach
    only now), footprint.
    """
    pairs = [(siting, _who_gains(result, siting)) for siting in sitings]
    columns = [_gains(result, siting, chosen) for siting, chosen in pairs]
    return geopandas.GeoDataFrame(
        {name: np.concatenate([column[name] for column in columns]) for name in columns[0]},
        geometry=[shape for _, chosen in pairs for shape in result.units.footprint[chosen]],
        crs=result.area.crs,
    )


def _who_gains(result: Result, siting: Siting) -> NDArray[np.int64]:
    return np.flatnonzero((siting.site >= 0) & (result.units.households > 0))


def _gains(result: Result, siting: Siting, chosen: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    before, after = siting.metres_before[chosen], siting.metres_after[chosen]
    minutes = [np.ceil(m / siting.walk_m_per_min * 100) / 100 for m in (before, after)]
    return {
        "category": np.full(len(chosen), siting.category, dtype=object),
        "unit_id": result.units.ids[chosen],
        "households": result.units.households[chosen].astype(np.int32),
        "site_rank": (siting.site[chosen] + 1).astype(np.int32),
        "minutes_before": np.where(np.isfinite(minutes[0]), minutes[0], np.nan),
        "minutes_after": minutes[1],
        "is_gained": (before > siting.reach_m) & (after <= siting.reach_m),
    }
