/** What everything on the page may ask for: the plan, the choices, and the deeds. */

import { h, icon } from "../map/dom.js";
import { unitTitle } from "../map/facts.js";
import { boundsOf, placeOf, stepsAt } from "../map/transform.js";
import { changeLevels, refresh, setFindings, setLevels } from "./appmodel.js";
import { addDeeds } from "./deeds.js";
import { makeDraft } from "./draft.js";
import { addHand } from "./hand.js";
import { inFrame } from "./frames.js";
import { ICONS } from "./icons.js";

const CLOSE_ZOOM = 18;
const ZONE_ZOOM = 17.5;
const EDITING = new Set(["brush", "click", "box", "lasso", "keys"]);

/**
 * @param {any} model
 * @param {any} state
 * @param {any} session the plan on the server
 */
export function makeApp(model, state, session) {
  const { say } = model;
  const app = {
    model,
    state,
    session,
    say,
    speech: model,
    draft: makeDraft(model),
    isFrozen: () => session.isFrozen(),
    isLocked: (level, zone) => Boolean(model.levels[level].zones.is_locked[zone]),
    isUnitLocked: (unit) => session.lockedUnits().has(unit),
    nLockedUnits: () => session.lockedUnits().size,
    lockSign: () => h("span", { class: "rv-lock", title: say("locked") }, icon(ICONS.lock, say("locked"))),
    unitTitle: (unit) => unitTitle(model, unit),
    problems: () => model.findings,
    /** Zones of a level that have land, by code. */
    zoneList(level) {
      const { n_members } = model.levels[level].zones;
      const found = [];
      for (let zone = 0; zone < n_members.length; zone++) if (n_members[zone]) found.push(zone);
      return found;
    },
    unassigned() {
      let n = 0;
      for (const zone of model.levels[model.levels.length - 1].zoneOf) if (zone < 0) n++;
      return n;
    },
    hasUnassigned: () => app.unassigned() > 0,
    isBusy: () => app.isProposing(),

    setTool(tool) {
      // communities are given: what is edited are the zones within them
      if (EDITING.has(tool) && state.get().level === 0 && model.levels.length > 1) app.setLevel(model.levels.length - 1);
      state.set({ tool });
    },
    setLevel: (level) => state.set({ level, mode: "zones", target: null, source: "all", chosen: new Set(), selected: null }),
    nextLevel: () => app.setLevel((state.get().level + 1) % model.levels.length),

    select(target) {
      state.set({ selected: target, route: null, preview: null });
      if (!target) return;
      const name = target.kind === "unit" ? unitTitle(model, target.index) : model.levels[target.level].zones.name[target.index];
      const households = target.kind === "unit" ? model.units.households[target.index] : model.levels[target.level].zones.households[target.index];
      app.speak(say("selected_is", { name, n: model.count(households) }));
    },

    goTo(target) {
      // a community is looked at in the colors of the zones within it
      if (target.kind === "zone" && target.level !== state.get().level && target.level > 0) app.setLevel(target.level);
      app.select(target.kind === "units" ? { kind: "unit", level: 0, index: target.index } : target);
      const bounds = target.kind === "zone" ? model.land.bounds(target.level, target.index).pad(0.3) : boundsOf(model.frame, model.units.footprints, target.index).pad(1.5);
      app.map.fitBounds(bounds, { maxZoom: target.kind === "zone" ? ZONE_ZOOM : CLOSE_ZOOM, animate: false, paddingTopLeft: [16, 72], paddingBottomRight: [72, 48] });
    },

    goToPoint: (x, y) => app.map.setView(placeOf(model.frame, x, y), Math.max(app.map.getZoom(), 16), { animate: false }),

    goToProblem(k) {
      const problem = app.problems()[k];
      if (!problem) return;
      state.set({ problem: k, mode: "zones", layers: { ...state.get().layers, violations: true } });
      if (problem.at >= 0 && problem.zone >= 0) app.goTo({ kind: "zone", level: problem.at, index: problem.zone });
      app.speak(say("problem_n", { n: k + 1, of: app.problems().length, text: problem.text }));
    },

    nextProblem(step) {
      const n = app.problems().length;
      if (!n) return app.notify(say("problems_none"));
      const { problem } = state.get();
      app.showPage("problems");
      app.goToProblem(problem === null ? (step > 0 ? 0 : n - 1) : (problem + step + n) % n);
    },

    /** Shows the plan as the server has it: all of it, or what *changes* tell by level. @param {any[]|null} changes */
    settle(changes) {
      if (changes) changeLevels(model, session.now().levels, changes, app.draft);
      else {
        app.draft.keep();
        setLevels(model, session.levels());
        setFindings(model, session.findings(model.byName));
      }
      const { selected, target, problem, notes, found } = state.get();
      const isThere = (one) => !one || one.kind === "unit" || (one.level < model.levels.length && model.levels[one.level].zones.n_members[one.index ?? one.zone] > 0);
      state.set({ rev: session.rev(), notes: notes + (changes ? 0 : 1), found: found + (changes ? 0 : 1), selected: isThere(selected) ? selected : null, target: isThere(target) ? target : null, problem: problem !== null && problem < model.findings.length ? problem : null });
      app.repaintSoon(changes && changes.some(({ at }) => at.length) ? changes.map(({ at }) => at) : null);
    },

    /** Shows what the check has found since. */
    refind() {
      const before = model.levels.map(({ zones }) => zones.status);
      const { problem, found } = state.get();
      const known = problem === null ? null : model.findings[problem];
      setFindings(model, session.findings(model.byName));
      const at = known ? model.findings.findIndex((one) => ["rule", "at", "zone", "text"].every((name) => one[name] === known[name])) : -1;
      state.set({ found: found + 1, problem: at < 0 ? null : at });
      app.repaintSoon(model.levels.map(({ zones }, k) => [...zones.status.keys()].filter((zone) => zones.status[zone] !== before[k][zone])));
    },

    /** Shows a proposal as if it were so. @returns {number[]} units that would move */
    showProposal(moves) {
      const units = app.draft.propose(moves);
      app.live.hide(); // it tells of the edit before
      refresh(model);
      app.repaint();
      app.sketch.choose(units);
      return units;
    },
    hideProposal() {
      app.draft.drop();
      app.sketch.choose([]);
      refresh(model);
      setFindings(model, session.findings(model.byName));
      app.repaint();
    },

    /** The sheet of a zone, on paper. */
    printSheet(level, zone) {
      app.goTo({ kind: "zone", level, index: zone });
      window.print();
    },

    escape() {
      if (app.gestures.cancel() || app.keyBrush.cancel()) return;
      if (app.answerProposal(false)) return;
      const { chosen, tool } = state.get();
      if (chosen.size) app.choose([], false);
      else if (tool !== "pan") app.setTool("pan");
      else app.select(null);
    },
  };
  addRepainting(app);
  addHand(app);
  addDeeds(app);
  return app;
}

