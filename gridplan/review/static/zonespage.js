/** Zones of the level in hand: what they are, and what is done with whole zones. */

import { fill, h } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { bandOf } from "./vitals.js";
import { bandSign, statusSign } from "./names.js";
import { communityOf } from "./offered.js";
import { button, segments, setDisabled, swatch } from "./widgets.js";
import { makeGrid } from "./grid.js";

/** @param {any} app */
export function makeZonesPage(app) {
  const { model, state, say, speech } = app;
  /** @type {Set<number>} */
  let chosen = new Set();
  const level = () => model.levels[state.get().level];
  const find = /** @type {any} */ (h("input", { type: "search", class: "rv-input", placeholder: say("find_zone"), "aria-label": say("find_zone"), on: { input: () => draw() } }));
  const levels = segments(say("coloring"), model.levels.map((one, k) => ({ value: String(k), text: say("level_" + one.level) })).reverse(), (value) => app.setLevel(Number(value)));
  const grid = makeGrid(
    say("tab_zones"),
    [
      { name: "name", text: say("col_zone"), width: "minmax(0, 1fr)", cell: (zone) => h("span", { class: "rv-name" }, swatch(model.style.zone_fill[level().hue[zone]]), h("span", {}, level().zones.name[zone]), parentOf(zone), app.isLocked(state.get().level, zone) ? app.lockSign() : null), order: (zone) => level().zones.code[zone] },
      { name: "households", text: say("col_households"), width: "48px", isNumber: true, cell: (zone) => speech.count(level().zones.households[zone]), order: (zone) => level().zones.households[zone] },
      { name: "band", text: say("fact_state"), width: "72px", cell: (zone) => bandSign(app, bandOf(level().zones, zone, level().zones.households[zone])), order: (zone) => bandOf(level().zones, zone, level().zones.households[zone]) },
      { name: "status", text: say("col_status"), width: "40px", cell: (zone) => statusSign(app, level().zones.status[zone], true), order: (zone) => ["error", "warning", "info", "ok"].indexOf(level().zones.status[zone]) },
    ],
    say("none_like_that"),
    { open: (zone) => app.goTo({ kind: "zone", level: state.get().level, index: zone }), choose }
  );
  /** Where the zone lies, beside its name. */
  function parentOf(zone) {
    const { parent, is_special } = level().zones;
    const above = state.get().level > 0 && parent[zone] >= 0 && !is_special[zone] ? model.levels[0].zones : null;
    return above ? h("span", { class: "gp-quiet" }, above.name[communityOf(model, state.get().level, zone)]) : null;
  }

  const acts = makeActs(app, () => [...chosen]);
  const count = h("p", { class: "gp-quiet" });
  const element = h("div", { class: "rv-fill" }, levels.element, h("div", { class: "rv-page-head" }, find), acts.element, count, grid.element);

  /** @param {Set<number>} rows */
  function choose(rows) {
    chosen = new Set(rows);
    const [one] = chosen;
    if (chosen.size === 1) app.select({ kind: "zone", level: state.get().level, index: one });
    show();
  }

  function show() {
    count.textContent = say("zones_chosen", { n: speech.count(chosen.size), of: speech.count(app.zoneList(state.get().level).length) });
    acts.draw();
  }

  function draw() {
    levels.set(String(state.get().level));
    const needle = find.value.trim().toLowerCase();
    const { name, code } = level().zones;
    grid.setRows(app.zoneList(state.get().level).filter((zone) => !needle || name[zone].toLowerCase().includes(needle) || code[zone].includes(needle)));
    show();
  }

  const drawSoon = inFrame(() => element.closest("[hidden]") || draw());
  state.listen((now, before) => {
    if (now.level !== before.level) chosen = new Set();
    if (now.level !== before.level || now.rev !== before.rev || now.found !== before.found) drawSoon();
    if (now.selected !== before.selected && now.selected && now.selected.kind === "zone" && now.selected.level === now.level && !chosen.has(now.selected.index)) {
      chosen = new Set([now.selected.index]);
      grid.setChosen(chosen, now.selected.index);
      show();
    }
  });
  draw();
  return { element, show: draw };
}

const SHAPING = new Set(["act_merge", "act_split", "act_new"]); // communities are given

/** Buttons for what is done with the chosen zones. @param {any} app @param {() => number[]} chosen */
function makeActs(app, chosen) {
  const { say } = app;
  const act = (name, icon, key, least, most, run) => ({ name, least, most, element: button({ icon, name: say(name), key, on: () => run(chosen()), attributes: { "data-act": name } }) });
  const all = [
    act("act_lock", "lock", "K", 1, Infinity, (zones) => app.lockZones(zones)),
    act("act_lock_all", "lock", "", 0, Infinity, () => app.lockAll()),
    act("act_merge", "merge", "J", 2, Infinity, (zones) => app.mergeZones(zones)),
    act("act_split", "split", "S", 1, 1, ([zone]) => app.splitZone(zone)),
    act("act_new", "plus", "N", 0, Infinity, () => app.newZone()),
    act("act_rename", "pen", "E", 1, 1, ([zone]) => app.renameZone(zone)),
  ];
  const element = h("div", { class: "rv-acts", role: "toolbar", "aria-label": say("zone_acts") }, ...all.map(({ element: one }) => one));
  return {
    element,
    draw() {
      const n = chosen().length;
      const isCommunity = app.state.get().level === 0;
      for (const { name, least, most, element: one } of all) setDisabled(one, n < least || n > most || app.isFrozen() || (isCommunity && SHAPING.has(name)));
    },
  };
}
