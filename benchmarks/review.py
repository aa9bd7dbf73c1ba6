"""The review app in a real browser: first picture, panning, the brush, live figures, edits.

    python -m benchmarks.review PLAN [--copies 1,13,132] [--edits 300] [--chromium PATH]

PLAN is the plan document of the sample (`gridplan demo -o DIR`); it is laid out as often as asked.
The server runs in a process of its own, as it does for users. An edit is made with the brush in
hand and timed from the end of the gesture: until it is acknowledged, that is the page has the
answer of the server, has taken it over and has said so; and until the frame is drawn that shows
it: tiles, labels, figures. One follows the other after a pause of chance, so that some meet the
check of the one before.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.copies import copied_town
from benchmarks.record import keep
from benchmarks.review_server import TOKEN, Server
from gridplan.check import check_plan
from gridplan.document import read_document
from gridplan.model import Result

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
COMMAND = "python -m benchmarks.review PLAN"
# where the town is drawn whole, half of it, a community, a street
ZOOMS = {"whole town": None, "community": 15.0, "street": 17.0}

PAN = """async (zoom) => {
    const { app, map } = gridplan;
    app.showAll();
    if (zoom) map.setZoom(zoom, { animate: false });
    await new Promise((done) => setTimeout(done, 1500));
    const frames = [];
    let last = performance.now();
    const from = map.getContainer().getBoundingClientRect();
    const place = (k) => ({ clientX: from.left + 400 - 6 * k, clientY: from.top + 400 - 3 * k });
    const at = (k) => ({ ...place(k), bubbles: true, button: 0 });
    map.getPane("mapPane").dispatchEvent(new MouseEvent("mousedown", at(0)));
    for (let k = 1; k <= 60; k++) {
        document.dispatchEvent(new MouseEvent("mousemove", at(k)));
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
    }
    document.dispatchEvent(new MouseEvent("mouseup", at(60)));
    return frames;
}"""

BRUSH = """async () => {
    const { app, map, model, state } = gridplan;
    const level = state.get().level;
    const { zoneOf } = model.levels[level];
    const first = model.units.kind.findIndex((kind) => kind !== 2);
    app.goTo({ kind: "unit", level: 0, index: first });
    map.setZoom(16, { animate: false });
    await new Promise((done) => setTimeout(done, 1500));
    const target = { level, zone: zoneOf[first] };
    const rules = { isLocked: () => false, isSource: () => true };
    const repaint = [], figures = [];
    const paint = app.repaint, live = app.live.show;
    const timed = (deed, times) => (...all) => {
        const t = performance.now();
        const found = deed(...all);
        times.push(performance.now() - t);
        return found;
    };
    app.repaint = timed(paint, repaint);
    app.live.show = timed(live, figures);
    for (let unit = first + 1; repaint.length < 40; unit += 3) {
        app.take([unit, unit + 1, unit + 2], target, rules);
    }
    app.cancel();
    [app.repaint, app.live.show] = [paint, live];
    return { repaint: repaint.slice(0, 40), figures: figures.slice(0, 40) };
}"""

EDITS = """async (n) => {
    const { app, map, model, placeOf, state } = gridplan;
    const { level } = state.get();
    const { zoneOf, zones } = model.levels[level];
    const { kind, middle } = model.units;
    const community = model.levels[0].zoneOf;
    const rules = { isLocked: () => false, isSource: () => true };
    const isHome = (unit) => kind[unit] !== 2 && !zones.is_special[zoneOf[unit]];
    const isBorder = (a, b) => isHome(a) && isHome(b) && zoneOf[a] !== zoneOf[b]
        && community[a] === community[b];
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const drawn = () => new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done; // comes after the frame
        port2.postMessage(0);
    }));
    let seed = 7;
    const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const times = { acknowledged: [], drawn: [] };
    let unit = 0;
    app.setTool("brush");
    for (let k = 0; k < n; k++) {
        let nLeft = model.units.n; // 11 leads round all units of all these towns
        do unit = (unit + 11) % (model.units.n - 1);
        while (!isBorder(unit, unit + 1) && nLeft-- > 0);
        if (nLeft < 0) throw new Error("no border is left to move");
        const target = { level, zone: zoneOf[unit + 1] };
        const place = placeOf(middle[2 * unit], middle[2 * unit + 1]);
        map.setView(place, 16, { animate: false });
        await wait(200 + 1000 * chance());
        app.take([unit], target, rules); // the hand draws
        const rev = state.get().rev;
        await drawn();
        const t = performance.now();
        await app.commit(target); // and lets go
        times.acknowledged.push(performance.now() - t);
        await drawn();
        times.drawn.push(performance.now() - t);
        if (state.get().rev !== rev + 1) throw new Error("the edit was not taken");
    }
    return times;
}"""


@dataclass(frozen=True)
class Row:
    """What was measured of one town."""

    n_units: int
    first_picture_s: float
    megabytes: float
    fps: dict[str, float]
    repaint_ms: list[float]
    figures_ms: list[float]
    acknowledged_ms: list[float]
    drawn_ms: list[float]

    def cells(self) -> list[str]:
        """Return the row of the table."""
        pans = " / ".join(f"{value:.0f}" for value in self.fps.values())
        return [
            f"{self.n_units:,}",
            f"{self.megabytes:.1f} MB",
            f"{self.first_picture_s:.2f} s",
            pans,
            f"{np.median(self.repaint_ms):.1f} / {max(self.repaint_ms):.1f} ms",
            f"{np.median(self.figures_ms):.1f} / {max(self.figures_ms):.1f} ms",
            _p50_p99(self.acknowledged_ms),
            _p50_p99(self.drawn_ms),
        ]


def town_of(base: Result, n_copies: int) -> Result:
    """Lay a town out and check it, so that it has findings to show."""
    town = copied_town(base, n_copies)
    report = check_plan(
        town.area, town.units, town.land, town.plans, town.profile, town.params,
        coverage=town.coverage,
    )  # fmt: skip
    return replace(town, report=report)


@contextmanager
def served(town: Result, document: Path) -> Iterator[str]:
    """Serve a town with an empty log; give the address of its page."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(town, Path(shutil.copy(document, folder)))
        try:
            yield f"http://127.0.0.1:{server.port}/?lang=en&token={TOKEN}"
        finally:
            server.kill()


