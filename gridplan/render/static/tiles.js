/** The sheet as canvas tiles of Leaflet, sharp at every zoom, repainted in place. */

import { drawSheet } from "./sheet.js";
import { makeView } from "./transform.js";

const TILE_PX = 512;

/** @param {any} model @param {() => any} state */
export function makeTileLayer(model, state) {
  const Tiles = L.GridLayer.extend({
    options: { tileSize: TILE_PX, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, minZoom: 0, maxZoom: 24 },

    createTile(coords) {
      const canvas = document.createElement("canvas");
      canvas.setAttribute("aria-hidden", "true");
      this._draw(canvas, coords);
      return canvas;
    },

    /** Draws every tile again, at once and without a flash. */
    repaint() {
      for (const { el, coords } of Object.values(this._tiles)) this._draw(el, coords);
    },

    _draw(canvas, coords) {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = canvas.height = Math.round(TILE_PX * ratio);
      const ctx = canvas.getContext("2d");
      const view = makeView(model.frame, coords.z, { x: coords.x * TILE_PX, y: coords.y * TILE_PX });
      drawSheet({ ctx, ratio, view }, model, state(), { x: TILE_PX, y: TILE_PX });
    },

    // Leaflet rounds the zoom of tiles and stretches them between; these are drawn, not loaded,
    // so they take any zoom as it is
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
  });
  return new Tiles();
}
