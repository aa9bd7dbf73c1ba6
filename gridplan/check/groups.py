"""Residents' groups: which units belong to which, and which zones are made of whole groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gridplan.check.subject import Subject
from gridplan.model import Plan

Groups = Mapping[int, frozenset[str]]


def groups_of(subject: Subject) -> Groups:
    """Return the residents' groups of every unit of which they are known, by community."""
    area, units = subject.area, subject.units
    if area is None:
        return {}
    by_stairwell: dict[str, set[str]] = {}
    for row in area.households.itertuples():
        names = {name for name in str(row.resident_group).split("、") if name}
        for key in (str(row.building_id), f"{row.building_id}/{row.stairwell}"):
            by_stairwell.setdefault(key, set()).update(names)
    codes = units.communities["community_code"].to_numpy()
    return {
        position: frozenset(f"{codes[units.community[position]]} {name}" for name in names)
        for position, unit in enumerate(units.ids)
        if (names := by_stairwell.get(str(unit), set())) and units.households[position] > 0
    }


def zones_and_groups(plan: Plan, groups: Groups) -> tuple[dict[int, set[str]], dict[str, set[int]]]:
    """Return the groups in each micro-grid, and the micro-grids of each group."""
    in_zone: dict[int, set[str]] = {}
    of_group: dict[str, set[int]] = {}
    for unit, names in groups.items():
        zone = int(plan.labels[unit])
        in_zone.setdefault(zone, set()).update(names)
        for name in names:
            of_group.setdefault(name, set()).add(zone)
    return in_zone, of_group


def made_of_groups(subject: Subject, plan: Plan) -> frozenset[int]:
    """Return the zones whose homes all belong to groups that lie whole in them."""
    groups = groups_of(subject)
    in_zone, of_group = zones_and_groups(plan, groups)
    homes = np.flatnonzero(subject.units.households > 0).tolist()
    unknown = {int(plan.labels[unit]) for unit in homes if unit not in groups}
    return frozenset(
        zone
        for zone, names in in_zone.items()
        if zone not in unknown and all(of_group[name] == {zone} for name in names)
    )
