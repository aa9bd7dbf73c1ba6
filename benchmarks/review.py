"""The review app in a real browser: first picture, panning, the brush, live figures, edits.

    python -m benchmarks.review PLAN [--copies 1,13,132] [--chromium PATH]

PLAN is the plan document of the sample (`gridplan demo -o DIR`); it is laid out as often as asked.
"""

from __future__ import annotations

import argparse
import socket
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from playwright.sync_api import Page, sync_playwright

from benchmarks.copies import copied_town
from benchmarks.record import keep
from gridplan.document import read_document
from gridplan.model import Result
from gridplan.render import Imprint
from gridplan.review.app import build_app
from gridplan.review.asking import Room
from gridplan.review.bell import Bell
from gridplan.review.desk import Desk
from gridplan.review.facts import Facts
from gridplan.review.findings import Findings
from gridplan.review.guard import Rules
from gridplan.review.jobs import Jobs
from gridplan.review.store import EditStore

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
TOKEN = "a-token-of-this-benchmark"
N_EDITS = 60
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
    const { app, model, state } = gridplan;
    const level = state.get().level;
    const times = [];
    for (let k = 0; k < n; k++) {
        const units = [100 + 7 * k];
        const zone = model.levels[level].zoneOf[101 + 7 * k];
        const t = performance.now();
        await app.session.edit({ op: "move", level, zone, units });
        times.push(performance.now() - t);
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
    edits_ms: list[float]

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
            f"{np.percentile(self.edits_ms, 50):.0f} / {np.percentile(self.edits_ms, 99):.0f} ms",
        ]


def open_room(result: Result, folder: Path) -> Room:
    """Open a town that lies in no file, with a log of its own."""
    store = EditStore(folder / "review.sqlite")
    desk = Desk(result, store, plan_id="copies", author="benchmark")
    findings, bell = Findings(desk), Bell()
    desk.listeners.append(bell.ring)
    return Room(desk, findings, Facts(desk, findings, []), bell, Jobs(desk), Imprint(), "en")


def measure(result: Result, chromium: str) -> Row:
    """Serve a town and work on it in the browser."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        room = open_room(result, Path(folder))
        # the protocol is named as the server does, else small answers wait
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        rules = Rules(frozenset({f"127.0.0.1:{port}"}), TOKEN, language="en")
        config = uvicorn.Config(build_app(room, rules), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(240_000)
        url = f"http://127.0.0.1:{port}/?lang=en&token={TOKEN}"
        page.goto(url)  # the server makes what it serves once
        page.locator("html[data-ready]").wait_for(state="attached")
        row = _row(page, url, len(result.units), room)
        browser.close()
        server.should_exit = True
        return row


def _row(page: Page, url: str, n_units: int, room: Room) -> Row:
    page.goto(url)
    page.locator("html[data-ready]").wait_for(state="attached")
    first = page.evaluate(
        "new Promise((done) => requestAnimationFrame("
        "() => setTimeout(() => done(performance.now()))))"
    )
    fps = {name: _fps(page.evaluate(PAN, zoom)) for name, zoom in ZOOMS.items()}
    brush: dict[str, Any] = page.evaluate(BRUSH)
    edits = page.evaluate(EDITS, N_EDITS)
    size = len(room.kept["ground", "en"]) / 1e6
    return Row(n_units, first / 1000, size, fps, brush["repaint"], brush["figures"], edits)


def _fps(frames: list[float]) -> float:
    return 1000 * len(frames) / sum(frames)


def table(rows: list[Row]) -> str:
    """Return the table as Markdown."""
    heads = [
        *("units", "ground", "first picture", f"pan, frames a second ({' / '.join(ZOOMS)})"),
        *("repaint under the brush, median / worst", "live figures, median / worst"),
        "edit acknowledged, p50 / p99",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure the sizes asked for and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--copies", default="1,13,132")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    base = read_document(asked.plan)
    rows = []
    for text in asked.copies.split(","):
        rows.append(measure(copied_town(base, int(text)), asked.chromium))
        keep("review_browser", "The review app in the browser", COMMAND, {"Sizes": table(rows)})


if __name__ == "__main__":
    main()
