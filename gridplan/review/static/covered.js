/** Coverage of one zone, category by category. */

import { lastCode } from "../map/reach.js";
import { membersOf } from "./cells.js";

/** Shares of the households of a zone that reach each category with data. @returns {{name: string, share: number}[]} */
export function shareOfZone(model, level, zone, walk) {
  const members = membersOf(model.levels[level].zoneOf, zone);
  let total = 0;
  for (const unit of members) total += model.units.households[unit];
  if (!total) return [];
  const first = model.coverage.reasons.length;
  const last = lastCode(model, walk);
  return model.coverage.categories
    .filter(({ codes }) => codes)
    .map(({ name, codes }) => {
      let within = 0;
      for (const unit of members) if (codes[unit] >= first && codes[unit] <= last) within += model.units.households[unit];
      return { name, share: within / total };
    });
}
