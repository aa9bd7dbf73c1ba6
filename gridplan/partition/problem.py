"""The problem: units with households, what touches, what must hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.arrays import freeze
from gridplan.errors import ParamError
from gridplan.params import Band
from gridplan.partition.values import check_values


@dataclass(frozen=True, eq=False)
class Problem:
    """Divide n units into zones.

    Parameters
    ----------
    households
        int64 (n,), 0 or more.
    band
        Households a zone may hold; a target draws the number of zones.
    xy_m
        Positions, metres, float64 (n, 2); None where `distance_m` is given.
    distance_m
        Metres between units, float64 (n, n), in place of straight lines; None for those.
    indptr, indices
        Units that touch, as compressed sparse rows; both None: zones need not be in one piece.
    n_zones
        Number of zones; None leaves it free.
    power
        Exponent on the distance, 1 or 2.
    demand
        Weight of each unit in the objective, float64 (n,), 0 or more; None takes the households.
    center
        What distances are measured to: the best ``"unit"`` of a zone, or its ``"centroid"``, the
        mean position weighted by `demand`. Where zones are in one piece the search itself
        measures to units.
    centers
        Units that are the center of a zone each, int64 (k,): zone z holds unit ``centers[z]``.
    candidates
        Units that may be centers, bool (n,); `n_zones` of them are chosen. A zone holds its center
        only where zones are in one piece. None: any unit of the zone.
    capacity
        Most households of the zone around each unit, int64 (n,), beside the band; counts at
        `centers` and `candidates` only.
    group
        Compound of each unit, -1 for none. Soft: see `group_cost_m`.
    group_cost_m
        Metres that each household pays at a contact where a compound that fits a zone is cut;
        half of it where one zone holds both sides of a border between compounds.
    side
        Side of the arterial roads each unit lies on.
    side_cost_m
        Metres that each household pays whose unit lies on another side than its center.
    must_link, cannot_link
        Pairs of units, int64 (m, 2).
    initial
        Labels to start from, -1 for none.
    fixed
        Units that keep their initial label.
    seed
        Same problem and seed, same labels.
    effort
        Multiplies the iterations.
    time_limit_s
        Stop after this time; None for repeatable runs.
    is_bounded
        Prove a lower bound on the plan's objective as well, which takes longer than the plan.
    is_recombined
        Put zones together anew as well at the end, which takes longer than the search.
    is_any_number
        Let the bound hold for plans with any number of zones, not only with as many as the plan.
    """

    households: NDArray[np.int64]
    band: Band
    xy_m: NDArray[np.float64] | None = None
    distance_m: NDArray[np.float64] | None = None
    indptr: NDArray[np.int64] | None = None
    indices: NDArray[np.int64] | None = None
    n_zones: int | None = None
    power: int = 1
    demand: NDArray[np.float64] | None = None
    center: Literal["unit", "centroid"] = "unit"
    centers: NDArray[np.int64] | None = None
    candidates: NDArray[np.bool_] | None = None
    capacity: NDArray[np.int64] | None = None
    group: NDArray[np.int64] | None = None
    group_cost_m: float = 60.0
    side: NDArray[np.int64] | None = None
    side_cost_m: float = 0.0
    must_link: NDArray[np.int64] | None = None
    cannot_link: NDArray[np.int64] | None = None
    initial: NDArray[np.int64] | None = None
    fixed: NDArray[np.bool_] | None = None
    seed: int = 0
    effort: float = 1.0
    time_limit_s: float | None = None
    is_bounded: bool = True
    is_recombined: bool = True
    is_any_number: bool = False

    def __post_init__(self) -> None:
        n = len(self.households)
        shapes: dict[str, tuple[Any, tuple[int | None, ...]]] = {
            "households": (np.int64, (n,)),
            "xy_m": (float, (n, 2)),
            "distance_m": (float, (n, n)),
            "indptr": (np.int64, (n + 1,)),
            "indices": (np.int64, (None,)),
            "demand": (float, (n,)),
            "centers": (np.int64, (None,)),
            "candidates": (bool, (n,)),
            "capacity": (np.int64, (n,)),
            "group": (np.int64, (n,)),
            "side": (np.int64, (n,)),
            "must_link": (np.int64, (None, 2)),
            "cannot_link": (np.int64, (None, 2)),
            "initial": (np.int64, (n,)),
            "fixed": (bool, (n,)),
        }
        for name, (dtype, shape) in shapes.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _frozen(value, dtype, shape, name))
        if self.centers is not None and self.n_zones is None:
            object.__setattr__(self, "n_zones", len(self.centers))
        check_values(self)

    def __len__(self) -> int:
        return len(self.households)

    @property
    def is_contiguous(self) -> bool:
        """Zones must be in one piece."""
        return self.indptr is not None

    @property
    def demands(self) -> NDArray[np.float64]:
        """Weight of each unit in the objective: its demand, else its households."""
        return self.households.astype(float) if self.demand is None else self.demand

    @property
    def max_households(self) -> int:
        """Most households of any zone; all of them where nothing bounds a zone above."""
        most = self.band.max_households
        most = max(int(self.households.sum()), 1) if most is None else most
        if self.capacity is None:
            return most
        return max(min(most, int(self.capacity[self.possible_centers].max(initial=0))), 1)

    @property
    def possible_centers(self) -> NDArray[np.int64]:
        """Units that may be the center of a zone."""
        if self.centers is not None:
            return self.centers
        return np.flatnonzero(np.ones(len(self)) if self.candidates is None else self.candidates)

    def max_at(self, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the most households of zones around the centers *units*."""
        if self.capacity is None:
            return np.full(len(units), self.max_households)
        return np.minimum(self.capacity[units], self.max_households)

    @property
    def target_households(self) -> float:
        """Size that draws the number of zones: the target, else the middle of the band.

        Without a floor the middle is no guide; zones are then filled to five sixths.
        """
        if self.band.target_households is not None:
            return float(max(self.band.target_households, 1))
        if self.band.min_households == 0:
            return max(self.max_households * 5 / 6, 1.0)
        return (self.band.min_households + self.max_households) / 2

    def at_level(self, band: Band) -> Problem:
        """Return the same units with another band, and number and centers of zones free."""
        return replace(self, band=band, n_zones=None, centers=None, candidates=None, capacity=None)


