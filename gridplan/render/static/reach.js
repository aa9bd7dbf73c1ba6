/** Coverage: who reaches what within how many minutes, at the speed of whoever walks. */

import { readUnsigned } from "./codec.js";
import { openSitings } from "./sites.js";

export const TIERS = ["basic", "public", "quality", ""];

/**
 * @typedef {object} View What the map can be colored by: a category, or all that are asked for together.
 * @property {string} id
 * @property {string} name
 * @property {string} tier basic, public, quality, or empty
 * @property {number} n_services
 * @property {Uint32Array|null} codes why a unit has no way, or steps of metres; null without data
 * @property {number[]} [parts] positions of the categories it joins
 * @property {number} [base] position of the category whose proposed sites it counts in
 */

/**
 * The coverage and the proposals to better it.
 * @param {any} payload
 * @param {any} units
 * @param {import("./format.js").Speech} speech
 */
export function openReach(payload, units, speech) {
  const packed = payload.coverage;
  const categories = packed.categories.map((entry) => ({ ...entry, codes: entry.metres ? readUnsigned(entry.metres) : null }));
  const applied = [...categories.keys()].filter((k) => categories[k].is_applied && categories[k].codes);
  const joined = applied.length > 1 ? [joinApplied(categories, applied, packed.reasons.length, units, speech)] : [];
  let total = 0;
  for (let unit = 0; unit < units.n; unit++) total += units.households[unit];
  const { sitings, views } = openSitings(payload.sitings, categories, speech);
  return { coverage: { ...packed, categories, views: [...categories, ...joined, ...views], households: total }, sitings };
}

/** The longest of the walks to the categories asked for that there are data for. @returns {View} */
function joinApplied(categories, parts, n_reasons, units, speech) {
  const codes = new Uint32Array(units.n);
  for (let unit = 0; unit < units.n; unit++) {
    let longest = 0;
    let reason = -1;
    for (const k of parts) {
      const code = categories[k].codes[unit];
      if (code < n_reasons) reason = Math.max(reason, code);
      else longest = Math.max(longest, code);
    }
    codes[unit] = reason >= 0 ? reason : longest;
  }
  const n_services = parts.reduce((sum, k) => sum + categories[k].n_services, 0);
  return { id: "all", name: speech.say("all_applied", { n: parts.length }), tier: "", n_services, codes, parts };
}

/** Walk of a unit. @returns {{metres: number|null, reason: string}} reason is empty where metres are known */
export function walkOf(model, view, unit) {
  const { reasons, steps_per_m, views } = model.coverage;
  const { codes } = views[view];
  const code = codes ? codes[unit] : 0;
  return code < reasons.length ? { metres: null, reason: reasons[code] } : { metres: (code - reasons.length) / steps_per_m, reason: "" };
}

/** The largest code that is within so many minutes. @param {any} model @param {{minutes: number, speed: number}} walk */
export function lastCode(model, { minutes, speed }) {
  const { reasons, steps_per_m } = model.coverage;
  return reasons.length + Math.floor(minutes * speed * steps_per_m + 1e-6);
}

/** Share of all households within the minutes; null without data. */
export function shareOf(model, view, walk) {
  const { views, households } = model.coverage;
  return views[view].codes && households ? 1 - beyondOf(model, view, walk) / households : null;
}

/** Households beyond the minutes. */
export function beyondOf(model, view, walk) {
  const { codes } = model.coverage.views[view];
  const { households, n } = model.units;
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  let beyond = 0;
  for (let unit = 0; unit < n; unit++) if (codes[unit] < first || codes[unit] > last) beyond += households[unit];
  return beyond;
}

/** Households of one zone beyond the minutes. */
export function beyondIn(model, view, walk, level, zone) {
  const found = gapsOf(model, view, walk, level).find((gap) => gap.zone === zone);
  return found ? found.beyond : 0;
}

/** Zones of a level with households beyond the minutes, the most first. @returns {{zone: number, beyond: number}[]} */
export function gapsOf(model, view, walk, level) {
  const { codes } = model.coverage.views[view];
  if (!codes) return [];
  const { zoneOf, zones } = model.levels[level];
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  const beyond = new Uint32Array(zones.code.length);
  for (let unit = 0; unit < model.units.n; unit++) {
    if (codes[unit] < first || codes[unit] > last) beyond[zoneOf[unit]] += model.units.households[unit];
  }
  const found = [];
  beyond.forEach((households, zone) => households && found.push({ zone, beyond: households }));
  return found.sort((a, b) => b.beyond - a.beyond || a.zone - b.zone);
}

/** Minutes that bound the shades: about a third, two thirds and all of the limit. */
export function shadesOf(minutes) {
  const part = (k) => Math.max(1, Math.round((k * minutes) / 3));
  return [...new Set([part(1), part(2)])].filter((bound) => bound < minutes).concat(minutes);
}

/**
 * Class of a unit's walk: position among the shades, `beyond`, `unreached` or `no_data`.
 * @returns {(unit: number) => number|string}
 */
export function classOf(model, state) {
  const { reasons, views } = model.coverage;
  const view = views[state.category];
  if (!view || !view.codes) return () => "no_data";
  const { codes } = view;
  const bounds = shadesOf(state.minutes).map((minutes) => lastCode(model, { ...state, minutes }));
  const unreached = reasons.map((reason) => ({ no_data: "no_data", too_far: "beyond" })[reason] || "unreached");
  return (unit) => {
    const code = codes[unit];
    if (code < reasons.length) return unreached[code];
    for (let k = 0; k < bounds.length; k++) if (code <= bounds[k]) return k;
    return "beyond";
  };
}

/** How many categories with data a unit reaches within the minutes. @returns {{n: number, of: number}} */
export function scoreOf(model, unit, walk, tier) {
  const { categories } = model.coverage;
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  const known = categories.filter((entry) => entry.codes && entry.tier === tier);
  return { n: known.filter(({ codes }) => codes[unit] >= first && codes[unit] <= last).length, of: known.length };
}

/**
 * Completeness: the share of the kinds asked for that a household reaches, on average over the
 * units that *isMember* takes. @returns {{share: number, of: number}|null} null where nothing is asked for or nobody lives
 */
export function completenessOf(model, walk, isMember) {
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  const asked = model.coverage.categories.filter((entry) => entry.is_applied && entry.codes);
  let total = 0;
  let reached = 0;
  for (let unit = 0; unit < model.units.n; unit++) {
    if (!isMember(unit)) continue;
    const households = model.units.households[unit];
    total += households;
    for (const { codes } of asked) if (codes[unit] >= first && codes[unit] <= last) reached += households;
  }
  return asked.length && total ? { share: reached / (total * asked.length), of: asked.length } : null;
}
