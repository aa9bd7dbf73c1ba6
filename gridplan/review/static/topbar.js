/** The bar at the top: what is open, undo and redo, whether all is kept, ways out. */

import { fill, h } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { button, select, setDisabled, setOptions } from "./widgets.js";

const SLOW_MS = 250; // what is kept sooner need not be waited for in words

/** @param {any} app @param {Node} search */
export function makeTopBar(app, search) {
  const { model, say, state } = app;
  const scenario = select([], "", (value) => app.openScenario(value), { "aria-label": say("scenario"), id: "rv-scenario" });
  const undo = button({ icon: "undo", name: say("undo"), text: null, key: "Ctrl+Z", on: () => app.undo(), attributes: { id: "rv-undo" } });
  const redo = button({ icon: "redo", name: say("redo"), text: null, key: "Ctrl+Y", on: () => app.redo(), attributes: { id: "rv-redo" } });
  const saved = h("span", { class: "rv-saved", role: "status", id: "rv-saved" });
  const languages = h(
    "nav",
    { class: "rv-languages", "aria-label": say("language") },
    ...[["zh", "中文"], ["en", "English"]].map(([id, text]) => h("button", { type: "button", class: "rv-button rv-plain", lang: id === "zh" ? "zh-CN" : "en", "aria-pressed": String(model.language === id), on: { click: () => app.setLanguage(id) } }, text))
  );
  const element = h(
    "header",
    { class: "rv-bar" },
    h("div", { class: "rv-title" }, h("h1", {}, model.meta.place), h("p", {}, model.meta.profile)),
    scenario,
    h("span", { class: "rv-rule" }),
    undo,
    redo,
    saved,
    h("span", { class: "rv-space" }),
    search,
    languages,
    button({ icon: "export", name: say("export"), on: () => app.openExport(), attributes: { id: "rv-export" } }),
    button({ icon: "help", name: say("help"), text: null, key: "?", on: () => app.openHelp(), attributes: { id: "rv-help" } })
  );

  function draw() {
    const now = state.get();
    setOptions(scenario, app.scenarios().map(({ id, name }) => ({ value: id, text: name })), app.scenario());
    setDisabled(undo, !app.canUndo() || app.isFrozen());
    setDisabled(redo, !app.canRedo() || app.isFrozen());
    fill(saved, app.isFrozen() ? h("strong", {}, say("frozen")) : null, app.isFrozen() ? " · " : null, say("saved_" + now.saving, { n: now.rev }));
    saved.classList.toggle("rv-bad", now.saving === "failed");
  }

  /** @type {any} */
  let slow = 0;
  const drawSoon = inFrame(draw);
  state.listen((now, before) => {
    if (now.rev === before.rev && now.saving === before.saving) return;
    clearTimeout(slow);
    if (now.saving === "saving") slow = setTimeout(drawSoon, SLOW_MS);
    else drawSoon();
  });
  draw();
  return element;
}
