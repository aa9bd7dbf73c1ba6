/** Shortest walks from one door to the nearest service of every category, found in the page. */

import { stretch } from "./streets.js";

/**
 * @typedef {object} Route
 * @property {number} metres
 * @property {number} service position of the service reached
 * @property {number[]} street the way along streets, x and y in turn, in steps of the frame
 * @property {number[][]} legs off the street, at the door and at the service, perhaps by a gate
 */

/**
 * Finds all routes of a unit: one search along the streets, cut off at *limit_m*.
 * @param {any} streets what `openStreets` gives
 * @param {number} unit
 * @param {number} limit_m
 * @returns {(Route|null)[]} by category
 */
export function findRoutes(streets, unit, limit_m) {
  const reached = searchFrom(streets, unit, limit_m * streets.steps_per_m);
  const bestOf = bestStops(streets, unit, reached);
  return streets.members.map((services) => {
    let best = null;
    for (const service of services) {
      const found = bestOf.get(service);
      if (found && (!best || found.length < best.length)) best = found;
    }
    if (!best || best.length > limit_m * streets.steps_per_m) return null;
    return { metres: best.length / streets.steps_per_m, service: best.service, ...draw(streets, unit, reached, best) };
  });
}

/** Steps to every node, the street walked to it, and the door candidate a walk begins with. */
function searchFrom(streets, unit, limit) {
  const { u, v, length, arcs, closed, doors, nodes } = streets;
  const distance = new Float64Array(nodes).fill(Infinity);
  const by = new Int32Array(nodes).fill(-1);
  const begun = new Int32Array(nodes).fill(-1);
  const heap = makeHeap();
  const reach = (node, steps, edge, candidate) => {
    if (steps >= distance[node] || steps > limit) return;
    distance[node] = steps;
    by[node] = edge;
    begun[node] = candidate;
    heap.push(node, steps);
  };
  for (let c = doors.start[unit]; c < doors.start[unit + 1]; c++) {
    const edge = doors.edge[c];
    reach(u[edge], doors.leg[c] + doors.along[c], -1, c);
    reach(v[edge], doors.leg[c] + Math.max(0, length[edge] - doors.along[c]), -1, c);
  }
  for (let next = heap.pop(); next; next = heap.pop()) {
    const [node, steps] = next;
    if (steps > distance[node]) continue;
    for (let k = arcs.start[node]; k < arcs.start[node + 1]; k++) {
      const edge = arcs.edge[k];
      const isForth = u[edge] === node;
      if (!(closed[edge] & (isForth ? 1 : 2))) reach(isForth ? v[edge] : u[edge], steps + length[edge], edge, begun[node]);
    }
  }
  return { distance, by, begun };
}

/**
 * The best way to every service: over a node, or straight along a street common to both ends.
 * @returns {Map<number, {length: number, service: number, stop: number, node: number, door: number}>}
 */
function bestStops(streets, unit, { distance }) {
  const { u, v, length, doors, stops } = streets;
  const beside = new Map();
  for (let c = doors.start[unit]; c < doors.start[unit + 1]; c++) beside.set(doors.edge[c], [...(beside.get(doors.edge[c]) || []), c]);
  const best = new Map();
  const offer = (found) => {
    const known = best.get(found.service);
    if (!known || found.length < known.length) best.set(found.service, found);
  };
  for (let point = 0; point + 1 < stops.start.length; point++) {
    const service = stops.service[point];
    for (let s = stops.start[point]; s < stops.start[point + 1]; s++) {
      const edge = stops.edge[s];
      const end = { service, point, stop: s, door: -1 };
      const rest = Math.max(0, length[edge] - stops.along[s]);
      if (distance[u[edge]] < Infinity) offer({ ...end, node: u[edge], length: distance[u[edge]] + stops.along[s] + stops.leg[s] });
      if (distance[v[edge]] < Infinity) offer({ ...end, node: v[edge], length: distance[v[edge]] + rest + stops.leg[s] });
      for (const c of beside.get(edge) || []) {
        offer({ ...end, node: -1, door: c, length: doors.leg[c] + Math.abs(doors.along[c] - stops.along[s]) + stops.leg[s] });
      }
    }
  }
  return best;
}

/** The line of a walk: back from its end to the door. */
function draw(streets, unit, { by, begun }, found) {
  const { u, v, length, doors, stops } = streets;
  // of a loop both ends are one node: a walk goes the shorter way around
  const endOf = (edge, node, along) => ((u[edge] === v[edge] ? 2 * along <= length[edge] : u[edge] === node) ? 0 : length[edge]);
  const pieces = [];
  let door = found.door;
  if (found.node < 0) pieces.push(stretch(streets, stops.edge[found.stop], doors.along[door], stops.along[found.stop]));
  else {
    let { node } = found;
    door = begun[node];
    const edge = stops.edge[found.stop];
    pieces.push(stretch(streets, edge, endOf(edge, node, stops.along[found.stop]), stops.along[found.stop]));
    while (by[node] >= 0) {
      const walked = by[node];
      const before = u[walked] === node ? v[walked] : u[walked];
      const isForth = u[walked] === before;
      pieces.push(stretch(streets, walked, isForth ? 0 : length[walked], isForth ? length[walked] : 0));
      node = before;
    }
    pieces.push(stretch(streets, doors.edge[door], doors.along[door], endOf(doors.edge[door], node, doors.along[door])));
  }
  const street = pieces.reverse().flat();
  const at = (xy, i) => [xy[2 * i], xy[2 * i + 1]];
  const first = [...at(doors.xy, unit), ...(doors.gateOf.get(door) || []), ...street.slice(0, 2)];
  const last = [...street.slice(-2), ...(stops.gateOf.get(found.stop) || []), ...at(stops.xy, found.point)];
  return { street, legs: [first, last] };
}

/** A binary heap of nodes by steps. */
function makeHeap() {
  const nodes = [];
  const keys = [];
  const swap = (i, j) => {
    [nodes[i], nodes[j]] = [nodes[j], nodes[i]];
    [keys[i], keys[j]] = [keys[j], keys[i]];
  };
  return {
    push(node, key) {
      let i = nodes.push(node) - 1;
      keys.push(key);
      for (let up = (i - 1) >> 1; i > 0 && keys[up] > keys[i]; i = up, up = (i - 1) >> 1) swap(i, up);
    },
    pop() {
      if (!nodes.length) return null;
      const top = [nodes[0], keys[0]];
      swap(0, nodes.length - 1);
      nodes.pop();
      keys.pop();
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < nodes.length && keys[child] < keys[least]) least = child;
        if (least === i) return top;
        swap(i, least);
        i = least;
      }
    },
  };
}
