"""How good the walking network is that coverage was measured on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gridplan.model.findings import frozen_values

GateSource = Literal["known", "derived", "unknown"]


@dataclass(frozen=True)
class Legs:
    """Ways between doors and streets.

    Parameters
    ----------
    mean_m, p95_m
        Length of the shortest leg of each, mean and 95th percentile; None for nobody.
    n_off_network
        How many have no street in reach.
    """

    mean_m: float | None
    p95_m: float | None
    n_off_network: int


@dataclass(frozen=True)
class Island:
    """A part of the network that nothing joins to its main part, and who has no other street.

    Parameters
    ----------
    length_m
        Length of its streets.
    households
        Households that reach only this part.
    ids
        Their units.
    """

    length_m: float
    households: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class CompoundAccess:
    """How people get out of a compound.

    Parameters
    ----------
    name
        Its name, or the unit id of its first home where it has none.
    households
        Households inside.
    has_wall
        Whether the data draw a wall around it.
    n_gates_known
        Gates of the data that open it.
    n_gates_derived
        Places where a street runs through its wall, away from known gates.
    households_at_stake
        Households with a category whose verdict depends on where its gates are; 0 unless gates
        are unknown.
    """

    name: str
    households: int
    has_wall: bool
    n_gates_known: int
    n_gates_derived: int
    households_at_stake: int = 0

    @property
    def gates(self) -> GateSource:
        """Where the gates are known from: the data, streets through the wall, or nowhere."""
        if self.n_gates_known:
            return "known"
        return "derived" if self.n_gates_derived else "unknown"


@dataclass(frozen=True)
class NetworkQuality:
    """What the walking network is made of, and what it lacks.

    Parameters
    ----------
    length_m, n_nodes, n_edges, n_dead_ends
        Its size.
    n_components, share_in_largest
        Separate parts, and the share of the length that hangs together; nan without streets.
    n_joined_roads
        Roads whose end stopped just short of another and was joined to it.
    islands
        Parts beside the main one that are somebody's only street, most households first.
    unit_legs, service_legs
        Legs of the units with households, and of the services.
    unwalkable_m
        Metres of roads that are left out, by reason: ``said``, ``foot``, ``class``,
        ``sidewalk``, ``access``; ``other`` where the data do not say.
    private_m
        Metres of walkable roads that are open only to those who live or call there.
    walls_m
        Metres of walls.
    compounds
        Every compound with households, walled ones first, then by name.
    streets_margin_m
        How far the streets reach beyond the homes on the side where they end first; None
        without homes or streets.
    needed_margin_m
        How far they should reach: the circle that is judged.
    """

    length_m: float
    n_nodes: int
    n_edges: int
    n_dead_ends: int
    n_components: int
    share_in_largest: float
    n_joined_roads: int
    unit_legs: Legs
    service_legs: Legs
    islands: tuple[Island, ...] = ()
    unwalkable_m: Mapping[str, float] = field(default_factory=dict)
    private_m: float = 0.0
    walls_m: float = 0.0
    compounds: tuple[CompoundAccess, ...] = ()
    streets_margin_m: float | None = None
    needed_margin_m: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "unwalkable_m", frozen_values(self.unwalkable_m))

    @property
    def households_on_islands(self) -> int:
        """Households that reach only streets apart from the main part."""
        return sum(island.households for island in self.islands)

    @property
    def to_survey(self) -> tuple[CompoundAccess, ...]:
        """Compounds whose unknown gates decide a verdict, most households at stake first."""
        chosen = [one for one in self.compounds if one.households_at_stake]
        return tuple(sorted(chosen, key=lambda one: (-one.households_at_stake, one.name)))

    def n_compounds(self, gates: GateSource) -> int:
        """Count the compounds whose gates are known from there."""
        return sum(one.gates == gates for one in self.compounds)
