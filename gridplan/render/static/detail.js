/** The card of what was clicked. */

import { fill, h, icon, severitySign } from "./dom.js";
import { parentOf, unitFacts, unitTitle, zoneFacts } from "./facts.js";
import { makeNearest } from "./nearest.js";
import { beyondIn, completenessOf } from "./reach.js";

/**
 * @param {any} model
 * @param {any} state
 * @param {(target: any) => void} goTo
 * @param {(route: any) => void} showRoute
 */
export function makeDetail(model, state, goTo, showRoute) {
  const nearest = makeNearest(model, state, showRoute);
  const body = h("div", { class: "gp-card-body" });
  const title = h("h2", { class: "gp-card-title", id: "gp-card-title", tabindex: "-1" });
  const kind = h("p", { class: "gp-card-kind" });
  const close = h(
    "button",
    { type: "button", class: "gp-close", "aria-label": model.say("close"), on: { click: () => state.set({ selected: null }) } },
    icon("M4 4l12 12M16 4 4 16")
  );
  const card = h("section", { class: "gp-card", hidden: true, "aria-labelledby": "gp-card-title", "aria-live": "polite" }, close, kind, title, body);
  card.addEventListener("keydown", (event) => event.key === "Escape" && state.set({ selected: null }));

  state.listen((now, before) => {
    const isOther = now.selected !== before.selected;
    const isReach = ["mode", "category", "minutes", "speed"].some((name) => now[name] !== before[name]);
    if (isOther) card.hidden = !now.selected;
    // a building's list of walks follows by itself
    if (now.selected && (isOther || (isReach && now.selected.kind === "zone"))) show(now.selected);
  });

  function show(target) {
    const isUnit = target.kind === "unit";
    const word = isUnit ? ["kind_building", "kind_stairwell", "kind_land"][model.units.kind[target.index]] : "level_" + model.levels[target.level].level;
    kind.textContent = model.say(word);
    title.textContent = isUnit ? unitTitle(model, target.index) : model.levels[target.level].zones.name[target.index];
    if (isUnit && model.units.kind[target.index] !== 2) nearest.show(target.index);
    fill(body, ...(isUnit ? unitParts(model, target.index, nearest, goTo) : zoneParts(model, target, state.get(), goTo)));
    body.scrollTop = 0;
  }

  return card;
}

/** @param {import("./facts.js").Fact[]} facts */
function factList(facts) {
  return h("dl", { class: "gp-facts" }, ...facts.map(({ label, value }) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

function zoneParts(model, { level, index }, now, goTo) {
  const found = model.levels[level].findings.get(index) || [];
  const parent = parentOf(model, level, index);
  return [
    now.mode === "coverage" ? reachPart(model, level, index, now) : null,
    now.mode === "coverage" ? completePart(model, now, (unit) => model.levels[level].zoneOf[unit] === index) : null,
    factList(zoneFacts(model, level, index)),
    found.length ? h("ul", { class: "gp-card-findings" }, ...found.map((finding) => findingItem(model, finding))) : h("p", { class: "gp-fine" }, model.say("zone_fine")),
    parent >= 0 ? h("nav", { class: "gp-path", "aria-label": model.say("belongs_to") }, zoneLink(model, level - 1, parent, goTo)) : null,
  ];
}

/** How the zone stands with what the map is colored by. */
function reachPart(model, level, zone, now) {
  const view = model.coverage.views[now.category];
  const households = model.levels[level].zones.households[zone];
  if (!view || !view.codes || !households) return null;
  const beyond = beyondIn(model, now.category, now, level, zone);
  const values = { category: view.name, minutes: now.minutes, share: model.share(1 - beyond / households), beyond: model.count(beyond), n: model.count(households) };
  return h("p", { class: beyond ? "gp-reach gp-reach-gap" : "gp-reach" }, model.say("zone_reach", values));
}

/** How complete the circle of some units is: the share of what is asked for that their people reach. */
function completePart(model, now, isMember) {
  const found = completenessOf(model, now, isMember);
  return found && h("p", { class: "gp-quiet gp-complete" }, model.say("complete", { share: model.share(found.share), of: found.of, minutes: now.minutes }));
}

function findingItem(model, finding) {
  const words = [model.say("severity_" + finding.severity), finding.is_unavoidable ? model.say("unavoidable") : ""].filter(Boolean);
  return h(
    "li",
    { class: "gp-" + finding.severity },
    h("span", { class: "gp-finding-line" }, severitySign(finding.severity), words.join(model.say("comma"))),
    h("p", {}, finding.text),
    finding.clause ? h("p", { class: "gp-quiet" }, model.say("clause", { rule: finding.rule, clause: finding.clause })) : null
  );
}

function unitParts(model, unit, nearest, goTo) {
  const levels = [...model.levels.keys()];
  const path = levels.map((level) => zoneLink(model, level, model.levels[level].zoneOf[unit], goTo));
  return [
    h("nav", { class: "gp-path", "aria-label": model.say("belongs_to") }, ...path),
    factList([...unitFacts(model, unit), { label: model.say("fact_id"), value: model.units.id(unit) }]),
    model.units.kind[unit] === 2 ? null : nearest.element,
  ];
}

function zoneLink(model, level, zone, goTo) {
  const { zones } = model.levels[level];
  return h("button", { type: "button", class: "gp-link", on: { click: () => goTo({ kind: "zone", level, index: zone }) } }, zones.name[zone]);
}
