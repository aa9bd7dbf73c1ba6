"""What coverage answers: who is served, where, by how much, and how sure that is.

Every share and score is weighted by households. `None` means that there is nothing to tell:
no data, no household, no limit; never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze
from gridplan.model.findings import frozen_values
from gridplan.params import CoverageMode


@dataclass(frozen=True)
class FarBuilding:
    """A building whose people walk far.

    Parameters
    ----------
    building_id, name
        Its id, and its name or compound; the name may be empty.
    community_code
        Where it is.
    households
        Households in it.
    metres
        Longest walk of its units to the category; ``inf`` where not reached; None where the
        building is listed for all categories together.
    reason
        Why it is not reached: ``too_far``, ``island``, ``off_network``; empty where it is.
    n_met
        Judged categories that all its households reach; None where one category is listed.
    """

    building_id: str
    name: str
    community_code: str
    households: int
    metres: float | None = None
    reason: str = ""
    n_met: int | None = None


@dataclass(frozen=True)
class CategoryAnswer:
    """One category, by the test of the run and by those that are shown beside it.

    Parameters
    ----------
    category
        Its id.
    is_applied
        The profile or the catalog asks for it.
    is_judged
        It counts: applied, with data, and with a limit that may decide.
    limit_m
        Network metres of the verdict, None where there is none.
    share_met
        Households within that limit.
    share_walk
        Households within the walking minutes of a text, where a text gives them.
    share_radius
        Households within the service radius of a text, in network metres.
    share_bands
        Households within each of the catalog's bands, by metres.
    mean_m, p95_m
        Walking metres of the households that are reached at all.
    unmet
        Households beyond the limit, by reason: ``too_far``, ``island``, ``off_network``.
    elderly_gap
        Share of households within the time circle at an adult's speed less that at an elderly
        person's.
    farthest
        The buildings that walk farthest, those too far first. Buildings that no street ties to
        a service are no question of distance: they are counted in `unmet`.
    """

    category: str
    is_applied: bool
    is_judged: bool
    limit_m: float | None
    share_met: float | None
    share_walk: float | None
    share_radius: float | None
    share_bands: Mapping[float, float | None]
    mean_m: float | None
    p95_m: float | None
    unmet: Mapping[str, int]
    elderly_gap: float | None
    farthest: tuple[FarBuilding, ...]

    def __post_init__(self) -> None:
        for name in ("share_bands", "unmet"):
            object.__setattr__(self, name, frozen_values(getattr(self, name)))


@dataclass(frozen=True)
class ZoneScore:
    """How complete the circle of one zone is.

    Parameters
    ----------
    level, code
        The zone.
    households
        Households in it.
    completeness
        Share of judged categories that a household reaches, on average.
    share_all
        Households that reach them all.
    shares
        Households that reach each judged category, by id.
    """

    level: str
    code: str
    households: int
    completeness: float | None
    share_all: float | None
    shares: Mapping[str, float | None]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shares", frozen_values(self.shares))


@dataclass(frozen=True)
class Scenario:
    """The verdict under another assumption.

    Parameters
    ----------
    test
        ``time`` (another speed), ``distance`` (a band of metres for every category),
        ``radius`` (the radii of the texts, times a factor) or ``gates`` (where gates nobody
        knows serve best, and where they hurt most).
    id
        Who walks, the metres, the factor; ``optimistic`` or ``pessimistic``.
    value
        Metres per minute, metres, or the factor; 0 for gates.
    share_all, completeness
        As in `ZoneScore`, over all households; None where walks were not followed that far.
    n_changed
        Households that reach all categories under one of the two assumptions only.
    shares
        Households within the limit by category.
    """

    test: str
    id: str
    value: float
    share_all: float | None
    completeness: float | None
    n_changed: int | None
    shares: Mapping[str, float | None]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shares", frozen_values(self.shares))


@dataclass(frozen=True)
class FloorAnswer:
    """Floor or land that services offer in one community.

    Parameters
    ----------
    id
        A category, a quota of the catalog, or a rule of the profile.
    community_code
        The community; empty for the whole area.
    households
        Households there.
    n_services, n_without_area
        Services there, and how many of them state no area.
    area_m2
        Square metres they state, None where none does.
    required_m2, target_m2
        What a text demands, and what it calls better.
    source, clause
        Text and clause of the demand.
    categories
        Which categories count.
    """

    id: str
    community_code: str
    households: int
    n_services: int
    n_without_area: int
    area_m2: float | None
    required_m2: float | None = None
    target_m2: float | None = None
    source: str = ""
    clause: str = ""
    categories: tuple[str, ...] = ()

    @property
    def per_100_households_m2(self) -> float | None:
        """Square metres for a hundred households."""
        if self.area_m2 is None or not self.households:
            return None
        return self.area_m2 / self.households * 100

    @property
    def is_enough(self) -> bool | None:
        """Whether the demand is met; None where it cannot be told."""
        if self.area_m2 is None or self.required_m2 is None:
            return None
        if self.n_without_area and self.area_m2 < self.required_m2:
            return None
        return self.area_m2 >= self.required_m2


@dataclass(frozen=True, eq=False)
class CoverageAnswers:
    """Everything coverage answers; see `gridplan.coverage.answer_coverage`.

    Parameters
    ----------
    mode
        The test of the verdicts.
    judged
        Ids of the categories that count, in the order of the catalog.
    left_out
        Ids of applied categories that do not count, by reason: ``no_data`` (no record),
        ``off_network`` (no service on a street), ``unverified`` (no limit that may decide),
        ``no_limit`` (no text gives one).
    share_all, completeness
        As in `ZoneScore`, over all households.
    gini
        Inequality of the number of categories reached, 0 (all alike) to 1.
    lorenz
        Float64 (k, 2): share of households, worst served first, and their share of all
        categories reached.
    categories
        One answer each, in the order of the catalog.
    zones
        Scores by level.
    worst
        Buildings that reach the fewest categories.
    elderly_gap
        Share of households that reach every judged category at an adult's speed less that at
        an elderly person's, in the time test.
    sensitivity
        The verdict under other assumptions.
    floors
        Floor and land, by quota, rule or category, and community.
    n_met
        Judged categories that each unit reaches, int64 (n,).
    is_met
        Bool (n, judged).
    """

    mode: CoverageMode
    judged: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]
    share_all: float | None
    completeness: float | None
    gini: float | None
    lorenz: NDArray[np.float64]
    categories: tuple[CategoryAnswer, ...]
    zones: Mapping[str, tuple[ZoneScore, ...]]
    worst: tuple[FarBuilding, ...]
    elderly_gap: float | None
    sensitivity: tuple[Scenario, ...]
    floors: tuple[FloorAnswer, ...]
    is_met: NDArray[np.bool_]
    n_met: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("left_out", "zones"):
            object.__setattr__(self, name, frozen_values(getattr(self, name)))
        is_met = freeze(self.is_met, bool, shape=(None, len(self.judged)), name="is_met")
        object.__setattr__(self, "is_met", is_met)
        object.__setattr__(self, "lorenz", freeze(self.lorenz, float, shape=(None, 2), name="l"))
        n_met = freeze(is_met.sum(axis=1), np.int64, shape=(None,), name="n_met")
        object.__setattr__(self, "n_met", n_met)
