/** The line at the foot: the plan in figures, what is under the pointer, where the data come from. */

import { fill, h, severitySign } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { bandOf } from "./vitals.js";

/** @param {any} app */
export function makeFootLine(app) {
  const { model, state, say, speech } = app;
  const figures = h("div", { class: "rv-foot-figures" });
  const { meta } = model;
  const source = h("span", { class: "rv-foot-source" });
  const element = h("footer", { class: "rv-foot" }, figures, source);

  /** Where the data come from, and the number under which the map was approved. */
  function drawSource() {
    const number = meta.approval_number;
    const base = app.baseText();
    const parts = [meta.attribution ? say("source", { source: meta.attribution }) : "", base, number ? say("approval_number", { number }) : "", say("made_with", { version: meta.version })];
    source.textContent = source.title = parts.filter(Boolean).join(" · ");
  }

  function draw() {
    const { level } = state.get();
    const { zones, level: name } = model.levels[level];
    const ordinary = app.zoneList(level).filter((zone) => !zones.is_special[zone]);
    const inBand = ordinary.filter((zone) => ["in", "none"].includes(bandOf(zones, zone, zones.households[zone]))).length;
    const count = (severity) => app.problems().filter((one) => one.severity === severity).length;
    const unassigned = app.unassigned();
    fill(
      figures,
      h("span", {}, h("strong", {}, speech.count(meta.households)), " ", say("foot_households")),
      h("span", {}, say("level_" + name), " ", h("strong", {}, `${speech.count(inBand)}/${speech.count(ordinary.length)}`), " ", say("foot_in_band")),
      h("span", {}, severitySign("error"), h("strong", {}, speech.count(count("error"))), " ", say("severity_error")),
      h("span", {}, severitySign("warning"), h("strong", {}, speech.count(count("warning"))), " ", say("severity_warning")),
      unassigned ? h("span", {}, h("strong", {}, speech.count(unassigned)), " ", say("unassigned")) : null
    );
  }

  state.listen((now, before) => now.base !== before.base && drawSource());
  drawSource();
  const drawSoon = inFrame(draw);
  state.listen((now, before) => ["rev", "found", "level"].some((name) => now[name] !== before[name]) && drawSoon());
  draw();
  return element;
}
