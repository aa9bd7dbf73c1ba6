"""Coverage of one category in numbers, weighted by households."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.shares import weighted_mean, weighted_quantile
from gridplan.model import CategoryCoverage
from gridplan.network import REASONS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def summarize(
    category: str,
    minutes: Floats,
    reason: Ints,
    households: Ints,
    *,
    n_services: int,
    circles: Sequence[float],
    is_known: bool,
) -> CategoryCoverage:
    """Summarize the walks to one category.

    Parameters
    ----------
    category
        Its id.
    minutes
        Walking minutes by unit; ``inf`` where not reached, ``nan`` without any service.
    reason
        Why not reached, positions in `gridplan.network.REASONS`.
    households
        Households by unit.
    n_services
        Services of the category.
    circles
        Minutes whose shares are wanted.
    is_known
        Whether any service stands on the network: else there is no share to tell.
    """
    total = int(households.sum())
    is_told = is_known and total > 0
    reached = np.isfinite(minutes)
    counts = np.bincount(reason, weights=households, minlength=len(REASONS)).astype(int)
    return CategoryCoverage(
        category=category,
        n_services=n_services,
        shares={
            circle: float(households[minutes <= circle].sum() / total) if is_told else None
            for circle in circles
        },
        mean_minutes=weighted_mean(minutes[reached], households[reached]),
        p95_minutes=weighted_quantile(minutes[reached], households[reached], 0.95),
        unreached={REASONS[i]: int(counts[i]) for i in range(1, len(REASONS))},
    )
