/** The legend: each sign with a sentence. */

import { fill, h, severitySign, svg } from "./dom.js";
import { shadesOf } from "./reach.js";
import { minuteColor } from "./sheet.js";
import { shownSitings } from "./sites.js";

/** @param {any} model @param {any} state */
export function makeLegend(model, state) {
  const list = h("ul", { class: "gp-legend" });
  const section = h("section", {}, h("h3", {}, model.say("legend")), list);
  const draw = () => fill(list, ...legendItems(model, state.get()));
  state.listen((now, before) => ["mode", "level", "category", "minutes", "layers", "selected"].some((name) => now[name] !== before[name]) && draw());
  draw();
  return section;
}

/** @returns {HTMLElement[]} a sign and a sentence each */
export function legendItems(model, state) {
  return signsOf(model, state).map(([swatch, text]) => h("li", {}, swatch, h("span", {}, text)));
}

/** @returns {[Node, string][]} */
function signsOf(model, state) {
  const { style } = model;
  const found = [];
  if (state.mode === "coverage") found.push(...minuteRows(model, state));
  else {
    const hues = style.zone_fill.slice(0, 4);
    found.push([stripes(hues), model.say("legend_fill_" + model.levels[state.level].level)]);
  }
  for (const { level } of model.levels) {
    if (state.layers[level]) found.push([line(style.levels[level]), model.say("legend_line_" + level)]);
  }
  if (state.layers.buildings) {
    const tones = state.mode === "coverage" ? [style.lived, style.vacant] : [style.building_fill[0], style.building_empty[0]];
    found.push([stripes(tones), model.say("legend_buildings")]);
  }
  if (state.layers.violations) {
    found.push([h("span", { class: "gp-swatch gp-swatch-sign" }, severitySign("error")), model.say("legend_error")]);
    found.push([h("span", { class: "gp-swatch gp-swatch-sign" }, severitySign("warning")), model.say("legend_warning")]);
  }
  if (state.layers.ground && hasGround(model)) {
    found.push([stripes([style.water[0], style.green[0], style.special[0]]), model.say("legend_ground")]);
  }
  if (state.selected && state.selected.kind === "unit") found.push([line({ color: style.route, width_px: 4, dash_px: [] }), model.say("legend_route")]);
  if (state.layers.roads && model.ground.gates.length) {
    found.push([frame(svg("rect", { x: 14, y: 5, width: 8, height: 8, fill: "#fff", stroke: style.roads.wall.color, "stroke-width": 1.8 })), model.say("legend_gates")]);
  }
  if (shownSitings(model, state).length) found.push([frame(svg("path", { d: "M10 1h16v12h-5l-3 4-3-4h-5Z", fill: style.ink })), model.say("legend_sites")]);
  if (state.layers.services || state.mode === "coverage") found.push([dot(style.accent), model.say("legend_services")]);
  return found;
}

function hasGround(model) {
  return ["water", "green", "special", "streams"].some((name) => model.ground[name].n > 0);
}

function minuteRows(model, state) {
  const { style } = model;
  const view = model.coverage.views[state.category];
  if (!view || !view.codes) return [[stripes([style.no_data]), model.say("legend_no_data")]];
  const bounds = shadesOf(state.minutes);
  const within = bounds.map((high, k) => [
    stripes([minuteColor(style, k)]),
    k ? model.say("legend_between", { low: bounds[k - 1], high }) : model.say("legend_within", { high }),
  ]);
  return [
    ...within,
    [pattern(minuteColor(style, "beyond"), "dots", style.beyond), model.say("legend_beyond", { high: state.minutes })],
    [pattern(style.no_data, "cross", style.unreached), model.say("legend_unreached")],
    [stripes([style.gap]), model.say("legend_gap")],
  ];
}

function frame(...children) {
  return svg("svg", { class: "gp-swatch", viewBox: "0 0 36 18", "aria-hidden": "true" }, ...children);
}

function stripes(colors) {
  const width = 36 / colors.length;
  return frame(...colors.map((color, k) => svg("rect", { x: k * width, y: 0, width, height: 18, fill: color })));
}

function line({ color, width_px, dash_px }) {
  return frame(svg("path", { d: "M0 9H36", stroke: color, "stroke-width": width_px, "stroke-dasharray": dash_px.join(" ") || null }));
}

function dot(color) {
  return frame(svg("circle", { cx: 18, cy: 9, r: 6, fill: "#fff", stroke: color, "stroke-width": 2 }));
}

function pattern(ground, kind, color) {
  const marks = [];
  for (let x = 4; x < 36; x += 8) {
    if (kind === "dots") for (const y of [4.5, 13.5]) marks.push(svg("circle", { cx: x, cy: y, r: 1, fill: color }));
    else marks.push(svg("path", { d: `M${x - 4} 13 ${x + 4} 5M${x - 4} 5 ${x + 4} 13`, stroke: color }));
  }
  return frame(svg("rect", { width: 36, height: 18, fill: ground }), ...marks);
}
