/** Comments on a zone or a place: read, written, settled, opened again. */

import { fill, h, icon } from "../map/dom.js";
import { ICONS } from "./icons.js";
import { timeText } from "./when.js";
import { button } from "./widgets.js";

/**
 * The comments on one zone after another, and room for a new one. News may come while somebody
 * writes: what is written stays, with its zone.
 * @param {any} app
 */
export function makeThread(app) {
  const { say } = app;
  const list = h("div");
  const text = /** @type {any} */ (h("textarea", { class: "rv-area", "aria-label": say("comment_text"), placeholder: say("comment_hint") }));
  const send = button({ icon: "comment", name: say("add_comment"), on: add });
  const element = h("div", { class: "rv-thread", hidden: true }, list, text, send);
  const drafts = new Map();
  let place = { level: -1, zone: -1 };
  const key = () => `${place.level}/${place.zone}`;
  const draw = () => showComments(app, list, app.comments().filter((one) => one.level === place.level && one.zone === place.zone));

  async function add() {
    if (!text.value.trim()) return text.focus();
    const isKept = await app.addComment({ ...place, text: text.value.trim() });
    if (isKept) ((text.value = ""), draw());
    return undefined;
  }

  /** @param {{level: number, zone: number} | null} next */
  function show(next) {
    element.hidden = !next;
    if (!next) return;
    drafts.set(key(), text.value);
    place = next;
    const kept = drafts.get(key()) ?? "";
    if (text.value !== kept) text.value = kept;
    draw();
  }

  return { element, show, draw };
}

/** Lists comments; who stood on one of them still does. @param {any} app @param {HTMLElement} list @param {any[]} comments */
export function showComments(app, list, comments) {
  const own = list.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).closest("[data-comment]") : null;
  const stops = (item) => (item ? [item, ...item.querySelectorAll("button")] : []);
  const at = stops(own).indexOf(document.activeElement);
  fill(list, ...commentItems(app, comments));
  if (own) stops(list.querySelector(`[data-comment="${own.dataset.comment}"]`))[at]?.focus({ preventScroll: true });
}

/** @param {any} app @param {any[]} comments @returns {HTMLElement[]} */
function commentItems(app, comments) {
  const { say } = app;
  return comments.map((one) =>
    h(
      "article",
      { class: one.is_resolved ? "rv-comment rv-resolved" : "rv-comment", "data-comment": one.id, "aria-current": String(app.state.get().comment === one.id), tabindex: -1 },
      h("p", { class: "rv-comment-head" }, h("strong", {}, one.author), h("time", { datetime: one.time, class: "gp-quiet" }, timeText(app, one.time)), one.is_resolved ? h("span", { class: "gp-quiet" }, say("resolved")) : null),
      h("p", {}, one.text),
      h("p", { class: "rv-row-of" }, where(app, one), h("button", { type: "button", class: "gp-link", on: { click: () => app.resolveComment(one.id, !one.is_resolved) } }, say(one.is_resolved ? "reopen" : "resolve")))
    )
  );
}

function where(app, one) {
  if (one.point) return h("button", { type: "button", class: "gp-link", on: { click: () => app.goToComment(one) } }, icon(ICONS.comment), " ", app.pointName(one.point));
  const name = one.unit >= 0 ? app.unitTitle(one.unit) : one.zone >= 0 ? app.model.levels[one.level].zones.name[one.zone] : "";
  if (!name) return null;
  return h("button", { type: "button", class: "gp-link", on: { click: () => app.goTo(one.unit >= 0 ? { kind: "unit", level: 0, index: one.unit } : { kind: "zone", level: one.level, index: one.zone }) } }, name);
}
