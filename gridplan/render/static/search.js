/** The search box: a combobox over zones, buildings and compounds, worked by keyboard. */

import { fill, h, icon } from "./dom.js";

const LIMIT = 12;

/** @typedef {{text: string, kind: string, target: any}} Hit */

/** @param {any} model @param {(target: any, isClose: boolean) => void} goTo */
export function makeSearch(model, goTo) {
  const list = h("ul", { class: "gp-hits", id: "gp-hits", role: "listbox", "aria-label": model.say("search_hits"), hidden: true });
  const status = h("p", { class: "gp-visually-hidden", role: "status" });
  const input = h("input", {
    type: "search",
    id: "gp-search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": "gp-hits",
    "aria-autocomplete": "list",
    placeholder: model.say("search_hint"),
    "aria-label": model.say("search"),
    on: { input: update, keydown: onKey, focus: update, blur: () => setTimeout(close, 150) },
  });
  let hits = [];
  let active = -1;

  function update() {
    const query = input.value.trim();
    hits = query ? findHits(model, query) : [];
    active = -1;
    fill(list, ...hits.map(option), query && !hits.length ? h("li", { class: "gp-no-hit" }, model.say("search_none", { query })) : null);
    list.hidden = !query;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    status.textContent = query ? model.say("search_count", { n: hits.length }) : "";
  }

  /** @param {Hit} hit */
  function option(hit, k) {
    const choose = (event) => (event.preventDefault(), pick(k));
    return h("li", { id: "gp-hit-" + k, role: "option", "aria-selected": "false", on: { mousedown: choose } }, h("span", {}, hit.text), h("span", { class: "gp-quiet" }, hit.kind));
  }

  function onKey(event) {
    if (event.key === "Escape") return close();
    if (event.key === "Enter" && hits.length) return event.preventDefault(), pick(Math.max(0, active));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !hits.length) return undefined;
    event.preventDefault();
    active = (active + step + hits.length) % hits.length;
    [...list.children].forEach((child, k) => child.setAttribute("aria-selected", String(k === active)));
    input.setAttribute("aria-activedescendant", "gp-hit-" + active);
    return list.children[active].scrollIntoView({ block: "nearest" });
  }

  function pick(k) {
    input.value = hits[k].text;
    close();
    goTo(hits[k].target, true);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  return h("div", { class: "gp-search" }, icon("M8.5 3a5.5 5.5 0 1 0 .01 0ZM12.5 12.5 17 17"), input, list, status);
}

/** What matches, beginnings before insides, zones before buildings. @returns {Hit[]} */
export function findHits(model, query) {
  const needle = query.toLowerCase();
  const first = [];
  const later = [];
  const look = (text, hit) => {
    if (!text || first.length >= LIMIT) return;
    const at = text.toLowerCase().indexOf(needle);
    if (at === 0) first.push(hit());
    else if (at > 0 && later.length < LIMIT) later.push(hit());
  };
  model.levels.forEach(({ level, zones }, k) => {
    zones.code.forEach((code, zone) => {
      const hit = (text) => () => ({ text, kind: model.say("level_" + level) + " " + code, target: { kind: "zone", level: k, index: zone } });
      const isName = zones.name[zone].toLowerCase().includes(needle);
      look(isName ? zones.name[zone] : code, hit(zones.name[zone]));
    });
  });
  model.units.compounds.forEach((name, k) => look(name, () => compoundHit(model, name, k)));
  lookUnits(model, look);
  return [...first, ...later].slice(0, LIMIT);
}

function lookUnits(model, look) {
  const { units } = model;
  for (let unit = 0; unit < units.n; unit++) {
    const id = units.id(unit);
    const target = { kind: "unit", level: 0, index: unit };
    look(id, () => ({ text: id, kind: model.say("kind_building"), target }));
    const name = units.name(unit);
    if (name) look(name, () => ({ text: name, kind: id, target }));
  }
}

function compoundHit(model, name, compound) {
  const members = [];
  for (let unit = 0; unit < model.units.n; unit++) if (model.units.compoundOf[unit] === compound + 1) members.push(unit);
  return { text: name, kind: model.say("n_buildings", { n: members.length }), target: { kind: "units", level: 0, index: members[0], members } };
}
