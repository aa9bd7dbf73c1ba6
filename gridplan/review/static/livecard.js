/** What an edit would change, told while the button is still down. */

import { fill, h, icon } from "../map/dom.js";
import { ICONS } from "./icons.js";
import { bandSign, signed, zoneName } from "./names.js";
import { vitalsOf } from "./vitals.js";

/** @param {any} app */
export function makeLiveCard(app) {
  const { model, say, state } = app;
  const body = h("div");
  const element = h("section", { class: "rv-live", hidden: true, "aria-label": say("live_title") }, body);
  /** @type {import("./vitals.js").Vital[]} */
  let shown = [];

  /** @param {any} draft @param {number} level */
  function show(draft, level) {
    const now = state.get();
    const levels = model.levels.map((_, k) => k).filter((k) => draft.before(k).size);
    levels.sort((a, b) => Math.abs(a - level) - Math.abs(b - level));
    const vitals = levels.flatMap((k) => vitalsOf(model, k, draft.before(k), now)).slice(0, 8);
    shown = vitals;
    const moved = levels.length ? draft.before(levels[0]).size : 0;
    element.hidden = !vitals.length && !draft.left().locked && !draft.left().elsewhere;
    if (element.hidden) return vitals;
    const heads = ["live_zone", "live_households", "live_change", "live_band", "live_pieces", "live_split", "live_covered"];
    fill(
      body,
      h("h2", {}, say("live_moved", { n: app.speech.count(moved) })),
      h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((key) => h("th", { scope: "col" }, say(key))))), h("tbody", {}, ...vitals.map(row))),
      ...leftNotes(app, draft.left())
    );
    return vitals;
  }

  /** @param {import("./vitals.js").Vital} vital */
  function row({ level, zone, now, before }) {
    return h(
      "tr",
      { "data-zone": model.levels[level].zones.code[zone], "data-households": now.households, "data-pieces": now.pieces },
      h("th", { scope: "row" }, zoneName(app, level, zone)),
      h("td", {}, app.speech.count(now.households)),
      h("td", { class: "rv-delta" }, signed(app, now.households - before.households)),
      h("td", {}, bandSign(app, now.band)),
      h("td", {}, now.pieces ? piecesSign(app, now.pieces) : say("dash")),
      h("td", {}, changeText(app, now.split.length, before.split.length)),
      h("td", {}, now.covered === null ? say("dash") : app.speech.share(now.covered))
    );
  }

  return {
    element,
    show,
    hide: () => void (element.hidden = true),
    /** What the card shows as sentences, for those who do not see it. */
    sentence: () => shown.map(({ level, zone, now }) => say("live_spoken", { name: zoneName(app, level, zone), n: app.speech.count(now.households), band: say("band_" + now.band), pieces: now.pieces })).join(" "),
  };
}

/** In one piece: a tick; in several: a broken sign and their number. */
export function piecesSign(app, pieces) {
  if (pieces <= 1) return h("span", { class: "rv-state rv-state-in" }, icon(ICONS.check), app.say("pieces_one"));
  return h("span", { class: "rv-state rv-state-error" }, icon(ICONS.split), app.say("pieces_many", { n: pieces }));
}

function changeText(app, now, before) {
  return now === before ? String(now) : `${now} (${signed(app, now - before)})`;
}

function leftNotes(app, { locked, elsewhere, linked }) {
  return [
    linked ? h("p", { class: "rv-live-note" }, app.say("link_took", { n: linked })) : null,
    locked ? h("p", { class: "rv-live-note" }, app.say("left_locked", { n: locked })) : null,
    elsewhere ? h("p", { class: "rv-live-note" }, app.say("left_elsewhere", { n: elsewhere })) : null,
  ];
}
