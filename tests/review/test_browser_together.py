"""Two reviewers at one plan, one of them at a real browser."""

import pytest

from tests.places import IS_COMPLETE

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect  # noqa: E402

from tests.small import halves_result  # noqa: E402

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


def send(desk, move):
    unit, zone = move
    edit = {"base_rev": 0, "scenario": "main", "op": "move", "level": 2, "zone": zone}
    desk.ask("/api/edits", {**edit, "units": [unit]})


@pytest.mark.parametrize(
    ("language", "said"), [("en", "in other communities is kept too"), ("zh", "其他社区")]
)
def test_an_edit_in_another_community_meanwhile_is_kept_without_a_question(
    reviewer, language, said
):
    desk = reviewer.open(language)
    mine, other = desk.border()
    far, _ = moves_of_others(mine)
    zone = desk.zone_of(mine)
    desk.press("b")
    desk.paint([mine, other], lets_go=False)
    send(desk, far)
    desk.page.mouse.up()
    expect(desk.page.locator(".rv-notice")).to_contain_text(said)
    expect(desk.page.locator("#rv-saved")).to_contain_text("2")
    assert (desk.zone_of(other), desk.zone_of(far[0])) == (zone, far[1])
    assert desk.page.locator("dialog").count() == 0
    assert desk.page.evaluate("gridplan.app.session.now().passed_over.length") == 1


def test_an_edit_of_the_same_community_meanwhile_is_asked_about(reviewer):
    desk = reviewer.open("en")
    mine, other = desk.border()
    _, near = moves_of_others(mine)
    zone = desk.zone_of(mine)
    desk.press("b")
    desk.paint([mine, other], lets_go=False)
    send(desk, near)
    desk.page.mouse.up()
    desk.page.locator("dialog [data-value=mine]").click()
    desk.saved(2)
    assert desk.zone_of(other) == zone
    desk.faults.clear()  # the browser writes of the 409
