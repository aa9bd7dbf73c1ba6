"""Editing in a real browser: every tool, told while the button is down, kept as one edit."""

import re

import pytest

from tests.review.browsing import expect

pytestmark = pytest.mark.browser


def tool(desk, key):
    desk.press(key)
    return desk


def test_the_brush_takes_a_house_into_the_zone_it_began_in(desk):
    mine, other = desk.border()
    zone, before = desk.zone_of(mine), desk.zone_of(other)
    tool(desk, "b").paint([mine, other])
    desk.saved(1)
    assert desk.zone_of(other) == zone != before
    assert desk.state()["rev"] == 1
    assert [entry["op"] for entry in desk.log()] == ["move"]


def test_what_a_stroke_changes_is_told_before_the_button_is_up(desk):
    mine, other = desk.border()
    tool(desk, "b").paint([mine, other], lets_go=False)
    card = desk.page.locator(".rv-live")
    row = card.locator(f"tr[data-zone='{desk.code(desk.zone_of(mine))}']")
    expect(row).to_contain_text("+20")
    expect(row).to_contain_text(re.compile("in band|too many|too few"))
    expect(row).to_contain_text("one piece")
    assert desk.state()["rev"] == 0
    desk.page.mouse.up()
    desk.saved(1)


def test_escape_gives_a_stroke_up(desk):
    mine, other = desk.border()
    before = desk.zone_of(other)
    tool(desk, "b").paint([mine, other], lets_go=False)
    assert desk.zone_of(other) == desk.zone_of(mine)
    desk.page.keyboard.press("Escape")
    desk.page.mouse.up()
    assert desk.zone_of(other) == before
    assert desk.state()["rev"] == 0
    expect(desk.page.locator(".rv-notice")).to_have_text("Canceled; nothing changed.")


def test_a_stroke_goes_on_while_the_one_before_is_acknowledged(desk):
    mine, other = desk.border()
    zone = desk.zone_of(mine)
    more = next(unit for unit in desk.units_of(desk.zone_of(other)) if unit != other)
    held = []
    desk.page.route("**/api/edits*", lambda route: held.append(route), times=1)
    tool(desk, "b").paint([mine, other])
    desk.paint([mine, more], lets_go=False)
    held[0].continue_()
    desk.saved(1)
    assert desk.zone_of(more) == zone
    desk.page.mouse.up()
    desk.saved(2)
    assert desk.zone_of(other) == desk.zone_of(more) == zone
    assert [entry["op"] for entry in desk.log()] == ["move", "move"]


def test_one_check_is_asked_for_when_the_hand_rests(desk):
    mine, other = desk.border()
    tool(desk, "b").paint([mine, other])
    desk.saved(1).press("Control+z")
    desk.saved(2).press("Control+y")
    desk.saved(3)
    with desk.page.expect_response(lambda answer: "/api/findings" in answer.url):
        pass
    assert sum("/api/findings" in url for url in desk.requests) == 1
    expect(desk.page.locator("#rv-page-problems [data-problem]")).to_have_count(
        len(desk.ask("/api/findings")["findings"])
    )


def test_undo_and_redo_by_keys_and_buttons(desk):
    mine, other = desk.border()
    before = desk.zone_of(other)
    tool(desk, "b").paint([mine, other])
    desk.saved(1).press("Control+z")
    desk.saved(2)
    assert desk.zone_of(other) == before
    desk.page.locator("#rv-redo").click()
    desk.saved(3)
    assert desk.zone_of(other) == desk.zone_of(mine)
    desk.page.locator("#rv-undo").click()
    desk.saved(4)
    desk.open("en")
    assert desk.zone_of(other) == before
    expect(desk.page.locator("#rv-redo")).to_be_enabled()


