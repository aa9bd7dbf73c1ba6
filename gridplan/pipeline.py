"""The stages, chained once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridplan.check import check_plan, foresee, read_drawn
from gridplan.coverage import measure_coverage
from gridplan.land import build_land
from gridplan.model import Note, PlanningArea, Result
from gridplan.params import Params
from gridplan.policy import Catalog, Profile
from gridplan.progress import Progress, StageClock, silent
from gridplan.redraw import as_one_community, redraw_communities
from gridplan.units import build_units
from gridplan.zoning import build_plans

STAGES = ("units", "adjacency", "partition", "coverage", "check")


def run(
    area: PlanningArea,
    profile: Profile,
    params: Params,
    *,
    version: str,
    catalog: Catalog | None = None,
    progress: Progress = silent,
    foretell: Callable[[tuple[Note, ...]], None] = lambda notes: None,
    timings_s: Mapping[str, float] | None = None,
) -> Result:
    """Plan an area: units, land, zones at every level, compliance, coverage.

    Parameters
    ----------
    area
        What `gridplan.read.load` gives.
    profile
        The policy: levels, bands, rules.
    params
        All numbers of the run.
    version
        Version of gridplan, written on every output.
    catalog
        Facilities to look for; the one gridplan ships if None.
    progress
        Called with a stage of `STAGES` and the share of it that is done.
    foretell
        Called before the search with what the numbers rule out.
    timings_s
        Seconds spent before, such as on loading.

    Returns
    -------
    Result
        A plan always; rules it breaks are in its report.
    """
    clock = StageClock(progress)
    is_redrawn = params.partition.is_community_redrawn
    with clock("units"):
        units = build_units(as_one_community(area) if is_redrawn else area, params)
    with clock("adjacency"):
        land = build_land(area, units, params)
    with clock("partition") as advance:
        if is_redrawn:
            units = redraw_communities(area, units, land, profile, params)
        foretell(foresee(units, land, profile, params))
        plans = build_plans(area, units, land, profile, params, progress=advance)
    with clock("coverage"):
        coverage = measure_coverage(area, units, params, profile=profile, catalog=catalog)
    with clock("check"):
        report = check_plan(area, units, land, plans, profile, params, coverage=coverage)
    return Result(
        area=area,
        units=units,
        land=land,
        plans=plans,
        report=report,
        coverage=coverage,
        profile=profile,
        params=params,
        version=version,
        timings_s={**(timings_s or {}), **clock.seconds},
    )


def run_in_force(area: PlanningArea, profile: Profile, params: Params, *, version: str) -> Result:
    """Check the plan in force that the layer of grids holds, without making another.

    Parameters
    ----------
    area
        What `gridplan.read.load` gives, with its layer of grids.
    profile, params, version
        As for `run`.

    Returns
    -------
    Result
        Units are those that a zone holds; what no zone holds is in the report.

    Raises
    ------
    InputError
        There is no plan in force.
    """
    every = build_units(area, params)
    drawn = read_drawn(area, every, build_land(area, every, params))
    units, land, plans = drawn.units, drawn.land, drawn.plans
    coverage = measure_coverage(area, units, params, profile=profile)
    report = check_plan(area, units, land, plans, profile, params, coverage=coverage, drawn=drawn)
    return Result(area, units, land, plans, report, coverage, profile, params, version)


def run_ahead(area: PlanningArea, profile: Profile, params: Params) -> tuple[Note, ...]:
    """Return what the numbers of an area rule out, without planning it."""
    units = build_units(area, params)
    return foresee(units, build_land(area, units, params), profile, params)
