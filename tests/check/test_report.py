"""The report: summaries, order, notes."""

import string
from dataclasses import replace

import pytest

from gridplan.check import check_plan
from gridplan.check.notes import household_basis
from gridplan.model import Note, Unplaced
from gridplan.params import Params
from gridplan.policy import load_profile
from gridplan.testing.worlds import lattice_area
from gridplan.text import catalog
from tests.check.worlds import bands, check_row, row_land, row_plans, row_units


def test_a_plan_that_meets_every_rule_has_no_violation():
    units = row_units([75] * 20)  # 1,500 households: grids of 375, micro-grids of 75
    plans = row_plans([i // 5 for i in range(20)], range(20))
    report = check_row(units, plans)
    assert report.violations == ()
    summary = report.levels["microgrid"]
    assert (summary.n_zones, summary.n_in_band, summary.n_out_of_band) == (20, 20, 0)
    assert (summary.min_households, summary.max_households) == (50, 80)
    assert summary.n_not_contiguous == summary.n_compounds_split == 0
    assert summary.objective_household_m == 0
    assert summary.gap is None


def test_the_gap_is_what_the_bound_leaves_open():
    units, plans = row_units([10, 10, 10]), row_plans([0, 0, 0])
    plans = (plans[0], replace(plans[1], lower_bound_household_m=600.0))
    summary = check_row(units, plans).levels["grid"]
    assert summary.objective_household_m == pytest.approx(800)
    assert summary.gap == pytest.approx(0.25)


def test_worst_comes_first():
    units = row_units([520, 60, 60, 30, 40, 60, 45])
    plans = row_plans([0, 1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5, 6])
    violations = check_row(units, plans).violations
    ranks = [(("error", "warning", "info").index(v.severity), v.is_unavoidable) for v in violations]
    assert ranks == sorted(ranks)
    assert len(violations) > 4


def test_a_report_is_the_same_twice():
    units, plans = row_units([30, 30, 90, 20]), row_plans([0, 0, 1, 1], [0, 1, 2, 3])
    first, second = check_row(units, plans), check_row(units, plans)
    assert first.violations == second.violations
    assert first.notes == second.notes


def test_notes_of_every_stage_are_carried_on_in_order():
    area = replace(lattice_area(1, 1), notes=(Note("repair", "a"),))
    units = replace(row_units([60]), notes=(Note("info", "b"),))
    land = replace(row_land(1), notes=(Note("warning", "c"),))
    report = check_plan(area, units, land, row_plans([0]), load_profile("binhai-2023"), Params())
    assert [note.key for note in report.notes][:3] == ["a", "b", "c"]


def test_unplaced_households_are_counted():
    lost = Unplaced("", 7, "read.x", ("1",))
    area = replace(lattice_area(1, 1), unplaced=(lost,))
    units = replace(row_units([60]), unplaced=(replace(lost, households=5),))
    profile = load_profile("xiuzhou-2023")
    report = check_plan(area, units, row_land(1), row_plans([0]), profile, Params())
    assert (report.households_total, report.households_unplaced) == (60, 12)


@pytest.mark.parametrize(
    ("is_estimated", "chosen", "data", "basis"),
    [
        (False, "unspecified", "unspecified", "unspecified"),
        (False, "unspecified", "registered", "registered"),
        (False, "planned", "registered", "planned"),
        (True, "planned", "registered", "estimated"),
    ],
)
def test_the_basis_is_modeled_before_chosen_before_read(is_estimated, chosen, data, basis):
    area = replace(lattice_area(1, 1), household_basis=data)
    units = replace(row_units([60]), is_estimated=is_estimated)
    assert household_basis(area, units, Params(household_basis=chosen)) == basis


@pytest.mark.parametrize(
    ("profile", "params", "keys"),
    [
        ("xiuzhou-2023", Params(), {"basis_unspecified", "derived_target", "derived_mode"}),
        ("xiuzhou-2023", Params(household_basis="planned"), {"basis_open_planned"}),
        ("panzhihua-2015", Params(household_basis="planned"), {"basis_wanted_resident"}),
        ("xiuzhou-2023", bands(grid="200:300"), {"override_grid"}),
        ("jiangsu-2021", Params(), {"assumed_grid", "no_size_community"}),
        ("hangzhou-2017", Params(), {"draft", "assumed_grid"}),
        ("binhai-2023", Params(), {"derived_min", "derived_max", "derived_tolerance_rel"}),
    ],
)
def test_no_assumption_is_silent(profile, params, keys):
    report = check_row(row_units([60]), row_plans([0]), profile=profile, params=params)
    found = {note.key.removeprefix("policy.") for note in report.notes}
    assert keys <= found
    for note in report.notes:
        assert note.text("zh")
        assert note.text("en")


def test_a_basis_that_is_the_policys_needs_no_note():
    params = Params(household_basis="resident")
    report = check_row(row_units([60]), row_plans([0]), profile="panzhihua-2015", params=params)
    assert not [note.key for note in report.notes if "basis" in note.key]


@pytest.mark.parametrize("room", ["check", "policy"])
def test_both_languages_have_the_same_sentences_and_placeholders(room):
    def fields(language):
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for key, sentence in catalog(language).items()
            if key.startswith(f"{room}.")
        }

    chinese, english = fields("zh"), fields("en")
    assert chinese == english
    assert len(chinese) > 15
