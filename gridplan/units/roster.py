"""The roster: households counted per building or per stairwell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan.model import Note, PlanningArea, Unplaced

ONES = ("", *"一二三四五六七八九")
NUMERALS = {
    tens + one: 10 * n + i
    for n, tens in enumerate(("", "十", "二十", "三十"))
    for i, one in enumerate(ONES)
    if tens + one
} | {stem: i + 1 for i, stem in enumerate("甲乙丙丁戊己庚辛壬癸")}


@dataclass(frozen=True, eq=False)
class Roster:
    """What the roster says, by position in ``area.buildings``.

    Parameters
    ----------
    households
        Households by building, float64; nan where the roster is silent.
    building, number, stairwell_households
        One entry per stairwell it names: position of the building, number within it, households;
        sorted by building and number.
    unplaced
        Households of buildings that are not on the map.
    """

    households: NDArray[np.float64]
    building: NDArray[np.int64]
    number: NDArray[np.int64]
    stairwell_households: NDArray[np.int64]
    unplaced: tuple[Unplaced, ...]


def read_roster(area: PlanningArea, *, column: str = "households") -> Roster:
    """Add up the counts of *column* in the roster of *area* by building and by stairwell."""
    ids = pd.Index(area.buildings["building_id"])
    counted = area.households[area.households[column].notna()]
    rows = counted.assign(
        building=ids.get_indexer(counted["building_id"]),
        households=counted[column].astype(np.int64),
    )
    placed = rows[rows["building"] >= 0]
    households = np.full(len(ids), np.nan)
    by_building = placed.groupby("building")["households"].sum()
    households[by_building.index] = by_building.to_numpy()
    named = placed[placed["stairwell"] != ""]
    stairs = named.groupby(["building", "stairwell"])["households"].sum().reset_index()
    stairs = stairs.assign(number=_numbers(stairs)).sort_values(["building", "number"])
    return Roster(
        households=households,
        building=stairs["building"].to_numpy(dtype=np.int64),
        number=stairs["number"].to_numpy(dtype=np.int64),
        stairwell_households=stairs["households"].to_numpy(dtype=np.int64),
        unplaced=_unplaced(rows[rows["building"] < 0]),
    )


def _numbers(stairs: pd.DataFrame) -> pd.Series[int]:
    """Give the stairwells of each building the numbers in their names, else their order."""
    named = pd.Series([stairwell_number(name) for name in stairs["stairwell"]], stairs.index)
    key = pd.DataFrame({"building": stairs["building"], "named": named})
    is_odd = named.le(0) | key.duplicated(keep=False)
    odd_buildings = stairs["building"].isin(stairs["building"][is_odd])
    order = stairs.assign(named=named).sort_values(["building", "named", "stairwell"])
    rank = order.groupby("building").cumcount().add(1).reindex(stairs.index)
    return named.mask(odd_buildings, rank).astype("int64")


def stairwell_number(name: str) -> int:
    """Return the number in the name of a stairwell, 0 where it has none.

    Examples
    --------
    >>> [stairwell_number(name) for name in ("2单元", "二单元", "十二单元", "乙单元", "东")]
    [2, 2, 12, 2, 0]
    """
    text = unicodedata.normalize("NFKC", name)
    if digits := re.search(r"\d{1,9}", text):
        return int(digits.group())
    numeral = re.search(r"[一二三四五六七八九十]+|[甲乙丙丁戊己庚辛壬癸]", text)
    return NUMERALS.get(numeral.group(), 0) if numeral else 0


def _unplaced(rows: pd.DataFrame) -> tuple[Unplaced, ...]:
    if rows.empty:
        return ()
    ids = tuple(sorted(set(rows["building_id"])))
    return (Unplaced("", int(rows["households"].sum()), "units.not_on_map", ids),)


def roster_notes(area: PlanningArea, roster: Roster) -> tuple[Note, ...]:
    """Name the buildings whose own columns contradict the roster."""
    ids = area.buildings["building_id"].to_numpy(dtype=object)
    column = area.buildings["households"].to_numpy()
    differs = ~np.isnan(column) & ~np.isnan(roster.households) & (column != roster.households)
    n_named = np.bincount(roster.building, minlength=len(ids))
    stairwells = area.buildings["stairwells"].to_numpy()
    contradicts = (n_named > 0) & (stairwells > 0) & (stairwells != n_named)
    notes = []
    if differs.any():
        totals = {
            "roster": int(roster.households[differs].sum()),
            "column": int(column[differs].sum()),
        }
        notes.append(Note("warning", "units.roster_differs", totals, tuple(ids[differs])))
    if contradicts.any():
        notes.append(Note("warning", "units.roster_stairwells", {}, tuple(ids[contradicts])))
    return tuple(notes)
