/** Zones colored by a figure instead of by hue: five classes, and a legend in words. */

import { lastCode } from "../map/reach.js";

export const SHADES = ["households", "density", "filling", "area", "units", "covered"];
const CLASSES = 5;

/**
 * The figure of every zone of a level; null where there is none.
 * @param {any} model
 * @param {any} state
 * @returns {(number|null)[]}
 */
export function figuresByZone(model, state) {
  const { zones } = model.levels[state.level];
  const covered = state.shade === "covered" ? coveredByZone(model, state) : [];
  return zones.code.map((_, zone) => {
    if (zones.is_special[zone] || !zones.n_units[zone]) return null;
    const households = zones.households[zone];
    return {
      households,
      density: zones.area_m2[zone] ? households / (zones.area_m2[zone] / 1e4) : null,
      filling: zones.max[zone] ? households / zones.max[zone] : null,
      area: zones.area_m2[zone],
      units: zones.n_units[zone],
      covered: covered[zone],
    }[state.shade];
  });
}

function coveredByZone(model, state) {
  const { zoneOf, zones } = model.levels[state.level];
  const view = model.coverage.views[state.category];
  if (!view || !view.codes) return zones.code.map(() => null);
  const within = new Float64Array(zones.code.length);
  const first = model.coverage.reasons.length;
  const last = lastCode(model, state);
  for (let unit = 0; unit < zoneOf.length; unit++) if (zoneOf[unit] >= 0 && view.codes[unit] >= first && view.codes[unit] <= last) within[zoneOf[unit]] += model.units.households[unit];
  return zones.households.map((households, zone) => (households ? within[zone] / households : null));
}

/** Upper bounds of the classes, as even in number as ties allow. @param {(number|null)[]} figures @returns {number[]} */
export function boundsOfClasses(figures) {
  const sorted = /** @type {number[]} */ (figures.filter((figure) => figure !== null)).sort((a, b) => a - b);
  if (!sorted.length) return [];
  const bounds = Array.from({ length: CLASSES }, (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / CLASSES) - 1]);
  return [...new Set(bounds)];
}

/** The color of zones, null where they keep their hue. @param {any} model */
export function makeShading(model) {
  let kept = { key: "", figures: /** @type {(number|null)[]} */ ([]), bounds: /** @type {number[]} */ ([]) };
  function classes(state) {
    const key = [state.shade, state.level, state.category, state.minutes, state.speed, state.rev].join();
    if (kept.key !== key) {
      const figures = figuresByZone(model, state);
      kept = { key, figures, bounds: boundsOfClasses(figures) };
    }
    return kept;
  }
  return {
    classes,
    /** @param {any} state @returns {((zone: number) => string|null)|null} */
    shadeOf(state) {
      if (!state.shade || state.mode === "coverage") return null;
      const { figures, bounds } = classes(state);
      const ramp = model.style.ramp;
      return (zone) => {
        const figure = figures[zone];
        return figure === null || figure === undefined ? null : ramp[rampAt(bounds, figure)];
      };
    },
  };
}

/** @param {number[]} bounds @param {number} figure */
export function rampAt(bounds, figure) {
  const at = bounds.findIndex((bound) => figure <= bound);
  const k = at < 0 ? bounds.length - 1 : at;
  return bounds.length < 2 ? 2 : Math.round((k * (CLASSES - 1)) / (bounds.length - 1));
}

/** A figure as text. @param {any} app @param {string} shade @param {number} value */
export function shadeText(app, shade, value) {
  if (shade === "filling" || shade === "covered") return app.speech.share(value);
  if (shade === "area") return app.speech.area(value);
  if (shade === "density") return app.say("per_hectare", { n: app.speech.tenth(value) });
  return app.speech.count(value);
}
