/** Puts the page together. */

import { h } from "./dom.js";
import { makeCircle } from "./circle.js";
import { makeDetail } from "./detail.js";
import { makeFigures } from "./figures.js";
import { makeFindings } from "./findings.js";
import { makeFurniture } from "./furniture.js";
import { makeLayers } from "./layers.js";
import { makeLegend } from "./legend.js";
import { openModel } from "./model.js";
import { makeOverlay } from "./overlay.js";
import { isNarrow, makePanel } from "./panel.js";
import { makeSearch } from "./search.js";
import { preparePrint } from "./paper.js";
import { firstState, makeState } from "./state.js";
import { makeTileLayer } from "./tiles.js";
import { makeTooltip, whatIsAt } from "./tooltip.js";
import { firstRoute, routesOf } from "./trails.js";
import { boundsOf, makeView, placeOf, stepsAt } from "./transform.js";

const BUILDING_ZOOM = 16;
// pixels the card takes at the right, or its share of a narrow screen's height
const CARD = { right: 360, bottom: 0.5 };

start(window.gridplanMap, JSON.parse(document.getElementById("gp-data").textContent));

/** @param {any} map a Leaflet map @param {any} payload */
function start(map, payload) {
  const model = openModel(payload);
  const state = makeState(firstState(model));
  const paper = L.latLngBounds(payload.frame.bounds);
  const tiles = makeTileLayer(model, state.get);
  const overlay = makeOverlay(model, state.get);

  const showAll = () => map.fitBounds(paper, { ...fitOptions(), animate: false });
  const goTo = (target, isClose = false) => {
    select(model, state, target);
    panel.closeIfNarrow();
    map.fitBounds(targetBounds(model, target), { ...fitOptions(CARD), maxZoom: isClose ? 18 : 17 });
  };
  const showCategory = (category) => {
    state.set({ mode: "coverage", category });
    panel.showTab("coverage");
  };
  const goToPoint = (x, y) => {
    const place = placeOf(model.frame, x, y);
    panel.closeIfNarrow();
    map.fitBounds(L.latLngBounds(place, place), { ...fitOptions(), maxZoom: Math.max(map.getZoom(), 16) });
  };
  const showRoute = (route) => route && map.flyToBounds(routeBounds(model, route), { ...fitOptions(CARD), maxZoom: map.getZoom(), duration: 0.3 });
  const panel = makePanel(model, {
    search: makeSearch(model, goTo),
    tabs: [
      { id: "map", text: model.say("tab_map"), content: h("div", {}, makeLayers(model, state), makeLegend(model, state)) },
      { id: "coverage", text: model.say("tab_coverage"), content: h("div", {}, makeCircle(model, state, { goTo, goToPoint }), makeLegend(model, state)) },
      { id: "figures", text: model.say("tab_figures"), content: makeFigures(model, showCategory) },
      { id: "findings", text: model.say("tab_findings", { n: model.count(model.findings.length) }), content: makeFindings(model, goToFinding) },
    ],
    onTab: (id) => {
      const mode = { map: "zones", coverage: "coverage" }[id];
      if (mode) state.set({ mode });
    },
  });
  function goToFinding(target) {
    goTo(target, true);
    state.set({ mode: "zones", level: target.level, layers: { ...state.get().layers, violations: true } });
  }

  document.body.append(panel.element, makeDetail(model, state, goTo, showRoute), makeFurniture(map, model, showAll));
  map.getContainer().setAttribute("aria-label", model.say("map_label", { place: model.meta.place }));
  showAll();
  map.setMinZoom(map.getZoom() - 1.5);
  map.setMaxBounds(paper.pad(0.8));
  map.addLayer(tiles).addLayer(overlay);
  makeTooltip(map, model, state, () => makeView(model.frame, map.getZoom(), { x: 0, y: 0 }));
  state.listen(makeRepaint(tiles, overlay, state.get));
  map.on("click", (event) => onClick(map, model, state, event));
  preparePrint(map, model, state.get);
  followHash(model, goTo, showCategory);
  window.addEventListener("hashchange", () => followHash(model, goTo, showCategory));
  document.documentElement.dataset.ready = "true";
  // what a test or a person at the console may ask
  window.gridplan = { map, model, state, goTo, routesOf: (unit) => routesOf(model, unit), placeOf: (x, y) => placeOf(model.frame, x, y) };
}

