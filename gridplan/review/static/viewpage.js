/** How the map looks: coloring, layers, base map, legend. */

import { fill, h } from "../map/dom.js";
import { legendItems } from "../map/legend.js";
import { isAnyLocked } from "./locks.js";
import { SHADES, shadeText } from "./shading.js";
import { button, field, select } from "./widgets.js";

const LAYERS = ["buildings", "microgrid", "grid", "community", "labels", "roads", "ground", "services", "violations"];

/** @param {any} app */
export function makeView(app) {
  const { model, state, say } = app;
  const shade = select([{ value: "", text: say("shade_none") }, ...SHADES.map((value) => ({ value, text: say("shade_" + value) }))], "", (value) => state.set({ shade: value }));
  const base = select([{ value: "own", text: say("base_own") }, { value: "none", text: say("base_none") }, ...app.baseMaps().map(({ id, name }) => ({ value: id, text: name }))], "own", (value) => app.setBase(value));
  const layers = LAYERS.filter((name) => !["microgrid", "grid", "community"].includes(name) || name in model.byName).map((name) => {
    const input = /** @type {any} */ (h("input", { type: "checkbox", id: "rv-layer-" + name, on: { change: () => state.set({ layers: { ...state.get().layers, [name]: input.checked } }) } }));
    return { name, input, item: h("label", { class: "rv-check" }, input, h("span", {}, say("layer_" + name))) };
  });
  const legend = h("ul", { class: "gp-legend" });
  const element = h(
    "section",
    { class: "rv-view", hidden: true, "aria-label": say("view_options") },
    h("header", {}, h("h2", {}, say("view_options")), button({ icon: "close", name: say("close"), text: null, kind: "rv-plain", on: () => toggle(false) })),
    field(say("shade"), shade),
    field(say("base_map"), base),
    h("fieldset", { class: "rv-layers" }, h("legend", {}, say("layers")), ...layers.map(({ item }) => item)),
    h("h3", {}, say("legend")),
    legend
  );

  function draw() {
    const now = state.get();
    shade.value = now.shade;
    layers.forEach(({ name, input }) => (input.checked = now.layers[name]));
    fill(legend, ...shadeItems(app, now), ...lockItems(app, now), ...legendItems(model, now).slice(now.shade && now.mode !== "coverage" ? 1 : 0));
  }

  /** @param {boolean} [is] */
  function toggle(is = element.hidden) {
    element.hidden = !is;
    if (is) (draw(), shade.focus());
  }

  element.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), toggle(false)));
  state.listen((now, before) => !element.hidden && ["rev", "mode", "level", "category", "minutes", "layers", "shade"].some((name) => now[name] !== before[name]) && draw());
  return { element, toggle };
}

function lockItems(app, now) {
  if (now.mode === "coverage" || !isAnyLocked(app)) return [];
  return [h("li", {}, h("span", { class: "gp-swatch rv-lattice" }), h("span", {}, app.say("legend_locked")))];
}

function shadeItems(app, now) {
  if (!now.shade || now.mode === "coverage") return [];
  const { bounds } = app.shading.classes(now);
  const { ramp } = app.model.style;
  const colorOf = (k) => ramp[bounds.length < 2 ? 2 : Math.round((k * (ramp.length - 1)) / (bounds.length - 1))];
  return bounds.map((bound, k) =>
    h("li", {}, h("span", { class: "gp-swatch", style: { background: colorOf(k) } }), h("span", {}, say(app, now.shade, bound, k)))
  );
}

function say(app, shade, bound, k) {
  return app.say(k ? "shade_up_to" : "shade_first", { name: app.say("shade_" + shade), bound: shadeText(app, shade, bound) });
}

