/** The walking network of the page: streets, the doors of units, the stops of services. */

import { readDeltas, readPoints, readShapes, readSigned, readUnsigned } from "./codec.js";

/**
 * @typedef {object} Tied Points tied to streets: the candidates of each, best leg first.
 * @property {Uint32Array} start first candidate of each point, and the end
 * @property {Int32Array} edge street of the candidate
 * @property {Uint32Array} along steps from the start of the street
 * @property {Uint32Array} leg steps between point and street
 * @property {Int32Array} xy the points
 * @property {Map<number, number[]>} gateOf gate that the leg of a candidate leads through
 */

/** @param {any} packed */
export function openStreets(packed) {
  const u = readDeltas(packed.streets.u);
  const v = readSigned(packed.streets.v);
  for (let i = 0; i < v.length; i++) v[i] += u[i];
  let nodes = 0;
  for (let i = 0; i < u.length; i++) nodes = Math.max(nodes, u[i] + 1, v[i] + 1);
  return {
    steps_per_m: packed.steps_per_m,
    nodes,
    u,
    v,
    length: readUnsigned(packed.streets.length),
    lines: readShapes(packed.streets.lines),
    arcs: arcsOf(u, v, nodes),
    closed: closedOf(packed.streets, u.length),
    doors: openTied(packed.doors),
    stops: { ...openTied(packed.stops), service: readDeltas(packed.stops.service) },
    members: packed.members.map(readDeltas),
  };
}

/** @returns {Tied} */
function openTied(packed) {
  const counts = readUnsigned(packed.candidates);
  const start = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) start[i + 1] = start[i] + counts[i];
  const gates = readPoints(packed.gates);
  const gateOf = new Map();
  readDeltas(packed.gated).forEach((candidate, k) => gateOf.set(candidate, [gates[2 * k], gates[2 * k + 1]]));
  return { start, edge: readDeltas(packed.edge), along: readUnsigned(packed.along), leg: readUnsigned(packed.leg), xy: readPoints(packed.xy), gateOf };
}

/** Streets nobody walks into: 1 from their start, 2 from their end, 3 from neither. */
function closedOf(packed, n) {
  const closed = new Uint8Array(n);
  for (const edge of readDeltas(packed.closed_from_u)) closed[edge] |= 1;
  for (const edge of readDeltas(packed.closed_from_v)) closed[edge] |= 2;
  return closed;
}

/** Streets at each node: `edge[start[n]]` to `edge[start[n + 1] - 1]`. */
function arcsOf(u, v, nodes) {
  const start = new Uint32Array(nodes + 1);
  for (let i = 0; i < u.length; i++) {
    start[u[i] + 1]++;
    start[v[i] + 1]++;
  }
  for (let n = 0; n < nodes; n++) start[n + 1] += start[n];
  const next = start.slice(0, -1);
  const edge = new Uint32Array(2 * u.length);
  for (let i = 0; i < u.length; i++) {
    edge[next[u[i]]++] = i;
    edge[next[v[i]]++] = i;
  }
  return { start, edge };
}

/**
 * Points of a street between two places on it, in steps of the frame, x and y in turn.
 * @param {number} from place, in steps of length from its start
 * @param {number} to the other place; before *from* turns the line around
 */
export function stretch(streets, edge, from, to) {
  if (to < from) return reversed(stretch(streets, edge, to, from));
  const { lines, length } = streets;
  const first = lines.line[lines.start[edge]];
  const last = lines.line[lines.start[edge + 1]] - 1;
  const { xy } = lines;
  let drawn = 0;
  for (let k = first; k < last; k++) drawn += sideOf(xy, k);
  const scale = length[edge] ? drawn / length[edge] : 0;
  const [begin, end] = [from * scale, to * scale];
  const points = [];
  let done = 0;
  for (let k = first; k < last; k++) {
    const side = sideOf(xy, k);
    if (done + side >= begin && !points.length) push(points, xy, k, side ? (begin - done) / side : 0);
    if (done + side >= end) {
      push(points, xy, k, side ? (end - done) / side : 0);
      return points;
    }
    if (points.length) points.push(xy[2 * k + 2], xy[2 * k + 3]);
    done += side;
  }
  points.push(xy[2 * last], xy[2 * last + 1]);
  return points;
}

function sideOf(xy, k) {
  return Math.hypot(xy[2 * k + 2] - xy[2 * k], xy[2 * k + 3] - xy[2 * k + 1]);
}

function push(points, xy, k, share) {
  points.push(xy[2 * k] + share * (xy[2 * k + 2] - xy[2 * k]), xy[2 * k + 1] + share * (xy[2 * k + 3] - xy[2 * k + 1]));
}

function reversed(points) {
  const turned = [];
  for (let k = points.length - 2; k >= 0; k -= 2) turned.push(points[k], points[k + 1]);
  return turned;
}