def measure(town: Result, document: Path, chromium: str, n_edits: int) -> Row:
    """Serve a town and work on it in the browser."""
    with served(town, document) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(240_000)
        _open(page, url)  # the server makes what it serves once
        row = _row(page, url, len(town.units), n_edits)
        browser.close()
        return row


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("html[data-ready]").wait_for(state="attached")


def _row(page: Page, url: str, n_units: int, n_edits: int) -> Row:
    _open(page, url)
    first = page.evaluate(
        "new Promise((done) => requestAnimationFrame("
        "() => setTimeout(() => done(performance.now()))))"
    )
    size = page.evaluate(
        "performance.getEntriesByType('resource').find(({ name }) => name.includes('plan.bin'))"
        ".encodedBodySize"
    )
    fps = {name: _fps(page.evaluate(PAN, zoom)) for name, zoom in ZOOMS.items()}
    brush: dict[str, Any] = page.evaluate(BRUSH)
    _open(page, url)  # a drag of events made by hand leaves the map in the middle of it
    edits = page.evaluate(EDITS, n_edits)
    return Row(
        n_units,
        first / 1000,
        size / 1e6,
        fps,
        brush["repaint"],
        brush["figures"],
        edits["acknowledged"],
        edits["drawn"],
    )


def _p50_p99(times_ms: list[float]) -> str:
    return f"{np.percentile(times_ms, 50):.0f} / {np.percentile(times_ms, 99):.0f} ms"


def _fps(frames: list[float]) -> float:
    return 1000 * len(frames) / sum(frames)


def table(rows: list[Row]) -> str:
    """Return the table as Markdown."""
    n = len(rows[0].acknowledged_ms)
    heads = [
        *("units", "ground", "first picture", f"pan, frames a second ({' / '.join(ZOOMS)})"),
        *("repaint under the brush, median / worst", "live figures, median / worst"),
        *(f"edit {seen} ({n}), p50 / p99" for seen in ("acknowledged", "drawn")),
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure the sizes asked for and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--copies", default="1,13,132")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    base = read_document(asked.plan)
    rows = []
    for text in asked.copies.split(","):
        rows.append(measure(town_of(base, int(text)), asked.plan, asked.chromium, asked.edits))
        keep("review_browser", "The review app in the browser", COMMAND, {"Sizes": table(rows)})


if __name__ == "__main__":
    main()
