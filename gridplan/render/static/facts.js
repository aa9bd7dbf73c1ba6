/** What is told of a zone or a unit: label and value pairs, for the tooltip and the card. */

import { bandState } from "./model.js";

/** @typedef {{label: string, value: string}} Fact */

/** Position of the zone above, -1 for none. */
export function parentOf(model, level, zone) {
  return level > 0 ? model.levels[level].zones.parent[zone] : -1;
}

/** @returns {string} the state of a zone in its band, as a word */
export function stateWord(model, level, zone) {
  return model.say("state_" + bandState(model.levels[level], zone));
}

/** @returns {Fact[]} */
export function zoneFacts(model, level, zone) {
  const { zones, level: name } = model.levels[level];
  const parent = parentOf(model, level, zone);
  const rows = [
    { label: model.say("fact_households"), value: model.count(zones.households[zone]) },
    { label: model.say("fact_band"), value: zones.is_special[zone] ? model.say("dash") : model.band(zones.min[zone], zones.max[zone]) },
    { label: model.say("fact_state"), value: stateWord(model, level, zone) },
    { label: model.say("fact_units"), value: model.count(zones.n_units[zone]) },
    { label: model.say("fact_area"), value: model.area(zones.area_m2[zone]) },
    { label: model.say("fact_code"), value: zones.code[zone] },
  ];
  if (parent >= 0) {
    const above = model.levels[level - 1];
    rows.push({ label: model.say("level_" + above.level), value: above.zones.name[parent] });
  }
  return name === "community" ? rows.filter((row, k) => k !== 2 || zones.max[zone] !== null) : rows;
}

/** @returns {Fact[]} */
export function unitFacts(model, unit) {
  const { units } = model;
  const rows = [];
  if (units.kind[unit] !== 2) {
    rows.push({ label: model.say("fact_households"), value: model.count(units.households[unit]) });
    if (units.compound(unit)) rows.push({ label: model.say("fact_compound"), value: units.compound(unit) });
  }
  return rows;
}

/** @returns {string} minutes and metres of a walk, or the reason there is none */
export function walkText(model, { metres, reason }, speed) {
  if (reason) return model.say("reason_" + reason);
  return model.say("walk_length", { minutes: model.minutes(metres / speed), metres: model.metres(metres) });
}

/** @returns {string} what a unit is called: its name, else its kind and id */
export function unitTitle(model, unit) {
  const { units } = model;
  const kind = model.say(["kind_building", "kind_stairwell", "kind_land"][units.kind[unit]]);
  return units.name(unit) || `${kind} ${units.id(unit)}`;
}

/** Zones of several communities are numbered alike, so their community comes along. */
export function zoneTitle(model, level, zone) {
  const name = model.levels[level].zones.name[zone];
  if (level === 0 || model.levels[0].zones.code.length === 1) return name;
  let above = zone;
  for (let k = level; k > 0; k--) above = model.levels[k].zones.parent[above];
  return model.say("zone_within", { parent: model.levels[0].zones.name[above], name });
}
