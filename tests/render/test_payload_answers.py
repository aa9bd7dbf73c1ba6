"""The answers of a run on the map: every fold of the report, rows that know their place."""

import pytest

from gridplan.coverage import answer_coverage
from gridplan.render.payload.answers import pack_answers
from gridplan.text import LANGUAGES
from tests.render.walking import walking_result
from tests.render.worlds import bare_result


def fold(packed, title):
    return next(one for one in packed["folds"] if title in one["title"])


def test_the_worst_buildings_lead_to_a_unit_of_theirs():
    result = walking_result()
    worst = answer_coverage(result.area, result.units, result.coverage, plans=result.plans).worst
    rows = fold(pack_answers(result, "en"), "most in need")["rows"]
    ids = result.area.buildings["building_id"].to_numpy()
    places = [ids[result.units.building[row["place"][1]]] for row in rows]
    assert places == [item.building_id for item in worst]


@pytest.mark.parametrize("level", ["community", "grid", "microgrid"])
def test_a_zone_leads_to_itself(level):
    result = walking_result()
    position = next(k for k, plan in enumerate(result.plans) if plan.level == level)
    answers = answer_coverage(result.area, result.units, result.coverage, plans=result.plans)
    complete = {score.code: score.completeness for score in answers.zones[level]}
    title = {"community": "Communities", "grid": ": Grids", "microgrid": "Micro-grids"}[level]
    for row in fold(pack_answers(result, "en"), title)["rows"]:
        kind, at, zone = row["place"]
        assert (kind, at) == ("zone", position)
        code = result.plans[position].codes[zone]
        assert row["cells"][0] == f"{complete[code]:.1%}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_unfilled(language):
    assert "{" not in str([pack_answers(walking_result(), language)["test"]])
    texts = [row["name"] + row["quiet"] for one in pack_answers(walking_result(), language)["folds"]
             for row in one["rows"]]  # fmt: skip
    assert not [text for text in texts if "{" in text]


def test_without_services_there_are_no_answers():
    assert pack_answers(bare_result(), "en")["folds"] == []
