"""Plan and profile -> report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from gridplan.check.compounds import check_compounds, find_split
from gridplan.check.contiguity import check_contiguity, count_parts
from gridplan.check.cover import check_cover
from gridplan.check.drawn import Drawn, check_drawn_cover, check_drawn_parts
from gridplan.check.nesting import check_codes, check_nesting
from gridplan.check.notes import household_basis, notes_of
from gridplan.check.sizes import SizeFindings, check_sizes
from gridplan.check.special import check_special
from gridplan.check.subject import Subject
from gridplan.check.verdicts import judge_rules
from gridplan.metrics import objective_household_m
from gridplan.model import (
    Coverage,
    Land,
    LevelSummary,
    Plan,
    PlanningArea,
    Report,
    Units,
    Violation,
)
from gridplan.params import Params
from gridplan.policy import Profile

Family = Callable[[Subject, Plan], Iterator[Violation]]

FAMILIES: tuple[Family, ...] = (
    check_cover, check_contiguity, check_nesting, check_codes, check_compounds, check_special,
)  # fmt: skip
_SEVERITIES = ("error", "warning", "info")
_LEVELS = ("area", "community", "grid", "microgrid")


def check_plan(
    area: PlanningArea,
    units: Units,
    land: Land,
    plans: Sequence[Plan],
    profile: Profile,
    params: Params,
    *,
    coverage: Coverage | None = None,
    drawn: Drawn | None = None,
    is_advised: bool = True,
) -> Report:
    """Check a plan against a profile.

    Parameters
    ----------
    area, units, land
        What was planned.
    plans
        From coarse to fine, as `gridplan.zoning.build_plans` gives them.
    profile
        The policy; ``params.partition.bands`` replace its bands.
    params
        The numbers of the run.
    coverage
        What was measured on foot; without it the walking circle is not judged.
    drawn
        The plan in force, where its polygons are to be checked and not those of the units.
    is_advised
        Prove which zones out of band no plan can help, and work out what would help the others; a
        comparison can do without.

    Returns
    -------
    Report
        Violations worst first: by severity, what can be avoided before what cannot, then by how
        far the limit is missed.
    """
    subject = Subject(units, land, tuple(plans), profile, params, area, coverage, is_advised)
    violations: list[Violation] = []
    levels: dict[str, LevelSummary] = {}
    for plan in subject.plans:
        if len(plan.labels) != len(units):
            violations.extend(check_cover(subject, plan))
            continue  # a plan of other units: nothing else can be said of it
        sizes = check_sizes(subject, plan)
        violations.extend(sizes.violations)
        for family in _families(drawn):
            violations.extend(family(subject, plan))
        levels[plan.level] = _summary(subject, plan, sizes)
        if drawn is not None:
            n_apart = sum(v.rule == "contiguity" and v.level == plan.level for v in violations)
            levels[plan.level] = replace(levels[plan.level], n_not_contiguous=n_apart)
    fitting = tuple(plan for plan in subject.plans if len(plan.labels) == len(units))
    verdicts, further = judge_rules(replace(subject, plans=fitting), violations)
    violations.extend(further)
    basis = household_basis(area, units, params)
    return Report(
        profile=profile.id,
        households_total=int(units.households.sum()),
        households_unplaced=sum(item.households for item in (*area.unplaced, *units.unplaced)),
        household_basis=basis,
        levels=levels,
        violations=worst_first(violations),
        notes=notes_of(area, subject, basis),
        verdicts=verdicts,
    )


def check_zones(
    units: Units,
    land: Land,
    plans: Sequence[Plan],
    profile: Profile,
    params: Params,
    *,
    coverage: Coverage | None = None,
) -> tuple[Violation, ...]:
    """Return what the zones of some communities break: quick enough to be asked after every edit.

    What rules say of the land and of the records of the office is left out; `check_plan` tells.

    Parameters
    ----------
    units, land, plans, profile, params, coverage
        As in `check_plan`, of whole communities.
    """
    subject = Subject(units, land, tuple(plans), profile, params, None, coverage)
    violations: list[Violation] = []
    for plan in subject.plans:
        violations.extend(check_sizes(subject, plan).violations)
        for family in FAMILIES:
            if family is not check_cover:
                violations.extend(family(subject, plan))
    _, further = judge_rules(subject, violations)
    return (*violations, *further)


def worst_first(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    """Order by severity, what can be avoided first, then by how far a limit is missed."""
    return tuple(sorted(violations, key=_badness))


def _families(drawn: Drawn | None) -> tuple[Family, ...]:
    if drawn is None:
        return FAMILIES
    own: Mapping[Family, Family] = {
        check_cover: partial(check_drawn_cover, drawn),
        check_contiguity: partial(check_drawn_parts, drawn),
    }
    return tuple(own.get(family, family) for family in FAMILIES)


def _summary(subject: Subject, plan: Plan, sizes: SizeFindings) -> LevelSummary:
    is_ordinary = ~plan.is_special
    objective, bound = objective_household_m(plan, subject.units), plan.lower_bound_household_m
    is_split_counted = plan.level != "community"
    return LevelSummary(
        n_zones=int(is_ordinary.sum()),
        min_households=sizes.band.min_households if sizes.band else 0,
        max_households=sizes.band.max_households if sizes.band else None,
        n_in_band=sizes.n_in_band,
        n_out_of_band=sizes.n_out_of_band,
        n_unavoidable=sizes.n_unavoidable,
        n_not_contiguous=int((count_parts(subject, plan) > 1)[is_ordinary].sum()),
        n_compounds_split=len(find_split(subject, plan)) if is_split_counted else 0,
        objective_household_m=objective,
        lower_bound_household_m=bound,
        gap=_gap(objective, bound),
    )


def _gap(objective: float, bound: float | None) -> float | None:
    """Return the share of the objective that the proven bound leaves open."""
    if bound is None:
        return None
    return max(0.0, (objective - bound) / objective) if objective > 0 else 0.0


def _badness(violation: Violation) -> tuple[object, ...]:
    return (
        _SEVERITIES.index(violation.severity),
        violation.is_unavoidable,
        -_miss(violation),
        _LEVELS.index(violation.level),
        violation.code,
        violation.rule,
        violation.key,
    )


def _miss(violation: Violation) -> float:
    """Return by what share of the limit it is missed."""
    value, limit = violation.value, violation.limit
    if isinstance(value, int | float) and isinstance(limit, int | float):
        return abs(value - limit) / max(abs(limit), 1.0)
    return 0.0
