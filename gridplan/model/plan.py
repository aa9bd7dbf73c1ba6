"""Plans: each unit in exactly one zone, at one level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gridplan.arrays import freeze

ZoneKind = Literal["ordinary", "special"]


@dataclass(frozen=True)
class Zone:
    """What a plan knows of a zone besides its units.

    Parameters
    ----------
    code
        Text: 12 digits for a community, 15 for a grid, 17 for a micro-grid.
    kind
        ``ordinary`` or ``special`` (a school, a park, a factory: no size band).
    community
        Position of its community in ``units.communities``.
    parent
        Position of the zone of the level above that holds it; -1 at the top.
    number
        Its number within the parent, as the code says it; names are made from it.
    name
        A name from the data (a community's, a school's), or empty.
    """

    code: str
    kind: ZoneKind = "ordinary"
    community: int = 0
    parent: int = -1
    number: int = 0
    name: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """Zones of one level.

    Parameters
    ----------
    level
        ``community``, ``grid`` or ``microgrid``.
    labels
        Zone of each unit, int32 (n,), ``0..k-1``; every zone has a unit.
    zones
        The k zones.
    parent
        The plan of the level above, or None.
    lower_bound_household_m
        Proven lower bound of the objective for this number of zones, or None.
    """

    level: str
    labels: NDArray[np.integer[Any]]
    zones: tuple[Zone, ...]
    parent: Plan | None = None
    lower_bound_household_m: float | None = None

    def __post_init__(self) -> None:
        labels = freeze(self.labels, np.int32, shape=(None,), name="labels")
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "zones", tuple(self.zones))
        used = np.unique(labels)
        if not np.array_equal(used, np.arange(len(self.zones))):
            raise ValueError(f"labels use zones {used.tolist()[:5]}..., plan has {len(self.zones)}")

    @property
    def n_zones(self) -> int:
        """Number of zones."""
        return len(self.zones)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the zones, by position."""
        return tuple(zone.code for zone in self.zones)

    @property
    def is_special(self) -> NDArray[np.bool_]:
        """Which zones are special, bool (k,)."""
        return np.array([zone.kind == "special" for zone in self.zones], dtype=bool)

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sum *values* (n,) of the units over each zone, (k,)."""
        sums = np.zeros(self.n_zones, dtype=values.dtype)
        np.add.at(sums, self.labels, values)
        return sums

    def move(self, units: Sequence[int] | NDArray[np.int64], zone: int) -> Plan:
        """Return a plan in which *units* belong to *zone*; this plan stays as it is.

        It has no proven bound: that of this plan holds for plans with no more households out of
        band than here, and a move by hand may bring more.
        """
        labels = self.labels.copy()
        labels[np.asarray(units, dtype=np.int64)] = zone
        return replace(self, labels=labels, lower_bound_household_m=None)
