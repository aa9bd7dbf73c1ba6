/** What lies over the tiles as one canvas: highlights, services, signs of findings, labels. */

import { drawLabel, drawService, drawSign, fontOf, letterOf } from "./marks.js";
import { strokeShapes } from "./paint.js";
import { markedLevels } from "./sheet.js";
import { LEAST_TALL_PX, makeOccupancy, placeLabels } from "./place.js";
import { drawSites } from "./sites.js";
import { drawTrailEnd, drawTrails } from "./trails.js";
import { makeView } from "./transform.js";

const MARGIN_PX = 160;
const LEAST_PX = 14; // a narrower zone has no room for any label

/** @param {any} model @param {() => any} state */
export function makeOverlay(model, state) {
  const Overlay = L.Layer.extend({
    onAdd(map) {
      this._canvas = document.createElement("canvas");
      this._canvas.className = "gp-overlay";
      this._canvas.setAttribute("aria-hidden", "true");
      map.getPane("overlayPane").appendChild(this._canvas);
      this.repaint();
    },
    getEvents() {
      return { moveend: this.repaint, resize: this.repaint, zoomstart: this._hide, zoomend: this.repaint };
    },
    _hide() {
      this._canvas.style.opacity = "0";
    },
    repaint() {
      const map = this._map;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const size = map.getSize().add([2 * MARGIN_PX, 2 * MARGIN_PX]);
      const corner = map.containerPointToLayerPoint([-MARGIN_PX, -MARGIN_PX]);
      L.DomUtil.setPosition(this._canvas, corner);
      this._canvas.width = size.x * ratio;
      this._canvas.height = size.y * ratio;
      this._canvas.style.width = size.x + "px";
      this._canvas.style.height = size.y + "px";
      this._canvas.style.opacity = "1";
      const ctx = this._canvas.getContext("2d");
      const view = makeView(model.frame, map.getZoom(), map.getPixelOrigin().add(corner));
      const taken = drawOverlay({ ctx, ratio, view }, model, state(), size);
      this.fire("drawn", { corner, size, ratio, taken });
    },
  });
  return new Overlay();
}

/** @param {import("./paint.js").Brush} brush @param {{x: number, y: number}} size pixels @returns {ReturnType<typeof makeOccupancy>} where labels and signs stand */
export function drawOverlay(brush, model, state, size) {
  const { view, ctx } = brush;
  const at = (x, y) => ({ x: x * view.scale + view.left, y: view.top - y * view.scale });
  const isSeen = (p) => p.x > -40 && p.y > -40 && p.x < size.x + 40 && p.y < size.y + 40;
  ctx.setTransform(brush.ratio, 0, 0, brush.ratio, 0, 0);
  drawHighlight(brush, model, state.hovered, { color: model.style.ink, width_px: 2, dash_px: [] });
  drawHighlight(brush, model, state.selected, { color: "#FFFFFF", width_px: 7, dash_px: [] });
  drawHighlight(brush, model, state.selected, { color: model.style.accent, width_px: 4, dash_px: [] });
  const taken = makeOccupancy();
  drawTrails(brush, model, state, at, taken);
  if (state.layers.violations && state.mode === "zones") drawSigns(ctx, model, state, at, isSeen, taken, view);
  if (state.layers.labels) {
    const labels = labelsOf(model, state, view, at, isSeen);
    for (const label of placeLabels(labels, (text, px, role) => widthOf(ctx, model.style, text, px, role), taken)) drawLabel(ctx, model.style, label);
  }
  drawServices(ctx, model, state, at, isSeen, view, taken);
  drawTrailEnd(brush, model, state, at);
  drawSites(ctx, model, state, at);
  return taken;
}

const MEASURED_PX = 64;
/** How wide signs are, as a part of their size, by role. @type {Map<string, Map<string, number>>} */
const advances = new Map();

/** How wide a text is: the sum of its signs, each measured once, since thousands of labels are tried at every move of the map. */
function widthOf(ctx, style, text, px, role) {
  if (!advances.has(role)) advances.set(role, new Map());
  const known = /** @type {Map<string, number>} */ (advances.get(role));
  let sum = 0;
  for (const sign of text) {
    let width = known.get(sign);
    if (width === undefined) known.set(sign, (width = measured(ctx, style, sign, role)));
    sum += width;
  }
  return sum * px;
}

function measured(ctx, style, sign, role) {
  ctx.font = fontOf(style, MEASURED_PX, role);
  return ctx.measureText(sign).width / MEASURED_PX;
}

function drawHighlight(brush, model, target, pen) {
  if (!target) return;
  if (target.kind === "unit") strokeShapes(brush, model.units.footprints, [target.index], pen, true);
  else model.land.outline(brush, target.level, target.index, pen);
}

function drawSigns(ctx, model, state, at, isSeen, taken, view) {
  for (const k of markedLevels(model, state)) drawSignsOf(k, ctx, model, state, at, isSeen, taken, view);
}

