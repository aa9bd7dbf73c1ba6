/** What is shown: coloring, coverage, layers, categories of services. */

import { fill, h } from "./dom.js";

const LAYERS = ["buildings", "microgrid", "grid", "community", "labels", "roads", "ground", "services", "violations"];

/** @param {any} model @param {any} state */
export function makeLayers(model, state) {
  return h("div", {}, makeColoring(model, state), makeCoverage(model, state), makeToggles(model, state), makeServiceChoice(model, state));
}

function makeColoring(model, state) {
  const choices = model.levels.map(({ level }, k) => ({ text: model.say("level_" + level), patch: { mode: "zones", level: k }, id: level })).reverse();
  if (model.coverage.categories.length) choices.push({ text: model.say("coverage"), patch: { mode: "coverage" }, id: "coverage" });
  const chosen = (now) => (now.mode === "coverage" ? "coverage" : model.levels[now.level].level);
  const buttons = choices.map(({ text, patch, id }) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "gp-coloring", value: id, checked: id === chosen(state.get()), on: { change: () => state.set(patch) } }),
      h("span", {}, text)
    )
  );
  state.listen((now) => buttons.forEach((button, k) => (button.firstChild.checked = choices[k].id === chosen(now))));
  return h("fieldset", { class: "gp-segments" }, h("legend", {}, model.say("coloring")), ...buttons);
}

function makeCoverage(model, state) {
  const { categories } = model.coverage;
  if (!categories.length) return h("p", { class: "gp-empty" }, model.say("empty_services"));
  const options = (hasData) =>
    categories.map((entry, k) => (Boolean(entry.codes) === hasData ? h("option", { value: k }, entry.name) : null)).filter(Boolean);
  const groups = [...options(true), h("optgroup", { label: model.say("no_data") }, ...options(false))];
  const select = h("select", { id: "gp-category", on: { change: () => state.set({ category: Number(select.value) }) } }, ...groups);
  const limits = categories[0].shares.map(([limit]) => limit);
  const minutes = limits.map((limit) =>
    h("label", {}, h("input", { type: "radio", name: "gp-minutes", value: limit, on: { change: () => state.set({ minutes: limit }) } }), h("span", {}, model.say("minutes", { n: limit })))
  );
  const sentence = h("p", { class: "gp-sentence", role: "status" });
  const box = h(
    "div",
    { class: "gp-coverage" },
    h("label", { for: "gp-category" }, model.say("category")),
    select,
    h("fieldset", { class: "gp-segments" }, h("legend", {}, model.say("within")), ...minutes),
    sentence
  );

  const draw = (now) => {
    box.hidden = now.mode !== "coverage";
    select.value = String(now.category);
    minutes.forEach((label, k) => (label.firstChild.checked = limits[k] === now.minutes));
    sentence.textContent = coverageSentence(model, now);
  };
  state.listen(draw);
  draw(state.get());
  return box;
}

function coverageSentence(model, { category, minutes }) {
  const entry = model.coverage.categories[category];
  const found = entry.shares.find(([limit]) => limit === minutes);
  if (!entry.codes || !found || found[1] === null) return model.say("sentence_no_data", { category: entry.name });
  return model.say("sentence_share", { category: entry.name, minutes, share: model.share(found[1]), n: model.count(entry.n_services) });
}

function makeToggles(model, state) {
  const known = LAYERS.filter((name) => !["microgrid", "grid", "community"].includes(name) || name in model.byName);
  const items = known.map((name) => {
    const input = h("input", { type: "checkbox", id: "gp-layer-" + name, on: { change: () => state.set({ layers: { ...state.get().layers, [name]: input.checked } }) } });
    const note = emptyNote(model, name);
    return { name, input, item: h("li", {}, h("label", {}, input, h("span", {}, model.say("layer_" + name))), note && h("span", { class: "gp-quiet" }, note)) };
  });
  const draw = (now) => items.forEach(({ name, input }) => (input.checked = now.layers[name]));
  state.listen(draw);
  draw(state.get());
  return h("fieldset", { class: "gp-toggles" }, h("legend", {}, model.say("layers")), h("ul", {}, ...items.map(({ item }) => item)));
}

function emptyNote(model, name) {
  if (name === "services" && !model.services.n) return model.say("none_read");
  if (name === "roads" && !model.ground.roads.n) return model.say("none_read");
  if (name === "violations") return model.findings.length ? model.count(model.findings.length) : model.say("none_found");
  return "";
}

function makeServiceChoice(model, state) {
  const { categories } = model.services;
  if (!categories.length) return h("span");
  const items = categories.map((entry, k) => {
    const input = h("input", {
      type: "checkbox",
      on: { change: () => state.set({ services: state.get().services.map((is, i) => (i === k ? input.checked : is)) }) },
    });
    return { input, item: h("li", {}, h("label", {}, input, h("span", {}, entry.name)), h("span", { class: "gp-quiet" }, model.count(entry.n))) };
  });
  const setAll = (is) => () => state.set({ services: categories.map(() => is) });
  const box = h("fieldset", { class: "gp-toggles gp-service-choice" });
  fill(
    box,
    h("legend", {}, model.say("services_shown")),
    h(
      "p",
      { class: "gp-buttons" },
      h("button", { type: "button", class: "gp-link", on: { click: setAll(true) } }, model.say("all")),
      h("button", { type: "button", class: "gp-link", on: { click: setAll(false) } }, model.say("none"))
    ),
    h("ul", {}, ...items.map(({ item }) => item))
  );
  const draw = (now) => {
    box.hidden = !now.layers.services || now.mode === "coverage";
    items.forEach(({ input }, k) => (input.checked = now.services[k]));
  };
  state.listen(draw);
  draw(state.get());
  return box;
}
