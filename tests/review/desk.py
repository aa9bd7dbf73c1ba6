"""A reviewer at the screen: a server of its own, a window, and short ways to point at things."""

import json
import re
import urllib.request

from tests.watch import Watched


class Reviewer(Watched):
    """A page of the app, and the API behind it."""

    def __init__(self, page, url, token):
        super().__init__(page, (url, "data:", "blob:"))
        self.url = url
        self.token = token

    def open(self, language="en"):
        """Open the app and wait until it says that it is ready."""
        self.go(f"{self.url}/?lang={language}&token={self.token}")
        return self

    def ask(self, path, body=None):
        """Ask the API as another program would, in English."""
        request = urllib.request.Request(
            f"{self.url}{path}{'&' if '?' in path else '?'}lang=en",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Gridplan-Token": self.token, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def state(self):
        """Return the plan as the server has it."""
        return self.ask("/api/state")

    def log(self):
        """Return what was done, the newest first."""
        return self.ask("/api/history")

    def zone_of(self, unit, level=-1):
        """Return the zone of a unit as the page has it."""
        return self.page.evaluate(
            "([unit, level]) => gridplan.model.levels.at(level).zoneOf[unit]", [unit, level]
        )

    def units_of(self, zone, level=-1):
        """Return the units of a zone as the page has them."""
        return self.page.evaluate(
            "([zone, level]) => [...gridplan.model.levels.at(level).zoneOf.keys()]"
            ".filter((unit) => gridplan.model.levels.at(level).zoneOf[unit] === zone)",
            [zone, level],
        )

    def code(self, zone, level=-1):
        """Return the code of a zone."""
        return self.page.evaluate(
            "([zone, level]) => gridplan.model.levels.at(level).zones.code[zone]", [zone, level]
        )

    def border(self):
        """Return a unit and one of another zone beside it, both houses."""
        return self.page.evaluate(
            """() => {
                const { model } = gridplan;
                const { zoneOf, zones } = model.levels.at(-1);
                const { start, other } = model.adjacency;
                const { kind } = model.units;
                const isHome = (unit) => kind[unit] !== 2 && !zones.is_special[zoneOf[unit]];
                for (let unit = 0; unit < model.units.n; unit++) {
                    for (let k = start[unit]; k < start[unit + 1]; k++) {
                        const away = other[k];
                        if (zoneOf[unit] === zoneOf[away]) continue;
                        if (isHome(unit) && isHome(away)) return [unit, away];
                    }
                }
            }"""
        )

    def point(self, unit):
        """Return where a unit lies on the screen."""
        return self.page.evaluate(
            """(unit) => {
                const { map, model, placeOf } = gridplan;
                const { middle } = model.units;
                const place = placeOf(middle[2 * unit], middle[2 * unit + 1]);
                const point = map.latLngToContainerPoint(place);
                const box = map.getContainer().getBoundingClientRect();
                return [point.x + box.left, point.y + box.top];
            }""",
            unit,
        )

    def press(self, keys):
        """Press keys on the page itself."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press(keys)

    def tab(self, name):
        """Turn to a page of the panel."""
        self.page.locator(f"#rv-tab-{name}").click()
        return self.page.locator(f"#rv-page-{name}")

    def paint(self, units, *, lets_go=True):
        """Draw a stroke of the tool in hand over some units."""
        points = [self.point(unit) for unit in units]
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=4)
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        if lets_go:
            self.page.mouse.up()

    def saved(self, rev):
        """Wait until a revision is kept."""
        self.page.locator("#rv-saved", has_text=re.compile(rf"rev {rev}$|第{rev}版$")).wait_for()
        return self

    def choose(self, units):
        """Choose units on the table, by their ids."""
        page = self.tab("table")
        ids = self.page.evaluate(
            "(units) => units.map((unit) => gridplan.model.units.id(unit))", units
        )
        for k, own in enumerate(ids):
            page.locator("#rv-find-unit").fill(own)
            row = page.locator(".rv-row", has_text=own).first
            row.click(modifiers=["Control"] if k else [])
        return page

    def choose_zone(self, zone):
        """Choose a zone of the finest level in the list."""
        page = self.tab("zones")
        page.locator("input[type=search]").fill(self.code(zone))
        page.locator(".rv-row").first.click()
        page.locator("input[type=search]").fill("")
        return page
