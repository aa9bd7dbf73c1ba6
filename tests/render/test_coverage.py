"""The coverage section: the test named, marks shown, minutes and metres never in one table."""

import dataclasses
import json
import re

import numpy as np
import pytest

from gridplan.coverage import answer_coverage, measure_walks
from gridplan.export import coverage_json
from gridplan.model import CompoundAccess, Island, Legs
from gridplan.params import CoverageParams, Params
from gridplan.policy import load_profile
from gridplan.render import CoverageView, coverage_html
from gridplan.text import LANGUAGES
from tests.coverage.worlds import services, street

SHOPS = {
    "pharmacy": [(20, 0)], "supermarket": [(1100, 0)], "kindergarten": [(20, 0)],
    "service_center": [(60, 20)],
}  # fmt: skip


def page_of(language, shops=SHOPS, **params):
    places = services(**shops)
    places["area_m2"] = np.where(places["category"] == "service_center", 100.0, np.nan)
    area, units = street(households=[10, 0, 30, 40, 20], services=places)
    profile = load_profile("xiuzhou-2023")
    coverage, _ = measure_walks(
        area, units, Params(coverage=CoverageParams(**params)), profile=profile
    )
    answers = answer_coverage(area, units, coverage, profile=profile)
    return coverage_html(CoverageView(area, units, coverage, answers, (), language))


def tables(page):
    return re.findall(r"<table.*?</table>", page, re.S)


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["time", "radius"])
def test_no_sentence_is_left_unfilled_and_none_is_untranslated(language, mode):
    text = plain(re.sub(r"<style>.*?</style>", "", page_of(language, mode=mode), flags=re.S))
    assert not re.search(r"\{\w*\}", text)
    if language == "en":
        assert not re.search(r"[\u4e00-\u9fff]{3}", text.replace("二(五)1", ""))


@pytest.mark.parametrize(("mode", "word"), [("time", "Test: time"), ("radius", "service radius")])
def test_the_test_of_the_run_stands_first_and_its_table_before_the_other(mode, word):
    page = page_of("en", mode=mode)
    assert word in page[page.index("<h2>") : page.index("<h3>")]
    heads = re.findall(r"<h3>(\w+): ", page)
    assert heads[:2] == (["Time", "Distance"] if mode == "time" else ["Distance", "Time"])
    assert page.index('class="role role-on"') < page.index('class="role"')


def test_minutes_and_radii_are_never_in_one_table():
    for table in tables(page_of("en")):
        words = plain(table)
        assert not (re.search(r"\bmin\b", words) and re.search(r"[Rr]adius", words)), words[:200]


def test_a_number_shows_its_source_and_whether_anybody_verified_it():
    page = page_of("en")
    assert "GB 50180-2018" in page
    row = re.search(r"<tr><th[^>]*>kindergarten.*?</tr>", page, re.S)[0]
    assert 'class="mark-doubtful">second-hand' in row
    assert 'class="mark-trusted">published' in page


def test_the_key_figures_are_the_answers():
    """60 of 100 households reach all four; on average 3.6 of them."""
    text = plain(page_of("en"))
    assert "60.0% of households reach all 4" in text
    assert "90.0% of them reached on average" in text


def test_the_floor_is_held_against_the_clause():
    row = re.search(r"<tr><th[^>]*>社区党群服务中心<span.*?</tr>", page_of("zh"), re.S)[0]
    assert "依据政策二(五)1" in row
    assert "不足" in row
    assert "750" in row


def test_a_town_without_services_says_so():
    page = page_of("en", shops={"bench": [(0, 0)]})
    assert "hold no services" in page


def test_what_nobody_can_reach_all_of_is_no_error():
    page = page_of("zh", shops={"pharmacy": [(2900, 0)]})
    assert "太远" in page


def test_the_network_is_described_in_words():
    text = plain(page_of("en"))
    assert "Quality of the walking network" in text
    assert "3.5 km" in text
    assert "1 separate parts; the largest holds 100.0%" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_gates_and_islands_are_named(language):
    places = services(**SHOPS)
    area, units = street(households=[10, 0, 30, 40, 20], services=places)
    coverage, _ = measure_walks(area, units, Params())
    open_gates = CompoundAccess("幸福里", 40, True, 0, 0, households_at_stake=40)
    network = dataclasses.replace(
        coverage.network,
        compounds=(open_gates,),
        islands=(Island(120.0, 20, ("B04",)),),
        unwalkable_m={"foot": 1200.0, "class": 300.0, "said": 0.0, "sidewalk": 9.0, "other": 4.0},
        private_m=200.0,
        n_joined_roads=2,
        unit_legs=Legs(18.0, 40.0, 3),
    )
    coverage = dataclasses.replace(coverage, network=network, pessimistic_m=coverage.metres + 100)
    answers = answer_coverage(area, units, coverage)
    page = plain(coverage_html(CoverageView(area, units, coverage, answers, (), language)))
    assert "幸福里" in page
    assert {"zh": "最不利", "en": "hurt most"}[language] in page
    json.dumps(coverage_json(coverage, answers, language), allow_nan=False)
