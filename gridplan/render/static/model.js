/** The data of the page, unpacked: what is drawn, hit and told. Shared with the review app. */

import { readBytes, readDeltas, readPoints, readShapes, readUnsigned } from "./codec.js";
import { makeSpeech } from "./format.js";
import { landOfShapes } from "./land.js";
import { openReach } from "./reach.js";
import { makeBoxGrid } from "./spatial.js";
import { openStreets } from "./streets.js";

/**
 * @typedef {object} Level
 * @property {string} level community, grid or microgrid
 * @property {import("./codec.js").Shapes} shapes
 * @property {any} borders one line a shape, with its box index
 * @property {Int32Array} label a point inside each zone
 * @property {number[]} hue
 * @property {Object<string, any[]>} zones what is told of the zones, by column
 * @property {Int32Array} zoneOf zone of each unit
 * @property {any} grid box index of the shapes
 * @property {Map<number, any[]>} findings findings by zone
 */

/** @param {any} payload */
export function openModel(payload) {
  const units = openUnits(payload.units);
  const findings = payload.findings;
  const levels = payload.levels.map((packed) => openLevel(packed, payload.units.zone[packed.level], findings));
  const byName = {};
  levels.forEach((level, k) => (byName[level.level] = k));
  const speech = makeSpeech(payload.text, payload.language);
  return {
    ...speech,
    language: payload.language,
    style: payload.style,
    meta: payload.meta,
    frame: payload.frame,
    summary: payload.summary,
    answers: payload.answers,
    findings,
    levels,
    byName,
    land: landOfShapes(payload.frame, levels),
    units,
    ground: openGround(payload.ground),
    services: openServices(payload.services),
    ...openReach(payload, units, speech),
    streets: openStreets(payload.walks),
  };
}

/** @returns {Level} */
function openLevel(packed, zoneText, findings) {
  const shapes = readShapes(packed.shapes);
  const own = new Map();
  for (const finding of findings) {
    if (finding.level !== packed.level || finding.zone < 0) continue;
    if (!own.has(finding.zone)) own.set(finding.zone, []);
    own.get(finding.zone).push(finding);
  }
  return {
    level: packed.level,
    shapes,
    borders: withGrid(readShapes(packed.borders)),
    label: readPoints(packed.label),
    hue: packed.hue,
    zones: packed.zones,
    zoneOf: readDeltas(zoneText),
    grid: makeBoxGrid(shapes.box, shapes.n),
    findings: own,
  };
}

export function openUnits(packed) {
  const footprints = readShapes(packed.footprints);
  const cells = readShapes(packed.cells);
  const building = readDeltas(packed.building);
  const compoundOf = readUnsigned(packed.compound);
  const own = packed.ids;
  return {
    n: packed.n,
    footprints,
    cells,
    cellGrid: makeBoxGrid(cells.box, packed.n),
    kind: readBytes(packed.kind),
    households: readUnsigned(packed.households),
    compoundOf,
    compounds: packed.compounds,
    building,
    buildings: packed.buildings,
    names: packed.names,
    grid: makeBoxGrid(footprints.box, packed.n),
    /** @param {number} unit */
    id: (unit) => (unit in own ? own[unit] : packed.buildings[building[unit]]),
    /** @param {number} unit */
    name: (unit) => (building[unit] >= 0 ? packed.names[building[unit]] || "" : ""),
    /** @param {number} unit */
    compound: (unit) => (compoundOf[unit] > 0 ? packed.compounds[compoundOf[unit] - 1] : ""),
  };
}

export function openGround(packed) {
  const shapes = {};
  for (const name of ["water", "streams", "railways", "walls", "green", "special"]) {
    shapes[name] = withGrid(readShapes(packed[name]));
  }
  return {
    ...shapes,
    roads: { ...withGrid(readShapes(packed.roads.shapes)), class: readBytes(packed.roads.class), classes: packed.roads.classes },
    gates: readPoints(packed.gates),
    places: { ...packed.places, xy: readPoints(packed.places.xy) },
  };
}

export function withGrid(shapes) {
  return { ...shapes, grid: makeBoxGrid(shapes.box, shapes.n) };
}

export function openServices(packed) {
  const xy = readPoints(packed.xy);
  const category = readUnsigned(packed.category);
  const counts = new Array(packed.categories.length).fill(0);
  for (const position of category) counts[position]++;
  return {
    n: packed.n,
    xy,
    category,
    names: packed.names,
    categories: packed.categories.map((entry, k) => ({ ...entry, n: counts[k] })),
  };
}

/** How a zone stands to its band. @returns {"special"|"none"|"over"|"under"|"in"} */
export function bandState(level, zone) {
  const { min, max, households, is_special } = level.zones;
  if (is_special[zone]) return "special";
  if (min[zone] === 0 && max[zone] === null) return "none";
  if (max[zone] !== null && households[zone] > max[zone]) return "over";
  return households[zone] < min[zone] ? "under" : "in";
}
