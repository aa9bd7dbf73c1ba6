"""Contiguity: every ordinary zone is one connected piece of land."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridplan.check.limits import shown_zone
from gridplan.check.subject import Subject
from gridplan.model import Plan, Violation


def count_parts(subject: Subject, plan: Plan) -> NDArray[np.int64]:
    """Return the number of connected parts of each zone, int64 (k,)."""
    part = subject.land.adjacency.components(plan.labels)
    pairs = np.unique(np.column_stack([plan.labels, part]), axis=0)
    return np.bincount(pairs[:, 0], minlength=plan.n_zones).astype(np.int64)


def check_contiguity(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield a violation for every ordinary zone in more than one part.

    Special land may lie apart, and a community is what the data say: both are exempt.
    """
    if plan.level == "community":
        return
    n_parts = count_parts(subject, plan)
    part = subject.land.adjacency.components(plan.labels)
    for zone in np.flatnonzero((n_parts > 1) & ~plan.is_special).tolist():
        code = plan.zones[zone].code
        yield Violation(
            rule="contiguity",
            clause="",
            severity="error",
            level=plan.level,
            code=code,
            value=int(n_parts[zone]),
            limit=1,
            is_unavoidable=False,
            key=f"check.contiguity_{plan.level}",
            values={
                "zone": shown_zone(code),
                "apart": _households_apart(subject, part[plan.labels == zone], plan.labels == zone),
            },
        )


def _households_apart(subject: Subject, part: NDArray[np.int64], own: NDArray[np.bool_]) -> int:
    """Return the households of a zone outside its largest part."""
    _, index = np.unique(part, return_inverse=True)
    households = np.bincount(index, weights=subject.units.households[own])
    return int(households.sum() - households.max())
