/** What is shown: coloring, layers, categories of services. */

import { fill, h } from "./dom.js";

const LAYERS = ["buildings", "microgrid", "grid", "community", "labels", "roads", "ground", "services", "sites", "violations"];

/** @param {any} model @param {any} state */
export function makeLayers(model, state) {
  return h("div", {}, makeColoring(model, state), makeToggles(model, state), makeServiceChoice(model, state));
}

function makeColoring(model, state) {
  const choices = model.levels.map(({ level }, k) => ({ level, k })).reverse();
  const buttons = choices.map(({ level, k }) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "gp-coloring", value: level, checked: k === state.get().level, on: { change: () => state.set({ mode: "zones", level: k }) } }),
      h("span", {}, model.say("level_" + level))
    )
  );
  state.listen((now) => buttons.forEach((button, i) => (button.firstChild.checked = choices[i].k === now.level)));
  return h("fieldset", { class: "gp-segments" }, h("legend", {}, model.say("coloring")), ...buttons);
}

function makeToggles(model, state) {
  const isThere = { sites: model.sitings.length > 0, microgrid: "microgrid" in model.byName, grid: "grid" in model.byName, community: "community" in model.byName };
  const known = LAYERS.filter((name) => isThere[name] !== false);
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
    box.hidden = !now.layers.services;
    items.forEach(({ input }, k) => (input.checked = now.services[k]));
  };
  state.listen(draw);
  draw(state.get());
  return box;
}
