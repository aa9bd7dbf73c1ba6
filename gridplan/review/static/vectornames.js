/** Names of a vector base map: where there is room between those of the plan, the most important first. */

import { makeOccupancy } from "../map/place.js";
import { EXTENT } from "./mvt.js";

const APART_PX = 320; // the same name comes again only so far away
const SPARE_PX = 12; // what a road must be longer than its name
const BEND = 0.3; // radians by which a road may turn under its name
const COLORS = { place: "#4A535C", road: "#6B7178", water: "#2C5F7C" };
const HALO = "rgba(251,250,246,.85)";

/**
 * Draws names into a canvas whose pixels are those of the view.
 * @param {any} ctx
 * @param {{tile: import("./vectortiles.js").Tile, place: {left: number, top: number, side: number}}[]} tiles
 * @param {import("./vectorground.js").View & {taken: number[][]}} view `taken` by labels of the plan: left, top, right, bottom
 * @param {any} style
 */
export function paintNames(ctx, tiles, view, style) {
  const font = ({ role, size }) => `${role === "water" ? "italic " : ""}${role === "place" ? 600 : 400} ${size}px ${style.font}`;
  const widthOf = (name) => {
    ctx.font = font(name);
    return ctx.measureText(name.text).width;
  };
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = HALO;
  for (const name of placeNames(namesIn(tiles, view.zoom), view, widthOf)) {
    ctx.save();
    ctx.translate(name.x, name.y);
    ctx.rotate(name.angle);
    ctx.font = font(name);
    ctx.fillStyle = COLORS[name.role];
    ctx.strokeText(name.text, 0, 0);
    ctx.fillText(name.text, 0, 0);
    ctx.restore();
  }
}

/** The names of a zoom with their lines in pixels, by rank. */
function namesIn(tiles, zoom) {
  const found = [];
  for (const { tile, place } of tiles) {
    const scale = place.side / EXTENT;
    for (const name of tile.names) {
      if (zoom < name.from || zoom > name.until) continue;
      const lines = name.parts.map((part) => part.map((value, k) => value * scale + (k % 2 ? place.top : place.left)));
      found.push({ ...name, lines });
    }
  }
  return found.sort((a, b) => a.rank - b.rank);
}

/**
 * Chooses the names that have room.
 * @param {any[]} names by rank, with `lines` in pixels
 * @param {{width: number, height: number, taken: number[][]}} view
 * @param {(name: any) => number} widthOf
 */
export function placeNames(names, view, widthOf) {
  const room = makeOccupancy();
  for (const box of view.taken) room.take(box);
  const placed = [];
  const stands = new Map();
  const isAgain = ({ text }, x, y) => (stands.get(text) || []).some((other) => Math.hypot(other.x - x, other.y - y) < APART_PX);

  function put(name, width, { x, y, angle }) {
    const high = name.size * 1.3;
    const [across, down] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const [w, h] = [(width * across + high * down) / 2, (width * down + high * across) / 2];
    const isInside = x > w && y > h && x < view.width - w && y < view.height - h;
    if (!isInside || isAgain(name, x, y) || !room.take([x - w, y - h, x + w, y + h])) return;
    placed.push({ ...name, x, y, angle });
    stands.set(name.text, [...(stands.get(name.text) || []), { x, y }]);
  }

  for (const name of names) {
    const width = widthOf(name);
    for (const line of name.lines) {
      const spot = name.isPoint ? { x: line[0], y: line[1], angle: 0 } : longestStretch(line, view);
      if (spot && (name.isPoint || spot.length >= width + SPARE_PX)) put(name, width, spot);
    }
  }
  return placed;
}

/** The middle of the longest stretch of a line that is seen and nearly straight, and its direction. */
export function longestStretch(line, view) {
  let best = null;
  for (const [from, to] of straightRuns(line)) {
    const seen = clipped(line[from], line[from + 1], line[to], line[to + 1], view);
    if (seen && (!best || seen.length > best.length)) best = seen;
  }
  return best;
}

/** Runs of points between which a line hardly turns, as positions of their first and last x. */
function straightRuns(line) {
  const runs = [];
  let start = 0;
  let course = null;
  for (let k = 2; k < line.length; k += 2) {
    const next = Math.atan2(line[k + 1] - line[k - 1], line[k] - line[k - 2]);
    if (course !== null && Math.abs(Math.atan2(Math.sin(next - course), Math.cos(next - course))) > BEND) {
      runs.push([start, k - 2]);
      start = k - 2;
      course = null;
    }
    course = course ?? next;
  }
  if (line.length >= 4) runs.push([start, line.length - 2]);
  return runs;
}

/** The part of a straight line within the view; null where it lies outside. */
function clipped(x0, y0, x1, y1, { width, height }) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [from, to] = [0, 1];
  for (const [step, room] of [[-dx, x0], [dx, width - x0], [-dy, y0], [dy, height - y0]]) {
    if (step === 0 && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  if (from >= to) return null;
  const angle = Math.atan2(dy, dx);
  const upright = angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle;
  const middle = (from + to) / 2;
  return { x: x0 + dx * middle, y: y0 + dy * middle, angle: upright, length: Math.hypot(dx, dy) * (to - from) };
}
