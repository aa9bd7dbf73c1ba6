/** How the tool in hand works: into which zone, from where, with what, how wide. */

import { fill, h } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { expandName, fullName } from "./names.js";
import { button, segments, select, setOptions, swatch } from "./widgets.js";

const WHOLES = ["unit", "building", "compound"];
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

  /** @type {(string|undefined)[]} what zones of the level are called in the lists */
  let listed = [];

  /** What a zone is called here; undefined where it has no land. */
  function textOf(level, zone) {
    if (!model.levels[level].zones.n_members[zone]) return undefined;
    return fullName(app, level, zone) + (app.isLocked(level, zone) ? " · " + say("locked") : "");
  }

  /** Whether an edit changed what zones are called: thousands of names are not made for each. */
  function isRenamed({ level }) {
    const changes = app.session.changes();
    if (!changes) return true;
    const isAboveRenamed = changes.slice(0, level).some(({ at, units }) => at.length && !units.length);
    return isAboveRenamed || changes[level].at.some((zone) => textOf(level, zone) !== listed[zone]);
  }

  function draw() {
    const now = state.get();
    element.hidden = !["brush", "click", "box", "lasso", "keys"].includes(now.tool);
    if (element.hidden) return;
    listed = model.levels[now.level].zones.code.map((_, zone) => textOf(now.level, zone));
    const all = app.zoneList(now.level).map((zone) => ({ value: String(zone), text: listed[zone] }));
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
  const drawChipsSoon = inFrame(() => element.hidden || drawChips(state.get()));
  state.listen((now, before) => {
    const has = (name) => now[name] !== before[name];
    if (["tool", "level", "target", "source", "whole", "size"].some(has) || (has("rev") && isRenamed(now))) drawSoon();
    else if (["rev", "selected", "cursor"].some(has)) drawChipsSoon();
  });
  draw();
  return element;
}
