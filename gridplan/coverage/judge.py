"""Which categories count, and how many metres serve a household: the verdict, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridplan.model import Coverage
from gridplan.params import CoverageMode
from gridplan.policy import Demand

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

REASONS = ("no_data", "off_network", "unverified", "no_limit")


@dataclass(frozen=True, eq=False)
class Verdict:
    """What decides.

    Parameters
    ----------
    limit_m
        Network metres that serve a household, by category, float64 (m,); nan where there is no
        limit at all, whether it may decide or not.
    is_judged
        Categories that count, bool (m,): asked for, with data, with a limit that may decide.
    left_out
        Ids of categories asked for that do not count, by reason, one of `REASONS`.
    """

    limit_m: Floats
    is_judged: Bools
    left_out: Mapping[str, tuple[str, ...]]


def judge(coverage: Coverage, *, mode: CoverageMode | None = None) -> Verdict:
    """Return what decides under the test of the run, or under *mode*.

    In the time test every category has the same limit. In the radius test each has the service
    radius of its text, and one that was not verified decides nothing.
    """
    is_time = (mode or coverage.mode) == "time"
    limit_m = time_limits_m(coverage) if is_time else radii_m(coverage)
    may_decide = np.ones(len(limit_m), bool) if is_time else _trusted_radii(coverage)
    asked = {item.category for item in coverage.applied}
    is_asked = np.array([category in asked for category in coverage.ids], dtype=bool)
    has_data = np.array([c.n_services > 0 for c in coverage.categories], dtype=bool)
    states = {
        "no_data": ~has_data,
        "off_network": has_data & ~coverage.is_told,
        "unverified": coverage.is_told & np.isfinite(limit_m) & ~may_decide,
        "no_limit": coverage.is_told & np.isnan(limit_m),
    }
    ids = np.array(coverage.ids, dtype=object)
    return Verdict(
        limit_m=limit_m,
        is_judged=is_asked & ~np.logical_or.reduce(list(states.values())),
        left_out={reason: tuple(ids[is_asked & states[reason]]) for reason in REASONS},
    )


def time_limits_m(coverage: Coverage, walk_m_per_min: float | None = None) -> Floats:
    """Return the metres of the time circle for every category, at the run's speed or another."""
    speed = coverage.walk_m_per_min if walk_m_per_min is None else walk_m_per_min
    return np.full(len(coverage.ids), coverage.limit_minutes * speed)


def radii_m(coverage: Coverage) -> Floats:
    """Return the service radius of every category, nan where no text gives one."""
    return np.array([np.nan if d is None else d.value for d in _radii(coverage)], dtype=float)


def _trusted_radii(coverage: Coverage) -> Bools:
    return np.array([d is not None and d.is_trusted for d in _radii(coverage)], dtype=bool)


def _radii(coverage: Coverage) -> list[Demand | None]:
    facilities = (coverage.catalog.facility(category) for category in coverage.ids)
    return [None if facility is None else facility.radius for facility in facilities]


def is_within(coverage: Coverage, limit_m: Floats) -> Bools:
    """Return which units reach which categories within the limits, bool (n, m)."""
    result: Bools = coverage.metres <= limit_m
    return result
