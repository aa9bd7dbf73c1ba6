/** The list of findings; each leads to its place. */

import { fill, h, severitySign } from "./dom.js";

const PAGE = 60;

/** @param {any} model @param {(target: any) => void} goTo */
export function makeFindings(model, goTo) {
  if (!model.findings.length) return h("p", { class: "gp-empty" }, model.say("empty_findings"));
  let severity = "all";
  let shown = PAGE;
  const list = h("ul", { class: "gp-findings" });
  const status = h("p", { class: "gp-quiet", role: "status" });
  const more = h("button", { type: "button", class: "gp-more", on: { click: () => ((shown += PAGE), draw()) } }, model.say("more"));

  const choices = ["all", "error", "warning", "info"].filter((name) => name === "all" || model.findings.some((finding) => finding.severity === name));
  const buttons = choices.map((name) =>
    h("button", { type: "button", "aria-pressed": "false", on: { click: () => choose(name) } }, model.say("filter_" + name, { n: model.count(countOf(name)) }))
  );

  function countOf(name) {
    return model.findings.filter((finding) => name === "all" || finding.severity === name).length;
  }

  function choose(name) {
    severity = name;
    shown = PAGE;
    draw();
  }

  function draw() {
    choices.forEach((name, k) => buttons[k].setAttribute("aria-pressed", String(name === severity)));
    const found = model.findings.filter((finding) => severity === "all" || finding.severity === severity);
    fill(list, ...found.slice(0, shown).map((finding) => item(model, finding, goTo)));
    more.hidden = found.length <= shown;
    status.textContent = model.say("findings_shown", { shown: model.count(Math.min(shown, found.length)), n: model.count(found.length) });
  }

  draw();
  return h("div", {}, h("div", { class: "gp-chips", role: "group", "aria-label": model.say("filter") }, ...buttons), status, list, more);
}

function item(model, finding, goTo) {
  const level = model.byName[finding.level];
  const isPlaced = level !== undefined && finding.zone >= 0;
  const where = isPlaced ? model.levels[level].zones.name[finding.zone] : model.say("level_area");
  const words = [model.say("severity_" + finding.severity), finding.is_unavoidable ? model.say("unavoidable") : ""].filter(Boolean);
  const head = h("span", { class: "gp-finding-line gp-" + finding.severity }, severitySign(finding.severity), words.join(model.say("comma")));
  const remedies = finding.remedies.map((text) => h("span", { class: "gp-quiet" }, "→ " + text));
  const body = [head, h("strong", {}, where), h("span", {}, finding.text), ...remedies];
  if (!isPlaced) return h("li", {}, h("div", { class: "gp-finding" }, ...body));
  const target = { kind: "zone", level, index: finding.zone };
  return h("li", {}, h("button", { type: "button", class: "gp-finding", on: { click: () => goTo(target, true) } }, ...body));
}
