/** Edges between the cells of units: which of them are borders follows from the zones of the units. */

import { readShapes, readUnsigned } from "../map/codec.js";
import { makeBoxGrid } from "../map/spatial.js";

const NEVER = 255;
const MOST_LISTED = 60000;

/**
 * @typedef {object} Edges
 * @property {any} lines shapes, one line an edge, with their box index
 * @property {Int32Array} left unit on one side
 * @property {Int32Array} right unit on the other, -1 where the land ends
 * @property {Uint32Array} start first of the edges of each unit in `own`, n + 1 long
 * @property {Uint32Array} own edges by unit
 * @property {Uint8Array} rank coarsest level at which each edge is a border, 255 for none
 * @property {number[][]} lists edges that are or were borders, by level; made when asked for
 * @property {Uint8Array} listed in which of these lists each edge stands, a bit for each
 */

/** @param {any} packed @param {number} n units @returns {Edges} */
export function openEdges(packed, n) {
  const lines = readShapes(packed.lines);
  const left = new Int32Array(readUnsigned(packed.left).buffer);
  const right = new Int32Array(readUnsigned(packed.right).buffer);
  for (let e = 0; e < right.length; e++) right[e]--;
  const start = new Uint32Array(n + 1);
  for (let e = 0; e < left.length; e++) {
    start[left[e] + 1]++;
    if (right[e] >= 0) start[right[e] + 1]++;
  }
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const next = start.slice(0, -1);
  const own = new Uint32Array(start[n]);
  for (let e = 0; e < left.length; e++) {
    own[next[left[e]]++] = e;
    if (right[e] >= 0) own[next[right[e]]++] = e;
  }
  return { lines: { ...lines, grid: makeBoxGrid(lines.box, lines.n) }, left, right, start, own, ...unranked(left.length) };
}

/** Ranks yet to be said, of so many edges. @param {number} n */
export function unranked(n) {
  return { rank: new Uint8Array(n).fill(NEVER), lists: /** @type {number[][]} */ ([]), listed: new Uint8Array(n) };
}

/** Says anew at which level edges are borders: all, or those of some units. @param {Edges} edges @param {Int32Array[]} zonesOf by level @param {Iterable<number>} [units] */
export function rankEdges(edges, zonesOf, units) {
  if (!units) {
    edges.lists = [];
    edges.listed.fill(0);
    for (let e = 0; e < edges.rank.length; e++) rankEdge(edges, zonesOf, e);
    return;
  }
  for (const unit of units) {
    for (let k = edges.start[unit]; k < edges.start[unit + 1]; k++) {
      const e = edges.own[k];
      rankEdge(edges, zonesOf, e);
      list(edges, e, edges.rank[e]);
    }
  }
}

/** Enters an edge in the list of a level that is kept. */
function list({ lists, listed }, e, level) {
  if (!lists[level] || (listed[e] >> level) & 1) return;
  lists[level].push(e);
  listed[e] |= 1 << level;
}

function rankEdge({ left, right, rank }, zonesOf, e) {
  const [a, b] = [left[e], right[e]];
  rank[e] = b < 0 ? 0 : NEVER;
  for (let k = 0; b >= 0 && k < zonesOf.length; k++) {
    if (zonesOf[k][a] !== zonesOf[k][b]) {
      rank[e] = k;
      return;
    }
  }
}

/** The borders of a level in a box. @param {Edges} edges @param {number} level @param {number[]} box */
export function bordersIn(edges, level, box) {
  const { lines, rank } = edges;
  const [left, bottom, right, top] = box;
  if (!edges.lists[level]) {
    edges.lists[level] = [];
    for (let e = 0; e < rank.length; e++) if (rank[e] === level) list(edges, e, level);
  }
  const listed = edges.lists[level];
  // few borders over much land are looked through, many over little are asked for
  if (listed.length > MOST_LISTED) return lines.grid.query(left, bottom, right, top).filter((e) => rank[e] === level);
  return listed.filter((e) => rank[e] === level && lines.box[4 * e] <= right && lines.box[4 * e + 2] >= left && lines.box[4 * e + 1] <= top && lines.box[4 * e + 3] >= bottom);
}

/** Edges with one side in a set of units and the other outside. @param {Edges} edges @param {Iterable<number>} units @param {(unit: number) => boolean} isIn */
export function rimOf(edges, units, isIn) {
  const found = [];
  for (const unit of units) {
    for (let k = edges.start[unit]; k < edges.start[unit + 1]; k++) {
      const e = edges.own[k];
      const other = edges.left[e] === unit ? edges.right[e] : edges.left[e];
      if (other < 0 || !isIn(other)) found.push(e);
    }
  }
  return found;
}

/** Pairs of zones of one level that meet along an edge, each once, as `low * n + high`. @param {Edges} edges @param {Int32Array} zoneOf @param {number} n zones */
export function contactsOf({ left, right }, zoneOf, n) {
  const pairs = new Set();
  for (let e = 0; e < left.length; e++) {
    if (right[e] < 0) continue;
    const [a, b] = [zoneOf[left[e]], zoneOf[right[e]]];
    if (a !== b && a >= 0 && b >= 0) pairs.add(Math.min(a, b) * n + Math.max(a, b));
  }
  return pairs;
}
