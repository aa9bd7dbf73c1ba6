"""What the numbers rule out before any search: counts no cut can bring into the band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.check.arithmetic import MAX_SEARCHED_UNITS, can_be_cut, nearest_counts, zone_counts
from gridplan.check.ledger import Place, places
from gridplan.check.limits import Limit, limits_for, shown_band, shown_zone
from gridplan.check.subject import Subject
from gridplan.check.unavoidable import Ground
from gridplan.model import Land, Note, Units
from gridplan.model.verdicts import both
from gridplan.params import Params
from gridplan.policy import Profile, levels_to_plan
from gridplan.text import LANGUAGES, say


def foresee(units: Units, land: Land, profile: Profile, params: Params) -> tuple[Note, ...]:
    """Return what no plan can avoid, with the nearest legal choice; empty where nothing is.

    Every note is proven by arithmetic on the data: communities outside their band, counts that
    cannot be cut into the band of a level, stairwells above its maximum.

    Parameters
    ----------
    units, land
        What will be divided.
    profile, params
        The bands; ``params.partition.bands`` replace those of the profile.
    """
    subject = Subject(units, land, (), profile, params)
    return (
        *_on_communities(subject),
        *(
            note
            for level in levels_to_plan(profile, params.partition.bands)
            for note in _on_level(subject, level)
        ),
    )


def _on_communities(subject: Subject) -> Iterator[Note]:
    every = list(places(subject))
    for place in every:
        limit = _limit(subject, "community", place)
        if limit is None or limit.band.contains(place.households):
            continue
        low, high = limit.band.min_households, limit.band.max_households
        is_below = place.households < low
        choice = _merges(subject, place, every, limit) if is_below else _splits(place, limit)
        yield Note(
            "warning",
            f"foresee.community_{'below' if is_below else 'above'}",
            {
                "zone": shown_zone(place.code, place.name),
                "households": place.households,
                "limit": low if is_below else high,
                "off": low - place.households if is_below else place.households - (high or 0),
                "source": limit.source,
                "choice": choice,
            },
            (place.code,),
        )


def _limit(subject: Subject, level: str, place: Place) -> Limit | None:
    kind = subject.kinds[place.position]
    found = limits_for(subject.profile, level, kind, subject.params)
    return next((limit for limit in found if limit.is_planned), None)


def _merges(subject: Subject, place: Place, every: list[Place], limit: Limit) -> dict[str, str]:
    """Name the neighbors with which a community would be in its band, fewest households first."""
    shapes = subject.units.communities.geometry.to_numpy()
    own = shapes[place.position]
    sums = [
        (place.households + other.households, shown_zone(other.code, other.name))
        for other in every
        if other is not place
        and shapely.dwithin(own, shapes[other.position], 1.0)
        and limit.band.contains(place.households + other.households)
    ]
    if not sums:
        return both("choice", "move")
    total, name = min(sums)
    return _said("choice_merge", name=name, total=total)


def _splits(place: Place, limit: Limit) -> dict[str, str]:
    counts = zone_counts(place.households, limit.band)
    if not counts:
        below, above = nearest_counts(place.households, limit.band)
        nearest = " / ".join(str(count) for count in (below, above) if count is not None)
        return _said("choice_nearest", nearest=nearest)
    return _said("choice_split", n=counts[0], each=round(place.households / counts[0]))


def _said(key: str, **values: object) -> dict[str, str]:
    return {language: say(language, f"rules.{key}", **values) for language in LANGUAGES}


def _on_level(subject: Subject, level: str) -> Iterator[Note]:
    for place in places(subject):
        limit = _limit(subject, level, place)
        if limit is None:
            continue
        is_own = subject.is_ordinary & (subject.units.community == place.position)
        ground = Ground(subject.units.households, is_own, subject.land.adjacency, limit.band)
        said = {
            "zone": shown_zone(place.code, place.name),
            "level": both("zones", level),
            "band": shown_band(limit.band),
            "source": limit.source,
        }
        yield from _oversize(subject, ground, said, limit)
        yield from _uncuttable(subject, ground, said, place, limit)


def _oversize(
    subject: Subject, ground: Ground, said: dict[str, Any], limit: Limit
) -> Iterator[Note]:
    large = np.flatnonzero(ground.is_oversize)
    if len(large):
        households = subject.units.households[large]
        order = np.argsort(-households, kind="stable")
        ids = tuple(str(subject.units.ids[unit]) for unit in large[order])
        values = {"most": int(households.max()), "max": limit.band.max_households}
        yield Note("warning", "foresee.oversize", {**said, **values}, ids)


def _uncuttable(
    subject: Subject, ground: Ground, said: dict[str, Any], place: Place, limit: Limit
) -> Iterator[Note]:
    """Yield the pieces of land of a community whose households cannot be cut into the band."""
    n_pieces = len(np.unique(ground.piece_of[ground.piece_of >= 0]))
    for number in np.unique(ground.piece_of[ground.piece_of >= 0]).tolist():
        own = ground.piece_of == number
        households = int(subject.units.households[own].sum())
        if not households:
            continue
        reason = _reason(subject, ground, number, own, households, limit)
        if not reason:
            continue
        below, above = nearest_counts(households, limit.band)
        nearest = " / ".join(str(count) for count in (below, above) if count is not None)
        first = np.flatnonzero(own & (subject.units.households > 0))[0]
        part = "whole" if n_pieces == 1 else "piece"
        values = {"households": households, "nearest": nearest, "unit": subject.units.ids[first]}
        key = f"foresee.{reason}_{part}"
        yield Note("warning", key, {**said, **values}, (place.code,))


def _reason(
    subject: Subject, ground: Ground, number: int, own: NDArray[np.bool_], households: int,
    limit: Limit,
) -> str:  # fmt: skip
    if not zone_counts(households, limit.band):
        return "count"
    n = int((own & (subject.units.households > 0)).sum())
    if n <= MAX_SEARCHED_UNITS and can_be_cut(ground.piece(number), limit.band) is False:
        return "indivisible"
    return ""