def test_a_click_moves_one_house_into_the_target(desk):
    mine, other = desk.border()
    desk.page.evaluate("(zone) => gridplan.app.setTarget(zone)", desk.zone_of(mine))
    tool(desk, "c").paint([other])
    desk.saved(1)
    assert desk.zone_of(other) == desk.zone_of(mine)


def test_a_number_key_chooses_the_zone_nearby(desk):
    tool(desk, "b").press("2")
    near = desk.page.evaluate("gridplan.state.get().target.zone")
    expect(desk.page.locator(".rv-chip[aria-pressed=true]")).to_have_count(1)
    assert near in range(len(desk.state()["levels"][-1]["zones"]["code"]))


def test_a_rectangle_takes_what_lies_in_it(desk):
    mine, other = desk.border()
    zone, taken = desk.zone_of(mine), desk.units_of(desk.zone_of(other))
    desk.page.evaluate("(zone) => gridplan.app.setTarget(zone)", zone)
    tool(desk, "r")
    (x, y), (u, v) = desk.point(other), desk.point(other)
    desk.page.mouse.move(x - 5, y - 5)
    desk.page.mouse.down()
    desk.page.mouse.move(u + 5, v + 5, steps=3)
    desk.page.mouse.up()
    desk.saved(1)
    moved = [unit for unit in taken if desk.zone_of(unit) == zone]
    assert moved == [other]


def test_a_lasso_chooses_and_a_number_moves(desk):
    mine, other = desk.border()
    tool(desk, "l")
    x, y = desk.point(other)
    desk.page.mouse.move(x - 8, y - 8)
    desk.page.mouse.down()
    for dx, dy in ((8, -8), (8, 8), (-8, 8)):
        desk.page.mouse.move(x + dx, y + dy, steps=3)
    desk.page.mouse.up()
    expect(desk.page.locator(".rv-notice")).to_contain_text("1 units chosen")
    near = desk.page.evaluate("gridplan.app.nearZones()")
    desk.press(str(near.index(desk.zone_of(mine)) + 1))
    desk.saved(1)
    assert desk.zone_of(other) == desk.zone_of(mine)


def test_a_source_keeps_all_other_zones_out(desk):
    mine, other = desk.border()
    tool(desk, "b")
    elsewhere = next(
        zone
        for zone in desk.page.evaluate("gridplan.app.zoneList(gridplan.state.get().level)")
        if zone not in (desk.zone_of(mine), desk.zone_of(other))
    )
    desk.page.locator(".rv-options select").nth(1).select_option(str(elsewhere))
    desk.paint([mine, other])
    expect(desk.page.locator(".rv-notice")).to_contain_text("outside the chosen source")
    assert desk.state()["rev"] == 0


def test_brackets_change_the_width_of_the_brush(desk):
    tool(desk, "b")
    size = desk.page.locator(".rv-size")
    expect(size).to_have_text("32 px")
    desk.press("]")
    expect(size).to_have_text("40 px")
    desk.press("[")
    expect(size).to_have_text("32 px")


def test_a_locked_zone_takes_nothing_and_gives_nothing(desk):
    mine, other = desk.border()
    desk.choose_zone(desk.zone_of(mine))
    desk.press("k")
    desk.saved(1)
    assert desk.state()["levels"][-1]["zones"]["is_locked"][desk.zone_of(mine)]
    tool(desk, "b").paint([mine, other])
    expect(desk.page.locator(".rv-notice")).to_contain_text("is locked")
    desk.paint([other, mine])
    expect(desk.page.locator(".rv-notice")).to_contain_text("1 units are locked and stay")
    assert desk.state()["rev"] == 1


def test_all_zones_lock_at_once(desk):
    desk.tab("zones").locator("[data-act=act_lock_all]").click()
    desk.saved(1)
    assert all(desk.state()["levels"][-1]["zones"]["is_locked"])
    assert len(desk.log()) == 1


