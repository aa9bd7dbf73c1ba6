"""Where to build next: the proposed sites, what they bring, and how good that is proven to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze
from gridplan.model.findings import Note

SitingMethod = Literal["max-cover", "set-cover", "p-median"]
SITING_METHODS: tuple[SitingMethod, ...] = get_args(SitingMethod)
CandidateSource = Literal["building", "special", "street", "layer", "service"]


@dataclass(frozen=True)
class Candidate:
    """A place where the service could be, and how well it lies.

    Parameters
    ----------
    id
        Text id, unique among the candidates.
    name
        What the data call it, or empty.
    source
        ``building``, ``special`` land, a point on a ``street``, a row of a ``layer``, or a
        ``service`` that exists.
    xy_m
        The point where it is reached, in the CRS of the area.
    households_reached
        Households within reach on foot: how dense people live around it.
    mean_metres
        Household-weighted mean walk of all households, those farther off than the walks are
        followed counted at that distance.
    street_m
        Metres of street within reach on foot: how well it is connected.
    score
        Mean of its percentile ranks by `households_reached` and by `street_m`, 0..1.
    rank
        Its place by `score`, 1 for the best; equals share a place.
    """

    id: str
    name: str
    source: CandidateSource
    xy_m: tuple[float, float]
    households_reached: int
    mean_metres: float
    street_m: float
    score: float
    rank: int

    @property
    def is_existing(self) -> bool:
        """It is a service that exists, ranked among the candidates to compare."""
        return self.source == "service"


@dataclass(frozen=True)
class Site:
    """A proposed site.

    Parameters
    ----------
    rank
        Its place in the order of building: each next site adds most to those before it.
    candidate
        What and where it is.
    households_gained
        Households it brings within reach who were not, before it.
    worth
        What it adds to the objective: households, or household-metres of walking saved.
    households_served
        Households whose nearest service it becomes; with a capacity, those it has room for.
    """

    rank: int
    candidate: Candidate
    households_gained: int
    worth: float
    households_served: int


@dataclass(frozen=True, eq=False)
class Siting:
    """The proposal.

    Parameters
    ----------
    category
        Category of service.
    method
        ``max-cover``: most households within reach; ``set-cover``: fewest sites for a share of
        households; ``p-median``: least walking.
    mode
        ``time`` or ``radius``: what `reach_m` comes from.
    reach_m
        Walking metres within which a household counts as served.
    limit_m
        Walking metres that are followed; a household farther off counts as that far.
    walk_m_per_min
        Walking speed.
    sites
        In the order of building.
    candidates
        All places looked at and the services that exist, best ranked first.
    n_existing
        Services of the category that exist; they stay.
    households_total
        Households of the plan.
    households_before, households_after
        Households within reach of what exists, and with the new sites too.
    households_reachable
        Households within reach if every candidate were built.
    mean_metres_before, mean_metres_after
        Household-weighted mean walk, at most `limit_m` each; None before there is any service.
    objective, bound
        What the sites are worth together, and what no other choice can beat: households,
        household-metres saved, or (set-cover) the number of sites, of which fewer are better.
    greedy
        The objective of choosing the best site again and again, to compare.
    next_worth
        What the best one more site would add; None with a capacity.
    target_share
        Share of all households that was asked for (set-cover).
    capacity
        Households one new site has room for, or None.
    metres_before, metres_after
        Walking metres of each unit to the nearest service, float64 (n,); ``inf`` beyond
        `limit_m` or off the network.
    site
        The site that serves each unit better than what exists, by position in `sites`; -1 for
        none. int64 (n,).
    notes
        Assumptions and remarks.
    """

    category: str
    method: SitingMethod
    mode: str
    reach_m: float
    limit_m: float
    walk_m_per_min: float
    sites: tuple[Site, ...]
    candidates: tuple[Candidate, ...]
    n_existing: int
    households_total: int
    households_before: int
    households_after: int
    households_reachable: int
    mean_metres_before: float | None
    mean_metres_after: float
    objective: float
    bound: float
    greedy: float
    metres_before: NDArray[np.float64]
    metres_after: NDArray[np.float64]
    site: NDArray[np.int64]
    next_worth: float | None = None
    target_share: float | None = None
    capacity: int | None = None
    notes: tuple[Note, ...] = field(default=())

    def __post_init__(self) -> None:
        n = len(self.site)
        columns: dict[str, Any] = {"metres_before": float, "metres_after": float, "site": np.int64}
        for name, dtype in columns.items():
            array = freeze(getattr(self, name), dtype, shape=(n,), name=name)
            object.__setattr__(self, name, array)

    @property
    def households_gained(self) -> int:
        """Households brought within reach."""
        return self.households_after - self.households_before

    @property
    def n_candidates(self) -> int:
        """Number of places looked at."""
        return sum(not candidate.is_existing for candidate in self.candidates)

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of the larger of both, 0..1."""
        scale = max(abs(self.objective), abs(self.bound))
        return abs(self.bound - self.objective) / scale if scale else 0.0

    @property
    def is_proven(self) -> bool:
        """Tell whether no other choice is better, up to rounding."""
        return self.gap <= 1e-7

    def share(self, households: int) -> float:
        """Return *households* as a share of all, 0..1."""
        return households / self.households_total if self.households_total else 0.0
