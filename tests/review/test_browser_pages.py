"""The app for everybody: nothing of the data runs, nothing foreign is asked, nobody stumbles."""

import pytest

from tests.accessibility import grave_faults
from tests.places import IS_COMPLETE
from tests.render.worlds import hostile_result
from tests.review.browsing import expect

if not IS_COMPLETE:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

pytestmark = pytest.mark.browser

TABS = ("zones", "problems", "sheet", "table", "comments", "compare", "history", "reach")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_has_a_serious_fault(reviewer, language):
    desk = reviewer.open(language)
    mine, _ = desk.border()
    desk.choose_zone(desk.zone_of(mine))
    desk.press("b")
    assert grave_faults(desk.page) == []
    for name in TABS:
        desk.tab(name)
        assert grave_faults(desk.page, f"#rv-page-{name}") == [], name


@pytest.mark.parametrize("key", ["o", "w", "?"])
def test_no_dialog_has_a_serious_fault(reviewer, key):
    desk = reviewer.open("en")
    desk.press(key)
    assert grave_faults(desk.page) == []


@pytest.mark.reviewed.with_args(hostile_result)
def test_names_of_the_data_never_run(reviewer):
    desk = reviewer.open("en")
    title = desk.page.title()
    for name in TABS:
        desk.tab(name)
    for unit in range(9):
        desk.page.evaluate(
            "(unit) => gridplan.app.goTo({ kind: 'unit', level: 0, index: unit })", unit
        )
        desk.page.mouse.move(*desk.point(unit))
        desk.tab("sheet")
    desk.page.locator("#gp-search").press_sequentially("<img")
    expect(desk.page.locator("#gp-hits [role=option]").first).to_be_visible()
    assert desk.page.title() == title
    assert desk.page.locator("img, [onmouseover], [onfocus], [onerror]").count() == 0


def test_a_lost_server_is_said(reviewer):
    desk = reviewer.open("en")
    mine, other = desk.border()
    desk.page.route("**/api/edits*", lambda route: route.abort())
    desk.press("b")
    desk.paint([mine, other])
    expect(desk.page.locator(".rv-notice")).to_contain_text("connection")
    expect(desk.page.locator("#rv-saved")).to_have_text("Not saved")
    assert desk.state()["rev"] == 0
    desk.faults.clear()


def test_a_page_without_a_token_says_so(reviewer):
    reviewer.page.goto(f"{reviewer.url}/?lang=en")
    expect(reviewer.page.locator("#rv-cover, dialog").first).to_be_visible()
    assert reviewer.page.locator("html[data-ready]").count() == 0
    reviewer.faults.clear()
