"""A GeoJSON of zones, chosen in the page: what it holds, and who is in another zone of it."""

import pytest

from gridplan.export import export_formats
from gridplan.testing.worlds import CRS
from tests.accessibility import grave_faults
from tests.review.browsing import expect
from tests.review.test_zonefiles import halves
from tests.small import small_result

pytestmark = pytest.mark.browser
SAID = {
    "en": ("The file holds: Grid.", "24 units lie in no zone", "It has no zones of this level"),
    "zh": ("该文件包含：网格。", "24个单元不在其任何网格内", "该文件没有微网格这一层级"),
}


@pytest.fixture
def files(tmp_path):
    """Give a folder of what the plan hands over, and a foreign file of its western half."""
    folder = tmp_path / "files"
    export_formats(small_result(), ["geojson"], folder, language="zh", crs=CRS)
    (folder / "西片.geojson").write_bytes(halves("西01"))
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_of_grids_is_compared_with_at_its_level(reviewer, files, language):
    holds, outside, not_held = SAID[language]
    desk = reviewer.open(language)
    compare = desk.tab("compare")
    compare.locator("input[type=file]").set_input_files(files / "西片.geojson")
    told = compare.locator(".rv-held")
    expect(told).to_contain_text(holds)
    expect(told).to_contain_text(not_held)
    expect(compare.locator(".rv-moves-head")).to_be_hidden()
    told.locator("button").click()
    expect(told).to_contain_text(outside)
    row = compare.locator(".rv-row").first
    expect(row).to_contain_text("—")
    expect(told.locator("button")).to_have_count(0)
    compare.locator(".rv-segments label").nth(1).click()
    expect(desk.page.locator(".rv-swipe")).to_be_visible()
    compare.locator(".rv-segments label").nth(2).click()
    expect(desk.page.locator(".rv-second")).to_be_visible()
    assert grave_faults(desk.page) == []
    desk.page.evaluate("gridplan.app.setLevel(2)")
    expect(desk.page.locator(".rv-second")).to_have_count(0)
    expect(told).to_contain_text(not_held)


def test_what_the_plan_handed_over_shows_the_edits_since(reviewer, files):
    desk = reviewer.open("en")
    desk.press("b")
    desk.paint(desk.border())
    desk.saved(1)
    compare = desk.tab("compare")
    compare.locator("input[type=file]").set_input_files(files / "microgrids.geojson")
    expect(compare.locator(".rv-held")).to_contain_text("holds: Grid; Micro-grid")
    expect(compare.locator(".rv-row")).to_have_count(1)
    expect(compare.locator(".rv-compare")).to_contain_text("1 units with 20 households")
