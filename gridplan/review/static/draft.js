/** Units on their way to another zone, shown there before anything is said to the server. */

import { rankEdges } from "./edges.js";

/**
 * @typedef {object} Left Why units were left where they are.
 * @property {number} locked
 * @property {number} elsewhere outside of the source that is asked for
 * @property {number} linked moved because they are to stay with others that moved
 */

/** @param {any} model */
export function makeDraft(model) {
  /** @type {Map<number, number>[]} zone before, by level */
  let before = model.levels.map(() => new Map());
  /** @type {Left} */
  let left = { locked: 0, elsewhere: 0, linked: 0 };
  const seen = new Set();

  /** Moves a unit at one level and lets the coarser levels follow. */
  function place(unit, level, zone) {
    let to = zone;
    for (let k = level; k >= 0 && to >= 0; k--) {
      const { zoneOf, zones } = model.levels[k];
      if (zoneOf[unit] !== to) {
        if (!before[k].has(unit)) before[k].set(unit, zoneOf[unit]);
        zoneOf[unit] = to;
      }
      to = zones.parent[to];
    }
  }

  function sweep() {
    before.forEach((own, k) => own.forEach((zone, unit) => model.levels[k].zoneOf[unit] === zone && own.delete(unit)));
  }

  const draft = {
    /**
     * Takes units into a zone; those that may not go are counted instead.
     * @param {Iterable<number>} units
     * @param {{level: number, zone: number}} target
     * @param {{isLocked: (unit: number) => boolean, isSource: (unit: number) => boolean}} rules
     * @param {Iterable<number>} [linked] units that come along
     * @returns {number[]} units that moved
     */
    take(units, target, { isLocked, isSource }, linked = []) {
      const moved = [];
      const along = new Set(linked);
      for (const unit of [...units, ...along]) {
        if (model.levels[target.level].zoneOf[unit] === target.zone || seen.has(unit)) continue;
        seen.add(unit);
        if (isLocked(unit)) left.locked++;
        else if (!isSource(unit)) left.elsewhere++;
        else {
          place(unit, target.level, target.zone);
          moved.push(unit);
          if (along.has(unit)) left.linked++;
        }
      }
      rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf), moved);
      sweep();
      return moved;
    },
    /**
     * Puts units where a proposal has them.
     * @param {{level: number, units: number[], zones: number[]}[]} moves
     * @returns {number[]}
     */
    propose(moves) {
      const moved = new Set();
      for (const { level, units, zones } of moves) {
        units.forEach((unit, k) => {
          const { zoneOf } = model.levels[level];
          before[level].set(unit, zoneOf[unit]);
          zoneOf[unit] = zones[k];
          moved.add(unit);
        });
      }
      rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf), moved);
      return [...moved];
    },
    /** Puts everything back. @returns {number[]} units that were put back */
    drop() {
      const back = new Set();
      before.forEach((own, k) => {
        for (const [unit, zone] of own) {
          model.levels[k].zoneOf[unit] = zone;
          back.add(unit);
        }
      });
      rankEdges(model.edges, model.levels.map(({ zoneOf }) => zoneOf), back);
      draft.keep();
      return [...back];
    },
    /** The server has a unit elsewhere now; one that is drafted keeps its place until it is let go. @param {number} level @param {number} unit @param {number} zone */
    receive(level, unit, zone) {
      if (before[level].has(unit)) before[level].set(unit, zone);
      else model.levels[level].zoneOf[unit] = zone;
    },
    /** What was drafted stands from here on. */
    keep() {
      before = model.levels.map(() => new Map());
      left = { locked: 0, elsewhere: 0, linked: 0 };
      seen.clear();
    },
    /** @param {number} level @returns {Map<number, number>} */
    before: (level) => before[level],
    left: () => left,
    isEmpty: () => before.every((own) => own.size === 0),
  };
  return draft;
}

/** The box that holds the land of some units, null for none. @param {any} model @param {number[]} units */
export function boxOf(model, units) {
  if (!units.length) return null;
  const own = model.units.cells.box;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const unit of units) {
    box[0] = Math.min(box[0], own[4 * unit]);
    box[1] = Math.min(box[1], own[4 * unit + 1]);
    box[2] = Math.max(box[2], own[4 * unit + 2]);
    box[3] = Math.max(box[3], own[4 * unit + 3]);
  }
  return box;
}
