/** What the run answered of its coverage: figures, and folds of one narrow table each. */

import { h } from "./dom.js";
import { zoneTitle } from "./facts.js";

/** @param {any} model @param {(target: any, isClose: boolean) => void} goTo */
export function makeAnswers(model, goTo) {
  const { test, keys, folds } = model.answers;
  if (!folds.length) return null;
  return h(
    "section",
    { class: "gp-answers", "aria-labelledby": "gp-answers-title" },
    h("h3", { id: "gp-answers-title" }, model.say("answers_title")),
    h("p", { class: "gp-quiet" }, test),
    keys.length ? h("dl", { class: "gp-answer-keys" }, ...keys.map(answerKey)) : null,
    ...folds.map((fold) => answerFold(model, fold, goTo))
  );
}

function answerKey({ value, name, note }) {
  return h("div", {}, h("dt", {}, name), h("dd", { title: note || null }, value));
}

function answerFold(model, { title, heads, rows, note }, goTo) {
  const head = h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text))));
  return h(
    "details",
    {},
    h("summary", {}, title),
    h("table", { class: "gp-table" }, heads.length ? head : null, h("tbody", {}, ...rows.map((row) => answerLine(model, row, goTo)))),
    note ? h("p", { class: "gp-quiet" }, note) : null
  );
}

function answerLine(model, { name, quiet, cells, place }, goTo) {
  const target = place ? answerTarget(place) : null;
  const text = target && target.kind === "zone" ? zoneTitle(model, target.level, target.index) : name;
  const title = target ? h("button", { type: "button", class: "gp-link", on: { click: () => goTo(target, true) } }, text) : text;
  const more = quiet ? h("span", { class: "gp-quiet" }, quiet) : null;
  return h("tr", {}, h("th", { scope: "row" }, title, more), ...cells.map((text) => h("td", {}, text)));
}

/** @param {any[]} place kind, then positions */
function answerTarget([kind, ...at]) {
  return kind === "zone" ? { kind, level: at[0], index: at[1] } : { kind, level: 0, index: at[0] };
}
