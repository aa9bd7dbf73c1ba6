"""Every ordinary zone is held to the band of its level, at the boundary."""

import pytest

from tests.check.worlds import bands, check_row, found, row_land, row_plans, row_units


def microgrids_of(*households, **options):
    """Check a row in which every house is a micro-grid of one grid."""
    plans = row_plans([0] * len(households), range(len(households)))
    return check_row(row_units(households, **options), plans)


@pytest.mark.parametrize(
    ("households", "is_broken"), [(49, True), (50, False), (80, False), (81, True)]
)
def test_a_microgrid_holds_50_to_80_households(households, is_broken):
    report = microgrids_of(households, 60)
    assert (len(found(report, "microgrid", "XZ-05")) == 1) == is_broken
    assert report.levels["microgrid"].n_out_of_band == is_broken


@pytest.mark.parametrize(("households", "is_broken"), [(500, False), (501, True)])
def test_a_grid_holds_at_most_500_households(households, is_broken):
    report = check_row(row_units([households - 100, 100]), row_plans([0, 0]))
    assert bool(found(report, "grid", "XZ-02")) == is_broken
    assert report.levels["grid"].n_in_band == (not is_broken)


@pytest.mark.parametrize("kind", ["merged", "complex"])
@pytest.mark.parametrize(
    ("households", "is_broken"), [(199, True), (200, False), (300, False), (301, True)]
)
def test_a_grid_of_a_complex_community_holds_200_to_300(households, kind, is_broken):
    report = check_row(row_units([households], kind=kind), row_plans([0]))
    assert bool(found(report, "grid", "XZ-03")) == is_broken


@pytest.mark.parametrize(
    ("profile", "kind", "households", "rule"),
    [
        ("xiuzhou-2023", "ordinary", 1499, "XZ-11"),
        ("xiuzhou-2023", "ordinary", 1500, None),
        ("xiuzhou-2023", "ordinary", 3000, None),
        ("xiuzhou-2023", "ordinary", 3001, "XZ-11"),
        ("panzhihua-2015", "ordinary", 1999, "PZ-01"),
        ("panzhihua-2015", "ordinary", 2000, None),
        ("panzhihua-2015", "rural", 299, "PZ-01"),
        ("panzhihua-2015", "rural", 300, None),
        ("national-2026", "ordinary", 999, "CN-01"),
        ("national-2026", "ordinary", 1000, None),
        ("national-2026", "ordinary", 3001, "CN-01"),
        ("national-2026", "rural", 10, None),
        ("jiangsu-2021", "ordinary", 10, None),
    ],
)
def test_a_community_is_sized_where_the_policy_sizes_it(profile, kind, households, rule):
    report = check_row(row_units([households], kind=kind), row_plans([0]), profile=profile)
    broken = [v for v in report.violations if v.key.startswith("check.size_community")]
    assert [v.rule for v in broken] == ([rule] if rule else [])
    assert all(v.is_unavoidable for v in broken)


@pytest.mark.parametrize(
    ("households", "is_broken"), [(239, True), (240, False), (360, False), (361, True)]
)
def test_a_grid_of_about_300_households(households, is_broken):
    report = check_row(row_units([households]), row_plans([0]), profile="binhai-2023")
    assert bool(found(report, "grid", "BH-01")) == is_broken


def test_a_violation_holds_rule_clause_severity_value_and_limit():
    (violation,) = [v for v in microgrids_of(30, 60).violations if v.level == "microgrid"]
    assert (violation.rule, violation.clause, violation.severity) == ("XZ-05", "二(三)5", "warning")
    assert (violation.value, violation.limit) == (30, 50)
    assert violation.code == "33041100100100101"


def test_the_limit_is_the_bound_that_is_broken():
    report = check_row(row_units([501]), row_plans([0]))
    (violation,) = [v for v in report.violations if v.level == "grid"]
    assert (violation.value, violation.limit, violation.severity) == (501, 500, "error")


