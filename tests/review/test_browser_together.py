"""Two reviewers at one plan, each at a real browser or one of them by the API."""

import pytest

from tests.review.browsing import expect
from tests.small import halves_result

pytestmark = [pytest.mark.browser, pytest.mark.reviewed.with_args(halves_result)]


def moves_of_others(unit):
    """Return a unit and a zone it may go to: in the other community, and in that of *unit*."""
    found = {}
    town = halves_result()
    labels = town.plans[2].labels
    for one, other in town.land.adjacency.pairs().tolist():
        is_same = town.units.community[one] == town.units.community[other]
        if is_same and labels[one] != labels[other] and not town.plans[2].is_special[labels[other]]:
            found[int(town.units.community[one])] = (one, int(labels[other]))
    own = int(town.units.community[unit])
    return found[1 - own], found[own]


def paint_while(desk, units, move):
    """Draw a stroke over some units; before the hand lets go, somebody else makes a move."""
    desk.press("b")
    desk.paint(units, lets_go=False)
    unit, zone = move
    edit = {"base_rev": 0, "scenario": "main", "op": "move", "level": 2, "zone": zone}
    desk.ask("/api/edits", {**edit, "units": [unit]})
    desk.page.mouse.up()


def write(desk, text):
    """Send the comment that is asked for."""
    desk.page.locator("dialog textarea").fill(text)
    desk.page.locator("dialog .rv-primary").click()
    expect(desk.page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Wang commented."), ("zh", "Wang添加了意见。")]
)
def test_comments_of_others_show_at_once_and_what_is_being_written_stays(
    reviewer, colleague, language, told
):
    desk, other = reviewer.open(language), colleague.open(language)
    mine, _ = desk.border()
    zone = desk.zone_of(mine)
    desk.choose_zone(zone)
    sheet = desk.tab("sheet")
    box = sheet.locator("textarea")
    box.fill("Half a sentence")
    other.choose_zone(zone)
    other.press("t")
    write(other, "On the zone.")
    expect(sheet.locator(".rv-comment")).to_contain_text("On the zone.")
    expect(desk.page.locator(".rv-notice")).to_have_text(told)
    other.press("i")
    other.page.keyboard.press("Enter")
    write(other, "At a point.")
    expect(desk.page.locator(".rv-pin")).to_have_count(1)
    expect(desk.page.locator("#rv-tab-comments .rv-count")).to_have_text("2")
    expect(box).to_have_value("Half a sentence")
    expect(box).to_be_focused()


def test_a_comment_that_another_settles_shows_so_at_once(reviewer, colleague):
    desk, other = reviewer.open("en"), colleague.open("en")
    for key in ("t", "i"):
        desk.press(key)
        if key == "i":
            desk.page.keyboard.press("Enter")
        write(desk, key)
    desk.press("Escape")
    expect(other.page.locator(".rv-pin")).to_have_count(1)
    stands = desk.tab("comments").locator("[data-comment='1'] button")
    stands.focus()
    theirs = other.tab("comments").locator("[data-comment='2']")
    theirs.get_by_role("button", name="Resolve").click()
    expect(desk.page.locator(".rv-pin-resolved")).to_have_count(1)
    expect(desk.page.locator("#rv-page-comments .rv-comment")).to_have_count(1)
    expect(stands).to_be_focused()


def test_nobody_hears_himself(desk):
    desk.press("t")
    with desk.page.expect_request(lambda request: "said=1" in request.url):
        write(desk, "Mine.")
    expect(desk.page.locator(".rv-notice")).to_have_text("Comment kept.")
    assert [url for url in desk.requests if "/api/comments?" in url][1:] == []


def test_news_are_those_of_the_scenario_that_is_shown(reviewer, colleague):
    desk = reviewer.open("en")
    desk.ask("/api/scenarios", {"name": "Second", "from": "main"})
    other = colleague.open("en")
    other.page.evaluate("gridplan.app.openScenario('s2')")
    expect(other.page.locator("#rv-scenario")).to_have_value("s2")
    place = {"level": -1, "zone": -1, "unit": -1, "scenario": "s2"}
    desk.ask("/api/comments", {**place, "text": "Of the second."})
    expect(other.page.locator("#rv-tab-comments .rv-count")).to_have_text("1")
    expect(desk.page.locator("#rv-tab-comments .rv-count")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "in other communities is kept too"), ("zh", "其他社区")]
)
def test_an_edit_in_another_community_meanwhile_is_kept_without_a_question(
    reviewer, language, said
):
    desk = reviewer.open(language)
    mine, other = desk.border()
    zone = desk.zone_of(mine)
    far, _ = moves_of_others(mine)
    paint_while(desk, [mine, other], far)
    expect(desk.page.locator(".rv-notice")).to_contain_text(said)
    expect(desk.page.locator("#rv-saved")).to_contain_text("2")
    assert (desk.zone_of(other), desk.zone_of(far[0])) == (zone, far[1])
    assert desk.page.locator("dialog").count() == 0
    assert desk.page.evaluate("gridplan.app.session.now().passed_over.length") == 1


def test_an_edit_of_the_same_community_meanwhile_is_asked_about(desk):
    mine, other = desk.border()
    zone = desk.zone_of(mine)
    _, near = moves_of_others(mine)
    paint_while(desk, [mine, other], near)
    desk.page.locator("dialog [data-value=mine]").click()
    desk.saved(2)
    assert desk.zone_of(other) == zone
    desk.faults.clear()  # the browser writes of the 409
