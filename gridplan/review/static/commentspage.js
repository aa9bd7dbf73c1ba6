/** All comments, open ones first. */

import { fill, h } from "../map/dom.js";
import { commentItems } from "./thread.js";
import { button, empty, segments } from "./widgets.js";

/** @param {any} app */
export function makeCommentsPage(app) {
  const { say, state } = app;
  let shown = "open";
  const choice = segments(say("filter"), ["open", "resolved", "all"].map((value) => ({ value, text: say("comments_" + value) })), (value) => ((shown = value), draw()));
  const list = h("div", { class: "rv-comments" });
  const element = h("div", { class: "rv-scroll" }, h("div", { class: "rv-page-head" }, choice.element, button({ icon: "plus", name: say("add_comment"), key: "T", on: () => app.commentHere() })), list);

  function draw() {
    choice.set(shown);
    const all = app.comments().filter((one) => shown === "all" || one.is_resolved === (shown === "resolved"));
    fill(list, ...(all.length ? commentItems(app, all) : [empty(say("comments_none"))]));
  }

  state.listen((now, before) => now.notes !== before.notes && draw());
  return { element, show: draw };
}
