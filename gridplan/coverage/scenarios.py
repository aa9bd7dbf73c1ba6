"""The verdict under other speeds, bands and radii: from the metres that are kept, no search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


def scenarios(units: Units, coverage: Coverage) -> tuple[Scenario, ...]:
    """Return the verdict under every speed and band of the catalog and around every radius."""
    verdict = judge(coverage)
    within = is_within(coverage, verdict.limit_m)
    base = np.asarray(within[:, verdict.is_judged].all(axis=1))
    found = [
        _scenario(units, coverage, base, test, name, value, limit_m, is_judged)
        for test, name, value, limit_m, is_judged in _assumptions(coverage)
    ]
    return (*found, *_gates(units, coverage, base, verdict))


def _gates(units: Units, coverage: Coverage, base: Bools, verdict: Verdict) -> tuple[Scenario, ...]:
    """Bracket the verdict between the best and the worst place for gates that nobody knows."""
    if coverage.pessimistic_m is None:
        return ()
    worst = replace(coverage, metres=coverage.pessimistic_m)
    return tuple(
        _scenario(units, walked, base, "gates", name, 0.0, verdict.limit_m, verdict.is_judged)
        for name, walked in (("optimistic", coverage), ("pessimistic", worst))
    )


def _assumptions(coverage: Coverage) -> Iterator[tuple[str, str, float, Floats, Bools]]:
    by_time = judge(coverage, mode="time").is_judged
    for speed in coverage.catalog.speeds:
        yield "time", speed.id, speed.m_per_min, time_limits_m(coverage, speed.m_per_min), by_time
    for band in coverage.catalog.distance_bands_m:
        yield "distance", f"{band:g}", band, np.full(len(coverage.ids), band), by_time
    by_radius = judge(coverage, mode="radius").is_judged
    if by_radius.any():
        for factor in RADIUS_FACTORS:
            yield "radius", f"{factor:g}", factor, radii_m(coverage) * factor, by_radius


def _scenario(
    units: Units,
    coverage: Coverage,
    base: Bools,
    test: str,
    name: str,
    value: float,
    limit_m: Floats,
    is_judged: Bools,
) -> Scenario:
    ids = [category for category, judged in zip(coverage.ids, is_judged, strict=True) if judged]
    is_followed = bool((limit_m[is_judged] <= coverage.search_limit_m).all())
    if not ids or not is_followed:
        return Scenario(test, name, value, None, None, None, dict.fromkeys(ids))
    is_met = is_within(coverage, limit_m)[:, is_judged]
    changed = is_met.all(axis=1) != base
    return Scenario(
        test=test,
        id=name,
        value=value,
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
