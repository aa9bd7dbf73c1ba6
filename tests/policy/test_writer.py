"""A profile of one's own: it validates, and every rule of it is judged or says what it needs."""

import re

import pytest

from gridplan.errors import ParamError
from gridplan.policy import load_profile, new_profile, profile_ids, read_profile, rules_of


def test_the_template_explains_itself_and_validates():
    text = new_profile("my-town")
    profile = read_profile(text)
    assert profile.id == "my-town"
    assert str(profile.size_rule("grid", "merged").band) == "200:300"
    rules = rules_of(profile)
    assert [rule.id for rule in rules] == [f"LOC-{number:02d}" for number in range(1, 11)]
    assert all(rule.data or rule.records for rule in rules)
    assert text.count("#") > 15


@pytest.mark.parametrize("base", profile_ids())
def test_a_copy_has_the_rules_of_its_base_and_an_id_of_its_own(base):
    copy = read_profile(new_profile("my-town", base))
    assert copy.id == "my-town"
    assert [r.id for r in rules_of(copy)] == [r.id for r in rules_of(load_profile(base))]


def test_a_copy_may_come_from_a_file(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(new_profile("my-town"), encoding="utf-8")
    assert read_profile(new_profile("next-town", str(file))).id == "next-town"


@pytest.mark.parametrize(
    ("name", "message"),
    [("My Town", "cannot be the id"), ("xiuzhou-2023", "that gridplan ships"), ("", "cannot be")],
)
def test_an_id_that_cannot_be_one_is_refused(name, message):
    with pytest.raises(ParamError, match=re.escape(message)):
        new_profile(name)
