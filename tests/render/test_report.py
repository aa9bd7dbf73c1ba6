"""The report: one printable page that says everything and loads nothing."""

import re
from html.parser import HTMLParser

import pytest

from gridplan.model import Source
from gridplan.render import Imprint, report_html
from gridplan.render.numbers import band_text, count_text, minutes_text, share_text, value_text
from gridplan.text import LANGUAGES
from tests.render.worlds import bare_result, hostile_result, small_result, tower_result


class Text(HTMLParser):
    """Words and links of a page."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self._hidden = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._hidden = tag in ("style", "script")
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.words.append(data.strip())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_the_same_every_time(language):
    assert report_html(tower_result(), language) == report_html(tower_result(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_unfilled(language):
    words = " ".join(Text(report_html(tower_result(), language)).words)
    assert not re.search(r"\{\w*\}", words)


def test_findings_link_to_their_zone_on_the_map():
    page = Text(report_html(tower_result(), "en"))
    codes = [v.code for v in tower_result().report.violations if v.level == "microgrid"]
    assert codes
    assert f"map.html#zone={codes[0]}" in page.links


def test_a_category_without_services_is_no_data_and_never_zero_percent():
    page = Text(report_html(small_result(), "en"))
    line = next(word for word in page.words if word.startswith("No data:"))
    assert "kindergarten" in line
    assert "kindergarten" not in [word for word in page.words if word != line]


def test_names_from_the_data_are_text():
    page = report_html(hostile_result(), "en")
    tags = Text(page).tags
    assert "img" not in tags
    assert "script" not in tags
    assert "&lt;img src=x" in page


def test_inputs_stand_with_their_digests():
    source = Source("楼栋.shp", "楼栋", "buildings", 48, "EPSG:4549", "GBK", "ab" * 32)
    result = small_result()
    area = type(result.area)(**{**vars(result.area), "sources": (source,)})
    page = report_html(type(result)(**{**vars(result), "area": area}), "zh")
    assert "楼栋.shp" in page
    assert "ab" * 32 in page


def test_the_report_of_a_bare_run_says_what_is_missing():
    words = " ".join(Text(report_html(bare_result(), "en")).words)
    assert "No data:" in words or "hold no services" in words


def test_the_imprint_stands_at_the_foot():
    imprint = Imprint(attribution="Survey <office>", approval_number="S 1", is_internal=False)
    page = report_html(small_result(), "en", imprint=imprint)
    assert "Survey &lt;office&gt;" in page
    assert "For internal use" not in page


def test_the_overview_is_a_drawing_with_a_name():
    page = report_html(small_result(), "en")
    assert re.search(r'<svg class="overview"[^>]+role="img" aria-label="南街社区', page)


def test_numbers_are_written_for_reading():
    assert count_text(1234567) == "1,234,567"
    assert share_text(None, "zh") == "无数据"
    assert share_text(1.0, "en") == "100.0%"
    assert minutes_text(float("inf"), "en") == "–"
    assert value_text(12.345, "en") == "12.35"
    assert value_text("B1, B2", "en") == "B1, B2"
    assert value_text(None, "zh") == "—"


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ((50, 80), "50–80"),
        ((0, 500), "at most 500"),
        ((200, None), "at least 200"),
        ((0, None), "any"),
    ],
)
def test_bands_are_words(band, words):
    assert band_text(*band, "en") == words
