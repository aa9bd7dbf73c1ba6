/** Every unit as a row: choose rows, move them to a zone. All the brush does, without a pointer. */

import { h } from "../map/dom.js";
import { walkOf } from "../map/reach.js";
import { inFrame } from "./frames.js";
import { makeGrid } from "./grid.js";
import { unitColumns, zoneMark } from "./names.js";
import { offeredZones } from "./offered.js";
import { button, select, setDisabled, setOptions } from "./widgets.js";

/** @param {any} app */
export function makeTablePage(app) {
  const { model, state, say, speech } = app;
  const { units } = model;
  /** @type {Set<number>} */
  let chosen = new Set();
  const find = /** @type {any} */ (h("input", { type: "search", class: "rv-input", id: "rv-find-unit", placeholder: say("find_unit"), "aria-label": say("find_unit"), on: { input: () => draw() } }));
  const within = select([], "all", () => draw(), { "aria-label": say("table_within") });
  const target = select([], "", (value) => (app.setTarget(value === "" ? null : Number(value)), show()), { "aria-label": say("move_to") });
  const move = button({ name: say("move"), kind: "rv-primary", on: () => app.moveUnits([...chosen], state.get().target) });
  const lock = button({ icon: "lock", name: say("lock_units"), on: () => app.lockUnits([...chosen]) });
  const link = button({ icon: "merge", name: say("must_link"), on: () => app.linkUnits([...chosen], "must") });
  const apart = button({ icon: "split", name: say("cannot_link"), on: () => app.linkUnits([...chosen], "cannot") });
  const count = h("p", { class: "gp-quiet", role: "status" });
  const minutes = (unit) => {
    const view = model.coverage.views[state.get().category];
    if (!view || !view.codes) return null;
    const { metres } = walkOf(model, state.get().category, unit);
    return metres === null ? null : metres / state.get().speed;
  };
  const level = () => model.levels[state.get().level];
  const grid = makeGrid(
    say("tab_table"),
    [
      ...unitColumns(app, (unit) => unit),
      { name: "households", text: say("col_households"), width: "48px", isNumber: true, cell: (unit) => speech.count(units.households[unit]), order: (unit) => units.households[unit] },
      { name: "zone", text: say("col_zone"), width: "minmax(0, 0.8fr)", cell: (unit) => zoneMark(app, state.get().level, level().zones, level().zoneOf[unit]), order: (unit) => (level().zoneOf[unit] < 0 ? null : level().zones.code[level().zoneOf[unit]]) },
      { name: "minutes", text: say("col_minutes"), width: "60px", isNumber: true, cell: (unit) => (minutes(unit) === null ? say("dash") : speech.tenth(minutes(unit))), order: minutes },
    ],
    say("none_like_that"),
    {
      open: (unit) => app.goTo({ kind: "unit", level: 0, index: unit }),
      choose: (rows) => {
        chosen = new Set(rows);
        app.choose(chosen, false, "table");
        show();
      },
    }
  );
  const element = h(
    "div",
    { class: "rv-fill" },
    h("div", { class: "rv-page-head" }, find, within),
    h("div", { class: "rv-acts", role: "toolbar", "aria-label": say("unit_acts") }, target, move, lock, link, apart),
    count,
    grid.element
  );

  function show() {
    let households = 0;
    for (const unit of chosen) households += units.households[unit];
    count.textContent = say("units_chosen", { n: speech.count(chosen.size), households: speech.count(households) });
    const idle = !chosen.size || app.isFrozen();
    setDisabled(move, idle || !state.get().target);
    setDisabled(lock, idle);
    setDisabled(link, idle || chosen.size < 2);
    setDisabled(apart, idle || chosen.size < 2);
  }

  /** @type {string[]} what zones are called and sorted by, empty where one has no land */
  let listed = [];
  const textOf = ({ n_members, code, name }, zone) => (n_members[zone] ? `${code[zone]} ${name[zone]}` : "");

  /** Offers the zones to look into and to move to. */
  function drawLists() {
    const { target: hand } = state.get();
    const inUse = [hand ? hand.zone : -1, Number(within.value)];
    const zones = offeredZones(app, inUse).map((zone) => ({ value: String(zone), text: level().zones.name[zone] }));
    setOptions(within, [{ value: "all", text: say("table_all") }, { value: "chosen", text: say("table_chosen") }, ...zones], within.value || "all");
    if (!within.value) within.value = "all";
    setOptions(target, [{ value: "", text: say("move_to") }, ...zones], hand ? String(hand.zone) : "");
  }

  function draw() {
    listed = level().zones.code.map((_, zone) => textOf(level().zones, zone));
    drawLists();
    const accepts = filter();
    grid.setRows([...Array(units.n).keys()].filter(accepts));
    grid.setChosen(chosen);
    show();
  }

  /** Tells which units are asked for. @returns {(unit: number) => boolean} */
  function filter() {
    const needle = find.value.trim().toLowerCase();
    const { zoneOf } = level();
    const isWithin = { all: () => true, chosen: (unit) => chosen.has(unit) }[within.value] || ((unit) => zoneOf[unit] === Number(within.value));
    const isFound = (unit) => !needle || [units.id(unit), units.name(unit), units.compound(unit)].some((text) => text.toLowerCase().includes(needle));
    return (unit) => isWithin(unit) && isFound(unit);
  }

  /** @type {Set<number>|null} units that edits moved since it was drawn, null for any */
  let moved = new Set();
  const drawSoon = inFrame(() => {
    const units = moved;
    moved = new Set();
    if (element.closest("[hidden]")) return;
    if (!units) return draw();
    grid.follow(units, filter());
    show();
  });

  const listSoon = inFrame(() => element.closest("[hidden]") || drawLists());

  /** Notes what the last edit changed: of a hundred thousand rows it is a few. */
  function note() {
    const own = app.session.changes()?.[state.get().level];
    if (!own || own.at.some((zone) => textOf(level().zones, zone) !== listed[zone])) moved = null;
    else own.units.forEach((unit) => moved?.add(unit));
  }

  state.listen((now, before) => {
    if (now.level !== before.level) moved = null;
    else if (now.rev !== before.rev) note();
    if (now.target !== before.target) (drawLists(), show());
    else if (now.selected !== before.selected) listSoon();
    if (now.level !== before.level || now.rev !== before.rev) drawSoon();
    if (now.chosen !== before.chosen && now.chosenBy !== "table") {
      chosen = new Set(now.chosen);
      grid.setChosen(chosen, [...chosen][0]);
      show();
    }
  });
  chosen = new Set(state.get().chosen);
  draw();
  return { element, show: () => (draw(), grid.redraw()) };
}
