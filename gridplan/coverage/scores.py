"""How complete the circle of every household and zone is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.shares import weighted_mean, weighted_share
from gridplan.model import Plan, Units, ZoneScore

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def completeness(is_met: Bools, households: Ints) -> float | None:
    """Return the share of categories that a household reaches, on average.

    Examples
    --------
    >>> completeness(np.array([[True, True], [True, False]]), np.array([1, 1]))
    0.75
    """
    if not is_met.shape[1]:
        return None
    return weighted_mean(is_met.mean(axis=1), households)


def share_of_all(is_met: Bools, households: Ints) -> float | None:
    """Return the share of households that reach every category; None without any category."""
    return weighted_share(np.asarray(is_met.all(axis=1)), households) if is_met.shape[1] else None


def building_completeness(units: Units, is_met: Bools) -> NDArray[np.float64]:
    """Return the completeness of the building of every unit, float64 (n,).

    Its units count by their households, or all alike where it has none; nan without any judged
    category.
    """
    n_judged = is_met.shape[1]
    own = is_met.sum(axis=1) / n_judged if n_judged else np.full(len(units), np.nan)
    inside = units.building >= 0
    building, households = units.building[inside], units.households[inside]
    weights = np.where(np.bincount(building, households)[building] > 0, households, 1)
    sums = np.bincount(building, weights * own[inside]) / np.maximum(
        np.bincount(building, weights), 1
    )
    result = own.astype(float)
    result[inside] = sums[building]
    return result


def zone_scores(
    units: Units, plans: Sequence[Plan], is_met: Bools, judged: Sequence[str]
) -> Mapping[str, tuple[ZoneScore, ...]]:
    """Score every zone of every level; without plans, every community.

    Parameters
    ----------
    units
        Where households are.
    plans
        Levels from coarse to fine.
    is_met
        Which units reach which judged categories, bool (n, k).
    judged
        Ids of those k categories.
    """
    levels = {plan.level: (plan.labels, plan.codes) for plan in plans}
    if not levels:
        codes = tuple(units.communities["community_code"])
        levels["community"] = (units.community, codes)
    return {
        level: _scores(level, np.asarray(labels), codes, units.households, is_met, judged)
        for level, (labels, codes) in levels.items()
    }


def _scores(
    level: str,
    labels: NDArray[np.integer],
    codes: Sequence[str],
    households: Ints,
    is_met: Bools,
    judged: Sequence[str],
) -> tuple[ZoneScore, ...]:
    inside = labels >= 0

    def sums(weights: NDArray[Any]) -> NDArray[np.float64]:
        counts = np.bincount(labels[inside], weights=weights[inside], minlength=len(codes))
        return counts.astype(float)

    total = sums(households)
    with np.errstate(invalid="ignore"):  # a zone without households has nothing to tell
        columns = [sums(households * met) / total for met in is_met.T]
        every = sums(households * is_met.all(axis=1)) / total
        mean = sum(columns, np.zeros(len(codes))) / max(len(judged), 1)
    return tuple(
        ZoneScore(
            level=level,
            code=code,
            households=int(total[zone]),
            completeness=_told(mean[zone], judged),
            share_all=_told(every[zone], judged),
            shares={name: _told(columns[k][zone], judged) for k, name in enumerate(judged)},
        )
        for zone, code in enumerate(codes)
    )


def _told(value: float, judged: Sequence[str]) -> float | None:
    return float(value) if len(judged) and np.isfinite(value) else None