/** The map is drawn anew in the next frame: all of it, or what was asked for until then. */
function addRepainting(app) {
  const { model } = app;
  /** @type {Set<number>[]|null} zones by level, null for all */
  let waiting = model.levels.map(() => new Set());
  const draw = inFrame(() => {
    const zones = waiting;
    waiting = model.levels.map(() => new Set());
    if (!zones) return app.repaint();
    const box = boxAround(model, zones, seenBox(app));
    if (box) app.repaint(box);
    return app.repaintOverlay();
  });
  /** @param {number[][]|null} zones of each level, null for all */
  app.repaintSoon = (zones) => {
    if (!zones) waiting = null;
    else if (waiting) zones.forEach((own, level) => own.forEach((zone) => waiting[level].add(zone)));
    draw();
  };
}

/** The box of what is drawn: the view and the tiles around it. */
function seenBox({ map, model }) {
  const seen = map.getBounds().pad(1);
  const [low, high] = [seen.getSouthWest(), seen.getNorthEast()].map((corner) => stepsAt(model.frame, corner));
  return [low.x, low.y, high.x, high.y];
}

/** The box that holds those of some zones of each level that meet another box, null for none. */
function boxAround(model, zones, [west, south, east, north]) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  zones.forEach((own, level) => {
    const boxes = model.land.boxes(level);
    for (const zone of own) {
      const at = 4 * zone;
      if (boxes[at] > east || boxes[at + 1] > north || boxes[at + 2] < west || boxes[at + 3] < south) continue;
      for (let k = 0; k < 4; k++) box[k] = (k < 2 ? Math.min : Math.max)(box[k], boxes[at + k]);
    }
  });
  return box[0] <= box[2] ? box : null;
}
