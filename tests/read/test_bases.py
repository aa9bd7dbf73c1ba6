"""What a household is: the columns of counts, and which of them a run counts by."""

import pytest

from gridplan.errors import InputError
from gridplan.read import load
from tests.read.test_tables import roster, uncounted
from tests.read.towns import buildings, notes, put, read


@pytest.mark.parametrize(
    ("column", "basis"),
    [("户籍户数", "registered"), ("常住户数", "resident"), ("套数", "dwelling"),
     ("规划户数", "planned"), ("planned_households", "planned"), ("户数", "unspecified")],
)  # fmt: skip
def test_the_name_of_the_only_column_says_the_basis(column, basis, tmp_path):
    put(tmp_path, buildings=uncounted(**{column: [1, 2, 3]}))
    area = load(tmp_path)
    assert area.buildings["households"].tolist() == [1, 2, 3]
    assert area.household_basis == basis


def test_the_basis_is_chosen_among_several_columns_and_all_are_kept(tmp_path):
    put(tmp_path, buildings=uncounted(户籍户数=[1, 2, 3], 常住户数=[4, 5, 6], 套数=[7, 8, 9]))
    area = read(tmp_path, household_basis="dwelling")
    assert area.household_basis == "dwelling"
    assert area.buildings["households"].tolist() == [7, 8, 9]
    assert area.buildings["registered_households"].tolist() == [1, 2, 3]
    assert area.buildings["resident_households"].tolist() == [4, 5, 6]


def test_several_columns_and_no_choice_is_an_assumption(tmp_path):
    put(tmp_path, buildings=buildings(户籍户数=[1, 2, 3]))
    note = notes(tmp_path, "assumption")["basis_first"]
    assert "户籍户数" in note.text("zh")
    assert "--household-basis" in note.text("en")


def test_a_basis_that_no_column_counts_is_refused(tmp_path):
    put(tmp_path, buildings=uncounted(户籍户数=[1, 2, 3]))
    with pytest.raises(InputError, match="户籍户数"):
        read(tmp_path, household_basis="resident")


def test_a_column_without_a_basis_is_what_the_user_says(tmp_path):
    put(tmp_path, buildings=buildings())
    assert read(tmp_path, household_basis="planned").household_basis == "planned"


def test_a_roster_counts_by_every_basis(tmp_path):
    put(tmp_path, buildings=uncounted())
    text = "building_id,单元,户籍户数,常住户数\n001,1,12,5\n001,2,8,\n003,1,7,3\n"
    area = read(roster(tmp_path, text), household_basis="registered")
    assert area.buildings["households"].tolist() == [20, 0, 10 - 3]
    assert area.households["registered_households"].tolist() == [12, 8, 7]
    assert area.households["resident_households"].fillna(-1).tolist() == [5, -1, 3]


def test_a_roster_of_another_basis_than_the_buildings_is_refused(tmp_path):
    put(tmp_path, buildings=uncounted(套数=[7, 8, 9]))
    roster(tmp_path, "building_id,户籍户数\n001,12\n")
    with pytest.raises(InputError, match="ignore"):
        read(tmp_path, household_basis="dwelling")
