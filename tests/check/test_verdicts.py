"""Verdicts: one for every rule, with its zones, its worst value and what is missing."""

import pytest

from gridplan.policy import load_profile, profile_ids, rules_of
from tests.check.worlds import bands, check_row, row_plans, row_units


def verdict(report, rule):
    """Return the verdict on one rule."""
    (found,) = (v for v in report.verdicts if v.rule == rule)
    return found


def good_row(**options):
    """Check 1,500 households in grids of 375 and micro-grids of 75."""
    return check_row(row_units([75] * 20), row_plans([i // 5 for i in range(20)], range(20)),
                     **options)  # fmt: skip


@pytest.mark.parametrize("name", profile_ids())
def test_every_rule_of_the_profile_has_one_verdict(name):
    report = good_row(profile=name)
    own = [v.rule for v in report.verdicts if v.source == name]
    assert own == [rule.id for rule in rules_of(load_profile(name))]
    for found in report.verdicts:
        assert found.text("zh")
        assert found.text("en")
        if found.status == "not_checkable":
            assert found.needs, found.rule
            assert all(found.needs_text("en"))


def test_the_law_stands_beside_a_local_profile_for_information_only():
    report = good_row()
    law = [v for v in report.verdicts if v.source == "national-2026"]
    assert [v.rule for v in law] == ["CN-01", "CN-02", "CN-03", "CN-04"]
    assert {v.severity for v in law} == {"info"}
    assert (law[0].status, law[0].value, law[0].limit) == ("met", 1500, 1000)


def test_the_law_alone_binds_as_it_says():
    report = good_row(profile="national-2026")
    assert verdict(report, "CN-01").severity == "warning"


def test_plain_geometry_is_judged_as_well():
    report = good_row()
    own = {v.rule: v.status for v in report.verdicts if v.source == "gridplan"}
    assert own == dict.fromkeys(["cover", "contiguity", "nesting", "codes", "special"], "met")


def test_a_seamless_cover_that_the_policy_asks_for_is_not_said_twice():
    report = good_row(profile="panzhihua-2015")
    assert verdict(report, "PZ-05").status == "met"
    assert "cover" not in {v.rule for v in report.verdicts}


@pytest.mark.parametrize(
    ("households", "status", "value"), [([250, 250], "met", 500), ([250, 251], "broken", 501)]
)
def test_the_verdict_on_a_size_names_the_worst_zone(households, status, value):
    units = row_units(households)
    found = verdict(check_row(units, row_plans([0, 0])), "XZ-02")
    assert (found.status, found.value, found.limit, found.unit) == (
        status, value, 500, "household",
    )  # fmt: skip
    assert found.n_judged == 1
    assert found.codes == (("330411001001001",) if status == "broken" else ())


def test_the_verdict_counts_what_no_plan_can_avoid():
    report = check_row(row_units([120, 60]), row_plans([0, 0], [0, 1]))
    found = verdict(report, "XZ-05")
    assert (found.n_judged, found.n_broken, found.n_unavoidable) == (2, 1, 1)
    assert found.codes == tuple(v.code for v in report.violations if v.rule == "XZ-05")
    assert "1" in found.text("en")


def test_a_level_that_was_not_planned_is_no_breach():
    found = verdict(check_row(row_units([60]), row_plans([0])), "XZ-05")
    assert (found.status, found.key) == ("not_applicable", "rules.no_level")


def test_a_band_of_the_run_does_not_replace_the_policys():
    units, plans = row_units([60, 60]), row_plans([0, 0], [0, 1])
    found = verdict(check_row(units, plans, params=bands(microgrid="10:20")), "XZ-05")
    assert (found.status, found.n_judged) == ("met", 2)


def test_nothing_known_is_never_a_pass():
    report = good_row()
    for rule, need in (("XZ-15", "services.area_m2"), ("XZ-22", "staff.workers"),
                       ("XZ-07", "meetings")):  # fmt: skip
        found = verdict(report, rule)
        assert found.status == "not_checkable"
        assert need in found.needs


def test_a_rule_on_compounds_counts_compounds():
    units = row_units([100, 40], compound=[0, 0], compounds=("石臼苑",))
    found = verdict(check_row(units, row_plans([0, 1])), "XZ-01")
    assert (found.status, found.n_judged) == ("broken", 1)
    assert found.text("zh").startswith("1 个小区中 1 个不符合")
    assert found.text("en").startswith("1 of 1 compounds break it")
