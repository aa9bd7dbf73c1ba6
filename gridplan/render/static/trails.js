/** Routes on the overlay: the walks of the selected building, one of them in full. */

import { drawLabel, drawService, letterOf } from "./marks.js";
import { walkOf } from "./reach.js";
import { findRoutes } from "./routes.js";

const found = new WeakMap();

/** Routes of a unit by category, found once. @returns {(import("./routes.js").Route|null)[]} */
export function routesOf(model, unit) {
  const last = found.get(model);
  if (last && last.unit === unit) return last.routes;
  // the run has the last word: where it says that there is no way, none is drawn
  const routes = findRoutes(model.streets, unit, model.coverage.search_m + 1).map((route, k) => (walkOf(model, k, unit).reason ? null : route));
  found.set(model, { unit, routes });
  return routes;
}

/** The category whose route is drawn in full, -1 for none. */
function shownRoute(state) {
  return [state.preview, state.route, -1].find((category) => category !== null);
}

/** The walk to choose when a building is: that of the category colored by, of several the longest. */
export function firstRoute(model, state, unit) {
  const view = model.coverage.views[state.category];
  if (state.mode !== "coverage" || !view || !view.codes) return null;
  const parts = view.parts || [view.base === undefined ? state.category : view.base];
  const reached = parts.filter((k) => walkOf(model, k, unit).metres !== null);
  const longest = (a, b) => (walkOf(model, b, unit).metres > walkOf(model, a, unit).metres ? b : a);
  return reached.length ? reached.reduce(longest) : null;
}

/** The lines of the routes; keeps room for the name of the one in full. */
export function drawTrails({ ctx }, model, state, at, taken) {
  const { routes, chosen } = trailsOf(model, state);
  ctx.lineJoin = ctx.lineCap = "round";
  ctx.globalAlpha = chosen ? 0.35 : 0.75;
  for (const route of routes) strokeRoute(ctx, route, at, model.style.route, 2);
  ctx.globalAlpha = 1;
  for (const route of routes) drawEnd(ctx, model, route, at, false);
  if (!chosen) return;
  strokeRoute(ctx, chosen, at, "#FFFFFF", 8);
  strokeRoute(ctx, chosen, at, model.style.route, 4);
  const p = endOf(chosen, at);
  taken.take([p.x - 70, p.y - 48, p.x + 70, p.y + 10]);
}

/** Where the route in full ends, over everything else, with its name. */
export function drawTrailEnd({ ctx }, model, state, at) {
  const { chosen } = trailsOf(model, state);
  if (!chosen) return;
  drawEnd(ctx, model, chosen, at, true);
  nameRoute(ctx, model, state, chosen, at);
}

function trailsOf(model, state) {
  if (!state.selected || state.selected.kind !== "unit") return { routes: [], chosen: null };
  const all = routesOf(model, state.selected.index);
  const shown = shownRoute(state);
  return { routes: all.filter(Boolean), chosen: shown >= 0 && all[shown] ? { ...all[shown], category: shown } : null };
}

function strokeRoute(ctx, route, at, color, width) {
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  trace(ctx, route.street, at);
  ctx.stroke();
  ctx.setLineDash([Math.max(1, width / 4), width + 2]);
  for (const leg of route.legs) {
    trace(ctx, leg, at);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function trace(ctx, points, at) {
  ctx.beginPath();
  for (let k = 0; k < points.length; k += 2) {
    const p = at(points[k], points[k + 1]);
    if (k) ctx.lineTo(p.x, p.y);
    else ctx.moveTo(p.x, p.y);
  }
}

function endOf(route, at) {
  const [x, y] = route.legs[1].slice(-2);
  return at(x, y);
}

function drawEnd(ctx, model, route, at, isChosen) {
  const { style, services } = model;
  const p = endOf(route, at);
  const name = services.categories[services.category[route.service]].name;
  drawService(ctx, { ...style, accent: style.route }, letterOf(name), p.x, p.y, isChosen);
}

function nameRoute(ctx, model, state, route, at) {
  const p = endOf(route, at);
  const { metres } = walkOf(model, route.category, state.selected.index);
  const words = model.say("walk_length", { minutes: model.minutes(metres / state.speed), metres: model.metres(metres) });
  const lines = [model.services.names[route.service] || model.coverage.categories[route.category].name, words];
  drawLabel(ctx, model.style, { lines, x: p.x, y: p.y - 28, size: 13, role: "microgrid", rank: 0, room: 0, tall: 0 });
}
