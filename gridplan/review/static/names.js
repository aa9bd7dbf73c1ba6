/** What zones, states and choices are called. */

import { h, icon, severitySign } from "../map/dom.js";
import { unitTitle } from "../map/facts.js";
import { ICONS } from "./icons.js";

/** @param {any} app @param {string} whole */
export const expandName = (app, whole) => app.say("whole_" + whole);

/** A band as sign and word: a tick, or a triangle up or down. @param {any} app @param {string} band */
export function bandSign(app, band) {
  const path = { in: ICONS.check, over: "M10 3 18 16H2Z", under: "M10 17 2 4h16Z", special: ICONS.minus, none: ICONS.minus, gone: ICONS.minus }[band];
  return h("span", { class: `rv-state rv-state-${band}` }, icon(path), app.say("band_" + band));
}

/** A status as sign and word. @param {any} app @param {string} status ok, info, warning, error @param {boolean} [isSmall] the word is only read aloud */
export function statusSign(app, status, isSmall = false) {
  const text = app.say(status === "ok" ? "status_ok" : "severity_" + status);
  const word = h("span", { class: isSmall ? "gp-visually-hidden" : null }, text);
  const sign = status === "ok" ? icon(ICONS.check) : severitySign(status);
  return h("span", { class: `rv-state rv-state-${status === "ok" ? "in" : status}`, title: isSmall ? text : null }, sign, word);
}

/** What a unit is called, with its own id where many share a name. */
export function unitLabel(app, unit) {
  const { units } = app.model;
  const title = unitTitle(app.model, unit);
  return units.name(unit) ? `${title} ${units.id(unit)}` : title;
}

/**
 * Columns that tell units apart: their name, or else the compound or kind, and their id.
 * @param {any} app @param {(row: number) => number} unitAt
 */
export function unitColumns(app, unitAt) {
  const { units } = app.model;
  const word = (row) => units.name(unitAt(row)) || units.compound(unitAt(row)) || app.say(["kind_building", "kind_stairwell", "kind_land"][units.kind[unitAt(row)]]);
  const id = (row) => units.id(unitAt(row));
  const lock = (row) => (app.isUnitLocked(unitAt(row)) ? app.lockSign() : null);
  return [
    { name: "unit", text: app.say("col_unit"), width: "minmax(0, 1fr)", cell: (row) => h("span", { class: "rv-name" }, h("span", { title: word(row) }, word(row)), lock(row)), order: word },
    { name: "id", text: app.say("fact_id"), width: "minmax(60px, 0.6fr)", cell: (row) => h("span", { title: id(row) }, id(row)), order: id },
  ];
}

/** A zone in a narrow column: the number its label shows; the name where it has none of its own. @param {any} app @param {number} depth of the level @param {any} zones by column @param {number} zone */
export function zoneMark(app, depth, zones, zone) {
  if (zone < 0) return app.say("unassigned");
  return h("span", { title: zones.name[zone] }, depth === 0 || zones.is_special[zone] ? zones.name[zone] : zones.short[zone]);
}

/** Where units or findings lie, in words. */
export function zoneName(app, level, zone) {
  return zone < 0 ? app.say("unassigned") : app.model.levels[level].zones.name[zone];
}

/** The name of a zone with that of the zone that holds it, where names come again and again. */
export function fullName(app, level, zone) {
  const { zones } = app.model.levels[level];
  const parent = zones.parent[zone];
  return parent < 0 || zones.is_special[zone] ? zones.name[zone] : app.say("zone_within", { parent: app.model.levels[level - 1].zones.name[parent], name: zones.name[zone] });
}

/** A number with its sign: +5, −3, ±0. */
export function signed(app, value) {
  if (!value) return "±0";
  return (value > 0 ? "+" : "−") + app.speech.count(Math.abs(value));
}
