/** What a stroke, a box or a lasso takes: units by the middle of their building. */

import { shapeAt } from "../map/spatial.js";

const LAND = 2;

/** The unit whose land lies at a place, -1 for none. */
export function unitAt(model, x, y) {
  return shapeAt(model.units.cells, model.units.cellGrid, x, y);
}

/** Units under a stroke of the brush between two places: buildings its disc touches. */
export function unitsUnderBrush(model, from, to, radius) {
  const { units } = model;
  const near = units.grid.query(Math.min(from.x, to.x) - radius, Math.min(from.y, to.y) - radius, Math.max(from.x, to.x) + radius, Math.max(from.y, to.y) + radius);
  return near.filter((unit) => units.kind[unit] !== LAND && distanceToBox(units.footprints.box, unit, from, to) <= radius);
}

/** How far a box lies from the nearest point of a short stroke; its middle stands for it on the way. */
function distanceToBox(box, unit, from, to) {
  const [west, south, east, north] = [box[4 * unit], box[4 * unit + 1], box[4 * unit + 2], box[4 * unit + 3]];
  const middle = { x: (west + east) / 2, y: (south + north) / 2 };
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((middle.x - from.x) * dx + (middle.y - from.y) * dy) / length)) : 0;
  const [px, py] = [from.x + t * dx, from.y + t * dy];
  return Math.hypot(px - Math.min(east, Math.max(west, px)), py - Math.min(north, Math.max(south, py)));
}

/** Units whose middle lies in a box. */
export function unitsInBox(model, a, b) {
  const { units } = model;
  const [west, east] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [south, north] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return units.grid.query(west, south, east, north).filter((unit) => {
    const [x, y] = [units.middle[2 * unit], units.middle[2 * unit + 1]];
    return units.kind[unit] !== LAND && x >= west && x <= east && y >= south && y <= north;
  });
}

/** Units whose middle lies in a ring of places. @param {{x: number, y: number}[]} ring */
export function unitsInLasso(model, ring) {
  if (ring.length < 3) return [];
  const xs = ring.map(({ x }) => x);
  const ys = ring.map(({ y }) => y);
  const inBox = unitsInBox(model, { x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) });
  return inBox.filter((unit) => isInRing(ring, model.units.middle[2 * unit], model.units.middle[2 * unit + 1]));
}

function isInRing(ring, x, y) {
  let inside = false;
  for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
    const [p, q] = [ring[a], ring[b]];
    if (p.y > y !== q.y > y && x < ((q.x - p.x) * (y - p.y)) / (q.y - p.y) + p.x) inside = !inside;
  }
  return inside;
}
