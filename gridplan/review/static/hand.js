/** The hand: target and source of edits, the draft while it lasts, and its delivery. */

import { boxOf } from "./draft.js";
import { expand } from "./groups.js";
import { SIZES } from "./options.js";

const N_NEAR = 9;

/** @param {any} app what the hand works on; its own deeds are added to it */
export function addHand(app) {
  const { model, state, draft, say } = app;
  const lockedUnit = (unit) => app.isUnitLocked(unit) || model.levels.some((level, k) => level.zoneOf[unit] >= 0 && app.isLocked(k, level.zoneOf[unit]));

  /** Repaints where units moved, and says what it would change. */
  function showDraft(moved, level) {
    const box = boxOf(model, moved);
    if (box) app.repaint(box);
    app.sketch.choose(draft.before(level).keys());
    app.live.show(draft, level);
  }

  /** Units that are to stay with some units, without those themselves. @param {Iterable<number>} units */
  function alongWith(units) {
    const own = new Set(units);
    const links = app.session.now().links.filter((link) => link.kind === "must" && link.units.some((unit) => own.has(unit)));
    return links.flatMap((link) => link.units).filter((unit) => !own.has(unit));
  }

  /** @param {number} unit */
  const zoneOf = (unit) => (unit < 0 ? -1 : model.levels[state.get().level].zoneOf[unit]);

  Object.assign(app, {
    /** The zone that a stroke paints: the one in hand, with the brush and the click else the one pressed on. */
    targetFor(tool, unit) {
      const { target, level } = state.get();
      if (target) return target;
      const zone = tool === "brush" ? zoneOf(unit) : -1;
      return zone >= 0 ? { level, zone } : null;
    },

    /** Which units a stroke may take, by where it began. */
    sourceRule(first) {
      const { source, level } = state.get();
      const { zones } = model.levels[level];
      const start = zoneOf(first);
      const isSource = {
        all: (unit) => zoneOf(unit) < 0 || !zones.is_special[zoneOf(unit)] || zoneOf(unit) === start,
        start: (unit) => zoneOf(unit) === start,
        none: (unit) => zoneOf(unit) < 0,
      }[source];
      return { isLocked: lockedUnit, isSource: isSource || ((unit) => zoneOf(unit) === Number(source)) };
    },

    /** Whether units may enter a zone; says why not. */
    mayEnter({ level, zone }) {
      if (app.isFrozen()) return (app.notify(say("frozen_edit"), "rv-bad"), false);
      if (!app.isLocked(level, zone)) return true;
      app.notify(say("locked_target", { name: model.levels[level].zones.name[zone] }), "rv-bad");
      return false;
    },

    take(units, target, rules) {
      const moved = draft.take(units, target, rules, alongWith(units));
      return showDraft(moved, target.level);
    },

    takeOnly(units, target, rules) {
      const back = draft.drop();
      const moved = draft.take(units, target, rules, alongWith(units));
      return showDraft([...back, ...moved], target.level);
    },

    /** Marks units without moving them. @param {Iterable<number>} units @param {boolean} isMore @param {string} [by] */
    choose(units, isMore, by = "map") {
      const next = new Set(isMore ? [...state.get().chosen, ...units] : units);
      app.sketch.choose(next);
      state.set({ chosen: next, chosenBy: by });
      if (by === "map" && next.size) app.notify(say("chosen_hint", { n: app.speech.count(next.size) }));
    },

    cancel() {
      const back = draft.drop();
      app.sketch.choose([]);
      app.live.hide();
      const box = boxOf(model, back);
      if (box) app.repaint(box);
      app.notify(say("cancelled"));
    },

    /** Hands the draft to the server as one edit. @param {{level: number, zone: number}} target */
    commit({ level, zone }) {
      const units = [...draft.before(level).keys()];
      const left = draft.left();
      if (!units.length) {
        app.sketch.choose([]);
        draft.keep();
        app.live.hide();
        if (left.locked) app.notify(say("left_locked", { n: left.locked }), "rv-bad");
        else if (left.elsewhere) app.notify(say("left_elsewhere", { n: left.elsewhere }));
        return undefined;
      }
      const sentence = app.live.sentence();
      draft.keep();
      app.live.linger();
      const said = say("moved", { n: app.speech.count(units.length), name: model.levels[level].zones.name[zone] });
      // the rim stays until they are kept; the next stroke may have begun by then
      return app.edit({ op: "move", level, zone, units }, said, sentence).finally(() => app.sketch.choose(draft.before(level).keys()));
    },

    /** Moves units by keyboard or table. @param {number[]} units @param {{level: number, zone: number}|null} target */
    moveUnits(units, target) {
      if (!target) return app.notify(say("no_target"), "rv-bad");
      if (!units.length) return app.notify(say("none_chosen"), "rv-bad");
      if (!app.mayEnter(target)) return undefined;
      app.take(expand(model, units, state.get().whole), target, { isLocked: lockedUnit, isSource: () => true });
      state.set({ chosen: new Set(), chosenBy: "hand" });
      return app.commit(target);
    },

    setTarget(zone) {
      const { level, chosen } = state.get();
      state.set({ target: zone === null ? null : { level, zone } });
      if (zone === null) return;
      app.speak(say("target_is", { name: model.levels[level].zones.name[zone] }));
      if (chosen.size && state.get().chosenBy === "map") app.moveUnits([...chosen], { level, zone });
    },

    /** The zone of a unit becomes the target. */
    pickTarget(unit) {
      const zone = zoneOf(unit);
      if (zone >= 0) app.setTarget(zone);
    },

    targetSelected() {
      const { selected, level } = state.get();
      if (!selected) return;
      const zone = selected.kind === "zone" ? (selected.level === level ? selected.index : -1) : model.levels[level].zoneOf[selected.index];
      if (zone >= 0) app.setTarget(zone);
    },

    targetByNumber(n) {
      const zone = app.nearZones()[n - 1];
      if (zone !== undefined) app.setTarget(zone);
    },

    /** The zone of what is chosen, pointed at, selected or in hand; -1 for none. @returns {number} */
    zoneInHand() {
      const { level, target, selected, chosen } = state.get();
      const pointed = app.keyBrush.zone();
      if (chosen.size) return zoneOf(chosen.values().next().value);
      if (pointed >= 0) return pointed;
      if (selected) return selected.kind === "unit" ? zoneOf(selected.index) : selected.level === level ? selected.index : -1;
      return target ? target.zone : -1;
    },

    /** The zone in hand and those that touch it, the longest border first. */
    nearZones() {
      const { level } = state.get();
      const own = app.zoneInHand();
      if (own < 0) return app.zoneList(level).slice(0, N_NEAR);
      return [own, ...neighborsOf(model, model.levels[level].zoneOf, own)].slice(0, N_NEAR);
    },

    resizeBrush(step) {
      const size = Math.round(Math.max(SIZES.least, Math.min(SIZES.most, state.get().size * (step > 0 ? 1.25 : 0.8))));
      state.set({ size });
      app.speak(say("px", { n: 2 * size }));
    },
  });
}

/** Zones that touch a zone, by the number of edges. @param {any} model @param {Int32Array} zoneOf @param {number} zone */
export function neighborsOf({ edges }, zoneOf, zone) {
  const counts = new Map();
  for (let e = 0; e < edges.left.length; e++) {
    if (edges.right[e] < 0) continue;
    const [a, b] = [zoneOf[edges.left[e]], zoneOf[edges.right[e]]];
    const other = a === zone ? b : b === zone ? a : -1;
    if (other >= 0 && other !== zone) counts.set(other, (counts.get(other) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([other]) => other);
}
