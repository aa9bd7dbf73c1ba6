/** Tiles of a vector base map, read once, sorted by how they are drawn, and not kept forever. */

import { AREA, POINT, readTile } from "./mvt.js";
import { nameOf, nameStyleOf, roleOf } from "./vectorschema.js";

const MOST_BYTES = 24e6; // of tiles as they come; read they take several times as much
const BYTES_OF_ENTRY = 1000; // what even a tile without content takes

/**
 * @typedef {object} Tile
 * @property {Map<string, {parts: number[][], isArea: boolean, box: number[]}[]>} shapes by role
 * @property {any[]} names
 */

/** @param {Uint8Array} bytes @param {string} language @returns {Tile} */
export function sortTile(bytes, language) {
  /** @type {Tile} */
  const tile = { shapes: new Map(), names: [] };
  for (const { name: layer, features } of readTile(bytes)) {
    for (const feature of features) {
      addShape(tile.shapes, roleOf(layer, feature), feature);
      addName(tile.names, layer, feature, language);
    }
  }
  return tile;
}

function addShape(shapes, role, { kind, parts }) {
  if (!role) return;
  if (!shapes.has(role)) shapes.set(role, []);
  shapes.get(role).push({ parts, isArea: kind === AREA, box: boxOf(parts) });
}

function addName(names, layer, feature, language) {
  const style = nameStyleOf(layer, feature);
  const text = style ? nameOf(feature.tags, language) : "";
  if (text) names.push({ ...style, text, isPoint: feature.kind === POINT, parts: feature.parts });
}

function boxOf(parts) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    for (let k = 0; k < part.length; k += 2) {
      box[0] = Math.min(box[0], part[k]);
      box[1] = Math.min(box[1], part[k + 1]);
      box[2] = Math.max(box[2], part[k]);
      box[3] = Math.max(box[3], part[k + 1]);
    }
  }
  return box;
}

/**
 * @param {(z: number, x: number, y: number) => Promise<ArrayBuffer>} fetchTile empty where there is none
 * @param {string} language of names
 * @param {() => void} tellFault a tile could not be read; it stays empty and is not asked for again
 */
export function makeTileStore(fetchTile, language, tellFault) {
  /** @type {Map<string, {tile: Promise<Tile>, size: number}>} the one used last stands last */
  const kept = new Map();
  let bytesKept = 0;

  async function load(entry, z, x, y) {
    let size = BYTES_OF_ENTRY;
    try {
      const bytes = await fetchTile(z, x, y);
      size += bytes.byteLength;
      return sortTile(new Uint8Array(bytes), language);
    } catch {
      tellFault();
      return { shapes: new Map(), names: [] };
    } finally {
      entry.size = size;
      bytesKept += size;
      forgetOldest();
    }
  }

  function forgetOldest() {
    for (const [key, { size }] of kept) {
      if (bytesKept <= MOST_BYTES) return;
      if (!size) continue; // still on its way
      kept.delete(key);
      bytesKept -= size;
    }
  }

  /** @returns {Promise<Tile>} */
  return (z, x, y) => {
    const key = [z, x, y].join("/");
    const entry = kept.get(key) || /** @type {any} */ ({ size: 0 });
    kept.delete(key);
    kept.set(key, entry);
    entry.tile = entry.tile || load(entry, z, x, y);
    return entry.tile;
  };
}
