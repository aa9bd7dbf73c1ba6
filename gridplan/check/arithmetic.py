"""Which whole numbers can be cut into zones of a band, and which pieces of land can.

Everything here is necessary, never merely likely: a "no" is a proof. Zones are connected sets of
units; units without households are free to any zone that touches them, which only makes a "no"
stronger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridplan.params import Band

Nodes = frozenset[int]

MAX_STEPS = 100_000  # neighbors a search looks at before it gives up and says "unknown"
MAX_SEARCHED_UNITS = 24


@dataclass(frozen=True)
class Piece:
    """A connected piece of land without the units that no zone can hold.

    Parameters
    ----------
    weights
        Households of the units that have any, by unit.
    touching
        Units of `weights` that each of them touches directly.
    rims
        Units of `weights` around each connected cluster of units without households: they touch
        one another over it.
    """

    weights: Mapping[int, int]
    touching: Mapping[int, Nodes]
    rims: Sequence[Nodes] = ()
    households: int = field(init=False)
    units: Nodes = field(init=False)
    rims_of: Mapping[int, Sequence[int]] = field(init=False)

    def __post_init__(self) -> None:
        rims_of: dict[int, list[int]] = {}
        for number, rim in enumerate(self.rims):
            for unit in rim:
                rims_of.setdefault(unit, []).append(number)
        object.__setattr__(self, "households", sum(self.weights.values()))
        object.__setattr__(self, "units", frozenset(self.weights))
        object.__setattr__(self, "rims_of", rims_of)

    def around(self, zone: Nodes) -> Nodes:
        """Return the units that touch *zone*, those of the zone included."""
        numbers = {number for unit in zone for number in self.rims_of.get(unit, ())}
        return zone.union(*(self.touching[u] for u in zone), *(self.rims[i] for i in numbers))


class _OutOfSteps(Exception):
    """The search gave up."""


class _Steps:
    def __init__(self, n: int) -> None:
        self.left = n

    def take(self, n: int) -> None:
        self.left -= n
        if self.left < 0:
            raise _OutOfSteps


def zone_counts(households: int, band: Band) -> range:
    """Return the numbers of zones that so many households can be cut into, by arithmetic alone.

    Examples
    --------
    >>> list(zone_counts(90, Band(50, 80))), list(zone_counts(160, Band(50, 80)))
    ([], [2, 3])
    """
    low, high = band.min_households, band.max_households
    fewest = 1 if high is None else max(1, -(-households // high))
    most = max(fewest, households) if low == 0 else households // low
    return range(fewest, most + 1)


def nearest_counts(households: int, band: Band) -> tuple[int | None, int | None]:
    """Return the legal household counts next below and next above a count that is not legal.

    Examples
    --------
    >>> nearest_counts(92, Band(50, 80)), nearest_counts(30, Band(50, 80))
    ((80, 100), (None, 50))
    """
    low, high = band.min_households, band.max_households
    if zone_counts(households, band):
        return households, households
    most = households // low if low else 0
    below = None if high is None or most == 0 else most * high
    return below, (most + 1) * low


def legal_zone(piece: Piece, unit: int, band: Band) -> Nodes | None:
    """Return a connected set with *unit* that is in *band*, empty where there is none at all.

    None where the search gave up.
    """
    try:
        return next(_legal_zones(piece, unit, piece.units, band), frozenset())
    except _OutOfSteps:
        return None


def can_be_cut(piece: Piece, band: Band) -> bool | None:
    """Tell whether a piece can be cut into zones in *band*; None where that is not known.

    True says only that no proof against it was found by an exhaustive search.
    """
    counts = zone_counts(piece.households, band)
    if not counts:
        return False
    if counts[0] == 1 or band.min_households == 0:
        return True
    if counts[-1] == 2 and not _has_half(piece, band):
        return False
    if len(piece.weights) > MAX_SEARCHED_UNITS:
        return None
    try:
        return _cut(piece, piece.units, band, _Steps(MAX_STEPS))
    except _OutOfSteps:
        return None


def _has_half(piece: Piece, band: Band) -> bool:
    """Tell whether some units add up to one of two zones that are both in band."""
    high = piece.households if band.max_households is None else band.max_households
    low, high = (
        max(band.min_households, piece.households - high),
        min(high, piece.households - band.min_households),
    )
    sums = 1  # bit s is set when some units add up to s
    for weight in piece.weights.values():
        sums |= sums << weight
    return high >= low and (sums >> low) & ((1 << (high - low + 1)) - 1) != 0


def _cut(piece: Piece, units: Nodes, band: Band, steps: _Steps) -> bool:
    if not units:
        return True
    first = min(units, key=lambda unit: (len(piece.around(frozenset([unit])) & units), unit))
    for zone in _legal_zones(piece, first, units, band, steps):
        rest = units - zone
        if all(
            zone_counts(sum(piece.weights[u] for u in part), band) for part in _parts(piece, rest)
        ) and _cut(piece, rest, band, steps):
            return True
    return False


def _parts(piece: Piece, units: Nodes) -> Iterator[Nodes]:
    left = set(units)
    while left:
        part: set[int] = set()
        stack = [left.pop()]
        while stack:
            unit = stack.pop()
            part.add(unit)
            found = piece.around(frozenset([unit])) & left
            left -= found
            stack.extend(found)
        yield frozenset(part)


def _legal_zones(
    piece: Piece, unit: int, units: Nodes, band: Band, steps: _Steps | None = None
) -> Iterator[Nodes]:
    """Yield every connected set of *units* with *unit* whose households are in *band*, once each.

    The set grows by one neighbor; a neighbor that was tried is shut out of the later branches.
    """
    high = band.max_households
    steps = steps or _Steps(MAX_STEPS)
    # a zone, its households, the neighbors of the zone before, how many of them were tried
    # before the one it grew by, and those shut out earlier
    stack: list[tuple[Nodes, int, list[int], int, Nodes]]
    stack = [(frozenset([unit]), piece.weights[unit], [], 0, frozenset())]
    while stack:
        zone, households, order, n_tried, shut = stack.pop()
        if band.contains(households):
            yield zone
        shut = shut.union(order[:n_tried])
        edge = ((piece.around(zone) & units) - zone) - shut
        steps.take(1 + len(edge))
        room = [u for u in edge if high is None or households + piece.weights[u] <= high]
        order = sorted(room, key=lambda u: (-piece.weights[u], u))
        stack.extend(
            (zone | {order[i]}, households + piece.weights[order[i]], order, i, shut)
            for i in range(len(order) - 1, -1, -1)
        )
