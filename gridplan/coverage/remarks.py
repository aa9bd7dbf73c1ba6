"""What a coverage run has to say about its data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage.judge import judge
from gridplan.coverage.walks import WalkModel
from gridplan.model import Coverage, Note, PlanningArea, Units
from gridplan.params import CoverageParams

Bools = NDArray[np.bool_]


def all_notes(
    area: PlanningArea,
    units: Units,
    model: WalkModel,
    coverage: Coverage,
    params: CoverageParams,
) -> tuple[Note, ...]:
    """Return the notes of a run, in a fixed order."""
    return (
        *_test(coverage),
        *_services(area, model),
        *_no_data(coverage),
        *_units(units, model),
        *_margin(area, units, params),
    )


def _test(coverage: Coverage) -> tuple[Note, ...]:
    """Say which test decides, and which radii may not."""
    values = {
        "walk_m_per_min": coverage.walk_m_per_min,
        "minutes": coverage.limit_minutes,
        "metres": round(coverage.limit_minutes * coverage.walk_m_per_min),
    }
    if coverage.mode == "time":
        return (Note("assumption", "coverage.time_mode", values),)
    left_out = judge(coverage).left_out
    doubtful = (("coverage.radius_unverified", "unverified"), ("coverage.radius_none", "no_limit"))
    return (
        Note("assumption", "coverage.radius_mode"),
        *(
            Note("warning", key, {"names": coverage.catalog.names(left_out[name])}, left_out[name])
            for key, name in doubtful
            if left_out[name]
        ),
    )


def _services(area: PlanningArea, model: WalkModel) -> tuple[Note, ...]:
    if not len(area.services):
        return (Note("warning", "coverage.no_services"),)
    on = np.zeros(len(area.services), bool)
    on[model.seeds.service[model.targets.snapping.is_on_network]] = True
    off = model.is_member.any(axis=1) & ~on
    ids = tuple(area.services["service_id"].to_numpy()[off])
    return (Note("warning", "coverage.services_off_network", ids=ids),) if ids else ()


def _no_data(coverage: Coverage) -> tuple[Note, ...]:
    told, found = coverage.is_told, coverage.categories
    empty = tuple(c.category for c in found if not c.n_services)
    lost = tuple(c.category for c, is_told in zip(found, told, strict=True)
                 if c.n_services and not is_told)  # fmt: skip
    groups = (("coverage.no_data", empty), ("coverage.category_off_network", lost))
    return tuple(
        Note("warning", key, {"n_all": len(found), "names": coverage.catalog.names(ids)}, ids)
        for key, ids in groups
        if ids
    )


def _units(units: Units, model: WalkModel) -> tuple[Note, ...]:
    on = model.origins.is_on_network
    component = model.network.component[model.network.edge_u[model.origins.edge]]
    is_main = model.origins.by_point(component == 0, np.logical_or, empty=False)
    groups = (("coverage.units_off_network", ~on), ("coverage.units_on_island", on & ~is_main))
    return tuple(
        Note(
            "warning", key, {"households": int(units.households[chosen].sum())}, _ids(units, chosen)
        )
        for key, chosen in groups
        if units.households[chosen].sum()
    )


def _ids(units: Units, chosen: Bools) -> tuple[str, ...]:
    return tuple(units.ids[chosen & (units.households > 0)])


def _margin(area: PlanningArea, units: Units, params: CoverageParams) -> tuple[Note, ...]:
    """Warn where streets or services end closer to the homes than the circle reaches."""
    homes = units.xy_m[units.households > 0]
    if not len(homes) or not len(area.roads) or not len(area.services):
        return ()
    low, high = homes.min(axis=0), homes.max(axis=0)
    reach_m = params.limit_minutes * params.walk_m_per_min
    notes = []
    for key, frame in (("roads", area.roads), ("services", area.services)):
        bounds = np.asarray(frame.total_bounds, dtype=float)
        margin_m = float(np.concatenate([low - bounds[:2], bounds[2:] - high]).min())
        if margin_m < reach_m:
            values = {"margin_m": max(0, round(margin_m)), "reach_m": round(reach_m)}
            notes.append(Note("warning", f"coverage.{key}_end", values))
    return tuple(notes)