def test_a_gap_is_explained_with_the_nearest_legal_counts():
    report = check_row(row_units([46, 46]), row_plans([0, 0], [0, 0]))
    (violation,) = [v for v in report.violations if v.level == "microgrid"]
    assert violation.is_unavoidable
    assert violation.text("zh") == (
        "微网格 330411001001001 01：92 户，不符合 50-80 户的规模要求（XZ-05 二(三)5）。"
        "无法避免：所在片区共 92 户，无法全部划分为 50-80 户的微网格，"
        "最近的可行户数为 80 / 100 户。"
        "建议调整片区边界以达到可行户数，或报请例外。"
    )
    assert "the nearest counts that can are 80 / 100" in violation.text("en")


def test_a_large_stairwell_is_named():
    report = microgrids_of(132, 60)
    (violation,) = [v for v in report.violations if v.level == "microgrid"]
    assert violation.is_unavoidable
    assert "B00 一处就有 132 户" in violation.text("zh")
    assert report.levels["microgrid"].n_unavoidable == 1


def test_a_microgrid_in_a_grid_that_cannot_be_cut_points_at_the_grid():
    plans = row_plans([0] * 9 + [1] * 11, [0] * 9 + [1] * 5 + [2] * 6)  # grids of 90 and 110
    report = check_row(row_units([10] * 20), plans)
    (violation,) = [v for v in report.violations if v.level == "microgrid"]
    assert not violation.is_unavoidable
    assert "所在网格 330411001001001 可划分的住户共 90 户" in violation.text("zh")


def test_a_grid_is_proven_like_a_microgrid():
    report = check_row(row_units([150, 100, 100], kind="merged"), row_plans([0, 0, 0]))
    assert found(report, "grid") == ["size_grid_gap"]
    report = check_row(row_units([520, 100]), row_plans([0, 1]))
    assert found(report, "grid") == ["size_grid_oversize"]


def test_an_avoidable_zone_says_what_to_do():
    report = check_row(row_units([40, 20, 60]), row_plans([0] * 3, [0, 1, 1]))
    (violation,) = [v for v in report.violations if v.level == "microgrid"]
    assert (violation.key, violation.is_unavoidable) == ("check.size_microgrid_below", False)
    assert "Avoidable: take in stairwells" in violation.text("en")


def test_special_zones_are_exempt():
    units = row_units([0, 60], special=[0, -1])
    report = check_row(units, row_plans([0, 1], [0, 1], special=[0]))
    assert found(report, "microgrid") == found(report, "grid") == []
    assert report.levels["microgrid"].n_zones == 1


def test_a_band_by_flag_is_planned_and_the_policys_is_checked_too():
    units, plans = row_units([310, 310, 250]), row_plans([0, 0, 1])
    report = check_row(units, plans, params=bands(grid="200:300"))
    rules = [(v.rule, v.severity, v.value) for v in report.violations if v.level == "grid"]
    assert rules == [("XZ-02", "error", 620), ("grid-size", "warning", 620)]
    assert report.levels["grid"].n_out_of_band == 1
    assert report.levels["grid"].max_households == 300
    (own,) = [v for v in report.violations if v.rule == "grid-size"]
    assert "--level grid=200:300" in own.text("zh")


def test_a_wider_band_by_flag_does_not_hide_the_policy():
    report = check_row(row_units([310, 310]), row_plans([0, 0]), params=bands(grid="200:800"))
    assert found(report, "grid") == ["size_grid_above"]
    assert report.levels["grid"].n_in_band == 1


def test_an_assumed_band_only_informs():
    report = check_row(row_units([100, 100]), row_plans([0, 1]), profile="jiangsu-2021")
    assert {v.severity for v in report.violations if v.level == "grid"} == {"info"}
    (note,) = [note for note in report.notes if note.key == "policy.assumed_grid"]
    assert "暂按 200-500 户规划" in note.text("zh")


def test_a_level_nobody_sizes_has_every_zone_in_band():
    report = check_row(row_units([5]), row_plans([0]), profile="jiangsu-2021")
    summary = report.levels["community"]
    assert (summary.n_in_band, summary.min_households, summary.max_households) == (1, 0, None)


def test_the_draft_of_hangzhou_never_goes_above_info():
    report = check_row(
        row_units([900]), row_plans([0], [0]), profile="hangzhou-2017", land=row_land(1)
    )
    assert {v.severity for v in report.violations} == {"info"}


def test_a_household_less_zone_is_below_any_minimum():
    report = microgrids_of(0, 60, 60)
    assert found(report, "microgrid") == ["size_microgrid_below"]
