"""How good a plan is, in the few figures that a proposal is weighed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gridplan.check.compounds import find_split
from gridplan.check.contiguity import count_parts
from gridplan.check.subject import Subject
from gridplan.metrics import objective_household_m
from gridplan.model import Result
from gridplan.policy.bands import band_for
from gridplan.review.state import PlanState, plans_of
from gridplan.text import Language, say


@dataclass(frozen=True)
class Measure:
    """Figures of one level: zones and households out of band, zones apart, compounds cut, walks."""

    level: str
    n_out: int
    n_off: int
    n_apart: int
    n_split: int
    mean_m: float


def measure(base: Result, state: PlanState) -> tuple[Measure, ...]:
    """Return the figures of the planned levels, coarse to fine."""
    subject = Subject(base.units, base.land, plans_of(state, base), base.profile, base.params)
    total = max(int(base.units.households.sum()), 1)
    return tuple(_level(subject, plan, total) for plan in subject.plans[1:])


def _level(subject: Subject, plan: Any, total: int) -> Measure:
    off = _households_off(subject, plan)
    apart = (count_parts(subject, plan) > 1) & ~plan.is_special
    return Measure(
        level=plan.level,
        n_out=int((off > 0).sum()),
        n_off=int(off.sum()),
        n_apart=int(apart.sum()),
        n_split=len(find_split(subject, plan)),
        mean_m=objective_household_m(plan, subject.units) / total,
    )


def _households_off(subject: Subject, plan: Any) -> Any:
    """Return by how many households each ordinary zone misses its band, int64 (k,)."""
    households = plan.sums(subject.units.households)
    overrides = subject.params.partition.bands
    bands = {
        kind: band_for(subject.profile, plan.level, kind, overrides).band
        for kind in set(subject.kinds)
    }
    own = [bands[kind] for kind in subject.kind_of(plan)]
    low = np.array([band.min_households for band in own])
    high = np.array(
        [np.iinfo(np.int64).max if b.max_households is None else b.max_households for b in own]
    )
    off = np.maximum(low - households, 0) + np.maximum(households - high, 0)
    return np.where(plan.is_special, 0, off)


def gains(
    before: tuple[Measure, ...], after: tuple[Measure, ...], language: Language
) -> list[dict[str, str]]:
    """Return the figures of two states side by side, as texts, without those that are 0 in both."""
    rows = []
    for old, new in zip(before, after, strict=True):
        level = say(language, f"map.level_{old.level}")
        for name in ("n_out", "n_off", "n_apart", "n_split", "mean_m"):
            was, now = getattr(old, name), getattr(new, name)
            if was or now:
                rows.append(
                    {
                        "name": say(language, f"review.gain_{name}", level=level),
                        "before": f"{was:,.0f}",
                        "after": f"{now:,.0f}",
                    }
                )
    return rows
