"""The households of units by every basis that the data count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridplan.model import BASIS_COLUMNS, PlanningArea, Units
from gridplan.units.apportion import apportion
from gridplan.units.roster import Roster, read_roster


def counted_by(area: PlanningArea, basis: str) -> PlanningArea:
    """Return *area* with the households of *basis*; as it is where the data do not count it.

    Examples
    --------
    >>> from gridplan.testing.worlds import lattice_area
    >>> area = lattice_area(1, 2, households=9, buildings_columns={"dwellings": [12, 15]})
    >>> counted_by(area, "dwelling").buildings["households"].tolist()
    [12.0, 15.0]
    """
    column = BASIS_COLUMNS.get(basis, "")
    tables = {"buildings": area.buildings, "households": area.households}
    is_counted = {name: column in t and t[column].notna().any() for name, t in tables.items()}
    if basis == area.household_basis or not any(is_counted.values()):
        return area
    chosen = {
        name: table[table[column].notna()].assign(households=table[column])
        if name == "households"
        else table.assign(households=table[column])
        for name, table in tables.items()
        if is_counted[name] or name == "households"
    }
    return replace(area, **chosen, household_basis=basis)


def households_by_basis(area: PlanningArea, units: Units) -> dict[str, NDArray[np.int64]]:
    """Count the households of every unit by each basis that *area* counts.

    A building that a basis does not count holds none of it. Its households are shared among its
    stairwells as the roster counts them, else as the run did.

    Parameters
    ----------
    area
        What was planned.
    units
        Its units.

    Returns
    -------
    dict of str to array
        int64 (n,) by basis, in the order of `gridplan.model.BASIS_COLUMNS`; a basis that nobody
        counted is absent.
    """
    found = {}
    for basis, column in BASIS_COLUMNS.items():
        roster = read_roster(area, column=column)
        given = area.buildings[column].to_numpy()
        counted = np.where(np.isnan(roster.households), given, roster.households)
        if not np.isnan(counted).all():
            totals = np.rint(np.nan_to_num(counted)).astype(np.int64)
            found[basis] = _shared(area, units, roster, totals)
    return found


def _shared(
    area: PlanningArea, units: Units, roster: Roster, totals: NDArray[np.int64]
) -> NDArray[np.int64]:
    households = np.zeros(len(units), dtype=np.int64)
    homes = np.flatnonzero(units.building >= 0)
    weights = _weights(area, units, roster)
    households[homes] = apportion(totals, units.building[homes], weights[homes])
    return households


def _weights(area: PlanningArea, units: Units, roster: Roster) -> NDArray[np.float64]:
    """Return the roster's count of each stairwell; elsewhere what the run counts."""
    ids = area.buildings["building_id"].to_numpy(dtype=object)[roster.building]
    counted = {
        f"{building}/{number}": float(households)
        for building, number, households in zip(
            ids, roster.number, roster.stairwell_households, strict=True
        )
    }
    is_named = np.isin(units.building, roster.building)
    found = [
        counted.get(unit, 0.0) if named else float(households)
        for unit, named, households in zip(units.ids, is_named, units.households, strict=True)
    ]
    return np.array(found, dtype=np.float64)
