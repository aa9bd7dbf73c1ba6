/** A base map of vector tiles on the map: ground under the plan, names over its colors. */

import { anyZoom } from "../map/tiles.js";

const TILE_PX = 512;

/** Whether this browser can draw beside the page. */
export const canDrawVectors = () => typeof OffscreenCanvas !== "undefined";

/**
 * @param {any} app @param {any} base as the server tells of it
 * @param {() => void} tellFault some of it cannot be shown
 */
export function makeVectorBase(app, base, tellFault) {
  const { map, model, session, overlay } = app;
  const addressOf = ({ z, x, y }) => base.url.replace("{z}", z).replace("{x}", x).replace("{y}", y);
  const painter = startPainter((tile) => session.reader.bytes(addressOf(tile)), tellFault);
  painter.begin({ min_zoom: base.min_zoom, max_zoom: base.max_zoom, language: model.language, style: model.style });
  const ground = makeGround(painter);
  const names = makeNames(painter, overlay);
  return {
    addTo() {
      map.addLayer(ground).addLayer(names);
      map.getContainer().classList.add("rv-on-vectors");
      overlay.repaint();
    },
    remove() {
      ground.remove();
      names.remove();
      map.getContainer().classList.remove("rv-on-vectors");
      painter.stop();
    },
  };
}

/**
 * The worker that draws, spoken to in messages.
 * @param {(tile: {z: number, x: number, y: number}) => Promise<ArrayBuffer>} fetchTile
 * @param {() => void} tellFault
 */
function startPainter(fetchTile, tellFault) {
  const worker = new Worker("/static/app/vectorpainter.js", { type: "module" });
  /** @type {Map<number, (picture: ImageBitmap) => void>} */
  const waiting = new Map();
  let serial = 0;

  async function bring(tile) {
    const bytes = await fetchTile(tile).catch(() => null);
    worker.postMessage({ deed: "bring", key: tile.key, bytes }, bytes ? [bytes] : []);
  }
  worker.onerror = tellFault;
  worker.onmessage = ({ data }) => {
    if (data.want) bring(data.want);
    else if (data.isFault) tellFault();
    else {
      const show = waiting.get(data.id);
      waiting.delete(data.id);
      if (show) show(data.picture);
      else data.picture.close();
    }
  };
  return {
    begin: (setup) => worker.postMessage({ deed: "begin", setup }),
    /** @param {any} view @param {"ground"|"names"} what @param {(picture: ImageBitmap) => void} show @returns {number} by which it can be called off */
    draw(view, what, show) {
      waiting.set(++serial, show);
      worker.postMessage({ deed: "draw", id: serial, view, what });
      return serial;
    },
    /** @param {number} id */
    drop: (id) => waiting.delete(id) && worker.postMessage({ deed: "drop", id }),
    stop: () => worker.terminate(),
  };
}

/** Lays a picture on a canvas, which takes its size. @param {HTMLCanvasElement} canvas @param {ImageBitmap} picture */
function lay(canvas, picture) {
  [canvas.width, canvas.height] = [picture.width, picture.height];
  /** @type {any} */ (canvas.getContext("bitmaprenderer")).transferFromImageBitmap(picture);
}

function makeGround(painter) {
  /** @type {WeakMap<HTMLElement, number>} */
  const asked = new WeakMap();
  const Ground = L.GridLayer.extend({
    options: { tileSize: TILE_PX, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, maxZoom: 24, pane: "rv-base" },
    ...anyZoom,
    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      canvas.setAttribute("aria-hidden", "true");
      const view = { zoom: coords.z, left: coords.x * TILE_PX, top: coords.y * TILE_PX, width: TILE_PX, height: TILE_PX, ratio: Math.min(2, window.devicePixelRatio || 1) };
      asked.set(canvas, painter.draw(view, "ground", (picture) => (lay(canvas, picture), done(null, canvas))));
      return canvas;
    },
  });
  const ground = new Ground();
  ground.on("tileunload", ({ tile }) => painter.drop(asked.get(tile)));
  return ground;
}

/** One canvas that follows the plan's own labels, so that neither covers the other. @param {any} overlay that of the plan */
function makeNames(painter, overlay) {
  const Names = L.Layer.extend({
    onAdd(map) {
      this._canvas = document.createElement("canvas");
      this._canvas.className = "rv-names";
      this._canvas.setAttribute("aria-hidden", "true");
      this._shown = "";
      map.getPane("rv-names").appendChild(this._canvas);
      overlay.on("drawn", this._ask, this);
    },
    onRemove() {
      overlay.off("drawn", this._ask, this);
      this._canvas.remove();
    },
    getEvents() {
      return { zoomstart: this._hide };
    },
    _hide() {
      this._canvas.style.opacity = "0";
      this._shown = "";
    },
    /** Names anew, unless nothing has changed but what is pointed at. */
    _ask({ corner, size, ratio, taken }) {
      const { x, y } = this._map.getPixelOrigin().add(corner);
      const view = { zoom: this._map.getZoom(), left: x, top: y, width: size.x, height: size.y, ratio, taken: taken.boxes() };
      const wanted = JSON.stringify(view);
      if (wanted === this._shown) return;
      this._shown = wanted;
      painter.drop(this._job);
      this._job = painter.draw(view, "names", (picture) => this._show(picture, corner, size));
    },
    _show(picture, corner, size) {
      L.DomUtil.setPosition(this._canvas, corner);
      lay(this._canvas, picture);
      this._canvas.style.width = size.x + "px";
      this._canvas.style.height = size.y + "px";
      this._canvas.style.opacity = "1";
    },
  });
  return new Names();
}
