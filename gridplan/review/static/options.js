/** How the tool in hand works: into which zone, from where, with what, how wide. */

import { fill, h } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { expandName, fullName } from "./names.js";
import { offeredZones } from "./offered.js";
import { button, segments, select, setOptions, swatch } from "./widgets.js";

const WHOLES = ["unit", "building", "compound"];
const SHOWN = ["tool", "level", "target", "source", "whole", "size", "rev", "selected", "chosen", "cursor"];
export const SIZES = { least: 4, most: 160 };

/** @param {any} app */
export function makeOptions(app) {
  const { model, state, say } = app;
  const target = select([], "", (value) => app.setTarget(value === "" ? null : Number(value)), { "aria-label": say("target") });
  const chips = h("div", { class: "rv-chips-near" });
  const source = select([], "all", (value) => state.set({ source: value }), { "aria-label": say("from_where") });
  const whole = segments(say("whole"), WHOLES.map((value) => ({ value, text: expandName(app, value) })), (value) => state.set({ whole: value }));
  const size = h("output", { class: "rv-size" });
  const sizes = h(
    "div",
    {},
    h("span", { class: "rv-label" }, say("brush_size")),
    button({ icon: "minus", name: say("brush_smaller"), text: null, key: "[", on: () => app.resizeBrush(-1) }),
    size,
    button({ icon: "plus", name: say("brush_wider"), text: null, key: "]", on: () => app.resizeBrush(1) })
  );
  const hint = h("p", { class: "rv-hint" }, say("keys_brush_hint"));
  const element = h(
    "div",
    { class: "rv-options", role: "group", "aria-label": say("tool_options") },
    h("div", {}, h("span", { class: "rv-label" }, say("target")), target),
    chips,
    h("div", {}, h("span", { class: "rv-label" }, say("from_where")), source),
    h("div", {}, h("span", { class: "rv-label" }, say("whole")), whole.element),
    sizes,
    hint
  );

  /** Zones beside the one in hand, under the number keys. */
  function drawChips(now) {
    const near = app.nearZones();
    const { zones, hue } = model.levels[now.level];
    fill(
      chips,
      ...near.slice(0, 5).map((zone, k) =>
        h(
          "button",
          { type: "button", class: "rv-button rv-chip", title: zones.name[zone], "aria-pressed": String(Boolean(now.target) && now.target.zone === zone), on: { click: () => app.setTarget(zone) } },
          h("kbd", { "aria-hidden": "true" }, String(k + 1)),
          swatch(model.style.zone_fill[hue[zone]]),
          h("span", {}, zones.short[zone])
        )
      )
    );
  }

  /** What a zone is called here. */
  const textOf = (level, zone) => fullName(app, level, zone) + (app.isLocked(level, zone) ? " · " + say("locked") : "");

  function draw() {
    const now = state.get();
    element.hidden = !["brush", "click", "box", "lasso", "keys"].includes(now.tool);
    if (element.hidden) return;
    const inUse = [now.target ? now.target.zone : -1, Number(now.source)];
    const all = offeredZones(app, inUse).map((zone) => ({ value: String(zone), text: textOf(now.level, zone) }));
    setOptions(target, [{ value: "", text: say(["brush", "click", "keys"].includes(now.tool) ? "target_under" : "target_none") }, ...all], now.target ? String(now.target.zone) : "");
    const choices = [{ value: "all", text: say("source_all") }, { value: "start", text: say("source_start") }];
    if (app.hasUnassigned()) choices.push({ value: "none", text: say("source_none") });
    setOptions(source, [...choices, ...all.map(({ value, text }) => ({ value, text: say("source_zone", { name: text }) }))], now.source);
    whole.set(now.whole);
    size.textContent = say("px", { n: Math.round(2 * now.size) });
    sizes.hidden = now.tool !== "brush";
    hint.hidden = now.tool !== "keys";
    drawChips(now);
  }

  const drawSoon = inFrame(draw);
  state.listen((now, before) => SHOWN.some((name) => now[name] !== before[name]) && drawSoon());
  app.map.on("moveend", drawSoon); // the community in its middle may be another one
  draw();
  return element;
}
