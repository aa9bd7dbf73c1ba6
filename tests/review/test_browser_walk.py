"""A newcomer's way through the app on the sample, from the first problem to the export.

Walked in both languages, by mouse and by keyboard alone; what happens is read from the model of
the page, from the API and from the log of edits.
"""

import json
import zipfile
from functools import cache

import pytest

from gridplan.params import Params, PartitionParams
from gridplan.pipeline import run
from gridplan.policy import load_profile
from gridplan.read import load
from gridplan.text import say
from tests.places import SAMPLE
from tests.review.browsing import expect

pytestmark = pytest.mark.browser

REMARK = {"zh": "请核对东侧边界。", "en": "Please check the eastern border."}
GRID = 1

SPLIT = """() => {
    const { app, model } = gridplan;
    const [{ at, zone, rule }] = app.problems();
    const { zoneOf } = model.levels[at];
    const { groups, units } = model;
    for (let unit = 0; unit < units.n; unit++) {
        if (zoneOf[unit] !== zone || !units.compoundOf[unit]) continue;
        const all = groups.compound.of(units.compoundOf[unit]);
        const away = all.filter((other) => zoneOf[other] !== zone);
        if (!away.length) continue;
        const into = 2 * away.length > all.length ? zoneOf[away[0]] : zone;
        return { rule, zone, into, all, unit: all.find((other) => zoneOf[other] === into) };
    }
}"""

ROUTE = """async (goals) => {
    const { unitBeside } = await import("/static/app/stepping.js");
    const { model, state } = gridplan;
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const keys = new Map([[state.get().cursor, []]]);
    for (const [unit, pressed] of keys) {
        if (goals.includes(unit)) return pressed;
        for (const [key, way] of Object.entries(ways)) {
            const next = unitBeside(model, unit, way);
            if (next >= 0 && !keys.has(next)) keys.set(next, [...pressed, key]);
        }
    }
}"""


@cache
def sample_result():
    """Plan the sample in a hurry."""
    params = Params(partition=PartitionParams(effort=0.1))
    return run(load(SAMPLE), load_profile("xiuzhou-2023"), params, version="test")


class Hand:
    """A newcomer who knows what the page says."""

    def __init__(self, desk, language):
        self.desk = desk
        self.page = desk.page
        self.language = language

    def word(self, key):
        """Return a sentence of the page."""
        return say(self.language, f"app.{key}")


class Mouse(Hand):
    """Points, presses and draws; types only where there is text to write."""

    def act(self, key, *, within="body"):
        self.page.locator(within).get_by_role("button", name=self.word(key)).first.click()

    def go_to_first_problem(self):
        self.act("next_problem", within=".rv-rail")

    def mend(self, split):
        self.act("tool_brush", within=".rv-rail")
        self.page.get_by_role("radio", name=self.word("whole_compound")).click()
        self.desk.paint([split["unit"]])

    def lock(self, zones):
        page = self.desk.tab("zones")
        for k, zone in enumerate(zones):
            code = self.desk.code(zone, GRID)
            page.locator("input[type=search]").fill(code)
            page.locator(".rv-row").first.click(modifiers=["Control"] if k else [])
        page.locator("input[type=search]").fill("")
        page.locator("[data-act=act_lock]").click()

    def optimise(self, community):
        self.act("solve", within=".rv-rail")
        self.page.locator("dialog select").select_option(f"community:{community}")
        self.page.locator("dialog .rv-primary").click()

    def accept(self):
        self.page.locator(".rv-proposal .rv-primary").click()

    def compare(self):
        page = self.desk.tab("compare")
        page.locator(".rv-row").first.wait_for()
        page.get_by_role("radio", name=self.word("compare_swipe")).click()

    def comment(self, zone):
        sheet = self._sheet(zone)
        sheet.locator("textarea").fill(REMARK[self.language])
        sheet.get_by_role("button", name=self.word("add_comment")).click()

    def approve(self, zone):
        self._sheet(zone).locator("[data-act=approve]").click()

    def _sheet(self, zone):
        page = self.desk.tab("zones")
        page.locator("input[type=search]").fill(self.desk.code(zone, GRID))
        page.locator(".rv-row").first.click()
        return self.desk.tab("sheet")

    def export(self):
        self.page.locator("#rv-export").click()
        self.page.locator("dialog input[value=log]").check()
        self.page.locator("dialog .rv-primary").click()


