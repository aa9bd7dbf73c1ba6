"""Compounds: a walled estate that fits into one grid is not split between grids.

Where a policy lets grids be made of residents' groups as well, grids of whole groups may split it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridplan.check.groups import made_of_groups
from gridplan.check.subject import Subject
from gridplan.check.wholes import forced_cut, wholes_around
from gridplan.metrics import split_compounds
from gridplan.model import Plan, Severity, Violation

BASIS = "residential_compound"
GROUPS = "village_or_resident_group"


def find_split(subject: Subject, plan: Plan) -> NDArray[np.int64]:
    """Return community and compound of each compound that a level splits though it fits."""
    limits = subject.limits(plan.level)
    highs = [
        limits[kind][0].band.max_households if limits[kind] else None for kind in subject.kinds
    ]
    max_households = np.array([np.inf if high is None else high for high in highs])
    return split_compounds(plan, subject.units, max_households)


def check_compounds(subject: Subject, plan: Plan) -> Iterator[Violation]:
    """Yield a violation for every compound that grids split though one grid could hold it.

    Unavoidable where the compound itself lies in several pieces of land, and where no legal plan
    keeps it and all compounds around it whole.
    """
    if plan.level != "grid":
        return
    rule, clause, severity, is_by_groups = _rule(subject)
    split = find_split(subject, plan).tolist()
    of_groups = made_of_groups(subject, plan) if is_by_groups and split else frozenset()
    for community, compound in split:
        own = np.flatnonzero(_members(subject, plan, community, compound))
        zones = np.unique(plan.labels[own])
        if of_groups.issuperset(zones.tolist()):
            continue
        households = subject.units.households[own]
        per_zone = [int(households[plan.labels[own] == zone].sum()) for zone in zones]
        cut = frozenset(other for place, other in split if place == community)
        reason, why = _reason(subject, plan, own, cut)
        yield Violation(
            rule=rule,
            clause=clause,
            severity=severity,
            level=plan.level,
            code=plan.zones[int(zones[int(np.argmin(per_zone))])].code,
            value=len(zones),
            limit=1,
            is_unavoidable=reason != "split",
            key=f"check.compound_{reason}",
            values={
                "compound": subject.units.compounds[compound],
                "households": int(households.sum()),
                "zones": ", ".join(plan.zones[int(zone)].code for zone in zones),
                **why,
            },
        )


def _reason(
    subject: Subject, plan: Plan, own: NDArray[np.int64], cut: frozenset[int]
) -> tuple[str, dict[str, object]]:
    """Return why the compound of the units *own* is among those *cut*, and the numbers."""
    if len(np.unique(subject.land.piece[own])) > 1:
        return "apart", {}
    units = subject.units
    compound = int(units.compound[own[0]])
    wholes = wholes_around(subject, plan, int(units.community[own[0]]), compound)
    trap = None if wholes is None else forced_cut(wholes, compound, cut)
    if wholes is None or trap is None:
        return "split", {}
    return "forced", {
        "trapped": units.compounds[trap.compound],
        "trapped_households": trap.households,
        "min": wholes.band.min_households,
        "max": wholes.band.max_households,
    }


def _members(subject: Subject, plan: Plan, community: int, compound: int) -> NDArray[np.bool_]:
    units = subject.units
    is_in = (units.compound == compound) & (units.community == community)
    return np.asarray(is_in & ~plan.is_special[plan.labels], dtype=bool)


def _rule(subject: Subject) -> tuple[str, str, Severity, bool]:
    """Return the rule by which the profile draws grids along compounds; else it only informs.

    Last comes whether grids may be made of residents' groups instead.
    """
    profile = subject.profile
    for rule in profile.tables("level", "grid", "division"):
        if BASIS in rule["basis"]:
            clause = profile.citation(rule["cite"]).clause
            return rule["rule"], clause, profile.severity_of(rule), GROUPS in rule["basis"]
    return "compound-split", "", "info", False
