/** Units that belong together: those of a building, those of a compound. */

/**
 * @typedef {object} Groups
 * @property {(key: number) => number[]} of units of a group, ascending
 */

/** @param {ArrayLike<number>} keys group of each unit @param {(key: number) => boolean} isGroup @returns {Groups} */
export function groupUnits(keys, isGroup) {
  const members = new Map();
  for (let unit = 0; unit < keys.length; unit++) {
    if (!isGroup(keys[unit])) continue;
    const own = members.get(keys[unit]);
    if (own) own.push(unit);
    else members.set(keys[unit], [unit]);
  }
  return { of: (key) => members.get(key) || [] };
}

/**
 * Takes the rest of the building or compound of each unit along.
 * @param {any} model
 * @param {Iterable<number>} chosen
 * @param {"unit"|"building"|"compound"} whole
 * @returns {Set<number>}
 */
export function expand(model, chosen, whole) {
  const found = new Set(chosen);
  if (whole === "unit") return found;
  const { units, groups } = model;
  for (const unit of [...found]) {
    const compound = whole === "compound" && units.compoundOf[unit];
    const own = compound ? groups.compound.of(compound) : groups.building.of(units.building[unit]);
    for (const other of own) found.add(other);
  }
  return found;
}
