/** Live figures of zones while units move between them: households, pieces, compounds, coverage. */

import { lastCode } from "../map/reach.js";

/**
 * @typedef {object} Figures What is true of a zone.
 * @property {number} households
 * @property {number} units
 * @property {number} pieces parts that do not touch
 * @property {number[]} split compounds that lie partly elsewhere
 * @property {number|null} covered share of the households within the minutes, null without data
 * @property {"special"|"none"|"over"|"under"|"in"|"gone"} band
 */

/**
 * @typedef {object} Vital
 * @property {number} level
 * @property {number} zone
 * @property {Figures} now
 * @property {Figures} before
 */

/**
 * Figures of the zones that a draft touches, as they are and as they were.
 * @param {any} model
 * @param {number} level
 * @param {Map<number, number>} before zone that each moved unit had
 * @param {{category: number, minutes: number, speed: number}} walk
 * @returns {Vital[]}
 */
export function vitalsOf(model, level, before, walk) {
  const { zoneOf } = model.levels[level];
  const zones = new Set();
  for (const [unit, zone] of before) for (const one of [zone, zoneOf[unit]]) if (one >= 0) zones.add(one);
  const members = membersByZone(zoneOf, zones);
  const earlier = (unit) => (before.has(unit) ? before.get(unit) : zoneOf[unit]);
  const former = new Map([...zones].map((zone) => [zone, members.get(zone).filter((unit) => !before.has(unit))]));
  for (const [unit, zone] of before) if (former.has(zone)) former.get(zone).push(unit);
  return [...zones].sort((a, b) => a - b).map((zone) => ({
    level,
    zone,
    now: figuresOf(model, level, zone, members.get(zone), (unit) => zoneOf[unit], walk),
    before: figuresOf(model, level, zone, former.get(zone), earlier, walk),
  }));
}

/** Figures of one zone as it is. @returns {Figures} */
export function figuresNow(model, level, zone, walk) {
  const { zoneOf } = model.levels[level];
  const members = membersByZone(zoneOf, new Set([zone])).get(zone);
  return figuresOf(model, level, zone, members, (unit) => zoneOf[unit], walk);
}

/** @param {Int32Array} zoneOf @param {Set<number>} zones @returns {Map<number, number[]>} */
export function membersByZone(zoneOf, zones) {
  const members = new Map([...zones].map((zone) => [zone, /** @type {number[]} */ ([])]));
  for (let unit = 0; unit < zoneOf.length; unit++) {
    const own = members.get(zoneOf[unit]);
    if (own) own.push(unit);
  }
  return members;
}

/** @returns {Figures} */
function figuresOf(model, level, zone, members, zoneAt, walk) {
  let households = 0;
  for (const unit of members) households += model.units.households[unit];
  return {
    households,
    units: members.length,
    pieces: piecesOf(model.adjacency, members).length,
    split: splitCompounds(model, members, zoneAt, zone),
    covered: coveredShare(model, members, households, walk),
    band: members.length ? bandOf(model.levels[level].zones, zone, households) : "gone",
  };
}

/** How so many households stand to the band of a zone. */
export function bandOf({ min, max, is_special }, zone, households) {
  if (is_special[zone]) return "special";
  if (!min[zone] && max[zone] === null) return "none";
  if (max[zone] !== null && households > max[zone]) return "over";
  return households < min[zone] ? "under" : "in";
}

let stamps = new Uint32Array(0);
let turn = 0;

/** Parts of a set of units that do not touch, the largest first. @param {{start: Uint32Array, other: Uint32Array}} adjacency @param {number[]} members @returns {number[][]} */
export function piecesOf(adjacency, members) {
  const n = adjacency.start.length - 1;
  if (stamps.length !== n) stamps = new Uint32Array(n);
  const isMember = ++turn;
  const isSeen = ++turn;
  for (const unit of members) stamps[unit] = isMember;
  const pieces = [];
  for (const first of members) {
    if (stamps[first] !== isMember) continue;
    stamps[first] = isSeen;
    const piece = [first];
    for (let at = 0; at < piece.length; at++) {
      for (let k = adjacency.start[piece[at]]; k < adjacency.start[piece[at] + 1]; k++) {
        const other = adjacency.other[k];
        if (stamps[other] !== isMember) continue;
        stamps[other] = isSeen;
        piece.push(other);
      }
    }
    pieces.push(piece);
  }
  return pieces.sort((a, b) => b.length - a.length);
}

function splitCompounds({ units, groups }, members, zoneAt, zone) {
  const found = new Set();
  for (const unit of members) if (units.compoundOf[unit]) found.add(units.compoundOf[unit]);
  return [...found].filter((compound) => groups.compound.of(compound).some((unit) => zoneAt(unit) !== zone)).sort((a, b) => a - b);
}

function coveredShare(model, members, households, walk) {
  const view = model.coverage.views[walk.category];
  if (!view || !view.codes || !households) return null;
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  let within = 0;
  for (const unit of members) if (view.codes[unit] >= first && view.codes[unit] <= last) within += model.units.households[unit];
  return within / households;
}
