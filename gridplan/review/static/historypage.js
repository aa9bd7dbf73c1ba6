/** Every edit of the plan, the newest first; a look at, or back to, any of them. */

import { fill, h } from "../map/dom.js";
import { timeText } from "./when.js";
import { button, empty, field, select, setDisabled, setOptions } from "./widgets.js";

const PAGE = 80;

/** @param {any} app */
export function makeHistoryPage(app) {
  const { say, state } = app;
  let shown = PAGE;
  const scenario = select([], "", (value) => app.openScenario(value), {});
  const branch = button({ icon: "split", name: say("branch"), on: () => app.branch() });
  const rename = button({ icon: "pen", name: say("rename_scenario"), on: () => app.renameScenario() });
  const undo = button({ icon: "undo", name: say("undo"), key: "Ctrl+Z", on: () => app.undo() });
  const redo = button({ icon: "redo", name: say("redo"), key: "Ctrl+Y", on: () => app.redo() });
  const freeze = button({ icon: "lock", name: say("freeze"), on: () => app.freeze(!app.isFrozen()), attributes: { id: "rv-freeze" } });
  const note = h("p", { class: "gp-empty", hidden: true }, say("frozen_hint"));
  const list = h("ol", { class: "rv-history" });
  const more = h("button", { type: "button", class: "gp-more", on: { click: () => ((shown += PAGE), draw()) } }, say("more"));
  const none = empty(say("history_none"));
  const element = h("div", { class: "rv-scroll" }, field(say("scenario"), scenario), h("div", { class: "rv-acts" }, branch, rename), h("div", { class: "rv-acts" }, undo, redo, freeze), note, h("h3", {}, say("tab_history")), none, list, more);

  async function draw() {
    setOptions(scenario, app.scenarios().map(({ id, name }) => ({ value: id, text: name })), app.scenario());
    setDisabled(undo, !app.canUndo() || app.isFrozen());
    setDisabled(redo, !app.canRedo() || app.isFrozen());
    note.hidden = !app.isFrozen();
    /** @type {any} */ (freeze.lastChild).textContent = say(app.isFrozen() ? "unfreeze" : "freeze");
    const entries = await app.history();
    none.hidden = entries.length > 0;
    more.hidden = entries.length <= shown;
    fill(list, ...entries.slice(0, shown).map(item));
  }

  function item(entry) {
    return h(
      "li",
      { class: entry.is_undone ? "rv-undone" : "", "data-rev": entry.rev },
      h("span", { class: "rv-rev" }, say("rev", { n: entry.rev })),
      h(
        "div",
        {},
        h("p", {}, entry.text, entry.is_undone ? h("span", { class: "gp-quiet" }, " ", say("undone")) : null),
        h("p", { class: "gp-quiet" }, [entry.author, timeText(app, entry.time)].filter(Boolean).join(" · "))
      )
    );
  }

  state.listen((now, before) => now.rev !== before.rev && !element.closest("[hidden]") && draw());
  return { element, show: draw };
}
