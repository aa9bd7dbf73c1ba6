"""The shipped profiles say what their documents say."""

import pytest

from gridplan.policy import derived_numbers, load_profile, profile_ids

SHIPPED = (
    "binhai-2023",
    "hangzhou-2017",
    "jiangsu-2021",
    "national-2026",
    "panzhihua-2015",
    "xiuzhou-2023",
)


def test_six_profiles_are_shipped():
    assert profile_ids() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_profile_loads(name):
    profile = load_profile(name)
    assert profile.id == name
    assert profile.name_zh
    assert profile.name_en
    assert profile.level("grid") is not None
    assert profile.id in profile.source_text


@pytest.mark.parametrize(
    ("name", "level", "kind", "band", "rule", "clause", "severity"),
    [
        ("xiuzhou-2023", "community", "ordinary", "1500:3000", "XZ-11", "二(五)1", "warning"),
        ("xiuzhou-2023", "grid", "ordinary", "0:500", "XZ-02", "二(三)5", "error"),
        ("xiuzhou-2023", "grid", "rural", "0:500", "XZ-02", "二(三)5", "error"),
        ("xiuzhou-2023", "grid", "merged", "200:300:250", "XZ-03", "二(三)5", "warning"),
        ("xiuzhou-2023", "grid", "complex", "200:300:250", "XZ-03", "二(三)5", "warning"),
        ("xiuzhou-2023", "microgrid", "merged", "50:80:65", "XZ-05", "二(三)5", "warning"),
        ("binhai-2023", "grid", "ordinary", "240:360:300", "BH-01", "二(二)4", "error"),
        ("panzhihua-2015", "community", "ordinary", "2000:", "PZ-01", "三(三)1", "error"),
        ("panzhihua-2015", "community", "town", "700:", "PZ-01", "三(三)1", "error"),
        ("panzhihua-2015", "community", "rural", "300:", "PZ-01", "三(三)1", "error"),
        ("national-2026", "community", "merged", "1000:3000", "CN-01", "第三条第一款", "warning"),
    ],
)
def test_size_rules_carry_band_rule_clause_and_severity(
    name, level, kind, band, rule, clause, severity
):
    size = load_profile(name).size_rule(level, kind)
    assert (str(size.band), size.rule, size.clause, size.severity) == (band, rule, clause, severity)


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("hangzhou-2017", "grid", "ordinary"),
        ("hangzhou-2017", "community", "ordinary"),
        ("jiangsu-2021", "grid", "merged"),
        ("panzhihua-2015", "grid", "ordinary"),
        ("binhai-2023", "community", "ordinary"),  # named, without a number
        ("binhai-2023", "microgrid", "ordinary"),  # not named at all
        ("national-2026", "community", "rural"),  # villages are under a different law
    ],
)
def test_a_policy_without_a_number_gives_no_size_rule(name, level, kind):
    assert load_profile(name).size_rule(level, kind) is None


@pytest.mark.parametrize(
    ("strength", "severity"),
    [
        ("must", "error"),
        ("principle", "error"),
        ("general", "warning"),
        ("about", "warning"),
        ("encourage", "info"),
        ("goal", "info"),
        ("context", "info"),
    ],
)
def test_strength_decides_severity(strength, severity):
    assert load_profile("xiuzhou-2023").severity(strength) == severity


def test_a_draft_never_goes_above_info():
    draft = load_profile("hangzhou-2017")
    assert draft.is_draft
    assert {draft.severity(strength) for strength in ("must", "principle", "general")} == {"info"}


def test_a_citation_holds_clause_and_anchor():
    citation = load_profile("xiuzhou-2023").citation("c-micro-size")
    assert (citation.clause, citation.anchor) == ("二(三)5", "50-80户")


def test_numbers_that_are_ours_are_listed_with_their_rule():
    found = {
        (item.rule, item.key): item.value for item in derived_numbers(load_profile("binhai-2023"))
    }
    assert found["BH-01", "min"] == "240"
    assert found["BH-01", "tolerance_rel"] == "0.2"


def test_the_basis_of_a_household_is_the_documents():
    assert load_profile("panzhihua-2015").household_basis == "resident"
    assert load_profile("xiuzhou-2023").household_basis == "unspecified"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_citation_of_a_shipped_profile_is_used(name):
    profile = load_profile(name)
    unused = [
        c["id"]
        for c in profile.tables("citation")
        if f'cite = "{c["id"]}"' not in profile.source_text
    ]
    assert unused == []
