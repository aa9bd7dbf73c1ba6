/** Which zones lists offer: all, or in a large town those of the community in hand. */

import { stepsAt } from "../map/transform.js";

const MOST_OFFERED = 500; // nobody finds one of thousands in a list, and each costs the page time

/** The community that a zone lies in. @param {any} model @param {number} level @param {number} zone */
export function communityOf(model, level, zone) {
  let at = zone;
  for (let k = level; k > 0; k--) at = model.levels[k].zones.parent[at];
  return at;
}

/**
 * Zones of the level in hand, by code.
 * @param {any} app
 * @param {number[]} also zones that are offered in any case
 * @returns {number[]}
 */
export function offeredZones(app, also) {
  const { level } = app.state.get();
  const all = app.zoneList(level);
  if (all.length <= MOST_OFFERED || level === 0) return all;
  const here = communityInHand(app);
  const isAsked = new Set(also);
  return all.filter((zone) => communityOf(app.model, level, zone) === here || isAsked.has(zone));
}

/** The community of what is chosen, selected or in hand; else the one in the middle of the map. */
function communityInHand(app) {
  const { model, state } = app;
  const { level, selected } = state.get();
  const own = app.zoneInHand();
  if (own >= 0) return communityOf(model, level, own);
  if (selected && selected.kind === "zone") return communityOf(model, selected.level, selected.index);
  return nearest(model.levels[0].label, stepsAt(model.frame, app.map.getCenter()));
}

/** The nearest of some points. @param {Int32Array} xy x and y in turn @param {{x: number, y: number}} to */
function nearest(xy, to) {
  let best = 0;
  let least = Infinity;
  for (let k = 0; 2 * k < xy.length; k++) {
    const away = (xy[2 * k] - to.x) ** 2 + (xy[2 * k + 1] - to.y) ** 2;
    if (away < least) [best, least] = [k, away];
  }
  return best;
}
