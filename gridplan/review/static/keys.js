/** The keys of the app: one list, from which both the listener and the help sheet are made. */

import { h } from "../map/dom.js";
import { ask } from "./dialog.js";
import { TOOLS } from "./rail.js";

/** @typedef {{keys: string, text: string, run?: (event: KeyboardEvent) => void}} Shortcut */

/** @param {any} app @returns {{title: string, items: Shortcut[]}[]} */
export function shortcutsOf(app) {
  const { say } = app;
  const item = (keys, text, run) => ({ keys, text: say(text), run });
  return [
    {
      title: say("keys_tools"),
      items: [
        ...TOOLS.map(({ id, key }) => item(key, "tool_" + id, () => app.setTool(id))),
        item("[", "brush_smaller", () => app.resizeBrush(-1)),
        item("]", "brush_wider", () => app.resizeBrush(1)),
        item("1 – 9", "keys_target"),
        item("X", "keys_target_here", () => app.targetSelected()),
        item("Alt", "keys_pick"),
        item("Esc", "keys_cancel", () => app.escape()),
      ],
    },
    {
      title: say("tool_keys"),
      items: [
        item("← ↑ ↓ →", "keys_step"),
        item("Shift+← ↑ ↓ →", "keys_step_painting"),
        item("Space", "keys_paint"),
        item("Enter", "keys_hand_in"),
        item("Esc", "keys_give_up"),
      ],
    },
    {
      title: say("keys_edit"),
      items: [
        item("Ctrl+Z", "undo", () => app.undo()),
        item("Ctrl+Y", "redo", () => app.redo()),
        item("Ctrl+Shift+Z", "redo", () => app.redo()),
        item("K", "act_lock", () => app.lockChosen()),
        item("J", "act_merge", () => app.mergeChosen()),
        item("S", "act_split", () => app.splitChosen()),
        item("N", "act_new", () => app.newZone()),
        item("E", "act_rename", () => app.renameChosen()),
        item("O", "solve", () => app.openSolve()),
        item("Enter", "keys_accept", () => (app.state.get().tool === "comment" && !app.isProposing() ? app.commentInMiddle() : app.answerProposal(true))),
        item("Backspace", "keys_reject", () => app.answerProposal(false)),
      ],
    },
    {
      title: say("keys_review"),
      items: [
        item("F", "next_problem", () => app.nextProblem(1)),
        item("Shift+F", "previous_problem", () => app.nextProblem(-1)),
        item("A", "approve", () => app.approveChosen()),
        item("T", "add_comment", () => app.commentHere()),
        item("Enter", "keys_comment_middle"),
        item("D", "keys_swipe", () => app.toggleSwipe()),
        item("W", "view_options", () => app.openView()),
        item("G", "keys_level", () => app.nextLevel()),
        item("0", "zoom_all", () => app.showAll()),
      ],
    },
    {
      title: say("keys_around"),
      items: [
        item("Ctrl+K", "keys_search", () => app.focusSearch()),
        item("Ctrl+1 – 8", "keys_tabs"),
        item("?", "help", () => openHelp(app)),
      ],
    },
  ];
}

/** @param {any} app */
export function listenToKeys(app) {
  const known = new Map();
  for (const { items } of shortcutsOf(app)) for (const { keys, run } of items) if (run) known.set(keys.toLowerCase(), run);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|range)$/.test(/** @type {any} */ (target).type);
    const name = nameOf(event);
    if (isTyping && !(event.ctrlKey && /^ctrl\+[k1-8]$/.test(name)) && event.key !== "Escape") return;
    if (/^ctrl\+[1-8]$/.test(name)) ((event.preventDefault(), app.showTab(Number(event.key) - 1)));
    else if (/^[1-9]$/.test(name)) ((event.preventDefault(), app.targetByNumber(Number(event.key))));
    else if (known.has(name) && !(name === "enter" && isPressable(target))) {
      if (known.get(name)(event) !== false) event.preventDefault();
    }
  });
}

/** Enter belongs to what has the focus. @param {HTMLElement} element */
function isPressable(element) {
  return /^(BUTTON|A|SUMMARY)$/.test(element.tagName) || element.getAttribute("role") === "grid";
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const isLetter = /^[a-z]$/i.test(event.key);
  const parts = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.shiftKey && isLetter ? "shift" : "", event.altKey ? "alt" : "", event.key === "Escape" ? "esc" : event.key.toLowerCase()];
  return parts.filter(Boolean).join("+");
}

/** @param {any} app */
export function openHelp(app) {
  const { say } = app;
  const section = ({ title, items }) => h("section", {}, h("h3", {}, title), h("dl", {}, ...items.map(({ keys, text }) => h("div", {}, h("dt", {}, ...keysOf(keys)), h("dd", {}, text)))));
  ask({
    title: say("help"),
    body: [h("ol", { class: "rv-steps" }, ...["help_step_1", "help_step_2", "help_step_3", "help_step_4", "help_step_5"].map((key) => h("li", {}, say(key)))), h("div", { class: "rv-keys" }, ...shortcutsOf(app).map(section))],
    actions: [],
    close: say("close"),
    wide: true,
  });
}

function keysOf(keys) {
  return keys.split("+").flatMap((key, k) => (k ? ["+", h("kbd", {}, key)] : [h("kbd", {}, key)]));
}
