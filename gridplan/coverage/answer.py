"""Every answer of a coverage run, from the metres that are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.far import farthest, homes_of, worst_of_all
from gridplan.coverage.floors import floors
from gridplan.coverage.judge import Verdict, is_within, judge
from gridplan.coverage.scenarios import elderly_gap, scenarios
from gridplan.coverage.scores import completeness, share_of_all, zone_scores
from gridplan.coverage.shares import (
    gini,
    lorenz_curve,
    weighted_mean,
    weighted_quantile,
    weighted_share,
)
from gridplan.model import (
    CategoryAnswer,
    Coverage,
    CoverageAnswers,
    FarBuilding,
    Plan,
    PlanningArea,
    Units,
)
from gridplan.policy import Profile

Bools = NDArray[np.bool_]


def answer_coverage(
    area: PlanningArea,
    units: Units,
    coverage: Coverage,
    *,
    plans: Sequence[Plan] = (),
    profile: Profile | None = None,
) -> CoverageAnswers:
    """Answer who is served, where, by how much, and how sure that is.

    Nothing is searched again: every speed, band and radius is read from the kept metres.

    Parameters
    ----------
    area
        Names of buildings, and services with their areas.
    units
        Households.
    coverage
        What was measured.
    plans
        Levels whose zones are scored; the communities if there is none.
    profile
        The policy, for the floor it demands.
    """
    verdict = judge(coverage)
    within = is_within(coverage, verdict.limit_m)
    is_met = within[:, verdict.is_judged]
    judged = tuple(np.array(coverage.ids, dtype=object)[verdict.is_judged])
    homes = homes_of(units)
    curve = lorenz_curve(is_met.sum(axis=1), units.households)
    gap, gaps = elderly_gap(units, coverage)
    far = farthest(area, units, coverage, homes)
    return CoverageAnswers(
        mode=coverage.mode,
        judged=judged,
        left_out=verdict.left_out,
        share_all=share_of_all(is_met, units.households),
        completeness=completeness(is_met, units.households),
        gini=gini(curve),
        lorenz=curve,
        categories=tuple(
            _category(units, coverage, verdict, column, gaps[column], far[column])
            for column in range(len(coverage.ids))
        ),
        zones=zone_scores(units, plans, is_met, judged),
        worst=worst_of_all(area, units, homes, is_met),
        elderly_gap=gap,
        sensitivity=scenarios(units, coverage),
        floors=floors(area, units, coverage, profile),
        is_met=is_met,
    )


def _category(
    units: Units,
    coverage: Coverage,
    verdict: Verdict,
    column: int,
    gap: float | None,
    far: tuple[FarBuilding, ...],
) -> CategoryAnswer:
    category = coverage.ids[column]
    facility = coverage.catalog.facility(category)
    limit_m = float(verdict.limit_m[column])
    walk, radius = (None, None) if facility is None else (facility.walk, facility.radius)
    metres, households = coverage.metres[:, column], units.households
    reached = np.isfinite(metres)

    def share(within_m: float | None) -> float | None:
        """Return the share within so many metres, None where walks were not followed so far."""
        if within_m is None or within_m > coverage.search_limit_m or not coverage.is_told[column]:
            return None
        return weighted_share(metres <= within_m, households)

    return CategoryAnswer(
        category=category,
        is_applied=any(item.category == category for item in coverage.applied),
        is_judged=bool(verdict.is_judged[column]),
        limit_m=limit_m if np.isfinite(limit_m) else None,
        share_met=share(limit_m if np.isfinite(limit_m) else None),
        share_walk=share(None if walk is None else walk.value * coverage.walk_m_per_min),
        share_radius=share(None if radius is None else radius.value),
        share_bands={band: share(band) for band in coverage.catalog.distance_bands_m},
        mean_m=weighted_mean(metres[reached], households[reached]),
        p95_m=weighted_quantile(metres[reached], households[reached], 0.95),
        unmet=_unmet(units, coverage, column, limit_m),
        elderly_gap=gap,
        farthest=far,
    )


def _unmet(units: Units, coverage: Coverage, column: int, limit_m: float) -> dict[str, int]:
    """Count the households beyond the limit by reason: too far off, or cut off, or off the map."""
    if not np.isfinite(limit_m) or not coverage.is_told[column]:
        return {}
    reason = coverage.reason[:, column]
    is_out = ~(coverage.metres[:, column] <= limit_m)
    counts = {
        name: int(units.households[is_out & (reason == name)].sum())
        for name in ("island", "off_network")
    }
    too_far = int(units.households[is_out].sum()) - sum(counts.values())
    return {"too_far": too_far, **counts}
