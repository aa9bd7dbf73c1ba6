"""Walking minutes from every unit to the nearest service of every category."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage import remarks
from gridplan.coverage.bracket import Bracket, OpenGround, open_ground
from gridplan.coverage.choice import choice_notes, choose_categories
from gridplan.coverage.classify import classify
from gridplan.coverage.judge import is_within, judge
from gridplan.coverage.quality import measure_network, network_notes
from gridplan.coverage.summary import summarize
from gridplan.coverage.walks import WalkModel, circles, prepare_walks, search_limit_m
from gridplan.model import CategoryCoverage, Coverage, PlanningArea, Units
from gridplan.network import REASONS, nearest_targets
from gridplan.params import CoverageParams, Params
from gridplan.policy import Catalog, Facility, Profile, shipped_catalog

# radii are tried this much wider in the sensitivity table
RADIUS_SLACK = 1.1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def measure_coverage(
    area: PlanningArea,
    units: Units,
    params: Params,
    *,
    profile: Profile | None = None,
    catalog: Catalog | None = None,
) -> Coverage:
    """Measure the walk from every unit to the nearest service of every category.

    Walks follow the streets, with the legs between street and door at both ends. Shares, mean
    and 95th percentile are weighted by households; mean and percentile cover the households
    with a finite walk, which is followed to twice the widest circle. A category without any
    service has no data: that is never a share of 0.

    Parameters
    ----------
    area
        Its roads and services, in metres; both may reach beyond the units.
    units
        Homes, other buildings and land; each gets its metres, whatever its households.
    params
        Its group ``coverage``.
    profile
        The policy that picks which categories are asked for; the catalog's basic lists if None.
    catalog
        Facilities to look for; the one gridplan ships if None.

    Examples
    --------
    A street runs 20 m south of three houses; the pharmacy stands on it, below the last one.

    >>> import geopandas, shapely
    >>> from gridplan.testing.worlds import CRS, ORIGIN, lattice_area, lattice_units
    >>> x, y = ORIGIN
    >>> street = shapely.LineString([(x, y), (x + 200, y)])
    >>> roads = geopandas.GeoDataFrame({"is_walkable": [True]}, geometry=[street], crs=CRS)
    >>> services = geopandas.GeoDataFrame(
    ...     {"category": ["药店"]}, geometry=[shapely.Point(x + 100, y)], crs=CRS)
    >>> area = lattice_area(1, 3, roads=roads, services=services)
    >>> coverage = measure_coverage(area, lattice_units(1, 3), Params())
    >>> coverage.metres[:, coverage.ids.index("pharmacy")].round(6).tolist()
    [100.0, 60.0, 20.0]
    """
    return measure_walks(area, units, params, profile=profile, catalog=catalog)[0]


def measure_walks(
    area: PlanningArea,
    units: Units,
    params: Params,
    *,
    profile: Profile | None = None,
    catalog: Catalog | None = None,
) -> tuple[Coverage, WalkModel]:
    """Measure coverage as `measure_coverage` does, and keep the network it was measured on."""
    catalog = catalog or shipped_catalog()
    facilities = catalog.facilities
    found = classify(area.services, facilities)
    model = prepare_walks(area, units, found.is_member, params.coverage)
    limit_m = followed_m(catalog, params.coverage)
    unknown = open_ground(model)
    metres, reason, pessimistic_m = _search(model, units, unknown, limit_m)
    summaries = tuple(
        _summary(model, facility, column, units, metres[:, column], reason[:, column], params)
        for column, facility in enumerate(facilities)
    )
    applied = choose_categories(catalog, profile)
    coverage = Coverage(
        categories=summaries,
        metres=metres,
        reason=np.array(REASONS, dtype=object)[reason],
        walk_m_per_min=params.coverage.walk_m_per_min,
        limit_minutes=params.coverage.limit_minutes,
        mode=params.coverage.mode,
        applied=applied,
        search_limit_m=limit_m,
        catalog=catalog,
        pessimistic_m=pessimistic_m,
    )
    quality = measure_network(
        area,
        units,
        model,
        open_ground=unknown,
        is_at_stake=_is_at_stake(coverage),
        needed_margin_m=params.coverage.limit_minutes * params.coverage.walk_m_per_min,
    )
    notes = (
        *model.network.notes,
        *network_notes(quality),
        *found.notes,
        *choice_notes(catalog, applied, profile),
        *remarks.all_notes(area, units, model, coverage, params.coverage),
    )
    return replace(coverage, notes=notes, network=quality), model


def followed_m(catalog: Catalog, params: CoverageParams) -> float:
    """Return how far walks are followed: as far as any speed or band of the catalog asks."""
    fastest = max((speed.m_per_min for speed in catalog.speeds), default=0.0)
    radii = [facility.radius_m or 0.0 for facility in catalog.facilities]
    return max(
        search_limit_m(params),
        params.limit_minutes * fastest,
        *catalog.distance_bands_m,
        *(radius * RADIUS_SLACK for radius in radii),
    )


def _search(
    model: WalkModel, units: Units, unknown: OpenGround, limit_m: float
) -> tuple[Floats, Ints, Floats | None]:
    """Return metres and reasons, and pessimistic metres where gates are unknown."""
    n_columns = model.is_member.shape[1]
    metres = np.empty((model.origins.n_points, n_columns))
    reason = np.empty(metres.shape, dtype=np.int64)
    bracket = Bracket(model, units, unknown) if len(unknown) else None
    pessimistic_m = metres.copy() if bracket else None
    for column in range(n_columns):
        chosen = model.seeds_of(column)
        nearest = nearest_targets(model.targets, model.origins, chosen, limit_m=limit_m)
        metres[:, column], reason[:, column] = nearest.metres, nearest.reason
        if bracket is not None and pessimistic_m is not None:
            pessimistic_m[:, column] = bracket.metres(
                chosen, nearest.metres, nearest.target, limit_m
            )
    return metres, reason, pessimistic_m


def _is_at_stake(coverage: Coverage) -> Bools:
    """Tell which units have a verdict that depends on gates nobody knows."""
    if coverage.pessimistic_m is None:
        return np.zeros(len(coverage.metres), dtype=bool)
    limit_m = judge(coverage).limit_m
    is_lost = is_within(coverage, limit_m) & (coverage.pessimistic_m > limit_m)
    return np.asarray(is_lost.any(axis=1), dtype=bool)


def _summary(
    model: WalkModel,
    facility: Facility,
    column: int,
    units: Units,
    metres: Floats,
    reason: Ints,
    params: Params,
) -> CategoryCoverage:
    is_known = bool(model.targets.snapping.is_on_network[model.seeds_of(column)].any())
    return summarize(
        facility.id,
        metres / params.coverage.walk_m_per_min,
        reason,
        units.households,
        n_services=int(model.is_member[:, column].sum()),
        circles=circles(params.coverage),
        is_known=is_known,
    )
