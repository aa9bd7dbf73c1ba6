/** Zones drawn as the cells of their units, so that they change under the pointer: see `land.js`. */

import { groupBy } from "../map/land.js";
import { fillBoxes, fillShapes, strokeShapes } from "../map/paint.js";
import { shapeAt } from "../map/spatial.js";
import { placeOf } from "../map/transform.js";
import { bordersIn, rimOf } from "./edges.js";

const SEAM_ZOOM = 14.5;
const SMALL_PX = 4;

/**
 * @param {any} frame
 * @param {any} units
 * @param {import("./edges.js").Edges} edges
 * @param {any[]} levels
 * @returns {import("../map/land.js").ZoneLand & {forget: (changed?: number[][]) => void}}
 */
export function landOfCells(frame, units, edges, levels) {
  /** @type {{box: Int32Array, stale: number[]}[]} boxes of zones by level, and the zones that changed since they were made */
  let kept = [];
  const boxes = (level) => {
    const known = kept[level];
    if (!known || known.stale.length) kept[level] = { box: boxesOf(units, levels[level], known), stale: [] };
    return kept[level].box;
  };
  const side = sideOf(units.cells.box, units.n);
  return {
    fill(brush, level, box, paintOf) {
      const { zoneOf } = levels[level];
      const paints = new Map();
      const paint = (zone) => {
        if (!paints.has(zone)) paints.set(zone, paintOf(zone));
        return paints.get(zone);
      };
      for (const [color, members] of groupBy(units.cellGrid.query(...box), (unit) => (zoneOf[unit] < 0 ? null : paint(zoneOf[unit])))) {
        if (color === null) continue;
        if (side * brush.view.scale < SMALL_PX) {
          fillBoxes(brush, units.cells, members, color);
          continue;
        }
        fillShapes(brush, units.cells, members, color);
        // the edges of cells drawn apart would show as hairlines
        if (brush.view.zoom >= SEAM_ZOOM && typeof color === "string") strokeShapes(brush, units.cells, members, { color, width_px: 0.8, dash_px: [] }, true);
      }
    },
    border(brush, level, box, pen) {
      strokeShapes(brush, edges.lines, bordersIn(edges, level, box), pen);
    },
    outline(brush, level, zone, pen) {
      const { zoneOf } = levels[level];
      strokeShapes(brush, edges.lines, rimOf(edges, membersOf(zoneOf, zone), (unit) => zoneOf[unit] === zone), pen);
    },
    zoneAt(level, x, y) {
      const unit = shapeAt(units.cells, units.cellGrid, x, y);
      return unit < 0 ? -1 : levels[level].zoneOf[unit];
    },
    bounds(level, zone) {
      const box = boxes(level).subarray(4 * zone, 4 * zone + 4);
      return L.latLngBounds(placeOf(frame, box[0], box[1]), placeOf(frame, box[2], box[3]));
    },
    boxes,
    /** The zones changed: all, or some of each level. */
    forget(changed) {
      if (changed) kept.forEach(({ stale }, level) => stale.push(...changed[level]));
      else kept = [];
    },
  };
}

/** Side of a common cell, in steps. @param {Int32Array} box @param {number} n */
function sideOf(box, n) {
  const sides = [];
  for (let i = 0; i < n; i += Math.ceil(n / 500)) sides.push(Math.max(box[4 * i + 2] - box[4 * i], box[4 * i + 3] - box[4 * i + 1]));
  return sides.sort((a, b) => a - b)[sides.length >> 1] || 1;
}

/** Units of a zone, ascending. @param {Int32Array} zoneOf @param {number} zone */
export function membersOf(zoneOf, zone) {
  const found = [];
  for (let unit = 0; unit < zoneOf.length; unit++) if (zoneOf[unit] === zone) found.push(unit);
  return found;
}

const NOWHERE = [2 ** 31 - 1, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31)];

/** Which of *n* zones are asked for: those named, or all. @param {number} n @param {number[]} [zones] */
export function askedOf(n, zones) {
  const isAsked = new Uint8Array(n);
  if (zones) for (const zone of zones) isAsked[zone] = 1;
  else isAsked.fill(1);
  return isAsked;
}

/** Units of the zones that are asked for, ascending. @param {Int32Array} zoneOf @param {Uint8Array} isAsked @returns {number[]} */
export function unitsIn(zoneOf, isAsked) {
  const found = [];
  for (let unit = 0; unit < zoneOf.length; unit++) if (zoneOf[unit] >= 0 && isAsked[zoneOf[unit]]) found.push(unit);
  return found;
}

/** Boxes of zones; those that are known and not stale stay as they were. */
function boxesOf(units, { zoneOf, zones }, known) {
  const n = zones.code.length;
  const isAsked = askedOf(n, known && known.stale);
  const box = new Int32Array(4 * n);
  if (known) box.set(known.box);
  for (let zone = 0; zone < n; zone++) if (isAsked[zone]) box.set(NOWHERE, 4 * zone);
  const own = units.cells.box;
  for (const unit of unitsIn(zoneOf, isAsked)) {
    const at = 4 * zoneOf[unit];
    if (own[4 * unit] < box[at]) box[at] = own[4 * unit];
    if (own[4 * unit + 1] < box[at + 1]) box[at + 1] = own[4 * unit + 1];
    if (own[4 * unit + 2] > box[at + 2]) box[at + 2] = own[4 * unit + 2];
    if (own[4 * unit + 3] > box[at + 3]) box[at + 3] = own[4 * unit + 3];
  }
  return box;
}

/**
 * A place for the label of each zone: the unit nearest to the middle of its land.
 * @param {any} units
 * @param {Int32Array} zoneOf
 * @param {number} n zones
 * @param {number[]} members units of the zones that are asked for
 * @param {Int32Array|number[]} [before] places of those that are not
 * @returns {Int32Array}
 */
export function labelPlaces(units, zoneOf, n, members, before = []) {
  const { middle } = units;
  const sum = new Float64Array(3 * n);
  for (const unit of members) {
    const zone = zoneOf[unit];
    sum[3 * zone] += middle[2 * unit];
    sum[3 * zone + 1] += middle[2 * unit + 1];
    sum[3 * zone + 2]++;
  }
  const place = new Int32Array(2 * n);
  place.set(before);
  const least = new Float64Array(n).fill(Infinity);
  for (const unit of members) {
    const zone = zoneOf[unit];
    const count = sum[3 * zone + 2];
    const away = (middle[2 * unit] - sum[3 * zone] / count) ** 2 + (middle[2 * unit + 1] - sum[3 * zone + 1] / count) ** 2;
    if (away >= least[zone]) continue;
    least[zone] = away;
    place.set([middle[2 * unit], middle[2 * unit + 1]], 2 * zone);
  }
  return place;
}
