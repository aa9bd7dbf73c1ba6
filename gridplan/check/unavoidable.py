"""Which zones out of band no plan can avoid: proven from the data, without asking the engine.

What counts as unavoidable, for the ordinary units of one kind of community (special land has
its own zones) and one band:

1. A unit above the maximum stands alone. Its zone is unavoidable if the others in it have no
   households, or come from whole pieces that cannot be cut into the band themselves. With other
   households in it, the zone is avoidable: those could go elsewhere.
2. Without those units the land falls into connected pieces. A zone that spans several pieces is
   not connected, and nothing is proven of it, nor of one with homes of another kind of community.
3. A piece whose households are fewer than the minimum: one zone of it is unavoidable.
4. A unit that no connected set of units brings into the band: its zone is unavoidable. Where no
   zone of a piece can be in band, all of its zones are.
5. A piece without such units whose households cannot be cut by arithmetic (a gap such as 81-99
   for 50-80), or whose units cannot (an exhaustive search): some zone is out of band in every
   plan. Merged into one zone, a piece has exactly one such zone, so **one** zone of the piece is
   unavoidable, the one nearest the band, and the others are surplus: avoidable.

So every claim says one of two things that hold for every connected plan: this unit is never in a
legal zone, or this piece always holds an illegal one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.check.arithmetic import (
    Piece,
    can_be_cut,
    legal_zone,
    nearest_counts,
    zone_counts,
)
from gridplan.model import Adjacency
from gridplan.params import Band

MAX_TESTED_UNITS = 60  # of one zone: the lightest and the heaviest
MAX_UNKNOWN = 20  # searches that may give up; after them nothing more is proven this way


@dataclass(frozen=True)
class Proof:
    """Why a zone is out of band.

    Parameters
    ----------
    reason
        ``oversize``, ``empty``, ``too_few``, ``gap``, ``indivisible`` or ``stranded`` for what
        no plan avoids; ``shared`` or ``surplus`` for what looks alike but can be avoided.
    values
        The numbers of the sentence.
    is_unavoidable
        No plan at all can bring the zone into the band.
    """

    reason: str
    values: Mapping[str, Any]
    is_unavoidable: bool


def _proof(reason: str, **values: Any) -> Proof:
    return Proof(reason, values, reason not in ("shared", "surplus"))


@dataclass(frozen=True, eq=False)
class Ground:
    """What the proofs stand on, fixed by the data alone.

    Parameters
    ----------
    households
        By unit, int64 (n,).
    is_ordinary
        Units that ordinary zones of these communities consist of, bool (n,).
    adjacency
        Contacts between all units.
    band
        Households a zone may hold.
    """

    households: NDArray[np.int64]
    is_ordinary: NDArray[np.bool_]
    adjacency: Adjacency
    band: Band
    is_oversize: NDArray[np.bool_] = field(init=False)
    piece_of: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        high = self.band.max_households
        large = self.households > (np.inf if high is None else high)
        object.__setattr__(self, "is_oversize", large & self.is_ordinary)
        is_kept = self.is_ordinary & ~self.is_oversize
        apart = np.where(is_kept, 0, np.arange(1, len(is_kept) + 1))
        piece = np.where(is_kept, self.adjacency.components(apart), -1)
        object.__setattr__(self, "piece_of", piece)

    def piece(self, number: int) -> Piece:
        """Return one connected piece, as the arithmetic wants it."""
        members = np.flatnonzero(self.piece_of == number)
        weights = {int(u): int(self.households[u]) for u in members if self.households[u] > 0}
        inside, counted = frozenset(members.tolist()), frozenset(weights)
        near = {u: inside.intersection(self.adjacency.neighbors(u).tolist()) for u in inside}
        rims = [
            counted & frozenset().union(*(near[u] for u in cluster))
            for cluster in _clusters(near, inside - counted)
        ]
        return Piece(weights, {u: near[u] & counted for u in counted}, rims)


def _clusters(near: dict[int, frozenset[int]], units: frozenset[int]) -> Iterator[set[int]]:
    left = set(units)
    while left:
        cluster: set[int] = set()
        stack = [left.pop()]
        while stack:
            unit = stack.pop()
            cluster.add(unit)
            found = near[unit] & left
            left -= found
            stack.extend(found)
        yield cluster


def prove(
    ground: Ground, labels: NDArray[np.integer[Any]], zones: Sequence[int]
) -> dict[int, Proof]:
    """Return why each of *zones* is out of band, for those where something can be proven.

    Parameters
    ----------
    ground
        The data.
    labels
        Zone of each unit, (n,).
    zones
        The ordinary zones out of band, in the order in which ties are settled.
    """
    return _Prover(ground, labels).all(zones)


class _Prover:
    """Holds what several proofs of one level need twice."""

    def __init__(self, ground: Ground, labels: NDArray[np.integer[Any]]) -> None:
        self.ground = ground
        self.order = np.argsort(labels, kind="stable")
        self.starts = np.searchsorted(labels[self.order], np.arange(labels.max() + 2))
        self.pieces: dict[int, Piece] = {}
        self.cuts: dict[int, bool | None] = {}
        self.housed: set[int] = set()  # units of which a legal zone is known
        self.n_unknown = 0

    def all(self, zones: Sequence[int]) -> dict[int, Proof]:
        proofs: dict[int, Proof] = {}
        by_piece: dict[int, list[int]] = {}
        for zone in zones:
            members = self.members(zone)
            if self._is_mixed(members):
                continue
            found = set(self.ground.piece_of[members].tolist()) - {-1}
            if self.ground.is_oversize[members].any():
                proofs[zone] = self.oversize(members)
            elif len(found) == 1:
                by_piece.setdefault(found.pop(), []).append(zone)
        for number, own in by_piece.items():
            proofs.update(self.in_piece(number, own))
        return proofs

    def members(self, zone: int) -> NDArray[np.int64]:
        members: NDArray[np.int64] = self.order[self.starts[zone] : self.starts[zone + 1]]
        return members

    def _is_mixed(self, members: NDArray[np.int64]) -> bool:
        """Tell whether a zone, drawn by hand, holds homes that this ground does not count."""
        is_foreign = ~self.ground.is_ordinary[members]
        return bool((is_foreign & (self.ground.households[members] > 0)).any())

    def piece(self, number: int) -> Piece:
        if number not in self.pieces:
            self.pieces[number] = self.ground.piece(number)
        return self.pieces[number]

    def is_uncuttable(self, number: int) -> bool:
        if number not in self.cuts:
            self.cuts[number] = can_be_cut(self.piece(number), self.ground.band)
        return self.cuts[number] is False

    def oversize(self, members: NDArray[np.int64]) -> Proof:
        households, high = self.ground.households[members], self.ground.band.max_households
        large = members[self.ground.is_oversize[members]]
        worst = int(large[self.ground.households[large].argmax()])
        others = [int(u) for u in members[households > 0] if u not in set(large.tolist())]
        n_others = int(self.ground.households[others].sum()) if others else 0
        is_alone = len(large) == 1 and self._has_no_place(others)
        return _proof(
            "oversize" if is_alone else "shared",
            unit=worst,
            unit_households=int(self.ground.households[worst]),
            max=high,
            others=n_others + int(self.ground.households[large].sum() - households.max()),
        )

    def _has_no_place(self, units: Sequence[int]) -> bool:
        """Tell whether units make up whole pieces that cannot be cut into the band."""
        for number in set(self.ground.piece_of[units].tolist()) if units else set():
            is_whole = set(self.piece(number).weights) <= set(units)
            if not is_whole or not self.is_uncuttable(number):
                return False
        return True

    def in_piece(self, number: int, zones: list[int]) -> dict[int, Proof]:
        """Prove what can be proven of the zones of one piece."""
        band = self.ground.band
        piece = self.piece(number)
        numbers = {"piece_households": piece.households, "n_units": len(piece.weights)}
        proofs: dict[int, Proof] = {}
        reason = self._piece_reason(number)
        if reason not in ("too_few", "empty"):
            proofs = {z: p for z in zones if (p := self._stranded(piece, z, numbers)) is not None}
        if not reason or (proofs and reason == "indivisible"):
            return proofs
        nearest = min(proofs or zones, key=self._excess)  # the first of equals
        below, above = nearest_counts(piece.households, band)
        if not proofs:
            proofs = {z: _proof("surplus", **numbers, n_out=len(zones)) for z in zones}
        return {**proofs, nearest: _proof(reason, **numbers, below=below, above=above)}

    def _piece_reason(self, number: int) -> str:
        households, band = self.piece(number).households, self.ground.band
        if households < band.min_households:
            return "too_few" if households else "empty"
        if not zone_counts(households, band):
            return "gap"
        return "indivisible" if self.is_uncuttable(number) else ""

    def _stranded(self, piece: Piece, zone: int, numbers: dict[str, int]) -> Proof | None:
        counted = [int(u) for u in self.members(zone) if self.ground.households[u] > 0]
        counted.sort(key=lambda u: (piece.weights[u], u))
        half = MAX_TESTED_UNITS // 2
        tested = counted if len(counted) <= 2 * half else counted[:half] + counted[-half:]
        for unit in tested:
            is_legal = self._has_legal_zone(piece, unit)
            if is_legal is False:
                own = {"unit": unit, "unit_households": piece.weights[unit]}
                return _proof("stranded", **own, **numbers)
            if is_legal is None:
                return None  # a search that long is not worth repeating for the neighbors
        return None

    def _has_legal_zone(self, piece: Piece, unit: int) -> bool | None:
        if unit in self.housed:
            return True
        if self.n_unknown >= MAX_UNKNOWN:
            return None
        zone = legal_zone(piece, unit, self.ground.band)
        self.n_unknown += zone is None
        self.housed.update(zone or ())  # what serves one unit serves all that lie in it
        return None if zone is None else bool(zone)

    def _excess(self, zone: int) -> int:
        households = int(self.ground.households[self.members(zone)].sum())
        return excess(households, self.ground.band)


def excess(households: int, band: Band) -> int:
    """Return by how many households a count misses the band, 0 inside it.

    Examples
    --------
    >>> excess(92, Band(50, 80)), excess(45, Band(50, 80)), excess(60, Band(50, 80))
    (12, 5, 0)
    """
    above = 0 if band.max_households is None else households - band.max_households
    return max(above, band.min_households - households, 0)
