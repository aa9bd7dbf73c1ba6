/** Two plans against each other: figures, swipe, side by side, and the list of who moves. */

import { fill, h } from "../map/dom.js";
import { makeGrid } from "./grid.js";
import { unitColumns, zoneMark } from "./names.js";
import { bandOf } from "./vitals.js";
import { button, empty, field, segments, select, setOptions } from "./widgets.js";

/** @param {any} app */
export function makeComparePage(app) {
  const { model, state, say, speech } = app;
  /** @type {any} */
  let other = null;
  /** @type {{unit: number, from: string, to: string}[]} */
  let moves = [];
  let way = "off";
  /** @type {Promise<void>} */
  let loading = Promise.resolve();
  const against = select([], "rev:0", () => load(), {});
  const chooser = /** @type {any} */ (h("input", { type: "file", accept: ".gpkg,.geojson,.json", hidden: true, "aria-label": say("import_plan"), on: { change: () => importPlan() } }));
  const another = button({ icon: "plus", name: say("import_plan"), title: say("import_hint"), on: () => chooser.click() });
  const ways = segments(say("compare_way"), ["off", "swipe", "beside"].map((value) => ({ value, text: say("compare_" + value) })), (value) => show(value));
  const summary = h("div", { class: "rv-compare" });
  const held = h("div", { class: "rv-held", role: "status" });
  const grid = makeGrid(
    say("moves"),
    [
      ...unitColumns(app, (k) => moves[k].unit),
      { name: "households", text: say("col_households"), width: "48px", isNumber: true, cell: (k) => speech.count(model.units.households[moves[k].unit]), order: (k) => model.units.households[moves[k].unit] },
      { name: "from", text: say("move_from"), width: "minmax(0, 0.8fr)", cell: (k) => markOf(other, moves[k].unit), order: (k) => moves[k].from },
      { name: "to", text: say("move_into"), width: "minmax(0, 0.8fr)", cell: (k) => markOf(model, moves[k].unit), order: (k) => moves[k].to },
    ],
    say("moves_none"),
    { open: (k) => app.goTo({ kind: "unit", level: 0, index: moves[k].unit }), choose: (rows) => app.sketch.choose([...rows].map((k) => moves[k].unit)) }
  );
  const table = button({ icon: "export", name: say("moves_export"), on: () => app.saveMoves(moves) });
  const body = h("div", { class: "rv-fill" }, ways.element, summary, h("div", { class: "rv-row-of rv-moves-head" }, h("h3", {}, say("moves")), table), grid.element);
  const none = empty(say("compare_none"));
  const element = h("div", { class: "rv-fill" }, field(say("compare_with"), against), h("div", { class: "rv-acts" }, another, chooser), none, held, body);

  /** The page may be left while it waits for an answer. */
  const isShown = () => !element.closest("[hidden]");

  async function draw() {
    setOptions(against, await app.comparable(), against.value || "rev:0");
    await load();
  }

  /** A plan of a file, chosen as soon as it is there. */
  async function importPlan() {
    const [file] = chooser.files;
    chooser.value = ""; // the same file may be chosen again
    const made = file ? await app.importPlan(file) : "";
    if (!made) return;
    setOptions(against, await app.comparable(), made);
    await load();
  }

  async function load() {
    other = await app.otherPlan(against.value).catch(() => null);
    held.hidden = body.hidden = !other;
    none.hidden = Boolean(other);
    if (other) follow();
    show(other && isShown() ? way : "off");
  }

  const isHeld = () => Boolean(other) && other.held[state.get().level];

  /** Which levels a file of zones holds, and how many units lie in none of its zones. */
  function tellHeld() {
    const { level } = state.get();
    const { zones, zoneOf } = other.levels[level];
    const nowhere = zones.id.indexOf(model.levels[level].level + ":");
    const n = zoneOf.reduce((sum, zone) => sum + (zone === nowhere ? 1 : 0), 0);
    const depths = model.levels.flatMap((_, depth) => (other.held[depth] ? [depth] : []));
    const name = (depth) => say("level_" + model.levels[depth].level);
    const isPart = depths.length < model.levels.length;
    const sentences = [isPart ? say("compare_holds", { levels: depths.map(name).join(say("list_comma")) }) : "", !isHeld() ? say("compare_not_held", { level: name(level) }) : isPart || n ? say("compare_outside", { n: speech.count(n), level: name(level) }) : ""];
    const turns = isHeld() ? [] : depths.map((depth) => button({ icon: "layers", name: name(depth), on: () => app.setLevel(depth) }));
    fill(held, ...sentences.filter(Boolean).map((text) => h("p", { class: "gp-sentence" }, text)), h("div", { class: "rv-acts" }, ...turns));
  }

  /** What differs at the level in hand. */
  function follow() {
    tellHeld();
    body.hidden = !isHeld();
    if (!isHeld()) return show("off");
    const { level } = state.get();
    const here = model.levels[level];
    const there = other.levels[level];
    moves = [];
    for (let unit = 0; unit < model.units.n; unit++) {
      const [a, b] = [there.zoneOf[unit], here.zoneOf[unit]];
      if (nameOf(there, a, "id") !== nameOf(here, b, "id")) moves.push({ unit, from: nameOf(there, a, "name"), to: nameOf(here, b, "name") });
    }
    grid.setRows(moves.map((_, k) => k));
    let households = 0;
    for (const { unit } of moves) households += model.units.households[unit];
    fill(
      summary,
      h("p", { class: "gp-sentence" }, say("compare_sentence", { n: speech.count(moves.length), households: speech.count(households), level: say("level_" + here.level) })),
      h(
        "table",
        { class: "gp-table" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("level_" + here.level)), h("th", { scope: "col" }, say("compare_then")), h("th", { scope: "col" }, say("compare_now")))),
        h("tbody", {}, ...rows(there, here).map(([text, a, b]) => h("tr", {}, h("th", { scope: "row" }, text), h("td", {}, a), h("td", {}, b))))
      )
    );
  }

  const markOf = (plan, unit) => {
    const { level } = state.get();
    const { zones, zoneOf } = plan.levels[level];
    return zoneMark(app, level, zones, zoneOf[unit]);
  };
  const nameOf = (level, zone, column) => (zone < 0 ? say("unassigned") : level.zones[column][zone]);

  function rows(there, here) {
    // special zones have no band, so they are not counted
    const count = (level, accept) => speech.count(level.zones.code.filter((_, zone) => level.zones.n_members[zone] && !level.zones.is_special[zone] && accept(level, zone)).length);
    const isIn = (level, zone) => ["in", "none"].includes(bandOf(level.zones, zone, level.zones.households[zone]));
    return [
      [say("col_zones"), count(there, () => true), count(here, () => true)],
      [say("col_in_band"), count(there, isIn), count(here, isIn)],
      [say("col_out_of_band"), count(there, (level, zone) => !isIn(level, zone)), count(here, (level, zone) => !isIn(level, zone))],
    ];
  }

  function show(next) {
    way = isHeld() ? next : "off";
    ways.set(way);
    if (way === "off") app.swipe.close();
    else if (way === "swipe") app.swipe.swipe(other, say("compare_then"), say("compare_now"));
    else app.swipe.beside(other, say("compare_then"));
  }

  state.listen((now, before) => {
    if (other && isShown() && (now.level !== before.level || now.rev !== before.rev)) follow();
  });
  app.swipeCompared = async () => {
    await loading;
    if (isShown()) show(way === "swipe" ? "off" : "swipe");
  };
  return { element, show: () => (loading = draw()), leave: () => show("off") };
}
