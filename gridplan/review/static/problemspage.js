/** What is wrong with the plan, one after the other. */

import { fill, h, severitySign } from "../map/dom.js";
import { inFrame } from "./frames.js";
import { zoneName } from "./names.js";
import { button, empty } from "./widgets.js";

const PAGE = 60;

/** @param {any} app */
export function makeProblemsPage(app) {
  const { say, speech, state } = app;
  let severity = "all";
  let shown = PAGE;
  const chips = h("div", { class: "gp-chips", role: "group", "aria-label": say("filter") });
  const where = h("p", { class: "gp-quiet", role: "status" });
  const list = h("ul", { class: "gp-findings rv-problems" });
  const more = h("button", { type: "button", class: "gp-more", on: { click: () => ((shown += PAGE), draw()) } }, say("more"));
  const step = h(
    "div",
    { class: "rv-row-of rv-step" },
    button({ icon: "up", name: say("previous_problem"), key: "Shift+F", on: () => app.nextProblem(-1) }),
    button({ icon: "down", name: say("next_problem"), key: "F", on: () => app.nextProblem(1) })
  );
  const body = h("div", {}, step, chips, where, list, more);
  const none = empty(say("problems_none"));
  const element = h("div", { class: "rv-scroll" }, body, none);

  function draw() {
    const all = app.problems();
    body.hidden = !all.length;
    none.hidden = all.length > 0;
    const names = ["all", "error", "warning", "info"].filter((name) => name === "all" || all.some((one) => one.severity === name));
    if (!names.includes(severity)) severity = "all";
    fill(chips, ...names.map((name) => chip(name, all.filter((one) => name === "all" || one.severity === name).length)));
    const kept = all.map((problem, k) => ({ problem, k })).filter(({ problem }) => severity === "all" || problem.severity === severity);
    fill(list, ...kept.slice(0, shown).map(({ problem, k }) => item(problem, k)));
    more.hidden = kept.length <= shown;
    where.textContent = say("problems_shown", { n: speech.count(kept.length) });
  }

  function chip(name, n) {
    return h("button", { type: "button", "aria-pressed": String(name === severity), on: { click: () => ((severity = name), (shown = PAGE), draw()) } }, say("filter_" + name, { n: speech.count(n) }));
  }

  function item(problem, k) {
    const words = [say("severity_" + problem.severity), problem.is_unavoidable ? say("unavoidable") : ""].filter(Boolean);
    const isActive = state.get().problem === k;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "gp-finding", "aria-current": isActive ? "true" : null, "data-problem": k, on: { click: () => app.goToProblem(k) } },
        h("span", { class: "gp-finding-line gp-" + problem.severity }, severitySign(problem.severity), words.join(say("comma"))),
        h("strong", {}, problem.at < 0 ? say("level_area") : zoneName(app, problem.at, problem.zone)),
        h("span", {}, problem.text),
        problem.clause ? h("span", { class: "gp-quiet" }, say("clause", { rule: problem.rule, clause: problem.clause })) : null,
        ...(problem.remedies || []).map((text) => h("span", { class: "gp-quiet" }, "→ " + text))
      )
    );
  }

  const drawSoon = inFrame(() => element.closest("[hidden]") || draw());
  state.listen((now, before) => {
    if (now.found !== before.found) drawSoon();
    if (now.problem === before.problem) return;
    draw();
    const active = list.querySelector("[aria-current]");
    if (active) active.scrollIntoView({ block: "nearest" });
  });
  draw();
  return { element, show: draw };
}
