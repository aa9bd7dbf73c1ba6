/**
 * How zones are drawn and found: here as shapes that never change. The review app draws the land
 * of their units instead, since there zones change under the pointer; both offer the same.
 */

import { fillShapes, strokeShapes } from "./paint.js";
import { shapeAt } from "./spatial.js";
import { boundsOf } from "./transform.js";

/**
 * @typedef {object} ZoneLand
 * @property {(brush: any, level: number, box: number[], paintOf: (zone: number) => any) => void} fill
 *   colors or patterns by zone, null for none
 * @property {(brush: any, level: number, box: number[], pen: any) => void} border
 *   the borders that are not also those of a coarser level
 * @property {(brush: any, level: number, zone: number, pen: any) => void} outline
 * @property {(level: number, x: number, y: number) => number} zoneAt -1 for none
 * @property {(level: number, zone: number) => any} bounds on the map
 * @property {(level: number) => Int32Array} boxes west, south, east, north of each zone, in steps
 */

/** @param {any} frame @param {any[]} levels @returns {ZoneLand} */
export function landOfShapes(frame, levels) {
  return {
    fill(brush, level, box, paintOf) {
      const { grid, shapes } = levels[level];
      const groups = groupBy(grid.query(...box), paintOf);
      for (const [paint, zones] of groups) if (paint !== null) fillShapes(brush, shapes, zones, paint);
    },
    border(brush, level, box, pen) {
      const { borders } = levels[level];
      strokeShapes(brush, borders, borders.grid.query(...box), pen);
    },
    outline: (brush, level, zone, pen) => strokeShapes(brush, levels[level].shapes, [zone], pen, true),
    zoneAt: (level, x, y) => shapeAt(levels[level].shapes, levels[level].grid, x, y),
    bounds: (level, zone) => boundsOf(frame, levels[level].shapes, zone),
    boxes: (level) => levels[level].shapes.box,
  };
}

/** @template T, K @param {Iterable<T>} items @param {(item: T) => K} key @returns {Map<K, T[]>} */
export function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const k = key(item);
    const group = groups.get(k);
    if (group) group.push(item);
    else groups.set(k, [item]);
  }
  return groups;
}
