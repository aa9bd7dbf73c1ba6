/** A brush for the keyboard: a cursor that steps from unit to unit over the map, and what it paints. */

import { placeOf, stepsAt } from "../map/transform.js";
import { expand } from "./groups.js";
import { unitLabel, zoneName } from "./names.js";
import { unitAt } from "./shapes.js";
import { nearestUnit, unitBeside } from "./stepping.js";

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ROOM = { paddingTopLeft: [80, 140], paddingBottomRight: [80, 220], animate: false };

/** @param {any} map @param {any} app */
export function makeKeyBrush(map, app) {
  const { model, state, sketch, draft, say } = app;
  const container = map.getContainer();
  /** @type {{target: {level: number, zone: number}, rules: any, units: Set<number>}|null} */
  let stroke = null;
  const isOn = () => state.get().tool === "keys";
  const middleOf = (unit) => placeOf(model.frame, model.units.middle[2 * unit], model.units.middle[2 * unit + 1]);
  const under = () => expand(model, [state.get().cursor], state.get().whole);

  function begin() {
    container.focus({ preventScroll: true });
    const { cursor, selected } = state.get();
    if (selected) follow(selected);
    else if (cursor >= 0 && map.getBounds().contains(middleOf(cursor))) stand(cursor);
    else stand(nearestUnit(model, stepsAt(model.frame, map.getCenter())));
  }

  /** Goes to what is selected: a unit, or the middle of a zone. */
  function follow({ kind, level, index }) {
    if (kind === "unit") return stand(index);
    const [x, y] = model.levels[level].label.slice(2 * index, 2 * index + 2);
    return stand(nearestUnit(model, { x, y }));
  }

  function stand(unit) {
    if (unit < 0) return;
    state.set({ cursor: unit });
    map.panInside(middleOf(unit), ROOM);
    show();
    app.speak(hereText());
  }

  function show() {
    sketch.point(isOn() ? { unit: state.get().cursor, units: under() } : null);
  }

  function hereText() {
    const { cursor, level } = state.get();
    const zone = model.levels[level].zoneOf[cursor];
    return say("cursor_at", { unit: unitLabel(app, cursor), zone: zoneName(app, level, zone), n: app.speech.count(model.units.households[cursor]) });
  }

  /** @param {number[]} way @param {boolean} isPainting */
  function step(way, isPainting) {
    if (isPainting && !stroke) paint();
    const next = unitBeside(model, state.get().cursor, way);
    if (next < 0) return app.speak(say("cursor_edge"));
    stand(next);
    if (isPainting) paint();
  }

  /** Takes what is under the cursor into the stroke, which begins here if there is none. */
  function paint() {
    const { cursor, level, target } = state.get();
    const into = target || { level, zone: model.levels[level].zoneOf[cursor] };
    if (!stroke && into.zone < 0) return app.notify(say("no_target"), "rv-bad");
    if (!stroke && !app.mayEnter(into)) return;
    stroke = stroke || { target: into, rules: app.sourceRule(cursor), units: new Set() };
    for (const unit of under()) stroke.units.add(unit);
    app.take(under(), stroke.target, stroke.rules);
    tell();
  }

  function tell() {
    const { cursor, level } = state.get();
    const stays = model.levels[level].zoneOf[cursor] !== (stroke && stroke.target.zone);
    app.speak([stays ? say("cursor_stays") : "", app.live.sentence()].join(" ").trim() || hereText());
  }

  /** Hands the stroke in as one edit; without one, what is under the cursor. */
  function finish() {
    if (!stroke) paint();
    if (!stroke) return;
    const { target } = stroke;
    stroke = null;
    app.commit(target);
  }

  /** Gives the stroke up. @returns {boolean} whether there was one */
  function cancel() {
    const was = stroke;
    stroke = null;
    if (was) app.cancel();
    return Boolean(was);
  }

  function onKey(event) {
    if (!isOn() || app.isBusy() || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) step(way, event.shiftKey);
    else if (event.key === " ") paint();
    else if (event.key === "Enter") finish();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the map would pan
  }

  function onState(now, before) {
    const has = (name) => now[name] !== before[name];
    if (stroke && (has("tool") || has("level"))) cancel();
    if (has("tool") && isOn()) begin();
    else if (has("tool") && before.tool === "keys") show();
    else if (isOn() && has("whole")) show();
    else if (isOn() && !stroke && has("selected") && now.selected) follow(now.selected);
    if (stroke && has("target") && now.target && app.mayEnter(now.target)) {
      stroke.target = now.target;
      app.takeOnly(stroke.units, stroke.target, stroke.rules);
      tell();
    }
  }

  container.addEventListener("keydown", onKey);
  map.on("click", (event) => {
    const { x, y } = stepsAt(model.frame, event.latlng);
    if (isOn()) stand(unitAt(model, x, y));
  });
  state.listen(onState);
  return {
    cancel,
    /** The zone that the cursor stood in before anything was painted; -1 for none. */
    zone() {
      const { cursor, level } = state.get();
      return isOn() && cursor >= 0 ? (draft.before(level).get(cursor) ?? model.levels[level].zoneOf[cursor]) : -1;
    },
  };
}
