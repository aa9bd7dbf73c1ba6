/** What the hand draws over the map: the disc of the brush, a box, a lasso, the rim of the draft. */

import { strokeShapes } from "../map/paint.js";
import { makeView } from "../map/transform.js";
import { boxOf } from "./draft.js";
import { rimOf } from "./edges.js";

/**
 * @typedef {object} Mark
 * @property {"disc"|"box"|"lasso"|"line"} kind
 * @property {{x: number, y: number}[]} points pixels of the container
 * @property {number} [radius]
 */

/** @typedef {[number, number, number, number]} PixelBox left, top, right, bottom in the container */

const REACH_PX = 8; // what lines and dots reach beyond the places they mark

/**
 * The canvas is as large as what is drawn on it: without a GPU, all that lies under it is put
 * together anew at every move of the hand.
 * @param {any} map @param {any} model
 */
export function makeSketch(map, model) {
  const canvas = document.createElement("canvas");
  canvas.className = "rv-sketch";
  canvas.setAttribute("aria-hidden", "true");
  map.getContainer().append(canvas);
  /** @type {Mark|null} */
  let mark = null;
  /** @type {Set<number>} */
  let chosen = new Set();
  /** @type {{unit: number, units: Set<number>}|null} */
  let cursor = null;
  let frame = 0;

  const draw = () => {
    frame = 0;
    const corner = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    const box = seen(marksBox(makeView(model.frame, map.getZoom(), corner)), map.getSize());
    canvas.hidden = !box;
    if (!box) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [left, top, right, bottom] = box;
    canvas.style.transform = `translate(${left}px, ${top}px)`;
    canvas.style.width = right - left + "px";
    canvas.style.height = bottom - top + "px";
    canvas.width = (right - left) * ratio;
    canvas.height = (bottom - top) * ratio;
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const brush = { ctx, ratio, view: makeView(model.frame, map.getZoom(), corner.add([left, top])) };
    if (chosen.size) drawRim(brush, model, chosen);
    if (cursor) drawCursor(brush, model, cursor);
    if (mark) drawMark(brush, mark, model.style, { x: left, y: top });
  };

  /** The pixels that the marks lie in. */
  function marksBox(view) {
    const box = /** @type {PixelBox} */ ([Infinity, Infinity, -Infinity, -Infinity]);
    for (const units of [chosen, cursor ? cursor.units : []]) {
      const land = boxOf(model, [...units]);
      if (!land) continue;
      widen(box, land[0] * view.scale + view.left, view.top - land[3] * view.scale, REACH_PX);
      widen(box, land[2] * view.scale + view.left, view.top - land[1] * view.scale, REACH_PX);
    }
    if (mark) for (const { x, y } of mark.points) widen(box, x, y, REACH_PX + (mark.radius || 0));
    return box;
  }

  const ask = () => (frame = frame || requestAnimationFrame(draw));
  map.on("move zoomend resize", ask);
  return {
    /** @param {Mark|null} next */
    show: (next) => ((mark = next), ask()),
    /** Marks units by a line around them. @param {Iterable<number>} units */
    choose: (units) => ((chosen = new Set(units)), ask()),
    /** Shows where the keyboard is: the unit, and the units that go with it. @param {{unit: number, units: Set<number>}|null} next */
    point: (next) => ((cursor = next), ask()),
  };
}

/** @param {PixelBox} box @param {number} x @param {number} y @param {number} reach */
function widen(box, x, y, reach) {
  box[0] = Math.min(box[0], x - reach);
  box[1] = Math.min(box[1], y - reach);
  box[2] = Math.max(box[2], x + reach);
  box[3] = Math.max(box[3], y + reach);
}

/** What of a box can be seen, in whole pixels; null for nothing. @param {PixelBox} box @param {{x: number, y: number}} size @returns {PixelBox|null} */
function seen([left, top, right, bottom], { x, y }) {
  const found = /** @type {PixelBox} */ ([Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top)), Math.min(x, Math.ceil(right)), Math.min(y, Math.ceil(bottom))]);
  return found[0] < found[2] && found[1] < found[3] ? found : null;
}

function drawRim(brush, model, chosen) {
  const rim = rimOf(model.edges, chosen, (unit) => chosen.has(unit));
  strokeShapes(brush, model.edges.lines, rim, { color: "#FFFFFF", width_px: 5, dash_px: [] });
  strokeShapes(brush, model.edges.lines, rim, { color: model.style.accent, width_px: 2.4, dash_px: [7, 4] });
}

function drawCursor({ ctx, ratio, view }, model, { unit, units }) {
  const rim = rimOf(model.edges, units, (one) => units.has(one));
  strokeShapes({ ctx, ratio, view }, model.edges.lines, rim, { color: "#FFFFFF", width_px: 8, dash_px: [] });
  strokeShapes({ ctx, ratio, view }, model.edges.lines, rim, { color: model.style.ink, width_px: 3.5, dash_px: [] });
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  dot(ctx, model.units.middle[2 * unit] * view.scale + view.left, view.top - model.units.middle[2 * unit + 1] * view.scale, model.style.ink);
}

/** @param {any} brush @param {Mark} mark @param {any} style @param {{x: number, y: number}} corner of the canvas in the container */
function drawMark({ ctx, ratio }, { kind, points, radius = 0 }, style, corner) {
  ctx.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
  ctx.beginPath();
  if (kind === "disc") ctx.arc(points[0].x, points[0].y, radius, 0, 7);
  else if (kind === "box") ctx.rect(points[0].x, points[0].y, points[1].x - points[0].x, points[1].y - points[0].y);
  else points.forEach(({ x, y }, k) => (k ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  if (kind === "lasso") ctx.closePath();
  ctx.lineJoin = "round";
  ctx.strokeStyle = "rgba(255,255,255,.9)";
  ctx.lineWidth = 4;
  ctx.stroke();
  if (kind !== "line") {
    ctx.fillStyle = "rgba(11,90,125,.08)";
    ctx.fill();
  }
  ctx.strokeStyle = style.accent;
  ctx.lineWidth = 1.8;
  ctx.setLineDash(kind === "lasso" || kind === "box" ? [6, 4] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (kind === "line") for (const { x, y } of points) dot(ctx, x, y, style.accent);
}

function dot(ctx, x, y, color) {
  ctx.beginPath();
  ctx.arc(x, y, 4, 0, 7);
  ctx.fillStyle = "#FFFFFF";
  ctx.fill();
  ctx.strokeStyle = color;
  ctx.lineWidth = 2;
  ctx.stroke();
}
