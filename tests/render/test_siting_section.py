"""The proposals in the report: what is asked, what each site brings, and how surely."""

from dataclasses import replace

import pytest

from gridplan.export import report_json
from gridplan.render import report_html
from gridplan.text import LANGUAGES
from tests.render.test_report import Text
from tests.render.walking import proposal, walking_result
from tests.render.worlds import bare_result


def words_of(language, *sitings, result=None):
    page = report_html(result or walking_result(), language, sitings=sitings)
    return " ".join(Text(page).words)


def test_a_proposal_tells_what_it_brings_and_that_nothing_is_better():
    words = words_of("en", proposal())
    assert "Pharmacy: 1 proposed" in words
    assert "50.0% → 100.0%" in words
    assert "no other choice is better" in words
    assert "Building B40" in words


def test_a_proposal_without_proof_tells_its_gap():
    words = words_of("en", replace(proposal(), bound=600.0))
    assert "≤ 20.0%" in words
    assert "another choice could be better by" in words


def test_several_proposals_stand_one_below_the_other():
    words = words_of("zh", proposal(), replace(proposal(), category="market"))
    assert words.index("药店：建议新增1处") < words.index("菜市场、生鲜超市：建议新增1处")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_proposal_is_left_unfilled(language):
    assert "{" not in words_of(language, proposal())


def test_without_a_proposal_the_worst_gaps_are_named():
    words = words_of("en")
    assert "Most households lack: fresh-food market" in words
    assert "--category market" in words


def test_without_services_nothing_is_said_to_lack():
    assert "no site was asked for" in words_of("en", result=bare_result())


def test_the_report_as_json_holds_every_proposal():
    found = report_json(walking_result(), "en", sitings=(proposal(),))["siting"]
    assert [(one["category"], one["households"]["gained"]) for one in found] == [("pharmacy", 480)]
    assert report_json(walking_result(), "en")["siting"] == []
