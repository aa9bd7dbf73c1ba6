/** A tile or a printed sheet of the map, drawn from the ground up: land, roads, buildings, hatches, borders. */

import { groupBy } from "./land.js";
import { fillShapes, patternOf, strokeShapes } from "./paint.js";
import { classOf } from "./reach.js";

const GATES_ZOOM = 16.2;
const BUILDINGS_ZOOM = 12.8; // below, a building is less than a pixel
const MANY = 20000;

/**
 * @param {import("./paint.js").Brush} brush
 * @param {any} model
 * @param {any} state
 * @param {number[]} part left, top, right, bottom of what is to be drawn, pixels
 */
export function drawSheet(brush, model, state, part) {
  const { view } = brush;
  const pad = 6 / view.scale;
  const box = [
    (part[0] - view.left) / view.scale - pad,
    (view.top - part[3]) / view.scale - pad,
    (part[2] - view.left) / view.scale + pad,
    (view.top - part[1]) / view.scale + pad,
  ];
  if (state.mode === "zones") drawSpecialZones(brush, model, state, box);
  if (state.layers.ground) drawUnder(brush, model, box);
  if (state.mode === "coverage") drawMinutes(brush, model, state, box);
  else drawZoneFills(brush, model, state, box);
  if (state.layers.ground) drawGround(brush, model, state, box);
  if (state.layers.roads) drawRoads(brush, model, box);
  if (state.layers.buildings) drawBuildings(brush, model, state, box);
  if (state.layers.violations && state.mode === "zones") drawHatches(brush, model, state, box);
  if (model.drawOver) model.drawOver(brush, state, box);
  drawBorders(brush, model, state, box);
  if (state.layers.roads && view.zoom >= GATES_ZOOM) drawGates(brush, model);
}

/** Gates: where people get through the wall of a compound. */
function drawGates({ ctx, view }, model) {
  const { gates } = model.ground;
  ctx.fillStyle = "#FFFFFF";
  ctx.strokeStyle = model.style.roads.wall.color;
  ctx.lineWidth = 1.6;
  for (let k = 0; k < gates.length; k += 2) {
    const [x, y] = [gates[k] * view.scale + view.left, view.top - gates[k + 1] * view.scale];
    ctx.beginPath();
    ctx.rect(x - 3.5, y - 3.5, 7, 7);
    ctx.fill();
    ctx.stroke();
  }
}

function drawZoneFills(brush, model, state, box) {
  const { zones, hue } = model.levels[state.level];
  const tints = model.style.zone_fill;
  const shaded = model.shadeOf && model.shadeOf(state);
  model.land.fill(brush, state.level, box, shaded || ((zone) => (zones.is_special[zone] ? null : tints[hue[zone]])));
}

/** A school or a park keeps the color of its ground, which is drawn over this. */
function drawSpecialZones(brush, model, state, box) {
  const { zones } = model.levels[state.level];
  model.land.fill(brush, state.level, box, (zone) => (zones.is_special[zone] ? model.style.special[0] : null));
}

function drawMinutes(brush, model, state, box) {
  const { units, style } = model;
  const nearby = units.cellGrid.query(...box);
  for (const [kind, members] of groupBy(nearby, classOf(model, state))) {
    const texture = { beyond: "dots", unreached: "cross" }[kind];
    const over = texture && brush.view.zoom >= 13 ? [patternOf(brush, texture, style[kind])] : [];
    // cells are rounded to a metre, so their edges may gape: each is drawn a little fatter
    if (brush.view.zoom >= 15) strokeShapes(brush, units.cells, members, seamOf(brush, minuteColor(style, kind)), true);
    fillShapes(brush, units.cells, members, minuteColor(style, kind), ...over);
  }
}

function seamOf({ view }, color) {
  return { color, width_px: Math.max(1, 16 * view.scale), dash_px: [] };
}

/** @param {number|string} kind as `classOf` says it */
export function minuteColor(style, kind) {
  if (kind === "no_data") return style.no_data;
  return style.minutes[typeof kind === "number" ? kind : style.minutes.length - 1];
}

/** Land lies under the zones: within them their color says more. */
function drawUnder(brush, model, box) {
  drawAreas(brush, model, "special", box);
  drawAreas(brush, model, "green", box);
}

function drawAreas(brush, model, name, box) {
  const shapes = model.ground[name];
  const [color, edge] = model.style[name];
  const found = shapes.grid.query(...box);
  fillShapes(brush, shapes, found, color);
  if (brush.view.zoom >= 13) strokeShapes(brush, shapes, found, { color: edge, width_px: 0.8, dash_px: [] }, true);
}

