"""Coverage: how far every unit walks to the nearest service of every category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze
from gridplan.model.findings import Note, frozen_values
from gridplan.model.network import NetworkQuality
from gridplan.params import CoverageMode
from gridplan.policy import Catalog, shipped_catalog


@dataclass(frozen=True)
class Applied:
    """A category that somebody asks for.

    Parameters
    ----------
    category
        Its id.
    rule, clause
        Rule of the profile and where it stands; empty where the catalog's basic lists ask.
    """

    category: str
    rule: str = ""
    clause: str = ""


@dataclass(frozen=True)
class CategoryCoverage:
    """Household-weighted coverage by one category of service.

    Shares are 0..1 and None where the category has no service at all ("no data").
    `shares` maps minutes to the share of households within them; `unreached` counts the
    households beyond the limit by reason.
    """

    category: str
    n_services: int
    shares: Mapping[float, float | None]
    mean_minutes: float | None
    p95_minutes: float | None
    unreached: Mapping[str, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "shares", frozen_values(self.shares))
        object.__setattr__(self, "unreached", frozen_values(self.unreached))


@dataclass(frozen=True, eq=False)
class Coverage:
    """Walking minutes from every unit to its nearest service of every category.

    Parameters
    ----------
    categories
        Summary by category, in the order of the catalog; m of them.
    metres
        Walking metres, float64 (n units, m categories); ``inf`` beyond the search limit or
        unreachable, ``nan`` where the category has no service.
    reason
        Why a unit has no finite distance, object (n, m): ``""``, ``too_far``, ``island``,
        ``off_network`` or ``no_data``.
    walk_m_per_min
        Walking speed.
    limit_minutes
        The circle that was judged.
    notes
        What the network and the services have to say.
    mode
        The test that decides who is served.
    applied
        Categories that are asked for; the others are measured for information.
    search_limit_m
        How far walks were followed: a longer one is ``inf``.
    catalog
        The facilities that were looked for, and what texts demand of them.
    network
        What the walking network is made of and what it lacks; None where nobody looked.
    pessimistic_m
        As `metres`, if the gates nobody knows were where they hurt most; None where all are
        known.
    """

    categories: tuple[CategoryCoverage, ...]
    metres: NDArray[np.float64]
    reason: NDArray[Any]
    walk_m_per_min: float
    limit_minutes: float
    notes: tuple[Note, ...] = ()
    mode: CoverageMode = "time"
    applied: tuple[Applied, ...] = ()
    search_limit_m: float = np.inf
    catalog: Catalog = field(default_factory=shipped_catalog, repr=False)
    network: NetworkQuality | None = None
    pessimistic_m: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        m = len(self.categories)
        object.__setattr__(
            self, "metres", freeze(self.metres, float, shape=(None, m), name="metres")
        )
        if self.pessimistic_m is not None:
            pessimistic_m = freeze(
                self.pessimistic_m, float, shape=self.metres.shape, name="pessimistic_m"
            )
            object.__setattr__(self, "pessimistic_m", pessimistic_m)
        reason = np.array(self.reason, dtype=object).reshape(self.metres.shape)
        reason.setflags(write=False)
        object.__setattr__(self, "reason", reason)

    @property
    def minutes(self) -> NDArray[np.float64]:
        """Walking minutes, float64 (n, m); ``inf`` and ``nan`` as in `metres`."""
        minutes: NDArray[np.float64] = self.metres / self.walk_m_per_min
        return minutes

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """Categories with a service on the network, bool (m,): of the others nothing is known."""
        told = [any(share is not None for share in c.shares.values()) for c in self.categories]
        return np.array(told, dtype=bool)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the categories, in column order."""
        return tuple(category.category for category in self.categories)
