"""Siting: whether the service center stands where people are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.check.ledger import Facilities, Place, facilities_of, places
from gridplan.check.outcome import Outcome, at_most, conclude, not_checkable, with_violations
from gridplan.check.subject import Subject
from gridplan.model import Violation
from gridplan.policy import Rule, RuleBlock

MOST_AT_ONCE = 2_000_000  # distances held in memory


def judge_siting(
    subject: Subject, rule: Rule, block: RuleBlock, found: Sequence[Violation]
) -> Outcome:
    """Judge the rank of a community's center among the places where its homes stand.

    Places are ranked by their mean straight distance to all households of the community: a
    center of rank 0.5 is nearer to them than half of the homes are.
    """
    facilities = facilities_of(subject)
    is_named = None if facilities is None else facilities.named(block.table["facility"])
    if facilities is None or is_named is None or not is_named.any():
        return not_checkable("community", rule.data)
    most = float(block.table.get("max_rank_share", 1.0))
    items = []
    is_open = False
    for place in places(subject):
        rank = _rank(subject, place, facilities, is_named)
        is_open |= rank is None
        if rank is not None:
            items.append(at_most(place.code, place.name, rank, most))
    outcome = conclude("community", items, "share", open_needs=rule.data, is_open=is_open)
    return with_violations(outcome, rule, items)


def _rank(subject: Subject, place: Place, facilities: Facilities, is_named: object) -> float | None:
    units = subject.units
    here = np.asarray(is_named) & (facilities.community == place.position)
    own = (units.community == place.position) & (units.households > 0)
    if not here.any() or not own.any():
        return None
    points = shapely.point_on_surface(facilities.rows.geometry.to_numpy()[here])
    homes, weights = units.xy_m[own], units.households[own]
    center = _mean_m(shapely.get_coordinates(points), homes, weights).min()
    return round(float((_mean_m(homes, homes, weights) < center).mean()), 4)


def _mean_m(places_xy: object, homes: object, weights: object) -> NDArray[np.float64]:
    """Return the mean distance from each place to all households, metres."""
    at, to, by = (np.asarray(one, dtype=float) for one in (places_xy, homes, weights))
    step = max(1, MOST_AT_ONCE // max(len(to), 1))
    parts = [
        np.hypot(*(at[i : i + step, None, :] - to[None, :, :]).transpose(2, 0, 1)) @ by
        for i in range(0, len(at), step)
    ]
    means: NDArray[np.float64] = np.concatenate(parts) / by.sum()
    return means