function drawSignsOf(k, ctx, model, state, at, isSeen, taken, view) {
  const level = model.levels[k];
  const box = model.land.boxes(k);
  const r = Math.max(5, Math.min(8, view.zoom - 8));
  for (const [zone, findings] of level.findings) {
    const p = at(level.label[2 * zone], level.label[2 * zone + 1]);
    if (!isSeen(p)) continue;
    const tall = (box[4 * zone + 3] - box[4 * zone + 1]) * view.scale;
    const y = state.layers.labels && tall > 70 ? p.y - 26 : p.y;
    const worst = ["error", "warning", "info"].find((s) => findings.some((finding) => finding.severity === s));
    if (taken.take([p.x - r - 1, y - r - 1, p.x + r + 1, y + r + 1])) drawSign(ctx, model.style, worst, p.x, y, r);
  }
}

/** Which services show: those chosen, and with coverage those of what is colored by. */
export function shownServices(model, state) {
  if (state.mode === "coverage") return coverageServices(model, state.category);
  if (!state.layers.services) return () => false;
  return (i) => state.services[model.services.category[i]];
}

function coverageServices(model, view) {
  const entry = model.coverage.views[view];
  const members = new Set();
  const parts = entry && entry.parts ? entry.parts : [entry && entry.base !== undefined ? entry.base : view];
  for (const k of parts) for (const service of model.streets.members[k] || []) members.add(service);
  return (i) => members.has(i);
}

function drawServices(ctx, model, state, at, isSeen, view, taken) {
  const { services, style } = model;
  const isShown = shownServices(model, state);
  for (let i = 0; i < services.n; i++) {
    if (!isShown(i)) continue;
    const p = at(services.xy[2 * i], services.xy[2 * i + 1]);
    if (!isSeen(p)) continue;
    const isNear = view.zoom >= 16 && taken.take([p.x - 7, p.y - 7, p.x + 7, p.y + 7]);
    drawService(ctx, style, letterOf(services.categories[services.category[i]].name), p.x, p.y, isNear);
  }
}

/** @returns {import("./place.js").Label[]} */
function labelsOf(model, state, view, at, isSeen) {
  const labels = [];
  const active = state.mode === "coverage" ? Math.min(1, model.levels.length - 1) : state.level;
  model.levels.forEach((level, k) => {
    if (k > active || !state.layers[level.level]) return;
    const box = model.land.boxes(k);
    for (let zone = 0; zone < level.zones.code.length; zone++) {
      if ((box[4 * zone + 2] - box[4 * zone]) * view.scale < LEAST_PX) continue;
      if (level.level !== "community" && (box[4 * zone + 3] - box[4 * zone + 1]) * view.scale <= LEAST_TALL_PX) continue;
      const p = at(level.label[2 * zone], level.label[2 * zone + 1]);
      if (isSeen(p)) labels.push({ ...p, ...zoneLabel(model, level, zone, k, { mode: state.mode, active }, view) });
    }
  });
  if (state.layers.ground && view.zoom >= 14) labels.push(...placeNames(model, view, at, isSeen));
  return labels;
}

function zoneLabel(model, level, zone, k, { mode, active }, view) {
  const box = model.land.boxes(k);
  const { name, households, is_special } = level.zones;
  const mark = model.markOf ? model.markOf(k, zone) : "";
  const short = level.zones.short[zone] + mark;
  const room = (box[4 * zone + 2] - box[4 * zone]) * view.scale;
  const tall = (box[4 * zone + 3] - box[4 * zone + 1]) * view.scale;
  const base = { role: level.level, room, tall, rank: k === active ? 1 : 3 - k };
  if (level.level === "community") return { ...base, size: 15, lines: [name[zone]], rank: active === 0 ? 0 : 2 };
  const size = k === active ? (level.level === "grid" ? 14 : 12) : 22;
  const count = model.say("label_households", { n: model.count(households[zone]) });
  if (is_special[zone]) return { ...base, size: size - 1, lines: [name[zone]], rank: base.rank + 1 };
  const isAbove = k !== active;
  const isShort = isAbove || mode === "coverage";
  return { ...base, size, isAbove, lines: isShort ? [short] : [short, count], brief: [short] };
}

function placeNames(model, view, at, isSeen) {
  const { places } = model.ground;
  const labels = [];
  const known = new Set(model.levels.flatMap(({ zones }) => zones.name));
  places.name.forEach((name, i) => {
    const p = at(places.xy[2 * i], places.xy[2 * i + 1]);
    const room = (places.size_m[i] / model.frame.step_m) * view.scale * 1.4;
    if (isSeen(p) && !known.has(name)) labels.push({ ...p, lines: [name], size: 11.5, role: places.is_water[i] ? "water" : "place", rank: 5, room, tall: room });
  });
  return labels;
}
