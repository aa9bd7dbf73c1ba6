/**
 * The printed sheet: A4 landscape at a round scale, drawn anew at print resolution. The screen's
 * own canvases are as coarse as the screen, so they never go to paper.
 */

import { coverageSentence } from "./circle.js";
import { h } from "./dom.js";
import { makeNorth, makeSource, scaleBar } from "./furniture.js";
import { legendItems } from "./legend.js";
import { drawOverlay } from "./overlay.js";
import { enterPixels } from "./paint.js";
import { isNarrow } from "./panel.js";
import { drawSheet } from "./sheet.js";
import { unitTitle } from "./facts.js";
import { groundOf, makeView, stepsAt, zoomOf } from "./transform.js";

const FRAME = { x: 796, y: 716 }; // CSS pixels: 211 by 189 mm
const RATIO = 3; // dots of a CSS pixel: 288 to the inch
const PX_M = 0.0254 / 96;
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8];

/** @param {any} map @param {any} model @param {() => any} state */
export function preparePrint(map, model, state) {
  let sheet = null;
  window.addEventListener("beforeprint", () => {
    if (sheet) sheet.remove();
    sheet = makePaper(map, model, { ...state(), hovered: null, preview: null });
    document.body.append(sheet);
  });
  window.addEventListener("afterprint", () => {
    if (sheet) sheet.remove();
    sheet = null;
  });
}

function makePaper(map, model, state) {
  const { center, scale } = fitPaper(map);
  const canvas = h("canvas", { width: FRAME.x * RATIO, height: FRAME.y * RATIO, role: "img", "aria-label": model.say("map_label", { place: model.meta.place }) });
  const drawing = canvas.cloneNode();
  const zoom = zoomOf(center, scale * PX_M);
  const middle = stepsAt(model.frame, center);
  const world = makeView(model.frame, zoom, { x: 0, y: 0 });
  const corner = { x: middle.x * world.scale + world.left - FRAME.x / 2, y: world.top - middle.y * world.scale - FRAME.y / 2 };
  const brush = { ctx: drawing.getContext("2d"), ratio: RATIO, view: makeView(model.frame, zoom, corner) };
  enterPixels(brush);
  brush.ctx.fillStyle = model.style.paper;
  brush.ctx.fillRect(0, 0, FRAME.x, FRAME.y);
  drawSheet(brush, model, state, [0, 0, FRAME.x, FRAME.y]);
  drawOverlay(brush, model, state, FRAME);
  // dots print as they are; a drawing of very many strokes comes out shrunk or cut in Chromium
  canvas.getContext("2d").putImageData(brush.ctx.getImageData(0, 0, drawing.width, drawing.height), 0, 0);
  return h("div", { class: "gp-paper" }, canvas, makeMargin(model, state, scale));
}

/** The part of the map beside the panel, on the paper at the next round scale. */
function fitPaper(map) {
  const size = map.getSize();
  const panel = document.querySelector(".gp-panel");
  const left = isNarrow() || !panel || panel.classList.contains("gp-closed") ? 0 : panel.offsetWidth;
  const center = map.containerPointToLatLng([(left + size.x) / 2, size.y / 2]);
  const metres = groundOf(center, map.getZoom());
  const needed = (Math.max((size.x - left) / FRAME.x, size.y / FRAME.y) * metres) / PX_M;
  const power = 10 ** Math.floor(Math.log10(needed));
  const step = [...ROUND, 10].find((k) => k * power >= needed * 0.98);
  return { center, scale: step * power };
}

function makeMargin(model, state, scale) {
  const { meta } = model;
  const isCoverage = state.mode === "coverage";
  const title = model.say(isCoverage ? "title_coverage" : "title");
  const walker = isCoverage ? model.say("paper_walker", { speed: state.speed }) : null;
  return h(
    "div",
    { class: "gp-paper-margin" },
    h("p", { class: "gp-kicker" }, title),
    h("h1", {}, meta.place),
    meta.is_internal ? h("p", { class: "gp-badges" }, h("span", { class: "gp-badge gp-badge-mark" }, model.say("internal"))) : null,
    meta.is_estimated ? h("p", { class: "gp-badges" }, h("span", { class: "gp-badge gp-badge-estimated" }, model.say("estimated"))) : null,
    h("p", { class: "gp-about" }, model.say("about", { profile: meta.profile, n: model.count(meta.households), basis: meta.basis })),
    isCoverage ? h("p", { class: "gp-sentence" }, coverageSentence(model, state)) : null,
    walker ? h("p", { class: "gp-quiet" }, walker) : null,
    state.selected ? h("p", { class: "gp-sentence" }, model.say("paper_chosen", { name: nameOf(model, state.selected) })) : null,
    h("h3", {}, model.say("legend")),
    h("ul", { class: "gp-legend" }, ...legendItems(model, state)),
    h("div", { class: "gp-paper-foot" }, makeNorth(model), h("div", {}, h("p", { class: "gp-ratio" }, `1:${model.count(scale)}`), scaleBar(model, scale * PX_M))),
    makeSource(model)
  );
}

function nameOf(model, { kind, level, index }) {
  return kind === "unit" ? unitTitle(model, index) : model.levels[level].zones.name[index];
}
