/** The worker that reads and draws a vector base map, while the page goes on. */

import { paintGround } from "./vectorground.js";
import { paintNames } from "./vectornames.js";
import { makeTileStore } from "./vectortiles.js";

const TILE_PX = 256;
/** A tile is drawn on twice its side or more: tiles are made for that. */
const ZOOMS_BEHIND = 1;

/** @type {any} */
const page = self;
/** @type {any} what is drawn: zooms, colors, language, and a store of tiles */
let base = null;
/** Pictures that are wanted. @type {Set<number>} */
const wanted = new Set();
/** Tiles on their way from the page. @type {Map<string, (bytes: ArrayBuffer|null) => void>} */
const coming = new Map();

const tellFault = () => page.postMessage({ isFault: true });

/** The page asks for tiles, since it has the token. @returns {Promise<ArrayBuffer>} */
function fetchTile(z, x, y) {
  return new Promise((resolve, reject) => {
    const key = [z, x, y].join("/");
    coming.set(key, (bytes) => (bytes ? resolve(bytes) : reject(new Error(key))));
    page.postMessage({ want: { key, z, x, y } });
  });
}

const DEEDS = {
  begin({ setup }) {
    base = { ...setup, tileAt: makeTileStore(fetchTile, setup.language, tellFault) };
  },
  bring({ key, bytes }) {
    const take = coming.get(key);
    coming.delete(key);
    if (take) take(bytes);
  },
  drop: ({ id }) => void wanted.delete(id),
  draw({ id, view, what }) {
    wanted.add(id);
    draw(id, view, what).catch(tellFault);
  },
};

page.onmessage = ({ data }) => DEEDS[data.deed](data);

async function draw(id, view, what) {
  const places = placesIn(view, base.min_zoom, base.max_zoom);
  const tiles = await Promise.all(places.map(async (place) => ({ place, tile: await base.tileAt(place.z, place.x, place.y) })));
  if (!wanted.delete(id)) return; // dropped meanwhile
  const canvas = new OffscreenCanvas(Math.round(view.width * view.ratio), Math.round(view.height * view.ratio));
  const ctx = /** @type {any} */ (canvas.getContext("2d"));
  ctx.scale(view.ratio, view.ratio);
  if (what === "names") paintNames(ctx, tiles, view, base.style);
  else for (const { tile, place } of tiles) paintGround(ctx, tile, place, view, base.style);
  const picture = canvas.transferToImageBitmap();
  page.postMessage({ id, picture }, [picture]);
}

/**
 * The tiles that a view meets, and where they lie in it. Beyond the last zoom of the file its
 * tiles are drawn larger.
 * @param {import("./vectorground.js").View} view
 * @param {number} minZoom @param {number} maxZoom of the file
 */
function placesIn(view, minZoom, maxZoom) {
  if (view.zoom < minZoom) return []; // very many tiles, each hardly to be seen
  const z = Math.min(maxZoom, Math.max(minZoom, Math.floor(view.zoom) - ZOOMS_BEHIND));
  const side = TILE_PX * 2 ** (view.zoom - z);
  const n = 2 ** z;
  const places = [];
  for (let y = Math.max(0, Math.floor(view.top / side)); y < n && y * side < view.top + view.height; y++) {
    for (let column = Math.floor(view.left / side); column * side < view.left + view.width; column++) {
      const x = ((column % n) + n) % n;
      places.push({ z, x, y, left: column * side - view.left, top: y * side - view.top, side });
    }
  }
  return places;
}
