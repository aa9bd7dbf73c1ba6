"""Comments at points of the map, in a real browser."""

import pytest

from tests.review.browsing import expect

pytestmark = pytest.mark.browser


def write(desk, text):
    desk.page.locator("dialog textarea").fill(text)
    desk.page.locator("dialog .rv-primary").click()
    expect(desk.page.locator("#rv-spoken")).to_have_text("Comment kept.")


def middle(desk):
    return desk.page.evaluate("(({ lng, lat }) => [lng, lat])(gridplan.map.getCenter())")


def test_a_click_with_the_comment_tool_puts_a_comment_there(desk):
    unit, _ = desk.border()
    x, y = desk.point(unit)
    desk.page.locator("[data-tool=comment]").click()
    expect(desk.page.locator(".rv-notice")).to_contain_text("Click where the comment belongs")
    desk.page.mouse.click(x, y)
    expect(desk.page.locator("dialog h2")).to_contain_text("longitude 120.")
    write(desk, "A <b>path</b> is missing.")
    (kept,) = desk.state()["comments"]
    assert (kept["level"], kept["zone"], kept["unit"]) == (-1, -1, -1)
    there = desk.page.evaluate(
        """([lng, lat]) => {
            const point = gridplan.map.latLngToContainerPoint([lat, lng]);
            const box = gridplan.map.getContainer().getBoundingClientRect();
            return [point.x + box.left, point.y + box.top];
        }""",
        kept["point"],
    )
    assert there == pytest.approx([x, y], abs=1)
    sign = desk.page.locator(".rv-pin")
    expect(sign).to_have_attribute("aria-label", "Open comment by Wang: A <b>path</b> is missing.")
    box = sign.bounding_box()
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"]) == pytest.approx((x, y), abs=8)


def test_a_comment_is_put_and_found_by_keyboard_alone(desk):
    desk.press("i")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("In the middle.")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".rv-pin")).to_have_count(1)
    (kept,) = desk.state()["comments"]
    assert kept["point"] == pytest.approx(middle(desk), abs=1e-6)
    desk.page.evaluate("gridplan.map.setView([30.9, 121.1], 12, { animate: false })")
    item = desk.tab("comments").locator(".rv-comment")
    place = item.get_by_role("button", name="longitude")
    place.focus()
    desk.page.keyboard.press("Enter")
    assert middle(desk) == pytest.approx(kept["point"], abs=1e-4)
    assert desk.page.evaluate("gridplan.map.getZoom()") >= 17
    desk.press("Escape")
    assert desk.page.evaluate("gridplan.state.get().tool") == "pan"


def test_a_sign_leads_to_its_comment_and_tells_when_it_is_settled(desk):
    desk.press("i")
    desk.page.keyboard.press("Enter")
    write(desk, "One.")
    desk.press("Escape")
    desk.page.locator(".rv-pin").focus()
    desk.page.keyboard.press("Enter")
    item = desk.page.locator("#rv-page-comments .rv-comment")
    expect(item).to_have_attribute("aria-current", "true")
    expect(item).to_be_focused()
    item.get_by_role("button", name="Resolve").click()
    expect(desk.page.locator(".rv-pin-resolved")).to_have_attribute(
        "aria-label", "Resolved comment by Wang: One."
    )
    desk.tab("zones")
    desk.page.locator(".rv-pin").click()
    expect(desk.page.locator("#rv-page-comments .rv-comment.rv-resolved")).to_be_visible()
    assert desk.page.evaluate("gridplan.state.get().selected") is None


def test_signs_follow_the_scenario_and_no_stroke_begins_on_one(desk):
    desk.press("i")
    desk.page.keyboard.press("Enter")
    write(desk, "Here.")
    desk.press("b")
    desk.page.locator(".rv-pin").click()
    assert desk.state()["rev"] == 0
    desk.ask("/api/scenarios", {"name": "Second", "from": "main"})
    desk.page.evaluate("gridplan.app.openScenario('s2')")
    expect(desk.page.locator(".rv-pin")).to_have_count(0)
    desk.page.evaluate("gridplan.app.openScenario('main')")
    expect(desk.page.locator(".rv-pin")).to_have_count(1)
