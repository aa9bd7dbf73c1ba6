/** The sheet as canvas tiles of Leaflet, sharp at every zoom, repainted in place. */

import { drawSheet } from "./sheet.js";
import { makeView } from "./transform.js";

const TILE_PX = 512;
const MEND_PX = 4; // what lines reach beyond the box that is mended
const FRAME_MS = 8; // what drawing may take of a frame while the map moves

/**
 * Leaflet rounds the zoom of tiles and stretches them between; tiles that are drawn, not loaded,
 * take any zoom as it is.
 */
export const anyZoom = {
  _setView(center, zoom, noPrune, noUpdate) {
    const hasChanged = zoom !== this._tileZoom;
    if (!noUpdate || (this.options.updateWhenZooming && hasChanged)) {
      this._tileZoom = zoom;
      if (this._abortLoading) this._abortLoading();
      this._updateLevels();
      this._resetGrid();
      this._update(center);
      if (!noPrune) this._pruneTiles();
      this._noPrune = Boolean(noPrune);
    }
    this._setZoomTransforms(center, zoom);
  },
};

/**
 * @param {any} model
 * @param {() => any} state
 * @param {{isLazy?: boolean, tileSize?: number}} [how] lazy tiles are drawn a few a frame, those
 *   nearest to the middle first, so that a map of very many shapes moves smoothly
 */
export function makeTileLayer(model, state, { isLazy = false, tileSize = TILE_PX } = {}) {
  const Tiles = L.GridLayer.extend({
    options: { tileSize, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, minZoom: 0, maxZoom: 24 },
    ...anyZoom,

    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      canvas.setAttribute("aria-hidden", "true");
      if (isLazy) this._later(canvas, coords, done);
      else {
        this._draw(canvas, coords);
        L.Util.requestAnimFrame(() => done(null, canvas));
      }
      return canvas;
    },

    _later(canvas, coords, done) {
      this._waiting = this._waiting || [];
      this._waiting.push({ canvas, coords, done });
      this._frame = this._frame || requestAnimationFrame(() => this._drawSome());
    },

    _drawSome() {
      const end = performance.now() + FRAME_MS;
      const isKept = ({ canvas, coords }) => (this._tiles[this._tileCoordsToKey(coords)] || {}).el === canvas;
      this._waiting = this._waiting.filter(isKept);
      do {
        const next = this._waiting.shift();
        if (!next) break;
        this._draw(next.canvas, next.coords);
        next.done(null, next.canvas);
      } while (performance.now() < end);
      this._frame = this._waiting.length && this._map ? requestAnimationFrame(() => this._drawSome()) : 0;
    },

    /**
     * Draws every tile again, at once and without a flash; with a *box* (west, south, east, north
     * in steps) only what lies in it.
     * @param {number[]} [box]
     */
    repaint(box) {
      for (const { el, coords } of Object.values(this._tiles)) {
        // a tile that still waits will be drawn as things are then
        if (this._waiting && this._waiting.some(({ canvas }) => canvas === el)) continue;
        if (box) this._mend(el, coords, box);
        else this._draw(el, coords);
      }
    },

    _draw(canvas, coords) {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = canvas.height = Math.round(tileSize * ratio);
      const ctx = canvas.getContext("2d");
      drawSheet({ ctx, ratio, view: this._view(coords) }, model, state(), [0, 0, tileSize, tileSize]);
    },

    _mend(canvas, coords, [west, south, east, north]) {
      const view = this._view(coords);
      const left = Math.max(0, Math.floor(west * view.scale + view.left) - MEND_PX);
      const right = Math.min(tileSize, Math.ceil(east * view.scale + view.left) + MEND_PX);
      const top = Math.max(0, Math.floor(view.top - north * view.scale) - MEND_PX);
      const bottom = Math.min(tileSize, Math.ceil(view.top - south * view.scale) + MEND_PX);
      if (left >= right || top >= bottom) return;
      const ratio = canvas.width / tileSize;
      const ctx = canvas.getContext("2d");
      ctx.save();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      ctx.clearRect(left, top, right - left, bottom - top);
      drawSheet({ ctx, ratio, view }, model, state(), [left, top, right, bottom]);
      ctx.restore();
    },

    _view: (coords) => makeView(model.frame, coords.z, { x: coords.x * tileSize, y: coords.y * tileSize }),
  });
  return new Tiles();
}
