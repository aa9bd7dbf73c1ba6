/** Strokes, boxes, lassos and clicks on the map, from pressing to letting go. */

import { makeView, stepsAt } from "../map/transform.js";
import { expand } from "./groups.js";
import { unitAt, unitsInBox, unitsInLasso, unitsUnderBrush } from "./shapes.js";

const EDITING = new Set(["brush", "click", "box", "lasso"]);

/**
 * @param {any} map
 * @param {any} app
 * @param {import("./measure.js").Measure} measure
 */
export function makeGestures(map, app, measure) {
  const { model, state, sketch } = app;
  const container = map.getContainer();
  /** @type {any} */
  let stroke = null;
  /** @type {{x: number, y: number}[]} */
  let waiting = [];
  let frame = 0;

  const pointOf = (event) => map.mouseEventToContainerPoint(event);
  const stepsOf = (point) => stepsAt(model.frame, map.containerPointToLatLng([point.x, point.y]));
  const scale = () => makeView(model.frame, map.getZoom(), { x: 0, y: 0 }).scale;

  function onDown(event) {
    const { tool } = state.get();
    if (event.button !== 0 || app.isBusy() || !isOnMap(event.target, container)) return;
    const point = pointOf(event);
    if (tool === "measure") return measure.add(map.containerPointToLatLng(point));
    if (!EDITING.has(tool)) return;
    event.preventDefault();
    container.focus({ preventScroll: true });
    const { x, y } = stepsOf(point);
    const first = unitAt(model, x, y);
    if (event.altKey) return app.pickTarget(first);
    container.setPointerCapture(event.pointerId);
    stroke = { tool, points: [point], target: app.targetFor(tool, first), sources: app.sourceRule(first) };
    if (stroke.target && !app.mayEnter(stroke.target)) return (stroke = null);
    waiting = [point];
    setQuiet(true);
    follow();
  }

  /** No tooltip gets in the way of a stroke. */
  function setQuiet(isQuiet) {
    state.set({ isQuiet });
    if (isQuiet) map.fire("mouseout");
  }

  function onMove(event) {
    const { tool, size } = state.get();
    const point = pointOf(event);
    if (!stroke) {
      if (tool === "brush") sketch.show(isOnMap(event.target, container) ? { kind: "disc", points: [point], radius: size } : null);
      return;
    }
    waiting.push(point);
    frame = frame || requestAnimationFrame(follow);
  }

  function follow() {
    frame = 0;
    if (!stroke || !waiting.length) return;
    const from = stroke.points[stroke.points.length - 1];
    stroke.points.push(...waiting);
    const path = [from, ...waiting];
    waiting = [];
    show();
    if (stroke.tool === "brush") brushAlong(path);
    else if (stroke.tool === "click") put(clicked());
    else replace(stroke.tool === "box" ? boxed() : unitsInLasso(model, stroke.points.map(stepsOf)));
  }

  function show() {
    const { points } = stroke;
    const last = points[points.length - 1];
    if (stroke.tool === "brush") sketch.show({ kind: "disc", points: [last], radius: state.get().size });
    if (stroke.tool === "box") sketch.show({ kind: "box", points: [points[0], last] });
    if (stroke.tool === "lasso") sketch.show({ kind: "lasso", points });
  }

  function brushAlong(path) {
    const radius = state.get().size / scale();
    const found = new Set();
    for (let k = 1; k < path.length; k++) for (const unit of unitsUnderBrush(model, stepsOf(path[k - 1]), stepsOf(path[k]), radius)) found.add(unit);
    put([...found]);
  }

  function clicked() {
    const unit = unitAt(model, stepsOf(stroke.points[0]).x, stepsOf(stroke.points[0]).y);
    return unit < 0 ? [] : [unit];
  }

  const boxed = () => unitsInBox(model, stepsOf(stroke.points[0]), stepsOf(stroke.points[stroke.points.length - 1]));

  /** Adds units to the stroke, with the rest of their building or compound. */
  function put(units) {
    const whole = expand(model, units, state.get().whole);
    if (stroke.target) app.take(whole, stroke.target, stroke.sources);
    else app.choose(whole, true);
  }

  /** What a box or lasso holds now, instead of what it held before. */
  function replace(units) {
    const whole = expand(model, units, state.get().whole);
    if (stroke.target) app.takeOnly(whole, stroke.target, stroke.sources);
    else app.choose(whole, false);
  }

  function onUp() {
    if (!stroke) return;
    follow();
    const { target } = stroke;
    stroke = null;
    sketch.show(null);
    setQuiet(false);
    if (target) app.commit(target);
  }

  function cancel() {
    waiting = [];
    const was = stroke;
    stroke = null;
    sketch.show(null);
    setQuiet(false);
    if (was) app.cancel();
    return Boolean(was);
  }

  container.addEventListener("pointerdown", onDown);
  container.addEventListener("pointermove", onMove);
  container.addEventListener("pointerup", onUp);
  container.addEventListener("pointercancel", cancel);
  container.addEventListener("pointerleave", () => stroke || sketch.show(null));
  state.listen((now, before) => {
    if (now.tool === before.tool) return;
    cancel();
    const isEditing = EDITING.has(now.tool) || now.tool === "measure";
    if (isEditing) map.dragging.disable();
    else map.dragging.enable();
    container.classList.toggle("rv-aiming", isEditing);
  });
  return { cancel };
}

function isOnMap(target, container) {
  return target === container || Boolean(target.closest(".leaflet-pane"));
}
