"""The solution: labels, what they cost, and every fault with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze

OPTIMAL_GAP = 1e-5  # what rounding leaves open of a gap that is closed

FaultKind = Literal["below", "above", "empty", "disconnected", "cannot_link", "count"]


@dataclass(frozen=True)
class ZoneFault:
    """What is wrong with a zone.

    Parameters
    ----------
    zone
        The zone; -1 for the plan as a whole.
    kind
        ``below`` or ``above`` the band, ``empty`` of households, ``disconnected``,
        ``cannot_link``, or ``count`` (the wished number of zones cannot be met).
    households
        Households of the zone.
    is_unavoidable
        Proven: in every plan the households concerned are in a zone that is out of band.
    key, values
        Sentence in the text catalog that gives the reason, and what fills it.
    """

    zone: int
    kind: FaultKind
    households: int
    is_unavoidable: bool
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Remedy:
    """One thing that would help.

    Parameters
    ----------
    key, values
        Sentence in the text catalog, and what fills it. Values named ``unit`` and ``there`` are
        positions of units, ``other`` is a zone.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Finding:
    """What arithmetic says of a piece of the problem before any search.

    Parameters
    ----------
    key, values
        Sentence in the text catalog, and what fills it: numbers and the smallest fix.
    units
        Units concerned, ascending.
    min_off
        Households that are out of band in every plan, at least.
    remedies
        What would help, where that was asked for.
    """

    key: str
    values: Mapping[str, Any]
    units: tuple[int, ...]
    min_off: int
    remedies: tuple[Remedy, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Feasibility:
    """What can and cannot be, decided before the search.

    Parameters
    ----------
    findings
        Every piece that has no plan within the bounds.
    min_zones, max_zones
        Numbers of zones that arithmetic allows, over all pieces.
    """

    findings: tuple[Finding, ...]
    min_zones: int
    max_zones: int

    @property
    def is_feasible(self) -> bool:
        """Nothing was found that rules a plan out."""
        return not self.findings


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan of one level.

    Parameters
    ----------
    labels
        Zone of each unit, int32 (n,), ``0..k-1``, zones in the order of their first unit from
        west to east; with fixed units, those keep their numbers where these are below k.
    centers
        Best center unit of each zone, int64 (k,).
    households
        Households of each zone, int64 (k,).
    objective
        Sum of households times distance to the center, to the power: household-metres.
    soft_cost
        What compounds cut or mixed and sides crossed cost, household-metres.
    violations
        Every fault, by zone.
    feasibility
        What was known before the search.
    lower_bound
        What `objective` is at least in every plan of as many zones, or of any number where that
        was asked for, that leaves no connected piece with more households out of band; None where
        nothing was proven.
    """

    labels: NDArray[np.int32]
    centers: NDArray[np.int64]
    households: NDArray[np.int64]
    objective: float
    soft_cost: float
    violations: tuple[ZoneFault, ...]
    feasibility: Feasibility
    lower_bound: float | None = None

    def __post_init__(self) -> None:
        k = len(self.centers)
        object.__setattr__(
            self, "labels", freeze(self.labels, np.int32, shape=(None,), name="labels")
        )
        object.__setattr__(
            self, "centers", freeze(self.centers, np.int64, shape=(k,), name="centers")
        )
        households = freeze(self.households, np.int64, shape=(k,), name="households")
        object.__setattr__(self, "households", households)

    @property
    def n_zones(self) -> int:
        """Number of zones."""
        return len(self.centers)

    @property
    def gap(self) -> float | None:
        """Share of the objective that `lower_bound` leaves open; None without a bound."""
        if self.lower_bound is None:
            return None
        open_m = max(self.objective - self.lower_bound, 0.0)
        return open_m / self.objective if self.objective > 0 else 0.0

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that no plan the bound holds for costs less."""
        gap = self.gap
        return gap is not None and gap <= OPTIMAL_GAP

    @property
    def n_avoidable(self) -> int:
        """Number of faults that are not proven unavoidable."""
        return sum(not fault.is_unavoidable for fault in self.violations)


@dataclass(frozen=True, eq=False)
class Nesting:
    """Plans of several levels over the same units, coarse to fine.

    Parameters
    ----------
    levels
        A solution per level.
    parents
        For each level but the first, the zone of the level above that holds each of its
        zones, int64 (k,).
    """

    levels: tuple[Solution, ...]
    parents: tuple[NDArray[np.int64], ...]