def test_single_units_lock_and_are_told(desk):
    _, other = desk.border()
    page = desk.choose([other])
    page.get_by_role("button", name="Lock").click()
    desk.saved(1)
    assert desk.state()["locked_units"] == [other]
    expect(page.locator(".rv-row .rv-lock").first).to_be_visible()


def test_two_zones_merge(desk):
    mine, other = desk.border()
    gone, kept = desk.zone_of(other), desk.zone_of(mine)
    desk.choose_zone(kept)
    desk.press("j")
    desk.page.locator("dialog select").select_option(str(gone))
    desk.page.locator("dialog .rv-primary").click()
    desk.saved(1)
    assert desk.units_of(gone) == []
    assert other in desk.units_of(kept)
    assert desk.log()[0]["op"] == "merge"


def test_a_zone_splits_in_two(desk):
    mine, _ = desk.border()
    units = desk.units_of(desk.zone_of(mine))
    desk.choose_zone(desk.zone_of(mine))
    desk.press("s")
    desk.page.locator("dialog .rv-primary").click()
    desk.saved(1)
    assert len({desk.zone_of(unit) for unit in units}) == 2


def test_a_new_special_zone_is_made_of_what_is_chosen(desk):
    mine, _ = desk.border()
    desk.choose([mine])
    desk.press("n")
    desk.page.locator("dialog input[type=text]").fill("Depot")
    desk.page.locator("#rv-special").check()
    desk.page.locator("dialog .rv-primary").click()
    desk.saved(1)
    zones = desk.state()["levels"][-1]["zones"]
    assert desk.units_of(desk.zone_of(mine)) == [mine]
    assert zones["is_special"][desk.zone_of(mine)]
    assert zones["name"][desk.zone_of(mine)] == "Depot"


def test_a_zone_gets_a_name_and_a_color(desk):
    mine, _ = desk.border()
    zone = desk.zone_of(mine)
    desk.choose_zone(zone)
    desk.press("e")
    desk.page.locator("dialog input[type=text]").first.fill("Riverside")
    desk.page.locator("dialog input[name=rv-color]").nth(5).check(force=True)
    desk.page.locator("dialog .rv-primary").click()
    desk.saved(1)
    zones = desk.state()["levels"][-1]["zones"]
    assert (zones["name"][zone], zones["color"][zone]) == ("Riverside", 5)


def test_a_zone_becomes_special_and_ordinary_again(desk):
    mine, _ = desk.border()
    zone = desk.zone_of(mine)
    desk.choose_zone(zone)
    act = desk.tab("sheet").locator("[data-act=special]")
    act.click()
    desk.saved(1)
    assert desk.state()["levels"][-1]["zones"]["is_special"][zone]
    act.click()
    desk.saved(2)
    assert not desk.state()["levels"][-1]["zones"]["is_special"][zone]


def test_links_are_kept_and_told(desk):
    mine, other = desk.border()
    page = desk.choose([mine, other])
    page.get_by_role("button", name="Keep together").click()
    desk.saved(1)
    links = desk.state()["links"]
    assert [(link["kind"], sorted(link["units"])) for link in links] == [
        ("must", sorted([mine, other]))
    ]
    desk.page.evaluate("(unit) => gridplan.app.goTo({ kind: 'unit', level: 0, index: unit })", mine)
    sheet = desk.tab("sheet")
    expect(sheet.locator(".rv-links")).to_contain_text("Kept together with")
    sheet.locator(".rv-links button").click()
    desk.saved(2)
    assert desk.state()["links"] == []


def test_the_table_moves_units_by_keyboard_alone(desk):
    mine, other = desk.border()
    own = desk.page.evaluate("(unit) => gridplan.model.units.id(unit)", other)
    desk.press("Control+4")
    keyboard = desk.page.keyboard
    desk.page.locator("#rv-find-unit").focus()
    keyboard.type(own)
    grid = desk.page.locator("#rv-page-table [role=grid]")
    grid.focus()
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect(desk.page.locator("#rv-page-table [role=status]")).to_contain_text("1 chosen")
    desk.page.locator("#rv-page-table .rv-acts select").select_option(str(desk.zone_of(mine)))
    desk.page.get_by_role("button", name="Move", exact=True).press("Enter")
    desk.saved(1)
    assert desk.zone_of(other) == desk.zone_of(mine)


