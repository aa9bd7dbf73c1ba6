"""The map as text: whole, inert, the same every time, in either language."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import shapely

from gridplan.render import Imprint, map_html
from gridplan.render.page import to_inert_json
from gridplan.render.payload.ground import road_class
from gridplan.text import LANGUAGES, catalog
from tests.render.worlds import (
    PAYLOADS,
    bare_result,
    data_of,
    hostile_result,
    small_result,
    tower_result,
    unpack_signed,
    unpack_unsigned,
)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request):
    return map_html(small_result(), request.param)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_names_its_language_title_and_policy(page):
    language = data_of(page)["language"]
    tags = dict(reversed([(tag, attrs) for tag, attrs in Tags(page).tags if tag == "html"]))
    assert tags["html"]["lang"] == {"zh": "zh-CN", "en": "en"}[language]
    assert re.search(r"<title>南街社区 · .+</title>", page)
    assert "Content-Security-Policy" in page
    assert "user-scalable" not in page


def test_the_page_links_nothing(page):
    for tag, attrs in Tags(page).tags:
        assert "src" not in attrs, tag
        assert attrs.get("href", "data:,") == "data:,", tag


def test_the_same_result_gives_the_same_bytes():
    assert map_html(small_result(), "zh") == map_html(small_result(), "zh")


def test_all_words_of_the_page_are_those_of_its_language(page):
    data = data_of(page)
    expected = {
        key.removeprefix("map."): text
        for key, text in catalog(data["language"]).items()
        if key.startswith("map.")
    }
    assert data["text"] == expected


def test_json_cannot_end_its_element_or_a_line():
    text = to_inert_json(list(PAYLOADS))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == list(PAYLOADS)


def test_hostile_names_stay_inside_the_data_block():
    page = map_html(hostile_result(), "en")
    assert "<img" not in re.sub(r'id="gp-data">.*?</script>', "", page, flags=re.S)
    names = data_of(page)["units"]["names"].values()
    assert set(names) == set(PAYLOADS)


def test_a_hostile_place_name_is_escaped_in_the_title():
    page = map_html(hostile_result(), "en")
    assert "<title>&lt;img src=x" in page


def test_households_and_zones_add_up(page):
    data = data_of(page)
    total = int(unpack_unsigned(data["units"]["households"]).sum())
    assert total == data["meta"]["households"] == 960
    for level in data["levels"]:
        assert sum(level["zones"]["households"]) == total
        labels = np.cumsum(unpack_signed(data["units"]["zone"][level["level"]]))
        counts = np.bincount(labels, minlength=len(level["zones"]["code"]))
        assert counts.min() >= 1
        assert level["shapes"]["n"] == len(level["zones"]["name"]) == len(level["hue"])


def test_zones_have_codes_names_and_short_codes():
    data = data_of(map_html(small_result(), "zh"))
    grids, micro = data["levels"][1]["zones"], data["levels"][2]["zones"]
    assert grids["name"][0] == "第1网格"
    assert grids["short"][0] == "1"
    assert micro["short"][0] == "1-1"
    assert all(len(code) == 17 for code in micro["code"])


def test_a_zone_out_of_band_carries_its_finding():
    data = data_of(map_html(tower_result(), "en"))
    micro = next(level for level in data["levels"] if level["level"] == "microgrid")
    found = [f for f in data["findings"] if f["level"] == "microgrid"]
    assert found
    assert found[0]["is_unavoidable"]
    zone = found[0]["zone"]
    assert micro["zones"]["households"][zone] >= 120
    assert micro["zones"]["status"][zone] != "ok"


def test_categories_without_services_have_no_metres_and_no_share(page):
    for category in data_of(page)["coverage"]["categories"]:
        if category["n_services"] == 0:
            assert category["metres"] == ""
            assert all(share is None for _, share in category["shares"])


def test_link_roads_belong_to_their_class_and_unknown_ones_are_streets():
    classes = road_class(np.array(["trunk_link", "footway", "", "no such"], dtype=object))
    assert classes.tolist() == [4, 0, 2, 2]


def test_a_run_without_services_roads_and_microgrids_still_draws():
    data = data_of(map_html(bare_result(), "en"))
    assert [level["level"] for level in data["levels"]] == ["community", "grid"]
    assert data["services"]["n"] == 0
    assert data["ground"]["roads"]["shapes"]["n"] == 0


def test_the_imprint_is_told_and_internal_is_the_default(page):
    assert data_of(page)["meta"]["is_internal"] is True
    imprint = Imprint(attribution="测绘院", approval_number="浙S(2026)1号", is_internal=False)
    meta = data_of(map_html(small_result(), "zh", imprint=imprint))["meta"]
    assert (meta["attribution"], meta["approval_number"], meta["is_internal"]) == (
        "测绘院",
        "浙S(2026)1号",
        False,
    )


def test_polygons_of_the_levels_nest_and_keep_their_area():
    from gridplan.render.payload.zones import level_polygons

    polygons = level_polygons(small_result())
    areas = [shapely.area(zones).sum() for zones in polygons.values()]
    assert np.allclose(areas, areas[0])
    assert all(shapely.coverage_is_valid(zones) for zones in polygons.values())
