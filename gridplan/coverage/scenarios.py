"""The verdict under other speeds, bands and radii: from the metres that are kept, no search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.judge import Verdict, is_within, judge, radii_m, time_limits_m
from gridplan.coverage.scores import completeness, share_of_all
from gridplan.coverage.shares import weighted_share
from gridplan.model import Coverage, Scenario, Units

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RADIUS_FACTORS = (0.9, 1.0, 1.1)


@dataclass(frozen=True, eq=False)
class _Assumption:
    """What is assumed: the limit of every category, and which count; names as in `Scenario`."""

    test: str
    id: str
    value: float
    limit_m: Floats
    is_judged: Bools


def scenarios(units: Units, coverage: Coverage) -> tuple[Scenario, ...]:
    """Return the verdict under every speed and band of the catalog and around every radius."""
    verdict = judge(coverage)
    within = is_within(coverage, verdict.limit_m)
    base = np.asarray(within[:, verdict.is_judged].all(axis=1))
    found = [_scenario(units, coverage, base, one) for one in _assumptions(coverage)]
    return (*found, *_gates(units, coverage, base, verdict))


def _gates(units: Units, coverage: Coverage, base: Bools, verdict: Verdict) -> tuple[Scenario, ...]:
    """Bracket the verdict between the best and the worst place for gates that nobody knows."""
    if coverage.pessimistic_m is None:
        return ()
    worst = replace(coverage, metres=coverage.pessimistic_m)
    limits = (verdict.limit_m, verdict.is_judged)
    return tuple(
        _scenario(units, walked, base, _Assumption("gates", name, 0.0, *limits))
        for name, walked in (("optimistic", coverage), ("pessimistic", worst))
    )


def _assumptions(coverage: Coverage) -> Iterator[_Assumption]:
    catalog, n = coverage.catalog, len(coverage.ids)
    by_time = judge(coverage, mode="time").is_judged
    for speed in catalog.speeds:
        limit_m = time_limits_m(coverage, speed.m_per_min)
        yield _Assumption("time", speed.id, speed.m_per_min, limit_m, by_time)
    for band in catalog.distance_bands_m:
        yield _Assumption("distance", f"{band:g}", band, np.full(n, band), by_time)
    by_radius = judge(coverage, mode="radius").is_judged
    if by_radius.any():
        for factor in RADIUS_FACTORS:
            limit_m = radii_m(coverage) * factor
            yield _Assumption("radius", f"{factor:g}", factor, limit_m, by_radius)


def _scenario(units: Units, coverage: Coverage, base: Bools, assumed: _Assumption) -> Scenario:
    named = (assumed.test, assumed.id, assumed.value)
    limit_m, is_judged = assumed.limit_m, assumed.is_judged
    ids = [category for category, judged in zip(coverage.ids, is_judged, strict=True) if judged]
    is_followed = bool((limit_m[is_judged] <= coverage.search_limit_m).all())
    if not ids or not is_followed:
        return Scenario(*named, None, None, None, dict.fromkeys(ids))
    is_met = is_within(coverage, limit_m)[:, is_judged]
    changed = is_met.all(axis=1) != base
    return Scenario(
        *named,
        share_all=share_of_all(is_met, units.households),
        completeness=completeness(is_met, units.households),
        n_changed=int(units.households[changed].sum()),
        shares={
            category: weighted_share(is_met[:, column], units.households)
            for column, category in enumerate(ids)
        },
    )


def elderly_gap(units: Units, coverage: Coverage) -> tuple[float | None, list[float | None]]:
    """Return by how much fewer households an elderly person's circle serves than an adult's.

    Returns
    -------
    overall
        Difference in the share that reaches every judged category, in the time test.
    by_category
        Difference in the share that reaches each.
    """
    adult, elderly = (coverage.catalog.speed(who) for who in ("adult", "elderly"))
    fast_m = 0.0 if adult is None else adult.m_per_min * coverage.limit_minutes
    if adult is None or elderly is None or fast_m > coverage.search_limit_m:
        return None, [None] * len(coverage.ids)
    fast, slow = (
        is_within(coverage, time_limits_m(coverage, who.m_per_min)) for who in (adult, elderly)
    )
    is_judged = judge(coverage, mode="time").is_judged
    overall = _difference(
        *(share_of_all(within[:, is_judged], units.households) for within in (fast, slow))
    )
    told = coverage.is_told
    return overall, [
        _difference(*(weighted_share(w[:, column], units.households) for w in (fast, slow)))
        if told[column]
        else None
        for column in range(len(told))
    ]


def _difference(more: float | None, less: float | None) -> float | None:
    return None if more is None or less is None else more - less
