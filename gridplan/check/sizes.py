"""Size bands: every ordinary zone against the band of its level and kind of community."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check.advice import advise
from gridplan.check.arithmetic import nearest_counts, zone_counts
from gridplan.check.limits import Limit, shown_band, shown_zone
from gridplan.check.subject import Subject
from gridplan.check.unavoidable import Ground, Proof, prove
from gridplan.model import Note, Plan, Violation
from gridplan.params import Band


@dataclass(frozen=True)
class SizeFindings:
    """What the sizes of one level say.

    Parameters
    ----------
    band
        The narrowest band that holds every planned one: kinds of community may differ. None
        where nobody sizes the level.
    n_in_band, n_out_of_band, n_unavoidable
        Ordinary zones against the planned band of their own kind of community.
    violations
        One for every zone and band that it misses.
    """

    band: Band | None
    n_in_band: int
    n_out_of_band: int
    n_unavoidable: int
    violations: tuple[Violation, ...]


def check_sizes(subject: Subject, plan: Plan) -> SizeFindings:
    """Check the households of every ordinary zone of a level."""
    kinds, is_ordinary = subject.kind_of(plan), ~plan.is_special
    households = plan.sums(subject.units.households)
    violations: list[Violation] = []
    planned: list[Band] = []
    n_held = n_out = n_unavoidable = 0
    for kind, limits in subject.limits(plan.level).items():
        zones = np.flatnonzero(is_ordinary & (kinds == kind))
        for limit in limits:
            broken = _out_of(limit, zones, households)
            found = list(_violations(subject, plan, kind, limit, broken))
            violations.extend(found)
            if limit.is_planned:
                planned.append(limit.band)
                n_held += len(zones)
                n_out += len(found)
                n_unavoidable += sum(violation.is_unavoidable for violation in found)
    return SizeFindings(
        band=_around(planned),
        n_in_band=(n_held if planned else int(is_ordinary.sum())) - n_out,
        n_out_of_band=n_out,
        n_unavoidable=n_unavoidable,
        violations=tuple(violations),
    )


def _around(bands: Sequence[Band]) -> Band | None:
    if not bands:
        return None
    tops = [band.max_households for band in bands if band.max_households is not None]
    is_open = len(tops) < len(bands)
    return Band(min(band.min_households for band in bands), None if is_open else max(tops))


def _out_of(limit: Limit, zones: NDArray[Any], households: NDArray[np.int64]) -> list[int]:
    return [int(zone) for zone in zones if not limit.band.contains(int(households[zone]))]


def _violations(
    subject: Subject, plan: Plan, kind: str, limit: Limit, zones: Sequence[int]
) -> Iterator[Violation]:
    if not zones:
        return
    households = plan.sums(subject.units.households)
    proofs: Mapping[int, Proof] = {}
    advice: Mapping[int, tuple[Note, ...]] = {}
    if plan.level != "community" and subject.is_advised:
        proofs = prove(_ground(subject, kind, limit), plan.labels, zones)
        if limit.is_planned:
            advice = advise(subject, plan, limit.band, zones)
    for zone in zones:
        found = int(households[zone])
        proof = proofs.get(zone) or _plain(subject, plan, zone, limit, found)
        yield Violation(
            rule=limit.rule,
            clause=limit.clause,
            severity=limit.severity,
            level=plan.level,
            code=plan.zones[zone].code,
            value=found,
            limit=_bound(limit, found),
            is_unavoidable=proof.is_unavoidable,
            key=f"check.size_{plan.level}_{proof.reason}",
            values=_values(subject, plan, zone, limit, proof),
            remedies=advice.get(zone, ()),
        )


def _ground(subject: Subject, kind: str, limit: Limit) -> Ground:
    of_kind = np.array([k == kind for k in subject.kinds])[subject.units.community]
    is_ordinary = subject.is_ordinary & of_kind
    return Ground(subject.units.households, is_ordinary, subject.land.adjacency, limit.band)


def _plain(subject: Subject, plan: Plan, zone: int, limit: Limit, households: int) -> Proof:
    """Say which way a zone misses its band when nothing was proven of it."""
    direction = "below" if households < limit.band.min_households else "above"
    if plan.level == "community":
        return Proof(f"given_{direction}", {}, is_unavoidable=True)
    return _in_parent(subject, plan, zone, limit) or Proof(direction, {}, is_unavoidable=False)


def _in_parent(subject: Subject, plan: Plan, zone: int, limit: Limit) -> Proof | None:
    """Explain a micro-grid by the count of its grid, where that cannot be cut: redraw the grid."""
    parent = subject.above(plan)
    if parent is None or parent.level == "community":
        return None
    label = parent.labels[np.flatnonzero(plan.labels == zone)[0]]
    inside = (parent.labels == label) & subject.is_ordinary
    high = limit.band.max_households
    if high is not None:
        inside &= subject.units.households <= high
    households = int(subject.units.households[inside].sum())
    if zone_counts(households, limit.band):
        return None
    below, above = nearest_counts(households, limit.band)
    values = {
        "parent": parent.zones[label].code,
        "parent_households": households,
        "nearest": _nearest(below, above),
    }
    return Proof("in_parent", values, is_unavoidable=False)


def _bound(limit: Limit, households: int) -> int | None:
    is_below = households < limit.band.min_households
    return limit.band.min_households if is_below else limit.band.max_households


def _values(subject: Subject, plan: Plan, zone: int, limit: Limit, proof: Proof) -> dict[str, Any]:
    values = dict(proof.values)
    if "unit" in values:
        values["unit"] = str(subject.units.ids[values["unit"]])
    if "below" in values:
        values["nearest"] = _nearest(values.pop("below"), values.pop("above"))
    return {
        "zone": shown_zone(plan.zones[zone].code, plan.zones[zone].name),
        "band": shown_band(limit.band),
        "source": limit.source,
        **values,
    }


def _nearest(below: int | None, above: int | None) -> str:
    return " / ".join(str(count) for count in (below, above) if count is not None)
