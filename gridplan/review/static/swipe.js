/** Another plan beside this one: under a line that is drawn over the map, or on a map of its own. */

import { h } from "../map/dom.js";
import { makeOverlay } from "../map/overlay.js";
import { makeTileLayer } from "../map/tiles.js";
import { askedOf, labelPlaces, landOfCells, unitsIn } from "./cells.js";
import { rankEdges, unranked } from "./edges.js";

const LAND = 2;
export const HOW = { isLazy: true, tileSize: 256 };

/**
 * The same town under another plan.
 * @param {any} model
 * @param {{zones: any, zoneOf: Int32Array}[]} levels by level, coarse to fine
 */
export function otherModel(model, levels) {
  const own = levels.map((next, k) => {
    const { hue, zones } = model.levels[k];
    const byId = new Map(zones.id.map((id, zone) => [id, hue[zone]]));
    const n = next.zones.code.length;
    const counted = sums(model, next.zoneOf, n);
    const columns = { ...next.zones, ...counted, status: new Array(n).fill("ok") };
    return { level: model.levels[k].level, zones: columns, zoneOf: next.zoneOf, findings: new Map(), hue: next.zones.id.map((id, zone) => byId.get(id) ?? zone % 6), label: labelPlaces(model.units, next.zoneOf, n, unitsIn(next.zoneOf, askedOf(n))) };
  });
  const edges = { ...model.edges, ...unranked(model.edges.rank.length) };
  rankEdges(edges, own.map(({ zoneOf }) => zoneOf));
  return { ...model, levels: own, edges, findings: [], land: landOfCells(model.frame, model.units, edges, own) };
}

function sums(model, zoneOf, n) {
  const households = new Array(n).fill(0);
  const n_units = new Array(n).fill(0);
  const n_members = new Array(n).fill(0);
  for (let unit = 0; unit < zoneOf.length; unit++) {
    if (zoneOf[unit] < 0) continue;
    households[zoneOf[unit]] += model.units.households[unit];
    n_members[zoneOf[unit]]++;
    if (model.units.kind[unit] !== LAND) n_units[zoneOf[unit]]++;
  }
  return { households, n_units, n_members, area_m2: new Array(n).fill(0) };
}

/** @param {any} app @param {HTMLElement} stage */
export function makeSwipe(app, stage) {
  const { map, state, say } = app;
  const handle = /** @type {any} */ (h("input", { type: "range", class: "rv-swipe", min: 0, max: 100, value: 50, "aria-label": say("swipe"), hidden: true, on: { input: () => clip() } }));
  const line = h("div", { class: "rv-swipe-line", hidden: true }, h("span", { class: "rv-swipe-left" }), h("span", { class: "rv-swipe-right" }));
  stage.append(handle, line);
  /** @type {any} */
  let layer = null;
  /** @type {any} */
  let second = null;

  function clip() {
    if (!layer) return;
    const size = map.getSize();
    const x = (size.x * Number(handle.value)) / 100;
    const corner = map.containerPointToLayerPoint([0, 0]);
    const pane = map.getPane("rv-other");
    const edge = map.containerPointToLayerPoint([x, size.y]);
    pane.style.clip = `rect(${corner.y}px, ${edge.x}px, ${edge.y}px, ${corner.x}px)`;
    line.style.setProperty("left", x + "px");
  }

  function close() {
    if (layer) layer.remove();
    if (second) (second.map.remove(), second.element.remove());
    stage.classList.remove("rv-double");
    layer = second = null;
    handle.hidden = line.hidden = true;
    map.off("move zoomend resize", clip);
    map.invalidateSize({ animate: false });
  }

  return {
    close,
    isOpen: () => Boolean(layer || second),
    repaint: () => {
      if (layer) layer.repaint();
      if (second) (second.tiles.repaint(), second.overlay.repaint());
    },
    /** @param {any} other @param {string} left @param {string} right names of the two */
    swipe(other, left, right) {
      close();
      const pane = map.getPane("rv-other") || map.createPane("rv-other");
      pane.style.zIndex = "250";
      layer = makeTileLayer(other, state.get, HOW);
      layer.options.pane = "rv-other";
      map.addLayer(layer);
      handle.hidden = line.hidden = false;
      [line.children[0].textContent, line.children[1].textContent] = [left, right];
      map.on("move zoomend resize", clip);
      clip();
      handle.focus();
    },
    /** @param {any} other @param {string} name */
    beside(other, name) {
      close();
      const element = h("div", { class: "rv-map rv-second", "aria-label": name });
      stage.append(element);
      stage.classList.add("rv-double");
      map.invalidateSize({ animate: false });
      const own = app.makeMap(element);
      own.setView(map.getCenter(), map.getZoom(), { animate: false });
      const tiles = makeTileLayer(other, state.get, HOW);
      // its canvas goes with the map that it is on
      const overlay = Object.assign(makeOverlay(other, state.get), { onRemove: () => {} });
      own.addLayer(tiles).addLayer(overlay);
      element.append(h("p", { class: "rv-second-name" }, name));
      let isSyncing = false;
      const follow = (from, to) => () => {
        if (isSyncing) return;
        isSyncing = true;
        to.setView(from.getCenter(), from.getZoom(), { animate: false });
        isSyncing = false;
      };
      const push = follow(map, own);
      map.on("move", push);
      own.on("move", follow(own, map));
      own.on("unload", () => map.off("move", push));
      second = { map: own, element, tiles, overlay };
    },
  };
}
