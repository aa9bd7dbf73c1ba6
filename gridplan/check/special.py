"""Special zones: exempt from size bands, so they hold special land and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridplan.check.limits import shown_zone
from gridplan.check.subject import Subject
from gridplan.model import Plan, Violation


def check_special(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield a violation for every special zone that holds ordinary households."""
    if plan.level == "community":
        return
    ordinary = np.where(subject.is_ordinary, subject.units.households, 0)
    held = plan.sums(ordinary)
    for zone in np.flatnonzero(plan.is_special & (held > 0)).tolist():
        code = plan.zones[zone].code
        yield Violation(
            rule="special",
            clause="",
            severity="warning",
            level=plan.level,
            code=code,
            value=int(held[zone]),
            limit=0,
            is_unavoidable=False,
            key=f"check.special_{plan.level}",
            values={"zone": shown_zone(code, plan.zones[zone].name)},
        )
