"""Walking minutes from every unit to the nearest service of every category."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridplan.coverage import remarks
from gridplan.coverage.catalog import catalog
from gridplan.coverage.classify import classify
from gridplan.coverage.summary import summarize
from gridplan.coverage.walks import WalkModel, circles, prepare_walks, search_limit_m
from gridplan.model import CategoryCoverage, Coverage, PlanningArea, Units
from gridplan.network import REASONS, nearest_targets
from gridplan.params import Params
from gridplan.policy import Facility

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def measure_coverage(area: PlanningArea, units: Units, params: Params) -> Coverage:
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
    facilities = catalog()
    found = classify(area.services, facilities)
    model = prepare_walks(area, units, found.is_member, params.coverage)
    metres, reason = _search(model, len(facilities), search_limit_m(params.coverage))
    summaries = tuple(
        _summary(model, facility, column, units, metres[:, column], reason[:, column], params)
        for column, facility in enumerate(facilities)
    )
    notes = remarks.all_notes(area, units, model, summaries, params.coverage)
    return Coverage(
        categories=summaries,
        metres=metres,
        reason=np.array(REASONS, dtype=object)[reason],
        walk_m_per_min=params.coverage.walk_m_per_min,
        limit_minutes=params.coverage.limit_minutes,
        notes=(*model.network.notes, *found.notes, *notes),
    )


def _search(model: WalkModel, n_columns: int, limit_m: float) -> tuple[Floats, Ints]:
    metres = np.empty((model.origins.n_points, n_columns))
    reason = np.empty(metres.shape, dtype=np.int64)
    for column in range(n_columns):
        chosen = model.seeds_of(column)
        nearest = nearest_targets(model.targets, model.origins, chosen, limit_m=limit_m)
        metres[:, column], reason[:, column] = nearest.metres, nearest.reason
    return metres, reason


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