/** Room for the panel beside what is fitted, and for the card where one is open. */
function fitOptions(card = { right: 0, bottom: 0 }) {
  const isSheet = isNarrow();
  const bottom = isSheet ? window.innerHeight * card.bottom : 0;
  return {
    paddingTopLeft: isSheet ? [12, 64] : [384, 24],
    paddingBottomRight: [isSheet ? 12 : 32 + card.right, 40 + bottom],
  };
}

/**
 * Tiles show less than the overlay does: hovering and selecting never repaint them. While the
 * slider moves, a frame paints once, however many steps it saw.
 */
function makeRepaint(tiles, overlay, state) {
  let frame = 0;
  const paint = () => {
    frame = 0;
    if (state().mode === "coverage") tiles.repaint();
    overlay.repaint();
  };
  return (now, before) => {
    const changed = Object.keys(now).filter((name) => now[name] !== before[name]);
    if (!changed.length) return;
    if (changed.join() === "minutes") {
      frame = frame || requestAnimationFrame(paint);
      return;
    }
    if (changed.some((name) => ["mode", "level", "category", "speed", "layers"].includes(name))) tiles.repaint();
    overlay.repaint();
  };
}

function select(model, state, target) {
  const patch = { selected: target.kind === "units" ? { kind: "unit", level: 0, index: target.index } : target, preview: null };
  const isOther = target.kind === "zone" && model.levels[target.level].level !== "community";
  const route = patch.selected.kind === "unit" ? firstRoute(model, state.get(), patch.selected.index) : null;
  state.set({ ...patch, route, ...(isOther ? { level: target.level } : {}) });
}

function routeBounds(model, { street, legs }) {
  const points = [...legs[0], ...street, ...legs[1]];
  const bounds = L.latLngBounds([]);
  for (let k = 0; k < points.length; k += 2) bounds.extend(placeOf(model.frame, points[k], points[k + 1]));
  return bounds;
}

function targetBounds(model, target) {
  if (target.kind === "zone") return model.land.bounds(target.level, target.index).pad(0.25);
  const members = target.members || [target.index];
  const bounds = members.map((i) => boundsOf(model.frame, model.units.footprints, i)).reduce((all, one) => all.extend(one));
  return bounds.pad(1.5);
}

function onClick(map, model, state, event) {
  const { x, y } = stepsAt(model.frame, event.latlng);
  const view = makeView(model.frame, map.getZoom(), { x: 0, y: 0 });
  const now = state.get();
  const { unit, zone, level } = whatIsAt(model, now, view, x, y);
  // with coverage every building counts, with zones only those large enough to aim at
  const isBuilding = unit >= 0 && (now.mode === "coverage" || map.getZoom() >= BUILDING_ZOOM);
  if (isBuilding) {
    select(model, state, { kind: "unit", level: 0, index: unit });
    keepBesideCard(map, event.containerPoint);
  } else if (zone >= 0) state.set({ selected: { kind: "zone", level, index: zone }, route: null });
  else state.set({ selected: null, route: null });
}

/** Moves the map where the card would hide the place that was clicked. */
function keepBesideCard(map, { x, y }) {
  const size = map.getSize();
  const right = size.x - CARD.right - 24;
  const bottom = size.y * (1 - CARD.bottom) - 24;
  if (isNarrow() ? y > bottom : x > right) map.panBy(isNarrow() ? [0, y - bottom + 80] : [x - right + 120, 0]);
}

/** `#zone=CODE` opens that zone, `#building=ID` that building, `#coverage=CATEGORY` its coverage. */
function followHash(model, goTo, showCategory) {
  const wanted = new URLSearchParams(window.location.hash.slice(1));
  const code = wanted.get("zone");
  const id = wanted.get("building");
  const category = model.coverage.views.findIndex((entry) => entry.id === wanted.get("coverage"));
  if (category >= 0) showCategory(category);
  if (code) {
    model.levels.forEach(({ zones }, level) => {
      const index = zones.code.indexOf(code);
      if (index >= 0) goTo({ kind: "zone", level, index }, true);
    });
  } else if (id) {
    const building = model.units.buildings.indexOf(id);
    const index = model.units.building.indexOf(building);
    if (building >= 0 && index >= 0) goTo({ kind: "unit", level: 0, index }, true);
  }
}