def rows_of(desk):
    """Return the rows of the table, when what follows from an edit is drawn: page, then rows."""
    return desk.page.evaluate(
        """async () => {
            for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
            const rows = document.querySelectorAll("#rv-page-table .rv-row");
            return [...rows].map((row) => row.textContent);
        }"""
    )


@pytest.mark.parametrize("is_sorted", [False, True])
@pytest.mark.parametrize("within", ["all", "zone left", "zone entered"])
def test_the_open_table_follows_edits_as_if_it_were_drawn_anew(desk, is_sorted, within):
    desk.page.set_viewport_size({"width": 1280, "height": 2200})  # all rows are in sight
    mine, other = desk.border()
    table = desk.tab("table")
    zone = {"zone left": desk.zone_of(other), "zone entered": desk.zone_of(mine)}.get(within)
    table.locator(".rv-page-head select").select_option("all" if zone is None else str(zone))
    if is_sorted:
        table.get_by_role("button", name="Zone", exact=True).click()
    before = rows_of(desk)
    tool(desk, "b").paint([mine, other])
    desk.saved(1).press("Control+z")
    desk.saved(2).press("Control+y")
    desk.saved(3)
    followed = rows_of(desk)
    assert followed != before
    desk.tab("zones")
    desk.tab("table")
    assert rows_of(desk) == followed


def test_the_open_table_looks_at_no_unit_that_stays(desk):
    mine, other = desk.border()
    table = desk.tab("table")
    ids = desk.page.evaluate("(unit) => gridplan.model.units.id(unit)", mine)
    table.locator("#rv-find-unit").fill(ids)
    desk.page.evaluate(
        """() => {
            const { units } = gridplan.model;
            const { id } = units;
            window.asked = new Set();
            units.id = (unit) => (window.asked.add(unit), id(unit));
        }"""
    )
    tool(desk, "b").paint([mine, other])
    desk.saved(1)
    rows_of(desk)
    asked = desk.page.evaluate("[...window.asked]")
    assert other in asked
    assert len(asked) < 10


@pytest.mark.parametrize("answer", ["mine", "theirs", "copy"])
def test_two_at_once_are_asked_about(desk, answer):
    mine, other = desk.border()
    before = desk.zone_of(other)
    away = next(zone for zone in range(3) if zone not in (before, desk.zone_of(mine)))
    state = desk.state()
    theirs = {"base_rev": 0, "scenario": state["scenario"], "op": "lock_zones"}
    theirs |= {"level": len(state["levels"]) - 1, "zones": [away], "is_locked": True}
    desk.page.route("**/api/events*", lambda route: route.abort())
    desk.page.route(
        "**/api/edits*", lambda route: (desk.ask("/api/edits", theirs), route.continue_()), times=1
    )
    tool(desk, "b").paint([mine, other])
    desk.page.locator(f"dialog [data-value={answer}]").click()
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.page.locator("#rv-saved", has_text=re.compile("^Saved")).wait_for()
    assert (desk.zone_of(other) == desk.zone_of(mine)) is (answer != "theirs")
    assert len(desk.state()["scenarios"]) == (2 if answer == "copy" else 1)
    desk.page.unroute_all()
    desk.faults.clear()  # the browser itself notes the refused requests


def test_communities_are_given_so_the_brush_paints_within_them(desk):
    page = desk.tab("zones")
    page.get_by_role("radio", name="Community").check(force=True)
    expect(page.locator("[data-act=act_new]")).to_be_disabled()
    desk.press("b")
    assert desk.page.evaluate("gridplan.state.get().level") == 2
