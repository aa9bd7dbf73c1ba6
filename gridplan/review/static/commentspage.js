/** All comments, open ones first. */

import { fill, h } from "../map/dom.js";
import { showComments } from "./thread.js";
import { button, empty, segments } from "./widgets.js";

/** @param {any} app */
export function makeCommentsPage(app) {
  const { say, state } = app;
  let shown = "open";
  const choice = segments(say("filter"), ["open", "resolved", "all"].map((value) => ({ value, text: say("comments_" + value) })), (value) => ((shown = value), draw()));
  const list = h("div", { class: "rv-comments" });
  const add = button({ icon: "plus", name: say("add_comment"), key: "T", on: () => app.commentHere() });
  const point = button({ icon: "comment", name: say("tool_comment"), key: "I", on: () => app.setTool("comment") });
  const element = h("div", { class: "rv-scroll" }, h("div", { class: "rv-acts" }, add, point), choice.element, list);

  function draw() {
    const current = app.comments().find(({ id }) => id === state.get().comment);
    if (current && shown !== "all" && current.is_resolved !== (shown === "resolved")) shown = "all";
    choice.set(shown);
    const all = app.comments().filter((one) => shown === "all" || one.is_resolved === (shown === "resolved"));
    if (all.length) showComments(app, list, all);
    else fill(list, empty(say("comments_none")));
  }

  /** The comment looked at, brought into view. */
  function look() {
    draw();
    const item = /** @type {HTMLElement|null} */ (list.querySelector("[aria-current=true]"));
    if (item) (item.focus({ preventScroll: true }), item.scrollIntoView({ block: "nearest" }));
  }

  state.listen((now, before) => {
    if (now.notes !== before.notes) draw();
    else if (now.comment !== before.comment) look();
  });
  return { element, show: look };
}
