/** A uniform lattice over boxes, and point-in-shape tests: what lies here? */

/** @typedef {(west: number, south: number, east: number, north: number) => number[]} Query items whose boxes meet a box, ascending */

/**
 * The lattice is laid when it is first asked: a page opens with more of them than it shows.
 * @param {Int32Array} box west, south, east, north of each item
 * @param {number} n
 * @returns {{query: Query}}
 */
export function makeBoxGrid(box, n) {
  /** @type {Query|null} */
  let query = null;
  return {
    query(west, south, east, north) {
      query = query || layLattice(box, n);
      return query(west, south, east, north);
    },
  };
}

/** @param {Int32Array} box @param {number} n @returns {Query} */
function layLattice(box, n) {
  if (n === 0) return () => [];
  const [west, south, east, north] = extentOf(box, n);
  const side = Math.max(1, Math.ceil(Math.sqrt(n / 4)));
  const size = Math.max(1, (Math.max(east - west, north - south) + 1) / side);
  const columns = Math.floor((east - west) / size) + 1;
  const rows = Math.floor((north - south) / size) + 1;
  const column = (x) => Math.min(columns - 1, Math.max(0, Math.floor((x - west) / size)));
  const row = (y) => Math.min(rows - 1, Math.max(0, Math.floor((y - south) / size)));

  // first and last column and row of each box, in the order of its sides
  const reach = new Uint16Array(4 * n);
  const start = new Uint32Array(columns * rows + 1);
  for (let k = 0; k < 4 * n; k += 4) {
    reach[k] = column(box[k]);
    reach[k + 1] = row(box[k + 1]);
    reach[k + 2] = column(box[k + 2]);
    reach[k + 3] = row(box[k + 3]);
    for (let r = reach[k + 1]; r <= reach[k + 3]; r++) for (let c = reach[k]; c <= reach[k + 2]; c++) start[r * columns + c + 1]++;
  }
  for (let cell = 0; cell < columns * rows; cell++) start[cell + 1] += start[cell];
  const next = start.slice(0, -1);
  const items = new Uint32Array(start[columns * rows]);
  for (let i = 0, k = 0; i < n; i++, k += 4) {
    for (let r = reach[k + 1]; r <= reach[k + 3]; r++) for (let c = reach[k]; c <= reach[k + 2]; c++) items[next[r * columns + c]++] = i;
  }

  const seen = new Uint32Array(n);
  let turn = 0;
  return (left, bottom, right, top) => {
    // nearly all of it: going through everything is faster, and in order already
    if (left <= west + size && bottom <= south + size && right >= east - size && top >= north - size) return within(box, n, left, bottom, right, top);
    turn++;
    const found = [];
    for (let r = row(bottom); r <= row(top); r++) {
      for (let c = column(left); c <= column(right); c++) {
        for (let k = start[r * columns + c]; k < start[r * columns + c + 1]; k++) {
          const i = items[k];
          if (seen[i] === turn) continue;
          seen[i] = turn;
          if (box[4 * i] <= right && box[4 * i + 2] >= left && box[4 * i + 1] <= top && box[4 * i + 3] >= bottom) found.push(i);
        }
      }
    }
    // one order for every tile, so that overlaps look alike on both sides of a tile's edge
    return found.length > 64 ? Array.from(Uint32Array.from(found).sort()) : found.sort((a, b) => a - b);
  };
}

/** @param {Int32Array} box @param {number} n @returns {number[]} west, south, east, north of all */
function extentOf(box, n) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < 4 * n; k += 4) {
    if (box[k] < west) west = box[k];
    if (box[k + 1] < south) south = box[k + 1];
    if (box[k + 2] > east) east = box[k + 2];
    if (box[k + 3] > north) north = box[k + 3];
  }
  return [west, south, east, north];
}

/** Items of a box, by going through all of them. */
function within(box, n, left, bottom, right, top) {
  const found = [];
  for (let i = 0; i < n; i++) if (box[4 * i] <= right && box[4 * i + 2] >= left && box[4 * i + 1] <= top && box[4 * i + 3] >= bottom) found.push(i);
  return found;
}

/**
 * Whether a point lies in a polygon, by the even-odd rule over all its rings.
 * @param {import("./codec.js").Shapes} shapes
 */
export function isInside(shapes, i, x, y) {
  let inside = false;
  for (let ring = shapes.start[i]; ring < shapes.start[i + 1]; ring++) {
    const first = shapes.line[ring];
    const last = shapes.line[ring + 1] - 1;
    for (let a = first, b = last; a <= last; b = a++) {
      const ya = shapes.xy[2 * a + 1];
      const yb = shapes.xy[2 * b + 1];
      if (ya > y === yb > y) continue;
      const xa = shapes.xy[2 * a];
      if (x < ((shapes.xy[2 * b] - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
    }
  }
  return inside;
}

/** The shape at a point, -1 for none. @param {import("./codec.js").Shapes} shapes */
export function shapeAt(shapes, grid, x, y) {
  const found = grid.query(x, y, x, y).filter((i) => isInside(shapes, i, x, y));
  return found.length ? found[found.length - 1] : -1;
}

/** The nearest of the points that *accept* takes, within *reach* steps; -1 for none. */
export function pointAt(xy, accept, x, y, reach) {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; 2 * i < xy.length; i++) {
    if (!accept(i)) continue;
    const away = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
    if (away <= least) {
      least = away;
      best = i;
    }
  }
  return best;
}
