/** The ground of a vector base map: land, water, buildings, roads and boundaries, without names. */

import { EXTENT } from "./mvt.js";

const ROADS = ["path", "lane", "street", "main", "arterial"]; // the larger lies over the smaller
const FROM_ZOOM = { path: 15.5, lane: 14 };
const BAND_PX = 3; // wide enough, a road is a white band between two grey lines
const REACH = 64; // what lines reach beyond the box of their points, in parts of a tile

/**
 * @typedef {object} View a piece of the world map in pixels
 * @property {number} zoom
 * @property {number} left @property {number} top of the piece
 * @property {number} width @property {number} height of the piece
 */

/** Areas from the bottom up: light, since they are seen through the colors of a plan. @param {any} style */
const areasOf = (style) => [
  { role: "field", fill: "#F8F7EE" },
  { role: "built", fill: "#F6F4F0" },
  { role: "special", fill: "#F6F1E8" },
  { role: "green", fill: "#E6EFDA" },
  { role: "water", fill: style.water[0] },
  { role: "building", fill: "#ECE9E3" },
];

/**
 * Draws a tile into a canvas whose pixels are those of the view.
 * @param {any} ctx @param {import("./vectortiles.js").Tile} tile
 * @param {{left: number, top: number, side: number}} place of the tile in the view, pixels
 * @param {View} view @param {any} style
 */
export function paintGround(ctx, tile, place, view, style) {
  ctx.save();
  clipTo(ctx, place);
  ctx.lineJoin = ctx.lineCap = "round";
  const trace = (role) => traceShapes(ctx, tile.shapes.get(role) || [], place, view);
  for (const { role, fill } of areasOf(style)) {
    ctx.fillStyle = fill;
    trace(role);
    ctx.fill();
  }
  const stroke = (role, pen) => {
    ctx.strokeStyle = pen.color;
    ctx.lineWidth = pen.width_px;
    ctx.setLineDash(pen.dash_px || []);
    trace(role);
    ctx.stroke();
  };
  stroke("unknown", { color: "rgba(86,97,107,.28)", width_px: 0.8 });
  stroke("stream", style.roads.stream);
  strokeRoads(stroke, style, view.zoom);
  stroke("railway", { ...style.roads.railway, dash_px: [] });
  stroke("railway", { color: style.paper, width_px: 0.9, dash_px: style.roads.railway.dash_px });
  stroke("boundary", { color: "rgba(58,66,74,.4)", width_px: 1.2, dash_px: [7, 3, 1.5, 3] });
  ctx.restore();
}

/** On whole pixels, so that no seam shows between two tiles. */
function clipTo(ctx, { left, top, side }) {
  const [x, y] = [Math.round(left), Math.round(top)];
  ctx.beginPath();
  ctx.rect(x, y, Math.round(left + side) - x, Math.round(top + side) - y);
  ctx.clip();
}

function strokeRoads(stroke, style, zoom) {
  const widen = Math.max(0.45, Math.min(3.2, 2 ** ((zoom - 15.5) * 0.6)));
  const pens = ROADS.filter((role) => zoom >= (FROM_ZOOM[role] || 0)).map((role) => {
    const pen = style.roads[role];
    return { ...pen, role, width_px: pen.width_px * (role === "path" ? Math.min(1.2, widen) : widen) };
  });
  for (const pen of pens) stroke(pen.role, pen);
  for (const pen of pens) {
    if (pen.width_px >= BAND_PX && pen.role !== "path") stroke(pen.role, { color: style.paper, width_px: pen.width_px - 1.5 });
  }
}

/** Begins a path of the shapes that meet the view. */
function traceShapes(ctx, shapes, { left, top, side }, view) {
  const scale = side / EXTENT;
  const [west, north] = [-left / scale - REACH, -top / scale - REACH];
  const [east, south] = [(view.width - left) / scale + REACH, (view.height - top) / scale + REACH];
  ctx.beginPath();
  for (const { parts, isArea, box } of shapes) {
    if (box[0] > east || box[2] < west || box[1] > south || box[3] < north) continue;
    for (const part of parts) {
      ctx.moveTo(part[0] * scale + left, part[1] * scale + top);
      for (let k = 2; k < part.length; k += 2) ctx.lineTo(part[k] * scale + left, part[k + 1] * scale + top);
      if (isArea) ctx.lineTo(part[0] * scale + left, part[1] * scale + top);
    }
  }
}
