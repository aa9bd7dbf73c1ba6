"""Every rule of the table of rules is in its profile, checked or with what it needs."""

import pytest

from gridplan.policy import load_profile, read_profile, rules_of
from gridplan.text import catalog

# by hand, from the table of rules of the five documents and the law; the number is the last one
LISTED = {
    "xiuzhou-2023": ("XZ", 33),
    "hangzhou-2017": ("HZ", 9),
    "binhai-2023": ("BH", 13),
    "panzhihua-2015": ("PZ", 21),
    "jiangsu-2021": ("JS", 11),
    "national-2026": ("CN", 4),
}

# what no data of ours can show, by hand; the others are judged or state no limit
NEVER_JUDGED = {
    "xiuzhou-2023": "07 10 21 25 30",
    "hangzhou-2017": "06 07 09",
    "binhai-2023": "04 05 10 11",
    "panzhihua-2015": "02 03 04 13 15 18 19 21",
    "jiangsu-2021": "04 06 07 11",
    "national-2026": "03 04",
}
NO_LIMIT = {
    "xiuzhou-2023": "32 33",
    "hangzhou-2017": "08",
    "binhai-2023": "12 13",
    "panzhihua-2015": "20",
    "jiangsu-2021": "10",
    "national-2026": "02",
}


def ids(prefix, numbers):
    return {f"{prefix}-{number}" for number in numbers.split()}


@pytest.mark.parametrize("name", LISTED)
def test_a_profile_has_every_rule_of_its_document(name):
    prefix, last = LISTED[name]
    expected = [f"{prefix}-{number:02d}" for number in range(1, last + 1)]
    assert [rule.id for rule in rules_of(load_profile(name))] == expected


@pytest.mark.parametrize("name", LISTED)
def test_a_rule_is_judged_from_data_or_says_what_it_needs(name):
    prefix, _ = LISTED[name]
    rules = rules_of(load_profile(name))
    assert {rule.id for rule in rules if rule.records} == ids(prefix, NEVER_JUDGED[name])
    assert {rule.id for rule in rules if rule.is_informational} == ids(prefix, NO_LIMIT[name])
    for rule in rules:
        assert rule.is_checked == (not rule.records and not rule.is_informational)
        assert bool(rule.data) == rule.is_checked, rule.id


@pytest.mark.parametrize("name", LISTED)
def test_a_rule_has_a_clause_and_a_title_in_both_languages(name):
    for rule in rules_of(load_profile(name)):
        assert rule.clause
        assert any("\u4e00" <= sign <= "\u9fff" for sign in rule.title["zh"]), rule.id
        assert rule.title["en"].isascii() or "²" in rule.title["en"], rule.id
        assert all(f"rules.record_{need}" in catalog("en") for need in rule.records)


def test_a_rule_of_several_tables_has_the_strongest_word_of_them():
    rule = next(r for r in rules_of(load_profile("xiuzhou-2023")) if r.id == "XZ-28")
    assert (rule.strength, rule.severity, len(rule.blocks)) == ("must", "error", 2)


def test_an_office_may_say_itself_what_breaking_a_rule_means():
    text = load_profile("xiuzhou-2023").source_text
    own = read_profile(text.replace('rule = "XZ-02"', 'rule = "XZ-02"\nseverity = "warning"'))
    assert own.size_rule("grid").severity == "warning"
    assert next(r for r in rules_of(own) if r.id == "XZ-02").severity == "warning"


def test_the_severity_of_a_draft_cannot_be_raised():
    text = load_profile("hangzhou-2017").source_text
    own = read_profile(text.replace('rule = "HZ-05"', 'rule = "HZ-05"\nseverity = "error"'))
    assert {rule.severity for rule in rules_of(own)} == {"info"}


# by hand: what the reference table asks of each rule, as data of the layers
JUDGED_FROM = {
    "XZ-06": "staff.grid_team",
    "XZ-13": "roads.name",
    "XZ-15": "services.area_m2",
    "XZ-17": "services.rooms",
    "XZ-26": "communities.occupancy",
    "XZ-29": "communities.planned_households",
    "XZ-31": "buildings.built_year",
    "BH-03": "services.activity_area_m2",
    "JS-02": "services.service_area_m2",
    "PZ-14": "communities.population",
}


@pytest.mark.parametrize("name", LISTED)
def test_a_rule_names_the_columns_it_is_judged_from(name):
    for rule in rules_of(load_profile(name)):
        if rule.id in JUDGED_FROM:
            assert JUDGED_FROM[rule.id] in rule.data
