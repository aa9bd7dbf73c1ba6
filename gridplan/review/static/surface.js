/** The surface: bar, rail, map, panel, foot, put together. */

import { h } from "../map/dom.js";
import { makeCircle } from "../map/circle.js";
import { makeFurniture } from "../map/furniture.js";
import { makeLegend } from "../map/legend.js";
import { makeOverlay } from "../map/overlay.js";
import { preparePrint } from "../map/paper.js";
import { makeSearch } from "../map/search.js";
import { makeTileLayer } from "../map/tiles.js";
import { makeTooltip } from "../map/tooltip.js";
import { firstRoute } from "../map/trails.js";
import { makeView as viewAt, placeOf, stepsAt } from "../map/transform.js";
import { addBaseMap } from "./basemap.js";
import { makeCommentsPage } from "./commentspage.js";
import { makeComparePage } from "./comparepage.js";
import { openExport } from "./exporting.js";
import { makeFootLine } from "./footline.js";
import { inFrame } from "./frames.js";
import { makeGestures } from "./gesture.js";
import { makeHistoryPage } from "./historypage.js";
import { listenToKeys, openHelp } from "./keys.js";
import { makeKeyBrush } from "./keybrush.js";
import { makeLiveCard } from "./livecard.js";
import { showLocks } from "./locks.js";
import { makeMeasure } from "./measure.js";
import { makeOptions } from "./options.js";
import { addPins } from "./pins.js";
import { makeProblemsPage } from "./problemspage.js";
import { makeRail } from "./rail.js";
import { makeShading } from "./shading.js";
import { makeSheetPage } from "./sheetpage.js";
import { unitAt } from "./shapes.js";
import { makeSketch } from "./sketch.js";
import { addSolving } from "./solving.js";
import { HOW, makeSwipe } from "./swipe.js";
import { makeTablePage } from "./tablepage.js";
import { makeTabs } from "./tabs.js";
import { makeTopBar } from "./topbar.js";
import { makeView } from "./viewpage.js";
import { makeNotices } from "./widgets.js";
import { makeZonesPage } from "./zonespage.js";

const TILED = ["mode", "level", "category", "minutes", "speed", "layers", "shade"];
const LINGER_MS = 6000;

/** @param {any} app @param {HTMLElement} place */
export function showPlan(app, place) {
  const { model, state, say } = app;
  const stage = h("main", { class: "rv-stage" });
  const ground = h("div", { class: "rv-map", role: "application", tabindex: "0", "aria-label": say("map_app_label", { place: model.meta.place }), "aria-describedby": "rv-summary" });
  const summary = h("p", { class: "gp-visually-hidden", id: "rv-summary" });
  const notices = h("div", { class: "rv-notices" });
  const top = h("div", { class: "rv-top" });
  stage.append(ground, summary, top);
  place.append(stage);
  addMap(app, ground);
  const notice = makeNotices(notices, /** @type {HTMLElement} */ (document.getElementById("rv-spoken")));
  Object.assign(app, { notify: notice.say, speak: notice.speak, shading: makeShading(model) });
  model.shadeOf = app.shading.shadeOf;
  showLocks(app);
  app.sketch = makeSketch(app.map, model);
  app.live = withLinger(makeLiveCard(app));
  addBaseMap(app);
  addPins(app);
  addSolving(app, stage);
  app.swipe = makeSwipe(app, stage);
  app.gestures = makeGestures(app.map, app, makeMeasure(app.map, app));
  app.keyBrush = makeKeyBrush(app.map, app);
  const view = makeView(app);
  Object.assign(app, { openView: () => view.toggle(), openHelp: () => openHelp(app), openExport: () => openExport(app), showAll: () => showAll(app), focusSearch: () => /** @type {HTMLElement} */ (document.getElementById("gp-search")).focus() });
  const tabs = makePages(app);
  Object.assign(app, {
    toggleSwipe() {
      tabs.show("compare");
      app.swipeCompared();
    },
    showPage: tabs.show, showTab: (k) => PAGES[k] && tabs.show(PAGES[k]),
  });
  top.append(makeOptions(app), notices);
  stage.append(app.live.element, view.element, makeFurniture(app.map, model, app.showAll));
  const search = makeSearch(model, (target) => app.goTo(target));
  place.append(h("div", { class: "rv-app" }, makeTopBar(app, search), makeRail(app), stage, tabs.element, makeFootLine(app)));
  app.map.invalidateSize({ animate: false });
  app.showAll();
  app.drawMap();
  preparePrint(app.map, model, state.get);
  follow(app, summary, tabs);
  listenToKeys(app);
  tabs.show("problems");
}

const PAGES = ["zones", "problems", "sheet", "table", "comments", "compare", "history", "reach"];

