"""Floor and land that services offer for every hundred households, beside what texts demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridplan.coverage.classify import classify
from gridplan.model import Coverage, FloorAnswer, PlanningArea, Units
from gridplan.policy import Profile, read_formula
from gridplan.policy.catalog import TRUSTED

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Stock:
    """Services, the categories they belong to, and the floor or land each states."""

    is_member: Bools  # (n services, m categories)
    floor_m2: Floats
    land_m2: Floats
    community: Ints

    def of(self, members: Bools, area_m2: Floats) -> tuple[int, int, float | None]:
        """Return services, those without an area, and the sum of the others' areas."""
        known = members & np.isfinite(area_m2)
        n, n_known = int(members.sum()), int(known.sum())
        return n, n - n_known, float(area_m2[known].sum()) if n_known else None


@dataclass(frozen=True)
class _Demand:
    """Square metres that categories owe together in a community, as formulas of N households."""

    id: str
    categories: frozenset[str]
    formula: str
    target: str = ""
    source: str = ""
    clause: str = ""


def floors(
    area: PlanningArea, units: Units, coverage: Coverage, profile: Profile | None
) -> tuple[FloorAnswer, ...]:
    """Return the floor of every category, then by community that of every demand.

    A service counts for the community it stands in; one that states no area is counted, and no
    area is made up for it. Land of parks and yards is the area of their polygon.
    """
    stock = _stock(area, units, coverage)
    return (*_by_category(units, coverage, stock), *_by_community(units, coverage, stock, profile))


def _stock(area: PlanningArea, units: Units, coverage: Coverage) -> _Stock:
    services = area.services
    geometry = services.geometry.to_numpy()
    polygon_m2 = shapely.area(geometry)
    points = shapely.point_on_surface(geometry)
    community = np.full(len(services), -1, dtype=np.int64)
    service, found = shapely.STRtree(units.communities.geometry.to_numpy()).query(
        points, predicate="intersects"
    )
    community[service[::-1]] = found[::-1]  # the first community where two share a border
    stated_m2 = services["area_m2"].to_numpy(float)
    return _Stock(
        is_member=classify(services, coverage.catalog.facilities).is_member,
        floor_m2=np.where(stated_m2 > 0, stated_m2, np.nan),
        land_m2=np.where(polygon_m2 > 0, polygon_m2, np.where(stated_m2 > 0, stated_m2, np.nan)),
        community=community,
    )


def _by_category(units: Units, coverage: Coverage, stock: _Stock) -> Iterator[FloorAnswer]:
    households = int(units.households.sum())
    for column, facility in enumerate(coverage.catalog.facilities):
        is_land = any("land" in key for key in facility.area) and not any(
            "floor" in key for key in facility.area
        )
        found = stock.of(stock.is_member[:, column], stock.land_m2 if is_land else stock.floor_m2)
        if found[2] is not None:
            yield FloorAnswer(facility.id, "", households, *found, categories=(facility.id,))


def _by_community(
    units: Units, coverage: Coverage, stock: _Stock, profile: Profile | None
) -> Iterator[FloorAnswer]:
    ids = np.array([facility.id for facility in coverage.catalog.facilities], dtype=object)
    codes = units.communities["community_code"].to_numpy()
    inside = units.community >= 0
    households = np.bincount(
        units.community[inside], weights=units.households[inside], minlength=len(codes)
    ).astype(int)
    for demand in _demands(coverage, profile):
        counts = stock.is_member[:, np.isin(ids, list(demand.categories))].any(axis=1)
        for position, code in enumerate(codes):
            found = stock.of(counts & (stock.community == position), stock.floor_m2)
            n = int(households[position])
            yield FloorAnswer(
                demand.id,
                str(code),
                n,
                *found,
                required_m2=_square_metres(demand.formula, n),
                target_m2=_square_metres(demand.target, n),
                source=demand.source,
                clause=demand.clause,
                categories=tuple(ids[np.isin(ids, list(demand.categories))]),
            )


def _square_metres(formula: str, households: int) -> float | None:
    if not formula:
        return None
    read = read_formula(formula)
    return read(N=households) if set(read.names) <= {"N"} else None


def _demands(coverage: Coverage, profile: Profile | None) -> Iterator[_Demand]:
    """Yield the profile's rules first, then the quotas that were seen in print."""
    for rule in profile.tables("facility_area") if profile is not None else ():
        named = {part.strip() for part in rule["facility"].replace(",", "/").split("/")}
        categories = frozenset(
            f.id for f in coverage.catalog.facilities if named & set(f.profile_facilities)
        ) | frozenset(
            category
            for quota in coverage.catalog.quotas
            if named & set(quota.profile_facilities)
            for category in quota.categories
        )
        if categories and "formula" in rule and profile is not None:
            clause = profile.citation(rule["cite"]).clause
            yield _Demand(rule["rule"], categories, rule["formula"], clause=clause)
    for quota in coverage.catalog.quotas:
        if quota.verified in TRUSTED:
            yield _Demand(
                quota.id, frozenset(quota.categories), quota.formula, quota.target, quota.source
            )
