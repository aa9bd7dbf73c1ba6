/** The rail of tools at the left. */

import { h } from "../map/dom.js";
import { button } from "./widgets.js";

export const TOOLS = [
  { id: "pan", key: "V" },
  { id: "brush", key: "B" },
  { id: "click", key: "C" },
  { id: "box", key: "R" },
  { id: "lasso", key: "L" },
  { id: "keys", key: "Q" },
  { id: "measure", key: "M" },
  { id: "comment", key: "I" },
];

/** @param {any} app */
export function makeRail(app) {
  const { state, say } = app;
  const tools = TOOLS.map(({ id, key }) => {
    const element = button({ icon: id, name: say("tool_" + id), text: null, key, kind: "rv-tool", on: () => app.setTool(id), attributes: { "data-tool": id } });
    element.append(h("kbd", { "aria-hidden": "true" }, key));
    return element;
  });
  const next = button({ icon: "next", name: say("next_problem"), text: null, key: "F", kind: "rv-tool", on: () => app.nextProblem(1) });
  const solve = button({ icon: "solve", name: say("solve"), text: null, key: "O", kind: "rv-tool", on: () => app.openSolve() });
  const layers = button({ icon: "layers", name: say("view_options"), text: null, key: "W", kind: "rv-tool", on: () => app.openView() });
  for (const [element, key] of /** @type {any[]} */ ([[next, "F"], [solve, "O"], [layers, "W"]])) element.append(h("kbd", { "aria-hidden": "true" }, key));
  const draw = (now) => tools.forEach((element, k) => element.setAttribute("aria-pressed", String(TOOLS[k].id === now.tool)));
  state.listen((now, before) => now.tool !== before.tool && draw(now));
  draw(state.get());
  return h("div", { class: "rv-rail", role: "toolbar", "aria-label": say("tools"), "aria-orientation": "vertical" }, ...tools, h("hr"), next, solve, h("hr"), layers);
}
