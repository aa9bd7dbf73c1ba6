"""Nesting: every micro-grid inside one grid, every grid inside one community; codes unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from gridplan.check.limits import shown_zone
from gridplan.check.subject import Subject
from gridplan.model import Plan, Violation


def check_nesting(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield a violation for every zone that lies in several zones of the level above.

    A zone that names another parent than the one it lies in is one too.
    """
    parent = subject.above(plan)
    if parent is None:
        return
    pairs = np.unique(np.column_stack([plan.labels, parent.labels]), axis=0)
    n_parents = np.bincount(pairs[:, 0], minlength=plan.n_zones)
    first = pairs[np.searchsorted(pairs[:, 0], np.arange(plan.n_zones)), 1]
    for position, zone in enumerate(plan.zones):
        if n_parents[position] > 1:
            held = pairs[pairs[:, 0] == position, 1].tolist()
            codes = ", ".join(sorted(parent.zones[p].code for p in held))
            yield _violation(plan, zone.code, len(held), codes, "nesting")
        elif zone.parent >= 0 and zone.parent != first[position]:
            code = parent.zones[int(first[position])].code
            yield _violation(plan, zone.code, 1, code, "nesting_parent")


def check_codes(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield a violation for every code that several zones of a level bear."""
    for code, n in sorted(Counter(plan.codes).items()):
        if n > 1:
            yield _violation(plan, code, n, "", "codes")


def _violation(plan: Plan, code: str, value: int, parents: str, key: str) -> Violation:
    return Violation(
        rule=key.partition("_")[0],
        clause="",
        severity="error",
        level=plan.level,
        code=code,
        value=value,
        limit=1,
        is_unavoidable=False,
        key=f"check.{key}_{plan.level}",
        values={"zone": shown_zone(code), "parents": parents},
    )
