"""Reviewing in a real browser: problems, sheets, comments, verdicts, comparison, coverage."""

import re
import zipfile

import pytest

from tests.review.browsing import expect
from tests.small import small_result

pytestmark = pytest.mark.browser


def drawing(desk):
    """Return all tiles as text, to tell whether they changed."""
    desk.page.wait_for_timeout(150)  # lazy tiles
    return desk.page.evaluate(
        "[...document.querySelectorAll('.leaflet-tile-pane canvas')]"
        ".map((canvas) => canvas.toDataURL()).join()"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plan_opens_drawn_with_its_figures(reviewer, language):
    desk = reviewer.open(language)
    assert desk.page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("南街社区")
    assert desk.page.locator(".leaflet-tile-pane canvas").count() >= 4
    expect(desk.page.locator(".rv-foot")).to_contain_text("960")
    expect(desk.page.locator("#rv-summary")).to_contain_text("960")
    other = {"zh": "Problems", "en": "问题"}[language]
    expect(desk.page.get_by_text(other, exact=True)).to_have_count(0)
    assert "token" not in desk.page.url


def test_the_language_switches(desk):
    desk.page.get_by_role("button", name="中文").click()
    expect(desk.page.locator("#rv-tab-problems")).to_contain_text("问题")


def test_problems_follow_each_other_and_are_gone_to(desk):
    problems = desk.page.locator("#rv-page-problems")
    n = problems.locator("[data-problem]").count()
    assert n == len(desk.state()["findings"]) > 0
    desk.page.evaluate("gridplan.map.setZoom(13, { animate: false })")
    desk.press("f")
    expect(problems.locator("[aria-current]")).to_have_attribute("data-problem", "0")
    assert desk.page.evaluate("gridplan.map.getZoom()") > 14
    desk.press("Shift+F")
    expect(problems.locator("[aria-current]")).to_have_attribute("data-problem", str(n - 1))
    expect(desk.page.locator("#rv-spoken")).to_contain_text(f"Problem {n} of {n}")


def test_a_click_on_the_map_opens_the_sheet(desk):
    mine, _ = desk.border()
    desk.page.mouse.click(*desk.point(mine))
    sheet = desk.page.locator("#rv-page-sheet")
    expect(sheet.locator(".gp-card-title")).to_contain_text("Micro-grid")
    expect(sheet).to_contain_text("one piece")
    sheet.locator("summary").click()
    expect(sheet.locator(".rv-why li").first).not_to_have_text("One moment…")


def test_a_zone_is_approved_returned_and_reopened(desk):
    mine, _ = desk.border()
    zone = desk.zone_of(mine)
    desk.choose_zone(zone)
    desk.press("a")
    desk.saved(1)
    assert desk.state()["levels"][-1]["zones"]["approval"][zone]["state"] == "approved"
    sheet = desk.tab("sheet")
    sheet.locator("[data-act=return]").click()
    desk.page.locator("dialog .rv-primary").click()
    expect(desk.page.locator("dialog .rv-fault").last).to_have_text("Say why it is returned.")
    desk.page.locator("dialog textarea").fill("The school is cut off.")
    desk.page.locator("dialog .rv-primary").click()
    desk.saved(2)
    expect(sheet.locator(".rv-verdict")).to_contain_text("The school is cut off.")
    for revision, state in ((3, "approved"), (4, None)):
        desk.press("a")
        desk.saved(revision)
        found = desk.state()["levels"][-1]["zones"]["approval"][zone]
        assert (found and found["state"]) == state


def test_a_frozen_plan_takes_no_edits(desk):
    mine, other = desk.border()
    desk.tab("history").locator("#rv-freeze").click()
    expect(desk.page.locator("#rv-saved")).to_contain_text("Frozen")
    desk.press("b")
    desk.paint([mine, other])
    expect(desk.page.locator(".rv-notice")).to_contain_text("frozen")
    expect(desk.page.locator("#rv-undo")).to_be_disabled()
    assert desk.state()["is_frozen"] is True


def test_comments_are_anchored_and_settled(desk):
    mine, _ = desk.border()
    zone = desk.zone_of(mine)
    desk.choose_zone(zone)
    desk.press("t")
    desk.page.locator("dialog textarea").fill("Check the <b>east</b> border.")
    desk.page.locator("dialog .rv-primary").click()
    expect(desk.page.locator("#rv-tab-comments .rv-count")).to_have_text("1")
    comment = desk.tab("comments").locator(".rv-comment")
    expect(comment).to_contain_text("Check the <b>east</b> border.")
    (kept,) = desk.state()["comments"]
    assert (kept["zone"], kept["text"]) == (zone, "Check the <b>east</b> border.")
    comment.get_by_role("button", name="Resolve").click()
    expect(desk.page.locator("#rv-tab-comments .rv-count")).to_have_count(0)
    assert desk.state()["comments"][0]["is_resolved"] is True


def test_a_comment_being_written_stays_with_its_zone_whatever_news_come(desk):
    mine, other = desk.border()
    zone, next_zone = desk.zone_of(mine), desk.zone_of(other)
    desk.choose_zone(zone)
    box = desk.tab("sheet").locator("textarea")
    box.fill("Half a sentence")
    desk.page.evaluate("gridplan.state.set({ minutes: gridplan.state.get().minutes - 1 })")
    expect(box).to_have_value("Half a sentence")
    expect(box).to_be_focused()
    desk.choose_zone(next_zone)
    desk.tab("sheet")
    expect(box).to_have_value("")
    desk.choose_zone(zone)
    desk.tab("sheet").get_by_role("button", name="Comment", exact=True).click()
    expect(desk.page.locator("#rv-tab-comments .rv-count")).to_have_text("1")
    (kept,) = desk.state()["comments"]
    assert (kept["zone"], kept["text"]) == (zone, "Half a sentence")
    expect(box).to_have_value("")


def test_the_history_tells_every_edit_and_scenarios_part(desk):
    mine, other = desk.border()
    desk.press("b")
    desk.paint([mine, other])
    desk.saved(1)
    history = desk.tab("history")
    expect(history.locator("li[data-rev='1']")).to_have_count(1)
    history.get_by_role("button", name="Branch").click()
    desk.page.locator("dialog input").fill("Second try")
    desk.page.locator("dialog .rv-primary").click()
    expect(desk.page.locator("#rv-scenario option:checked")).to_have_text("Second try")
    assert {one["name"] for one in desk.state()["scenarios"]} >= {"Second try"}


def test_plans_are_compared_by_list_swipe_and_side_by_side(desk, tmp_path):
    mine, other = desk.border()
    desk.press("b")
    desk.paint([mine, other])
    desk.saved(1).press("d")
    compare = desk.page.locator("#rv-page-compare")
    expect(compare.locator(".rv-row")).to_have_count(1)
    expect(compare.locator(".rv-compare")).to_contain_text("1 units with 20 households")
    finest = desk.state()["levels"][-1]["zones"]
    ordinary = [zone for zone, is_special in enumerate(finest["is_special"]) if not is_special]
    row = compare.locator(".rv-compare tbody tr").first  # special zones have no band
    expect(row.locator("td").first).to_have_text(str(len(ordinary)))
    expect(desk.page.locator(".rv-swipe")).to_be_visible()
    before = desk.page.locator(".rv-swipe-line").bounding_box()["x"]
    desk.page.locator(".rv-swipe").press("ArrowRight")
    assert desk.page.locator(".rv-swipe-line").bounding_box()["x"] > before
    compare.get_by_role("radio", name="Side by side").check(force=True)
    expect(desk.page.locator(".rv-second")).to_be_visible()
    with desk.page.expect_download() as found:
        compare.get_by_role("button", name="Export the list").click()
    found.value.save_as(tmp_path / "moves.csv")
    rows = (tmp_path / "moves.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "20" in rows[1]


@pytest.mark.parametrize(("way", "seen"), [("Swipe", ".rv-swipe"), ("Side by side", ".rv-second")])
def test_a_comparison_is_closed_when_its_page_is_left(desk, way, seen):
    compare = desk.tab("compare")
    compare.get_by_role("radio", name=way).check(force=True)
    expect(desk.page.locator(seen)).to_be_visible()
    desk.tab("table")
    expect(desk.page.locator(".rv-swipe")).to_be_hidden()
    expect(desk.page.locator(".rv-swipe-line")).to_be_hidden()
    expect(desk.page.locator(".rv-second")).to_have_count(0)
    desk.tab("compare")
    expect(compare.get_by_role("radio", name=way)).not_to_be_checked()
    desk.press("d")
    expect(desk.page.locator(".rv-swipe")).to_be_visible()


def test_a_comparison_does_not_open_upon_a_page_that_was_turned_to_meanwhile(desk):
    held = []
    desk.page.route("**/api/history*", lambda route: held.append(route), times=1)
    desk.press("d")
    desk.tab("zones")
    with desk.page.expect_response("**/api/state*"):
        held[0].continue_()
    desk.page.evaluate("new Promise((done) => setTimeout(done))")
    expect(desk.page.locator(".rv-swipe")).to_be_hidden()


def test_coverage_has_minutes_categories_and_a_route(desk):
    desk.tab("reach")
    assert desk.page.evaluate("gridplan.state.get().mode") == "coverage"
    before = drawing(desk)
    desk.page.locator("#gp-minutes").fill("3")
    assert drawing(desk) != before
    mine, _ = desk.border()
    desk.page.mouse.click(*desk.point(mine))
    walks = desk.page.locator("#rv-page-sheet .gp-walk")
    expect(walks.first).to_be_visible()
    assert desk.page.evaluate("gridplan.state.get().route") is not None
    assert desk.page.evaluate("gridplan.state.get().mode") == "coverage"
    desk.tab("zones")
    assert desk.page.evaluate("gridplan.state.get().mode") == "zones"


def test_zones_are_colored_by_a_figure_with_a_legend(desk):
    before = drawing(desk)
    desk.press("w")
    view = desk.page.locator(".rv-view")
    view.get_by_label("Color by figure").select_option("households")
    assert drawing(desk) != before
    expect(view.locator(".gp-legend li").first).to_contain_text("Households: up to")
    view.get_by_label("Base map").select_option("none")
    assert desk.page.evaluate("gridplan.state.get().layers.roads") is False


def test_lengths_are_measured(desk):
    mine, other = desk.border()
    desk.press("m")
    desk.page.mouse.click(*desk.point(mine))
    desk.page.mouse.click(*desk.point(other))
    expect(desk.page.locator(".rv-notice")).to_contain_text(re.compile(r"^\d+ m\."))


def solve(desk):
    desk.press("o")
    desk.page.locator("dialog select").select_option("all")
    desk.page.locator("dialog .rv-primary").click()


def test_a_proposal_is_shown_and_accepted_or_not(desk):
    mine, other = desk.border()
    desk.press("b")
    desk.paint([mine, other])
    desk.saved(1)
    moved = desk.zone_of(other)
    solve(desk)
    ended = desk.page.locator(
        ".rv-proposal button[aria-keyshortcuts=Enter], .rv-notice:has-text('No better')"
    )
    ended.first.wait_for(timeout=20_000)
    assert desk.zone_of(other) == moved, "what was moved by hand stays"
    if desk.page.locator(".rv-proposal").is_visible():
        assert desk.state()["rev"] == 1
        desk.press("Backspace")
        expect(desk.page.locator(".rv-notice")).to_contain_text("rejected")
        assert desk.state()["rev"] == 1
        solve(desk)
        ended.first.wait_for(timeout=20_000)
        desk.press("Enter")
        desk.saved(2)


def test_the_plan_is_exported_with_its_log(desk, tmp_path):
    desk.page.locator("#rv-export").click()
    dialog = desk.page.locator("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.uncheck()
    dialog.locator("input[value=geojson]").check()
    dialog.locator("input[value=log]").check()
    with desk.page.expect_download() as found:
        dialog.locator(".rv-primary").click()
    found.value.save_as(tmp_path / "plan.zip")
    names = zipfile.ZipFile(tmp_path / "plan.zip").namelist()
    assert any(name.endswith("units.geojson") for name in names)


def test_the_sheet_of_a_zone_prints(desk):
    mine, _ = desk.border()
    desk.choose_zone(desk.zone_of(mine))
    desk.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(desk.page.locator(".gp-paper .gp-ratio")).to_have_text(re.compile(r"^1:\d[\d,]*$"))


def test_the_help_lists_the_keys(desk):
    desk.press("?")
    help_sheet = desk.page.locator("dialog")
    expect(help_sheet).to_contain_text("Re-optimize the rest")
    desk.page.keyboard.press("Escape")
    expect(help_sheet).to_have_count(0)


def test_what_another_does_shows_by_itself(desk):
    state = desk.state()
    edit = {"base_rev": 0, "scenario": state["scenario"], "op": "lock_zones"}
    edit |= {"level": len(state["levels"]) - 1, "zones": [0], "is_locked": True}
    desk.ask("/api/edits", edit)
    desk.saved(1)
    expect(desk.page.locator(".rv-notice")).to_contain_text("saved a new revision")


def test_while_a_hand_is_drawing_news_are_not_asked_for_again_and_again(desk):
    state = desk.state()
    desk.press("b")
    desk.paint(desk.border(), lets_go=False)
    edit = {"base_rev": 0, "scenario": state["scenario"], "op": "lock_zones"}
    edit |= {"level": len(state["levels"]) - 1, "zones": [0], "is_locked": True}
    desk.ask("/api/edits", edit)
    desk.page.wait_for_timeout(500)
    assert sum("/api/events" in url for url in desk.requests) <= 3
    desk.page.keyboard.press("Escape")
    desk.page.mouse.up()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_of_a_file_is_compared_with(reviewer, document, tmp_path, language):
    desk = reviewer.open(language)
    folder = tmp_path / "other"
    folder.mkdir()
    document(small_result, folder)
    (folder / "no plan.gpkg").write_bytes(b"no plan")
    mine, other = desk.border()
    desk.press("b")
    desk.paint([mine, other])
    expect(desk.page.locator("#rv-saved")).to_contain_text("1")
    compare = desk.tab("compare")

    def choose(name):
        with desk.page.expect_file_chooser() as chooser:
            compare.locator(
                "button", has_text={"en": "from a file", "zh": "从文件"}[language]
            ).click()
        chooser.value.set_files(folder / name)

    choose("plan.gpkg")
    expect(compare.locator("select option:checked")).to_contain_text("plan.gpkg")
    expect(compare.locator(".rv-row")).to_have_count(1)
    compare.locator(".rv-segments label").nth(1).click()
    expect(desk.page.locator(".rv-swipe")).to_be_visible()
    compare.locator(".rv-segments label").nth(2).click()
    expect(desk.page.locator(".rv-second")).to_be_visible()
    with desk.page.expect_download() as found:
        compare.locator(".rv-moves-head button").click()
    found.value.save_as(tmp_path / "moves.csv")
    assert len((tmp_path / "moves.csv").read_text(encoding="utf-8-sig").splitlines()) == 2
    choose("no plan.gpkg")
    said = {"en": "is no plan document", "zh": "不是可读取的方案文件"}[language]
    expect(desk.page.locator(".rv-notice")).to_contain_text("no plan.gpkg")
    expect(desk.page.locator(".rv-notice")).to_contain_text(said)
    desk.faults[:] = [fault for fault in desk.faults if "422" not in fault]
    assert [one["id"] for one in desk.state()["scenarios"]] == ["main", "plan1"]


def test_a_file_that_is_too_large_is_not_even_sent(desk, tmp_path):
    desk.page.evaluate("gridplan.app.session.now().max_file = 1000")
    (tmp_path / "large.gpkg").write_bytes(bytes(1001))
    desk.tab("compare").locator("input[type=file]").set_input_files(tmp_path / "large.gpkg")
    expect(desk.page.locator(".rv-notice")).to_contain_text("MB")
    assert not any("/api/plans" in url for url in desk.requests)
