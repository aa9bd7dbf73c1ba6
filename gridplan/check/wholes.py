"""Which compounds cannot all stay whole: proven from the data, without asking the engine.

A compound that fits a zone but has fewer households than the minimum needs others in its zone. If
all that it touches are compounds that fit a zone too, and with any of them the zone is above the
maximum, then no legal plan keeps all of them whole: one of them is cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridplan.check.arithmetic import Piece
from gridplan.check.subject import Subject
from gridplan.check.unavoidable import Ground
from gridplan.model import Plan
from gridplan.params import Band


@dataclass(frozen=True)
class Trap:
    """A compound below the minimum between compounds none of which it may join.

    Parameters
    ----------
    compound
        The compound below the minimum.
    households
        Its households.
    ring
        The compounds around it.
    """

    compound: int
    households: int
    ring: frozenset[int]


@dataclass(frozen=True, eq=False)
class Wholes:
    """The compounds of one connected piece of land that fit a zone.

    Parameters
    ----------
    piece
        Units with households and what they touch.
    compound_of
        Compound that may stay whole, by unit with households; -1 for none.
    band
        Households a zone may hold.
    """

    piece: Piece
    compound_of: dict[int, int]
    band: Band

    def households(self, compound: int) -> int:
        """Return the households of a compound."""
        return sum(self.piece.weights[unit] for unit in self.units(compound))

    def units(self, compound: int) -> frozenset[int]:
        """Return the units of a compound."""
        return frozenset(u for u, own in self.compound_of.items() if own == compound)

    def ring(self, compound: int) -> frozenset[int]:
        """Return what a compound touches: compounds, and -1 for any unit that is free."""
        units = self.units(compound)
        return frozenset(self.compound_of[u] for u in self.piece.around(units) - units)

    def trap(self, compound: int) -> Trap | None:
        """Return the proof that a compound cannot stay whole with all around it."""
        own, ring = self.households(compound), self.ring(compound)
        if own >= self.band.min_households or not ring or -1 in ring:
            return None
        most = self.band.max_households
        if most is None or any(own + self.households(other) <= most for other in ring):
            return None
        return Trap(compound, own, ring)


def wholes_around(subject: Subject, plan: Plan, community: int, compound: int) -> Wholes | None:
    """Return the piece of land in which a compound lies; None where several bands apply."""
    limits = subject.limits(plan.level)[subject.kinds[community]]
    if len(limits) != 1:
        return None
    units, band = subject.units, limits[0].band
    is_own = subject.is_ordinary & (units.community == community)
    ground = Ground(units.households, is_own, subject.land.adjacency, band)
    inside = np.flatnonzero(is_own & (units.compound == compound) & (units.households > 0))
    piece = ground.piece(int(ground.piece_of[inside[0]]))
    total = np.bincount(units.compound[is_own] + 1, units.households[is_own])
    most = np.inf if band.max_households is None else band.max_households
    names = {u: int(units.compound[u]) for u in piece.weights}
    fits = {u: name if total[name + 1] <= most else -1 for u, name in names.items()}
    return Wholes(piece, fits, band)


def forced_cut(wholes: Wholes, compound: int, cut: frozenset[int]) -> Trap | None:
    """Return why *compound* is cut, where it is the only one *cut* around a trap."""
    for other in sorted({compound} | wholes.ring(compound) - {-1}):
        trap = wholes.trap(other)
        if trap is not None and (trap.ring | {other}) & cut == {compound}:
            return trap
    return None