function makePages(app) {
  const { model, state, say } = app;
  const makers = {
    zones: makeZonesPage,
    problems: makeProblemsPage,
    sheet: makeSheetPage,
    table: makeTablePage,
    comments: makeCommentsPage,
    compare: makeComparePage,
    history: makeHistoryPage,
    reach: () => ({
      element: h("div", { class: "rv-scroll gp-tabs" }, makeCircle(model, state, { goTo: app.goTo, goToPoint: app.goToPoint }), makeLegend(model, state)),
    }),
  };
  return makeTabs(say("panel_right"), PAGES.map((id) => ({ id, text: say("tab_" + id), make: () => makers[id](app) })), (id) => {
    // the sheet of a building is looked at in either coloring
    if (id !== "sheet") state.set({ mode: id === "reach" ? "coverage" : "zones" });
  });
}

function addMap(app, element) {
  const { model, state } = app;
  app.makeMap = (place) => {
    const map = L.map(place, { zoomControl: false, attributionControl: false, fadeAnimation: false, zoomSnap: 0.25, wheelPxPerZoomLevel: 90, minZoom: 8, maxZoom: 21, boxZoom: false, doubleClickZoom: false });
    map.setView(placeOf(model.frame, 0, 0), 14, { animate: false });
    return map;
  };
  const map = app.makeMap(element);
  const tiles = makeTileLayer(model, state.get, HOW);
  const overlay = makeOverlay(model, state.get);
  makeTooltip(map, model, state, () => viewAt(model.frame, map.getZoom(), { x: 0, y: 0 }));
  map.on("click", (event) => state.get().tool === "pan" && selectAt(app, event.latlng));
  Object.assign(app, {
    map,
    overlay,
    /** Shows the layers, once the map has its size and its place. */
    drawMap: () => map.addLayer(tiles).addLayer(overlay),
    /** Draws anew: all, or what lies in a box. @param {number[]} [box] */
    repaint(box) {
      tiles.repaint(box);
      if (!box && overlay._map) overlay.repaint();
      if (app.swipe) app.swipe.repaint();
    },
    repaintOverlay: () => overlay.repaint(),
    showRoute(route) {
      if (!route) return;
      const points = [...route.legs[0], ...route.street, ...route.legs[1]];
      const bounds = L.latLngBounds([]);
      for (let k = 0; k < points.length; k += 2) bounds.extend(placeOf(model.frame, points[k], points[k + 1]));
      map.fitBounds(bounds, { maxZoom: map.getZoom(), animate: false, padding: [48, 48] });
    },
  });
}

function showAll(app) {
  app.map.fitBounds(L.latLngBounds(app.model.frame.bounds), { animate: false, padding: [16, 16] });
}

function selectAt(app, latlng) {
  const { model, state } = app;
  const { x, y } = stepsAt(model.frame, latlng);
  const unit = unitAt(model, x, y);
  const now = state.get();
  if (unit < 0) return app.select(null);
  const zone = model.levels[now.level].zoneOf[unit];
  const isBuilding = now.mode === "coverage" || zone < 0 || (now.selected && now.selected.kind === "zone" && now.selected.level === now.level && now.selected.index === zone && app.map.getZoom() >= 15.5);
  if (!isBuilding) app.select({ kind: "zone", level: now.level, index: zone });
  else {
    app.select({ kind: "unit", level: 0, index: unit });
    state.set({ route: firstRoute(model, state.get(), unit) });
  }
  return app.showPage("sheet");
}

/** The card stays a while after letting go. */
function withLinger(card) {
  /** @type {any} */
  let timer = 0;
  return { ...card, show: (draft, level) => (clearTimeout(timer), card.show(draft, level)), linger: () => (timer = setTimeout(card.hide, LINGER_MS)) };
}

function follow(app, summary, tabs) {
  const { model, state, say, speech } = app;
  const draw = () => {
    const { level } = state.get();
    summary.textContent = say("map_summary", { n: speech.count(model.meta.households), zones: speech.count(app.zoneList(level).length), level: say("level_" + model.levels[level].level), problems: speech.count(app.problems().length) });
    tabs.mark("problems", app.problems().length ? speech.count(app.problems().length) : "");
    const open = app.comments().filter((one) => !one.is_resolved).length;
    tabs.mark("comments", open ? speech.count(open) : "");
  };
  const drawSoon = inFrame(draw);
  const repaintSoon = inFrame(() => app.repaint());
  state.listen((now, before) => {
    const changed = Object.keys(now).filter((name) => now[name] !== before[name]);
    if (changed.some((name) => TILED.includes(name))) repaintSoon();
    else if (changed.some((name) => ["selected", "hovered", "route", "preview", "services"].includes(name))) app.repaintOverlay();
    if (changed.some((name) => ["rev", "found", "level", "notes"].includes(name))) drawSoon();
  });
  draw();
}