class Keyboard(Hand):
    """Presses keys, and has no mouse."""

    def keys(self, *names):
        for name in names:
            self.page.keyboard.press(name)

    def fill(self, locator, text):
        locator.focus()
        self.keys("Control+a", "Delete")
        self.page.keyboard.type(text)

    def go_to_first_problem(self):
        self.desk.press("f")

    def mend(self, split):
        self.desk.press("q")
        self.page.get_by_role("radio", name=self.word("whole_compound")).focus()
        self.keys("Space")
        self.page.locator(".rv-map").first.focus()
        self.keys(*self.page.evaluate(ROUTE, [split["unit"]]))
        self.keys("1", "Space")
        expect(self.page.locator(".rv-live")).to_be_visible()
        self.keys("Enter")

    def lock(self, zones):
        self.keys("Control+1")
        page = self.page.locator("#rv-page-zones")
        for zone in zones:
            self.fill(page.locator("input[type=search]"), self.desk.code(zone, GRID))
            page.get_by_role("grid").focus()
            self.keys("Home", "Space")
        self.fill(page.locator("input[type=search]"), " ")
        page.locator("[data-act=act_lock]").focus()
        self.keys("Enter")

    def optimise(self, community):
        self.desk.press("o")
        scope = self.page.locator("dialog select")
        options = scope.locator("option").evaluate_all("(all) => all.map((one) => one.value)")
        self.keys(*["ArrowDown"] * options.index(f"community:{community}"))
        self.page.locator("dialog .rv-primary").focus()
        self.keys("Enter")

    def accept(self):
        self.keys("Enter")

    def compare(self):
        self.desk.press("d")

    def comment(self, zone):
        self._select(zone)
        self.desk.press("t")
        self.page.keyboard.type(REMARK[self.language])
        self.page.locator("dialog .rv-primary").focus()
        self.keys("Enter")

    def approve(self, zone):
        self._select(zone)
        self.desk.press("a")

    def _select(self, zone):
        self.keys("Control+1")
        page = self.page.locator("#rv-page-zones")
        self.fill(page.locator("input[type=search]"), self.desk.code(zone, GRID))
        page.get_by_role("grid").focus()
        self.keys("Home", "Enter")

    def export(self):
        self.page.locator("#rv-export").focus()
        self.keys("Enter")
        self.page.locator("dialog input[value=log]").focus()
        self.keys("Space")
        self.page.locator("dialog .rv-primary").focus()
        self.keys("Enter")


def walk(hand, file):
    """Go the whole way, and stop at every step to look around."""
    desk, page = hand.desk, hand.page
    yield "opened"
    hand.go_to_first_problem()
    split = page.evaluate(SPLIT)
    assert page.evaluate("gridplan.state.get().selected.index") == split["zone"]
    yield "at the first problem"
    hand.mend(split)
    desk.saved(1)
    assert {desk.zone_of(unit, GRID) for unit in split["all"]} == {split["into"]}
    assert not any(_is(split, one) for one in desk.ask("/api/findings")["findings"])
    found = f"[data-problem]:has-text('{split['rule']}')"
    n_left = sum(one["rule"] == split["rule"] for one in desk.ask("/api/findings")["findings"])
    desk.tab("problems")
    expect(page.locator(found)).to_have_count(n_left)
    yield "mended"
    community = page.evaluate("(unit) => gridplan.model.levels[0].zoneOf[unit]", split["unit"])
    parents = desk.state()["levels"][GRID]["zones"]["parent"]
    spare = [zone for zone, parent in enumerate(parents) if parent == community][:4]
    others = [zone for zone in spare if zone not in (split["zone"], split["into"])]
    locked = sorted([split["into"], *others[:2]])
    hand.lock(locked)
    desk.saved(2)
    kept = {zone: desk.units_of(zone, GRID) for zone in locked}
    assert _marked(desk, "is_locked") == locked
    yield "locked"
    hand.optimise(f"community-{community}")
    page.locator(".rv-proposal .rv-primary").wait_for(timeout=20_000)
    yield "proposed"
    hand.accept()
    desk.saved(3)
    assert {zone: desk.units_of(zone, GRID) for zone in locked} == kept
    assert {desk.zone_of(unit, GRID) for unit in split["all"]} == {split["into"]}
    yield "accepted"
    hand.compare()
    expect(page.locator(".rv-swipe")).to_be_visible()
    yield "compared"
    hand.comment(split["into"])
    expect(page.locator("#rv-tab-comments .rv-count")).to_have_text("1")
    yield "commented"
    hand.approve(split["into"])
    desk.saved(4)
    yield "approved"
    with page.expect_download() as given:
        hand.export()
        yield "exporting"
    given.value.save_as(file)
    yield "exported"


def _is(split, finding):
    return (finding["rule"], finding["zone"]) == (split["rule"], split["zone"])


def _marked(desk, column):
    return [
        zone for zone, is_so in enumerate(desk.state()["levels"][GRID]["zones"][column]) if is_so
    ]


@pytest.mark.reviewed.with_args(sample_result)
@pytest.mark.parametrize("kind", [Mouse, Keyboard])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_newcomer_gets_from_the_first_problem_to_the_export(reviewer, tmp_path, language, kind):
    desk = reviewer.open(language)
    for _ in walk(kind(desk, language), tmp_path / "plan.zip"):
        pass
    log = [entry["op"] for entry in reversed(desk.log())]
    assert log == ["move", "lock_zones", "accept", "approve"]
    (remark,) = desk.state()["comments"]
    assert remark["text"] == REMARK[language]
    approved = _marked(desk, "approval")
    assert approved == [remark["zone"]]
    with zipfile.ZipFile(tmp_path / "plan.zip") as given:
        assert any(name.endswith(".gpkg") for name in given.namelist())
        lines = given.read("edits.jsonl").decode("utf-8").splitlines()
    kept = [json.loads(line)["op"] for line in lines]
    assert kept[:6] == ["open", "move", "lock_zones", "accept", "comment", "approve"]
