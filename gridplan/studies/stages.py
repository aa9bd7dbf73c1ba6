"""Which zones keep to their band while an estate fills, and what falls due on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridplan.check import check_plan
from gridplan.coverage import measure_coverage
from gridplan.frames import zone_name
from gridplan.model import Note, Plan, Result
from gridplan.params import Band, Params
from gridplan.policy import Profile, band_for
from gridplan.studies.moving_in import Counts, Floats, MovingIn, moving_in
from gridplan.text import Language, catalog
from gridplan.zoning import build_plans

STAGES = ("now", "30", "50", "planned")


@dataclass(frozen=True)
class StageLevel:
    """The zones of one level and kind of community against their band, stage by stage.

    Parameters
    ----------
    level, kind
        Which zones.
    band, rule, clause
        What they are held to, and who says so; empty where the run says it.
    n_zones
        Ordinary zones of this kind.
    broken
        Codes of the zones out of band by stage.
    least, most
        Smallest and largest share of the planned households over all stages.
    safe
        Planned households with which a zone keeps to the band at every stage; None where no
        number does, whatever the plan.
    """

    level: str
    kind: str
    band: Band
    rule: str
    clause: str
    n_zones: int
    broken: Mapping[str, tuple[str, ...]]
    least: float
    most: float
    safe: Band | None

    @property
    def is_legal_throughout(self) -> bool:
        """The plan keeps to the band at every stage."""
        return not any(self.broken.values())


@dataclass(frozen=True)
class Trigger:
    """What a community must do once so many have moved in.

    Parameters
    ----------
    code, name
        Which community.
    rule, clause, title
        Which rule says it, by language.
    origin
        The kind of resettlement it speaks of; `is_origin_known` tells whether the data say that
        the community is of it.
    threshold
        Share of the planned households, 0..1.
    due_households, households
        Households with which it falls due, and those there now (None where nobody says).
    """

    code: str
    name: Mapping[str, str]
    rule: str
    clause: str
    title: Mapping[str, str]
    origin: str
    is_origin_known: bool
    threshold: float
    due_households: int
    households: int | None

    @property
    def state(self) -> str:
        """``due``, ``waiting``, or ``unknown`` where nobody says how many have moved in."""
        if self.households is None:
            return "unknown"
        return "due" if self.households >= self.due_households else "waiting"

    def action(self, language: Language) -> str:
        """Return what the community must do; the title of the rule where that says it."""
        key = f"scenarios.action_{self.origin}_{round(100 * self.threshold)}"
        return catalog(language).get(key, self.title[language])

    @property
    def to_come(self) -> int | None:
        """Households that must still move in before it falls due."""
        return None if self.households is None else max(0, self.due_households - self.households)


@dataclass(frozen=True, eq=False)
class StageStudy:
    """A plan while an estate fills.

    Parameters
    ----------
    totals
        Households in all by stage.
    levels
        What keeps to its band when.
    triggers
        What falls due, the next first.
    notes
        Where the numbers come from.
    """

    totals: Mapping[str, int]
    levels: tuple[StageLevel, ...]
    triggers: tuple[Trigger, ...]
    notes: tuple[Note, ...]


def study_stages(result: Result) -> StageStudy:
    """Follow the plan of *result* from the first household to the last.

    A zone of 240 planned households holds 72 of them when 30 % have moved in.
    """
    fill = moving_in(result)
    held = {stage: _held(result.plans[0], fill, stage) for stage in STAGES}
    return StageStudy(
        totals={stage: int(counts.sum()) for stage, counts in held.items()},
        levels=tuple(_levels(result, fill)),
        triggers=tuple(sorted(_triggers(result, fill), key=_when)),
        notes=fill.notes,
    )


def _held(plan: Plan, fill: MovingIn, stage: str) -> Counts:
    """Return the households of each zone at a stage."""
    community = np.array([zone.community for zone in plan.zones])
    exact = plan.sums(fill.planned) * fill.share(stage)[community]
    held: Counts = np.floor(exact + 0.5).astype(np.int64)
    return held


def _levels(result: Result, fill: MovingIn) -> Iterator[StageLevel]:
    kinds = [str(kind) or "ordinary" for kind in result.units.communities["kind"]]
    for plan in result.plans:
        held = {stage: _held(plan, fill, stage) for stage in STAGES}
        for kind in sorted(set(kinds)):
            zones = [
                position
                for position, zone in enumerate(plan.zones)
                if zone.kind == "ordinary" and kinds[zone.community] == kind
            ]
            found = _level(result, fill, plan, kind, zones, held)
            if zones and found is not None:
                yield found


def _level(
    result: Result,
    fill: MovingIn,
    plan: Plan,
    kind: str,
    zones: Sequence[int],
    held: Mapping[str, Counts],
) -> StageLevel | None:
    band, rule, _ = band_for(result.profile, plan.level, kind, result.params.partition.bands)
    if band == Band():
        return None
    shares = np.concatenate([_shares(result, fill, kind, stage) for stage in STAGES])
    least, most = float(shares.min()), float(shares.max())
    return StageLevel(
        level=plan.level,
        kind=kind,
        band=band,
        rule="" if rule is None else rule.rule,
        clause="" if rule is None else rule.clause,
        n_zones=len(zones),
        broken={
            stage: tuple(plan.codes[z] for z in zones if not band.contains(int(counts[z])))
            for stage, counts in held.items()
        },
        least=least,
        most=most,
        safe=safe_band(band, least, most),
    )


def _shares(result: Result, fill: MovingIn, kind: str, stage: str) -> Floats:
    kinds = result.units.communities["kind"].replace("", "ordinary")
    shares: Floats = fill.share(stage)[np.flatnonzero(kinds == kind)]
    return shares


def safe_band(band: Band, least: float, most: float) -> Band | None:
    """Return the planned households with which a zone is in *band* at every share; None for none.

    Examples
    --------
    >>> safe_band(Band(50, 80), 0.3, 1.0) is None, str(safe_band(Band(50, 80), 0.7, 1.0))
    (True, '71:80')
    >>> str(safe_band(Band(0, 500), 0.3, 1.0))
    '0:500'
    """
    # a count is rounded half up, so 49.5 is 50 and 80.4 is 80
    low = math.ceil((band.min_households - 0.5) / least) if band.min_households else 0
    if band.max_households is None:
        return Band(low)
    high = math.ceil((band.max_households + 0.5) / most) - 1
    return Band(low, high) if low <= high else None


def _triggers(result: Result, fill: MovingIn) -> Iterator[Trigger]:
    plan = result.plans[0]
    planned = plan.sums(fill.planned)
    for position, zone in enumerate(plan.zones):
        occupancy = float(fill.occupancy[zone.community])
        known = fill.origin[zone.community]
        for rule in result.profile.tables("milestone"):
            if "threshold" not in rule or known not in ("", rule["origin"]):
                continue
            threshold = float(rule["threshold"])
            total = int(planned[position])
            yield Trigger(
                code=zone.code,
                name={one: zone_name(plan, position, one) for one in ("zh", "en")},
                rule=rule["rule"],
                clause=result.profile.citation(rule["cite"]).clause,
                title=_title(result.profile, rule),
                origin=rule["origin"],
                is_origin_known=bool(known),
                threshold=threshold,
                due_households=max(1, math.ceil(threshold * total - 1e-9)),
                households=None if math.isnan(occupancy) else round(occupancy * total),
            )


def _title(profile: Profile, rule: Mapping[str, str]) -> dict[str, str]:
    """Return the title of a rule; one of its tables holds it."""
    tables = [t for t in profile.tables("milestone") if t["rule"] == rule["rule"]]
    return {
        language: next(
            (t[key] for t in tables if (key := f"title_{language}") in t), rule["action"]
        )
        for language in ("zh", "en")
    }


def _when(trigger: Trigger) -> tuple[object, ...]:
    order = {"due": 0, "waiting": 1, "unknown": 2}[trigger.state]
    return order, trigger.to_come or 0, trigger.code, trigger.rule, trigger.threshold


def plan_for_stages(result: Result, study: StageStudy) -> Result:
    """Plan anew for the planned households, in bands that hold at every stage where there are such.

    A level that no plan can keep legal throughout is planned for the last stage.
    """
    planned = moving_in(result).planned
    units = replace(result.units, households=planned, is_estimated=False)
    params = replace(result.params, household_basis="planned")
    narrow, narrow_params = _narrowed(result, study)
    plans = build_plans(result.area, units, result.land, narrow, narrow_params)
    area = replace(result.area, household_basis="planned")
    coverage = measure_coverage(
        area, units, params, profile=result.profile, catalog=result.coverage.catalog
    )
    report = check_plan(area, units, result.land, plans, result.profile, params, coverage=coverage)
    return replace(
        result, area=area, units=units, params=params, plans=plans, report=report, coverage=coverage
    )


def _narrowed(result: Result, study: StageStudy) -> tuple[Profile, Params]:
    """Return profile and parameters whose bands hold at every stage."""
    safe = {(one.level, one.kind): one.safe for one in study.levels if one.safe is not None}
    kinds = {one.kind for one in study.levels}
    levels = []
    for level in result.profile.levels:
        sizes = []
        for size in level.sizes:
            own = size.kinds or tuple(sorted(kinds))
            found = next((safe[level.level, kind] for kind in own if (level.level, kind) in safe),
                         size.band)  # fmt: skip
            sizes.append(replace(size, band=replace(found, target_households=None)))
        levels.append(replace(level, sizes=tuple(sizes)))
    bands = {
        level: next((safe[level, kind] for kind in sorted(kinds) if (level, kind) in safe), band)
        for level, band in result.params.partition.bands.items()
    }
    search = replace(result.params.partition, bands=bands)
    return replace(result.profile, levels=tuple(levels)), replace(result.params, partition=search)
