"""Two plans of the same place: which units move from which zone to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from gridplan.errors import InputError
from gridplan.frames import unit_codes
from gridplan.model import Result


@dataclass(frozen=True)
class Move:
    """Units that leave one zone for another: codes, unit ids, households."""

    level: str
    from_code: str
    to_code: str
    unit_ids: tuple[str, ...]
    households: int


@dataclass(frozen=True)
class Comparison:
    """What differs between two plans at one level.

    Parameters
    ----------
    level
        Level compared.
    same_zone
        Code in the first plan -> code in the second of what is mostly the same zone, where the
        codes differ.
    moves
        Units whose zone is another one, most households first.
    only_in_first, only_in_second
        Unit ids without a counterpart.
    """

    level: str
    same_zone: dict[str, str]
    moves: tuple[Move, ...]
    only_in_first: tuple[str, ...]
    only_in_second: tuple[str, ...]

    @property
    def n_households_moved(self) -> int:
        """Households whose zone is another one."""
        return sum(move.households for move in self.moves)


def compare_plans(first: Result, second: Result, *, level: str) -> Comparison:
    """Compare two plans at *level*, unit by unit, matched by unit id.

    A zone is the same when it keeps most households of the other one (largest total overlap,
    one to one), whatever its code.

    Raises
    ------
    InputError
        One of the plans lacks the level.
    """
    for result in (first, second):
        if result.plan(level) is None:
            raise InputError(f"One of the plans has no level '{level}'; compare another level.")
    ids, here, there = np.intersect1d(
        first.units.ids.astype(str), second.units.ids.astype(str), return_indices=True
    )
    before, after = unit_codes(first, level)[here], unit_codes(second, level)[there]
    households = second.units.households[there]
    same = _same_codes(before, after, households)
    moved = np.array([same.get(a) != b for a, b in zip(before, after, strict=True)], dtype=bool)
    return Comparison(
        level=level,
        same_zone={a: b for a, b in sorted(same.items()) if a != b},
        moves=_moves(level, ids[moved], before[moved], after[moved], households[moved]),
        only_in_first=tuple(np.setdiff1d(first.units.ids.astype(str), ids).tolist()),
        only_in_second=tuple(np.setdiff1d(second.units.ids.astype(str), ids).tolist()),
    )


def _same_codes(
    before: NDArray[np.object_], after: NDArray[np.object_], households: NDArray[np.int64]
) -> dict[str, str]:
    codes_a, a = np.unique(before.astype(str), return_inverse=True)
    codes_b, b = np.unique(after.astype(str), return_inverse=True)
    same = same_zones(a, b, households)
    return {str(codes_a[one]): str(codes_b[other]) for one, other in same.items()}


def same_zones(
    before: NDArray[np.integer[Any]],
    after: NDArray[np.integer[Any]],
    households: NDArray[np.int64],
) -> dict[int, int]:
    """Match zones one to one by the households (plus a little for empty units) they share.

    Parameters
    ----------
    before, after
        Zone of each unit in either plan, from 0, ints (n,).
    households
        Of each unit, int64 (n,).

    Returns
    -------
    dict
        Zone before -> zone after, with the largest total overlap; without those left alone.
    """
    if not len(before):
        return {}
    n_before, n_after = int(before.max()) + 1, int(after.max()) + 1
    if n_before > n_after:  # the search is over the fewer
        return {one: other for other, one in same_zones(after, before, households).items()}
    overlap = sparse.coo_array((households + 1e-3, (before, after)), shape=(n_before, n_after))
    # Each zone may stay alone: the matching is complete with a partner that shares nothing.
    alone = sparse.diags_array(np.full(n_before, 1e-6))
    rows, columns = csgraph.min_weight_full_bipartite_matching(
        sparse.hstack([overlap, alone]).tocsr(), maximize=True
    )
    met = columns < n_after
    return dict(zip(rows[met].tolist(), columns[met].tolist(), strict=True))


def _moves(
    level: str,
    ids: NDArray[np.str_],
    before: NDArray[np.object_],
    after: NDArray[np.object_],
    households: NDArray[np.int64],
) -> tuple[Move, ...]:
    grouped: dict[tuple[str, str], list[int]] = {}
    for position, pair in enumerate(zip(before, after, strict=True)):
        grouped.setdefault(pair, []).append(position)
    moves = [
        Move(level, a, b, tuple(ids[found].tolist()), int(households[found].sum()))
        for (a, b), found in grouped.items()
    ]
    return tuple(sorted(moves, key=lambda m: (-m.households, m.from_code, m.to_code)))
