/** What a sheet has at its edges: scale, north, zoom, sources and marks. */

import { fill, h, icon, svg } from "./dom.js";
import { metresPerPixel } from "./transform.js";

const SCALE_PX = 132;

/** @param {any} map @param {any} model @param {() => void} showAll */
export function makeFurniture(map, model, showAll) {
  return h("div", { class: "gp-furniture" }, makeZoom(map, model, showAll), h("div", { class: "gp-foot" }, makeNorth(model), makeScale(map, model)), makeSource(model));
}

function makeZoom(map, model, showAll) {
  const button = (path, key, click) => h("button", { type: "button", title: model.say(key), "aria-label": model.say(key), on: { click } }, icon(path));
  return h(
    "div",
    { class: "gp-zoom", role: "group", "aria-label": model.say("zoom") },
    button("M10 4v12M4 10h12", "zoom_in", () => map.zoomIn(1)),
    button("M4 10h12", "zoom_out", () => map.zoomOut(1)),
    button("M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", "zoom_all", showAll),
    button("M6 8V3h8v5M6 15H3V8h14v7h-3M6 12h8v5H6Z", "print", () => window.print())
  );
}

/** @param {any} model */
export function makeNorth(model) {
  return svg(
    "svg",
    { class: "gp-north", viewBox: "0 0 24 36", role: "img", "aria-label": model.say("north") },
    svg("path", { d: "M12 2 19 24 12 20Z", class: "gp-north-dark" }),
    svg("path", { d: "M12 2 5 24 12 20Z", class: "gp-north-light" }),
    svg("text", { x: 12, y: 35, "text-anchor": "middle" }, model.say("north_letter"))
  );
}

function makeScale(map, model) {
  const place = h("div", {});
  const draw = () => fill(place, scaleBar(model, metresPerPixel(map)));
  map.on("zoomend moveend", draw);
  draw();
  return place;
}

/** A scale bar of a round length. @param {any} model @param {number} metresPerPx on the ground */
export function scaleBar(model, metresPerPx) {
  const most = metresPerPx * SCALE_PX;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((k) => k * power).find((metres) => metres <= most);
  const text = length >= 1000 ? model.say("km", { n: length / 1000 }) : model.say("metres", { n: length });
  const bar = h("span", { class: "gp-scale-bar", style: { width: `${length / metresPerPx}px` } }, h("i"), h("i"), h("i"), h("i"));
  return h("div", { class: "gp-scale", role: "img", "aria-label": model.say("scale", { length: text }) }, h("span", {}, "0"), bar, h("span", {}, text));
}

/** @param {any} model */
export function makeSource(model) {
  const { meta } = model;
  const parts = [
    meta.attribution ? model.say("source", { source: meta.attribution }) : "",
    meta.approval_number ? model.say("approval_number", { number: meta.approval_number }) : "",
    meta.is_internal ? model.say("internal") : "",
    model.say("made_with", { version: meta.version }),
  ].filter(Boolean);
  return h("p", { class: "gp-source" }, parts.join(" · "));
}
