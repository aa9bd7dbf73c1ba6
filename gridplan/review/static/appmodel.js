/** The data of the app: all that the map's pages hold, with zones that follow their units. */

import { readUnsigned } from "../map/codec.js";
import { makeSpeech } from "../map/format.js";
import { openGround, openServices, openUnits } from "../map/model.js";
import { openReach } from "../map/reach.js";
import { openStreets } from "../map/streets.js";
import { labelPlaces, landOfCells } from "./cells.js";
import { contactsOf, openEdges, rankEdges } from "./edges.js";
import { groupUnits } from "./groups.js";
import { chooseHues } from "./hues.js";

const N_HUES = 6;
const LAND = 2;

/**
 * @param {any} payload what never changes: units, land, ground, services, coverage
 * @param {Object<string, string>} text sentences by key
 * @param {string} language
 */
export function openAppModel(payload, text, language) {
  const speech = makeSpeech(text, language);
  const units = openUnits(payload.units);
  const middle = new Int32Array(2 * units.n);
  for (let unit = 0; unit < units.n; unit++) {
    const box = units.kind[unit] === LAND ? units.cells.box : units.footprints.box;
    middle[2 * unit] = (box[4 * unit] + box[4 * unit + 2]) >> 1;
    middle[2 * unit + 1] = (box[4 * unit + 1] + box[4 * unit + 3]) >> 1;
  }
  const levels = /** @type {any[]} */ ([]);
  const own = { ...units, middle };
  const edges = openEdges(payload.edges, units.n);
  const { sitings, coverage } = openReach(payload, units, speech);
  return {
    ...speech,
    language,
    style: payload.style,
    meta: payload.meta,
    answers: payload.answers,
    frame: payload.frame,
    levels,
    byName: /** @type {Object<string, number>} */ ({}),
    units: own,
    edges,
    adjacency: openAdjacency(payload.adjacency),
    groups: { building: groupUnits(units.building, (key) => key >= 0), compound: groupUnits(units.compoundOf, (key) => key > 0) },
    land: landOfCells(payload.frame, own, edges, levels),
    ground: openGround(payload.ground),
    services: openServices(payload.services),
    coverage,
    sitings,
    streets: openStreets(payload.walks),
    findings: /** @type {any[]} */ ([]),
  };
}

function openAdjacency(packed) {
  const degree = readUnsigned(packed.degree);
  const start = new Uint32Array(degree.length + 1);
  for (let i = 0; i < degree.length; i++) start[i + 1] = start[i] + degree[i];
  return { start, other: readUnsigned(packed.indices) };
}

/**
 * Sets the zones of every level: their columns and the zone of each unit.
 * @param {any} model
 * @param {{level: string, zones: any, zoneOf: Int32Array}[]} levels coarse to fine
 */
export function setLevels(model, levels) {
  levels.forEach((next, k) => {
    const hues = model.levels[k] ? huesById(model.levels[k]) : new Map();
    model.levels[k] = { ...next, hue: [], label: new Int32Array(0), findings: new Map(), hues };
    model.byName[next.level] = k;
  });
  rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf));
  refresh(model);
}

function huesById({ zones, hue }) {
  return new Map(zones.code.map((_, zone) => [zones.id[zone], hue[zone]]));
}

/** Sums, colors and places of labels, from the units. @param {any} model */
export function refresh(model) {
  const area = model.units.areas || (model.units.areas = areasOf(model));
  for (const level of model.levels) {
    const { zones, zoneOf } = level;
    const n = zones.code.length;
    const households = new Array(n).fill(0);
    const counts = new Array(n).fill(0);
    const areas = new Array(n).fill(0);
    const members = new Array(n).fill(0);
    for (let unit = 0; unit < zoneOf.length; unit++) {
      const zone = zoneOf[unit];
      if (zone < 0) continue;
      members[zone]++;
      households[zone] += model.units.households[unit];
      if (model.units.kind[unit] !== LAND) counts[zone]++;
      areas[zone] += area[unit];
    }
    Object.assign(zones, { households, n_units: counts, n_members: members, area_m2: areas });
    const known = zones.code.map((_, zone) => zones.color?.[zone] ?? level.hues.get(zones.id[zone]) ?? null);
    const contacts = known.includes(null) ? contactsOf(model.edges, zoneOf, n) : new Set();
    level.hue = chooseHues(n, contacts, known, N_HUES, model.style.zone_fill.length);
    level.hues = huesById(level);
    level.label = labelPlaces(model.units, zoneOf, n);
  }
  model.land.forget();
}

/** Square metres of the land of each unit; the frame's steps are Mercator's, so they shrink to the ground's. */
function areasOf({ units, frame }) {
  const { start, line, xy } = units.cells;
  const latitude = ((frame.bounds[0][0] + frame.bounds[1][0]) / 2) * (Math.PI / 180);
  const scale = (frame.step_m * Math.cos(latitude)) ** 2;
  return Float64Array.from({ length: units.n }, (_, unit) => {
    let twice = 0;
    for (let part = start[unit]; part < start[unit + 1]; part++) {
      for (let a = line[part], b = line[part + 1] - 1; a < line[part + 1]; b = a++) twice += xy[2 * b] * xy[2 * a + 1] - xy[2 * a] * xy[2 * b + 1];
    }
    return (Math.abs(twice) / 2) * scale;
  });
}

const SEVERITIES = ["error", "warning", "info"];

/** Worst first; of the same severity what a border can mend, then what an office can, then what nobody can. */
function byUse(a, b) {
  const use = ({ severity, is_unavoidable: isUnavoidable, at }) => 3 * SEVERITIES.indexOf(severity) + (isUnavoidable ? 2 : at > 0 ? 0 : 1);
  return use(a) - use(b);
}

/** Sets what the check found. @param {any} model @param {any[]} findings */
export function setFindings(model, findings) {
  model.findings.splice(0, model.findings.length, ...[...findings].sort(byUse));
  for (const level of model.levels) {
    level.findings = new Map();
    level.zones.status = level.zones.code.map(() => "ok");
  }
  const rank = ["ok", "info", "warning", "error"];
  for (const finding of findings) {
    const level = model.levels[model.byName[finding.level]];
    if (!level || finding.zone < 0) continue;
    const own = level.findings.get(finding.zone) || [];
    level.findings.set(finding.zone, [...own, finding]);
    const { status } = level.zones;
    if (rank.indexOf(finding.severity) > rank.indexOf(status[finding.zone])) status[finding.zone] = finding.severity;
  }
}
