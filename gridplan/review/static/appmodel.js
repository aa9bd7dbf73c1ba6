/** The data of the app: all that the map's pages hold, with zones that follow their units. */

import { readUnsigned } from "../map/codec.js";
import { makeSpeech } from "../map/format.js";
import { openGround, openServices, openUnits } from "../map/model.js";
import { openReach } from "../map/reach.js";
import { openStreets } from "../map/streets.js";
import { askedOf, labelPlaces, landOfCells, unitsIn } from "./cells.js";
import { contactsOf, openEdges, rankEdges } from "./edges.js";
import { groupUnits } from "./groups.js";
import { chooseHues } from "./hues.js";

const N_HUES = 6;
const LAND = 2;
const COUNTED = ["households", "n_units", "n_members", "area_m2"];

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
  /** @type {ReturnType<typeof openStreets>|null} walks are shown by few: they are unpacked for who asks */
  let streets = null;
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
    get streets() {
      return (streets = streets || openStreets(payload.walks));
    },
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
    const hue = model.levels[k] ? model.levels[k].hue : [];
    model.levels[k] = { ...next, hue, label: new Int32Array(0), findings: new Map() };
    model.byName[next.level] = k;
  });
  rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf));
  refresh(model);
}

/**
 * Takes over what one edit changed, and works out nothing else anew.
 * @param {any} model
 * @param {{level: string, zones: any, zoneOf: Int32Array}[]} levels as they are now
 * @param {{units: number[], zones: number[], at: number[]}[]} changes by level
 * @param {any} draft units that a hand moves meanwhile stay with it
 */
export function changeLevels(model, levels, changes, draft) {
  changes.forEach(({ units, zones }, k) => units.forEach((unit, i) => draft.receive(k, unit, zones[i])));
  rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf), changes.flatMap(({ units }) => units));
  levels.forEach(({ zones, zoneOf }, k) => {
    const level = model.levels[k];
    const { at } = changes[k];
    const known = Object.fromEntries(COUNTED.map((name) => [name, level.zones[name]]));
    level.zones = { ...zones, ...known, status: zones.code.map((_, zone) => level.zones.status[zone] || "ok") };
    follow(model, level, zoneOf, at);
  });
  model.land.forget(changes.map(({ at }) => at));
}

/** Sums, colors and places of labels, from the units. @param {any} model */
export function refresh(model) {
  for (const level of model.levels) {
    for (const name of COUNTED) level.zones[name] = [];
    follow(model, level, level.zoneOf);
  }
  model.land.forget();
}

/** What follows from the zones of units: for the zones at some positions, or for all. */
function follow(model, level, zoneOf, at) {
  const n = level.zones.code.length;
  const isAsked = askedOf(n, at);
  const members = unitsIn(zoneOf, isAsked);
  countUnits(model, level.zones, zoneOf, isAsked, members);
  const known = level.zones.code.map((_, zone) => level.zones.color?.[zone] ?? level.hue[zone] ?? null);
  level.hue = known.includes(null) ? chooseHues(n, contactsOf(model.edges, zoneOf, n), known, N_HUES, model.style.zone_fill.length) : known;
  level.label = labelPlaces(model.units, zoneOf, n, members, level.label);
}

function countUnits(model, { households, n_units, n_members, area_m2 }, zoneOf, isAsked, members) {
  const { units } = model;
  const area = units.areas || (units.areas = areasOf(model));
  for (let zone = 0; zone < isAsked.length; zone++) if (isAsked[zone]) households[zone] = n_units[zone] = n_members[zone] = area_m2[zone] = 0;
  for (const unit of members) {
    const zone = zoneOf[unit];
    n_members[zone]++;
    households[zone] += units.households[unit];
    if (units.kind[unit] !== LAND) n_units[zone]++;
    area_m2[zone] += area[unit];
  }
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
