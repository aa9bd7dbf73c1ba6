import dataclasses

import pandas as pd
import pytest

from gridplan.params import Params
from gridplan.testing.worlds import lattice_area
from gridplan.units import build_units, households_by_basis


def counted(area):
    return {
        basis: counts.tolist()
        for basis, counts in households_by_basis(area, build_units(area, Params())).items()
    }


def test_only_what_the_data_count_is_there():
    assert counted(lattice_area(1, 2)) == {}
    columns = {"dwellings": [12, 15], "resident_households": [6.0, float("nan")]}
    found = counted(lattice_area(1, 2, buildings_columns=columns))
    assert found == {"resident": [6, 0], "dwelling": [12, 15]}


@pytest.mark.parametrize("homes", [{"stairwells": [2]}])
def test_a_building_is_shared_among_its_stairwells(homes):
    area = lattice_area(1, 1, households=10, buildings_columns={**homes, "dwellings": [13]})
    assert counted(area) == {"dwelling": [7, 6]}


def test_the_roster_says_what_each_stairwell_holds():
    rows = {"building_id": ["B00"] * 2, "stairwell": ["1", "2"], "households": [6, 4]}
    roster = pd.DataFrame({**rows, "planned_households": [10.0, 20.0]})
    area = dataclasses.replace(lattice_area(1, 1, households=10), households=roster)
    assert counted(area) == {"planned": [10, 20]}


def test_a_run_counts_by_the_basis_of_its_parameters():
    area = lattice_area(1, 2, households=9, buildings_columns={"dwellings": [12, 15]})
    units = build_units(area, Params(household_basis="dwelling"))
    assert units.households.tolist() == [12, 15]
    assert build_units(area, Params(household_basis="planned")).households.tolist() == [9, 9]
