/** From one unit to the next on the map: the nearest in a direction. */

const LOOK = [2, 8, 32, 4096]; // how far, in sides of the box of the unit

/**
 * The unit beside one: of those that touch it, else of all, the nearest within a right angle
 * around the way; -1 where the land ends.
 * @param {any} model @param {number} unit @param {number[]} way east and north: 1, 0 or -1
 */
export function unitBeside(model, unit, way) {
  const { start, other } = model.adjacency;
  const touching = nearestOn(model.units, unit, way, other.subarray(start[unit], start[unit + 1]));
  if (touching >= 0) return touching;
  for (const far of LOOK) {
    const found = nearestOn(model.units, unit, way, around(model.units, unit, far));
    if (found >= 0) return found;
  }
  return -1;
}

function around({ cells, cellGrid }, unit, far) {
  const [west, south, east, north] = cells.box.subarray(4 * unit, 4 * unit + 4);
  const reach = far * Math.max(east - west, north - south, 1);
  return cellGrid.query(west - reach, south - reach, east + reach, north + reach);
}

function nearestOn({ middle }, unit, [east, north], candidates) {
  let best = -1;
  let least = Infinity;
  for (const one of candidates) {
    const [dx, dy] = [middle[2 * one] - middle[2 * unit], middle[2 * one + 1] - middle[2 * unit + 1]];
    const along = dx * east + dy * north;
    const aside = Math.abs(dx * north) + Math.abs(dy * east);
    if (along <= 0 || aside > along || along + 2 * aside >= least) continue;
    best = one;
    least = along + 2 * aside;
  }
  return best;
}

/** The unit whose middle is nearest to a place. @param {any} model @param {{x: number, y: number}} place */
export function nearestUnit({ units }, { x, y }) {
  let best = -1;
  let least = Infinity;
  for (let unit = 0; unit < units.n; unit++) {
    const away = (units.middle[2 * unit] - x) ** 2 + (units.middle[2 * unit + 1] - y) ** 2;
    if (away >= least) continue;
    best = unit;
    least = away;
  }
  return best;
}