def distances(problem: Problem, unit: int) -> NDArray[np.float64]:
    """Return the metres from every unit to *unit*."""
    if problem.distance_m is not None:
        return problem.distance_m[:, unit]
    xy = np.asarray(problem.xy_m)
    return np.asarray(np.hypot(*(xy - xy[unit]).T))


def _frozen(value: Any, dtype: Any, shape: tuple[int | None, ...], name: str) -> NDArray[Any]:
    array = np.asarray(value)
    if array.size == 0 and shape == (None, 2):
        array = array.reshape(0, 2)
    try:
        return freeze(array, dtype, shape=shape, name=name)
    except ValueError as error:
        raise ParamError(f"partition: {error}. Give one value per unit.") from error


def to_rows(adjacency: Any, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return symmetric compressed sparse rows without loops from a sparse matrix or pairs."""
    if sparse.issparse(adjacency):
        matrix = sparse.coo_array(adjacency)
        kept = matrix.data != 0
        pairs = np.column_stack([matrix.coords[0][kept], matrix.coords[1][kept]])
        if matrix.shape != (n, n):
            raise ParamError(
                f"adjacency has shape {matrix.shape}; with {n} units it is {n} by {n}."
            )
    else:
        pairs = np.asarray(adjacency, dtype=np.int64).reshape(-1, 2)
    if len(pairs) and not (pairs.min() >= 0 and pairs.max() < n):
        raise ParamError(f"adjacency names units outside 0..{n - 1}.")
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0).astype(np.int64)
    return np.searchsorted(both[:, 0], np.arange(n + 1)).astype(np.int64), both[:, 1]
