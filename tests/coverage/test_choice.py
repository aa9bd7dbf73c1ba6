"""The profile picks which categories are asked for; nothing unverified is asked for silently."""

import pytest

from gridplan.coverage.choice import choice_notes, choose_categories
from gridplan.policy import load_profile, profile_ids, shipped_catalog

CATALOG = shipped_catalog()


def asked(profile):
    return {item.category: item for item in choose_categories(CATALOG, profile)}


def test_without_a_profile_the_basic_lists_that_were_seen_are_asked_for():
    found = asked(None)
    assert "pharmacy" in found
    assert "primary_school" not in found  # public, not basic
    assert "fitness_yard" not in found  # basic, but only on lists that nobody has verified
    assert all(item.rule == "" for item in found.values())


def test_a_circle_that_names_a_set_is_asked_for_that_set_alone():
    found = asked(load_profile("hangzhou-2017"))
    assert {item.rule for item in found.values()} == {"HZ-01"}
    listed = {f.id for f in CATALOG.facilities if f.sets.get("mofcom-basic") == "found"}
    assert set(found) == listed


def test_what_a_profile_names_comes_with_its_rule_and_clause():
    found = asked(load_profile("xiuzhou-2023"))
    assert (found["service_center"].rule, found["service_center"].clause) == ("XZ-15", "二(五)1")
    assert found["pharmacy"].rule == ""


def test_what_a_profile_only_encourages_is_not_asked_for():
    assert "elderly_meal" not in asked(load_profile("xiuzhou-2023"))


@pytest.mark.parametrize("name", profile_ids())
def test_every_profile_asks_in_the_order_of_the_catalog(name):
    found = [item.category for item in choose_categories(CATALOG, load_profile(name))]
    order = [facility.id for facility in CATALOG.facilities]
    assert found == sorted(found, key=order.index)


def test_the_notes_say_who_asked_and_what_is_left_out():
    profile = load_profile("binhai-2023")
    notes = choice_notes(CATALOG, choose_categories(CATALOG, profile), profile)
    assert [note.key for note in notes] == [
        "coverage.basic_lists", "coverage.no_circle", "coverage.list_unseen",
    ]  # fmt: skip
    assert "室外综合健身场地" in notes[2].text("zh")
    assert "outdoor fitness and play yard" in notes[2].text("en")
