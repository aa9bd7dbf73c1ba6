"""The master problem: the best prices within a box, as far as the zones met can tell.

A linear program over the zones met says which prices would prove most, were there no other zones.
Far from the zones met it errs wildly, so prices stay within a box around the best ones known; in
the program a box is two more columns an item, which cover it or take cover away at its sides.

References
----------
du Merle, Villeneuve, Desrosiers, Hansen, "Stabilized column generation", Discrete Mathematics 194
(1999). Marsten, Hogan, Blankenship, "The boxstep method for large-scale optimization", Operations
Research 23 (1975).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from gridplan.highs import Highs

PENALTY = 10.0  # of a zone that is lacking, in the highest prices of a zone's households

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Count:
    """How many zones are open: *least* to *most* of them."""

    least: int
    most: int

    @property
    def is_exact(self) -> bool:
        """Whether the number is known."""
        return self.least == self.most

    def cheapest(self, values: Floats) -> Ints:
        """Return the sites of the zones that are open, dearest last."""
        order = np.argsort(values, kind="stable")[: self.most]
        is_open = (np.arange(len(order)) < self.least) | (values[order] < 0.0)
        return np.asarray(order[is_open], dtype=np.int64)

    def highest(self, values: Floats) -> float:
        """Return the value up to which zones may be open."""
        most = min(self.most, len(values))
        if most == 0:
            return 0.0
        order = np.partition(values, sorted({max(min(self.least, most) - 1, 0), most - 1}))
        needed = float(order[min(self.least, most) - 1]) if self.least else -np.inf
        return max(needed, min(float(order[most - 1]), 0.0)) if not self.is_exact else needed

    def total(self, values: Floats) -> float:
        """Return what the open zones cost."""
        return float(values[self.cheapest(values)].sum())


@dataclass(frozen=True, eq=False)
class Prices:
    """What a household of each item brings, and what one out of band costs in each piece."""

    item: Floats
    fault: Floats


@dataclass(frozen=True, eq=False)
class Zones:
    """Zones met, as compressed rows.

    Parameters
    ----------
    starts, items, shares
        Items of each zone, and how much of each.
    cost
        What each costs, faults apart.
    piece, off
        Piece each lies in, and households out of band.
    """

    starts: Ints
    items: Ints
    shares: Floats
    cost: Floats
    piece: Ints
    off: Floats

    def __len__(self) -> int:
        return len(self.cost)


class Master:
    """The linear program; holds the zones met.

    Parameters
    ----------
    weight
        Households of each item.
    off
        Households that may be out of band, by piece.
    count
        How many zones are open.
    unit
        What the solver counts in: a usual cost of an item.
    """

    def __init__(self, weight: Floats, off: Floats, count: Count, unit: float) -> None:
        self.unit = max(unit, 1e-9)
        self.weight, self.n, self.n_pieces = weight, len(weight), len(off)
        self.off = off
        self.usual_load = float(weight.sum()) / max(count.most, 1)
        self.solver = Highs()
        self.solver.setOptionValue("output_flag", False)
        lower = np.concatenate(
            [np.ones(self.n), [count.least], np.full(len(off), -highspy.kHighsInf)]
        )
        upper = np.concatenate([np.ones(self.n), [count.most], off])
        none = np.zeros(0)
        starts = np.zeros(len(lower), dtype=np.int32)
        self.solver.addRows(len(lower), lower, upper, 0, starts, none.astype(np.int32), none)
        self._add_box()

    def _add_box(self) -> None:
        """Add two columns an item, one for zones that are lacking, and one a piece for faults."""
        rows = np.concatenate([np.arange(self.n)] * 2 + [self.n + np.arange(1 + self.n_pieces)])
        signs = np.concatenate([np.ones(self.n), -np.ones(self.n), [1.0], -np.ones(self.n_pieces)])
        self.n_box = len(rows)
        self._add_columns(np.zeros(len(rows)), np.arange(len(rows) + 1), rows, signs)

    def _add_columns(self, cost: Floats, starts: Ints, rows: Ints, values: Floats) -> None:
        n = len(cost)
        self.solver.addCols(
            n,
            cost / self.unit,
            np.zeros(n),
            np.full(n, highspy.kHighsInf),
            len(rows),
            starts[:-1].astype(np.int32),
            rows.astype(np.int32),
            values.astype(float),
        )

    def add(self, zones: Zones) -> None:
        """Add zones to choose from."""
        n = len(zones)
        if n == 0:
            return
        ends = zones.starts[1:]
        rows = np.insert(zones.items, ends, self.n)
        values = np.insert(zones.shares, ends, 1.0)
        starts = zones.starts + np.arange(n + 1)
        is_off = zones.off > 0
        rows = np.insert(rows, starts[1:][is_off], self.n + 1 + zones.piece[is_off])
        values = np.insert(values, starts[1:][is_off], zones.off[is_off])
        starts = starts + np.concatenate([[0], np.cumsum(is_off)])
        self._add_columns(zones.cost, starts, rows, values)

    def best_prices(self, center: Prices, width: Floats) -> tuple[Prices, float] | None:
        """Return the best prices at most *width* from *center*, and what they seem to prove."""
        scale = float(np.abs(center.item).max(initial=0.0)) + 1.0
        box = np.concatenate(
            [
                self.weight * (center.item + width),
                -self.weight * (center.item - width),
                [PENALTY * scale * self.usual_load],
                np.full(self.n_pieces, PENALTY * scale),
            ]
        )
        at = np.arange(self.n_box, dtype=np.int32)
        self.solver.changeColsCost(self.n_box, at, box / self.unit)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        duals = self.unit * np.array(self.solver.getSolution().row_dual)
        fault = np.where(self.off > 0, np.maximum(-duals[self.n + 1 :], 0.0), 0.0)
        prices = Prices(duals[: self.n] / self.weight, fault)
        return prices, self.unit * float(self.solver.getInfo().objective_function_value)
