"""The keyboard brush in a real browser: a cursor on the map, and what it paints."""

import pytest

from tests.review.browsing import expect

pytestmark = pytest.mark.browser


def stand(desk, unit):
    """Take the keyboard brush, its cursor on a unit."""
    desk.page.evaluate(
        "(unit) => gridplan.app.select({ kind: 'unit', level: 0, index: unit })", unit
    )
    desk.press("q")
    assert cursor(desk) == unit
    return desk.page.keyboard


def cursor(desk):
    return desk.page.evaluate("gridplan.state.get().cursor")


def way(desk, unit, other):
    """Return the arrow that leads from a unit to one beside it."""
    (x, y), (u, v) = desk.point(unit), desk.point(other)
    if abs(u - x) > abs(v - y):
        return "ArrowRight" if u > x else "ArrowLeft"
    return "ArrowDown" if v > y else "ArrowUp"


def centre(desk):
    return desk.page.evaluate("[gridplan.map.getCenter().lat, gridplan.map.getCenter().lng]")


def spoken(desk):
    return desk.page.locator("#rv-spoken")


def test_arrows_move_the_cursor_with_the_brush_and_the_map_without(desk):
    mine, other = desk.border()
    keyboard = stand(desk, mine)
    before = centre(desk)
    keyboard.press(way(desk, mine, other))
    assert cursor(desk) == other
    expect(spoken(desk)).to_contain_text("households: 20")
    desk.page.wait_for_timeout(300)
    assert centre(desk) == before
    desk.press("v")
    desk.page.locator(".rv-map").focus()
    keyboard.press("ArrowRight")
    desk.page.wait_for_timeout(400)
    assert cursor(desk) == other
    assert centre(desk) != before


def test_space_paints_and_enter_saves_it_as_one_edit(desk):
    mine, other = desk.border()
    zone = desk.zone_of(mine)
    keyboard = stand(desk, mine)
    keyboard.press("Space")
    keyboard.press(way(desk, mine, other))
    keyboard.press("Space")
    assert desk.zone_of(other) == zone
    row = desk.page.locator(f".rv-live tr[data-zone='{desk.code(zone)}']")
    expect(row).to_contain_text("+20")
    expect(spoken(desk)).to_contain_text("80 households, in band")
    assert desk.state()["rev"] == 0
    keyboard.press("Enter")
    desk.saved(1)
    assert desk.zone_of(other) == zone
    assert [entry["op"] for entry in desk.log()] == ["move"]
    keyboard.press("Control+z")
    desk.saved(2)
    assert desk.zone_of(other) != zone


def test_shift_paints_on_the_way_and_escape_gives_it_up(desk):
    mine, other = desk.border()
    before = desk.zone_of(other)
    keyboard = stand(desk, mine)
    keyboard.press(f"Shift+{way(desk, mine, other)}")
    assert desk.zone_of(other) == desk.zone_of(mine) != before
    keyboard.press("Escape")
    assert desk.zone_of(other) == before
    expect(spoken(desk)).to_have_text("Canceled; nothing changed.")
    assert desk.state()["rev"] == 0
    keyboard.press("Escape")
    assert desk.page.evaluate("gridplan.state.get().tool") == "pan"


def test_a_number_names_the_target_before_and_during_a_stroke(desk):
    mine, other = desk.border()
    keyboard = stand(desk, other)
    near = desk.page.evaluate("gridplan.app.nearZones()")
    assert near[0] == desk.zone_of(other)
    third = next(zone for zone in near[1:] if zone != desk.zone_of(mine))
    keyboard.press(str(near.index(desk.zone_of(mine)) + 1))
    keyboard.press("Space")
    assert desk.zone_of(other) == desk.zone_of(mine)
    keyboard.press(str(desk.page.evaluate("gridplan.app.nearZones()").index(third) + 1))
    assert desk.zone_of(other) == third
    keyboard.press("Enter")
    desk.saved(1)
    assert desk.zone_of(other) == third


def test_a_locked_zone_is_told(desk):
    mine, other = desk.border()
    desk.choose_zone(desk.zone_of(other))
    desk.press("k")
    desk.saved(1)
    keyboard = stand(desk, mine)
    keyboard.press(f"Shift+{way(desk, mine, other)}")
    expect(spoken(desk)).to_contain_text("Stays where it is.")
    keyboard.press("Enter")
    expect(desk.page.locator(".rv-notice")).to_contain_text("1 units are locked and stay")
    assert desk.state()["rev"] == 1


def test_a_cursor_reaches_every_unit(desk):
    reached = desk.page.evaluate(
        """async () => {
            const { unitBeside } = await import("/static/app/stepping.js");
            const { model } = gridplan;
            const seen = new Set([0]);
            for (const unit of seen) {
                for (const way of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
                    const next = unitBeside(model, unit, way);
                    if (next >= 0) seen.add(next);
                }
            }
            return seen.size === model.units.n;
        }"""
    )
    assert reached


# six hundred zones, two to a grid, three hundred to a community; zone 7 is in the first community
OFFERED = """async ({ zones, hand, also }) => {
    const { offeredZones } = await import("/static/app/offered.js");
    const all = [...Array(zones).keys()];
    const app = {
        model: {
            levels: [
                { label: Int32Array.of(0, 0, 900, 0) },
                { zones: { parent: all.map((grid) => Number(grid >= 150)) } },
                { zones: { parent: all.map((zone) => zone >> 1) } },
            ],
        },
        state: { get: () => ({ level: 2, selected: null }) },
        zoneList: () => all,
        zoneInHand: () => hand,
    };
    return offeredZones(app, also);
}"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"zones": 500, "hand": 7, "also": []}, [*range(500)]),
        ({"zones": 600, "hand": 7, "also": []}, [*range(300)]),
        ({"zones": 600, "hand": 400, "also": [7, -1]}, [7, *range(300, 600)]),
    ],
)
def test_lists_of_a_large_town_offer_the_community_in_hand(desk, asked, expected):
    assert desk.page.evaluate(OFFERED, asked) == expected