function drawGround(brush, model, state, box) {
  const { ground, style } = model;
  const all = (shapes) => shapes.grid.query(...box);
  if (state.mode === "zones") {
    // a light stipple, so that the color of the zone stays what it is
    brush.ctx.globalAlpha = 0.25;
    fillShapes(brush, ground.green, all(ground.green), style.green[0]);
    brush.ctx.globalAlpha = 1;
    if (brush.view.zoom >= 16) fillShapes(brush, ground.green, all(ground.green), patternOf(brush, "dots", style.green[2]));
  }
  drawAreas(brush, model, "water", box);
  strokeShapes(brush, ground.streams, all(ground.streams), style.roads.stream);
  if (brush.view.zoom >= 15) strokeShapes(brush, ground.walls, all(ground.walls), style.roads.wall);
  strokeShapes(brush, ground.railways, all(ground.railways), { ...style.roads.railway, dash_px: [] });
  strokeShapes(brush, ground.railways, all(ground.railways), { color: style.paper, width_px: 0.9, dash_px: style.roads.railway.dash_px });
}

function drawRoads(brush, model, box) {
  const { roads } = model.ground;
  const { zoom } = brush.view;
  const widen = Math.max(0.45, Math.min(3.2, 2 ** ((zoom - 15.5) * 0.6)));
  const groups = groupBy(roads.grid.query(...box), (road) => roads.classes[roads.class[road]]);
  const pens = new Map();
  for (const name of roads.classes) {
    const isSmall = name === "path" || name === "lane";
    if (!groups.has(name) || (isSmall && zoom < (name === "path" ? 15.5 : 14.5))) continue;
    const pen = model.style.roads[name];
    const width = pen.width_px * (name === "path" ? Math.min(1.2, widen) : widen);
    pens.set(name, { ...pen, width_px: width });
  }
  for (const [name, pen] of pens) strokeShapes(brush, roads, groups.get(name), pen);
  // wide enough, a street is a white band between two grey lines, as on a town sheet
  for (const [name, pen] of pens) {
    if (pen.width_px < 3 || name === "path") continue;
    strokeShapes(brush, roads, groups.get(name), { color: model.style.paper, width_px: pen.width_px - 1.5, dash_px: [] });
  }
}

function drawBuildings(brush, model, state, box) {
  const { units, style } = model;
  if (units.n > MANY && brush.view.zoom < BUILDINGS_ZOOM) return;
  const nearby = units.grid.query(...box).filter((unit) => units.kind[unit] !== 2);
  const tint = buildingTint(model, state);
  for (const [color, members] of groupBy(nearby, tint)) {
    fillShapes(brush, units.footprints, members, color);
    if (brush.view.zoom >= 17) strokeShapes(brush, units.footprints, members, { color: "rgba(29,35,41,.55)", width_px: 0.7, dash_px: [] }, true);
  }
}

/** @returns {(unit: number) => string} the color of a building */
function buildingTint(model, state) {
  const { units, style } = model;
  if (state.mode === "coverage") {
    const kindOf = classOf(model, state);
    const isGap = (unit) => ["beyond", "unreached"].includes(kindOf(unit));
    return (unit) => (units.households[unit] > 0 ? (isGap(unit) ? style.gap : style.lived) : style.vacant);
  }
  const level = model.levels[state.level];
  if (model.shadeOf && model.shadeOf(state)) return (unit) => (units.households[unit] > 0 ? style.lived : style.vacant);
  return (unit) => {
    const zone = level.zoneOf[unit];
    if (zone < 0) return style.vacant;
    if (level.zones.is_special[zone]) return style.building_special;
    return (units.households[unit] > 0 ? style.building_fill : style.building_empty)[level.hue[zone]];
  };
}

function drawHatches(brush, model, state, box) {
  for (const k of markedLevels(model, state)) {
    const { status } = model.levels[k].zones;
    const paints = Object.fromEntries(Object.entries(model.style.severity).map(([severity, color]) => [severity, patternOf(brush, "hatch", color)]));
    model.land.fill(brush, k, box, (zone) => paints[status[zone]] || null);
  }
}

/** Levels whose findings are marked: all, but a community would hatch all that lies in it. */
export function markedLevels(model, state) {
  return [...model.levels.keys()].filter((k) => model.levels[k].level !== "community" || k === state.level);
}

function drawBorders(brush, model, state, box) {
  const { zoom } = brush.view;
  for (let k = model.levels.length - 1; k >= 0; k--) {
    const { level } = model.levels[k];
    const isFine = level === "microgrid" && (state.mode === "coverage" || state.level !== k);
    if (!state.layers[level] || (isFine && zoom < 15)) continue;
    const pen = model.style.levels[level];
    const thin = Math.min(1, Math.max(0.5, 0.5 + (zoom - 13) / 4));
    model.land.border(brush, k, box, { ...pen, width_px: pen.width_px * thin });
  }
}
