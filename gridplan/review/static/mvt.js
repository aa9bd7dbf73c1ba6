/**
 * Vector tiles as bytes (Mapbox Vector Tile 2, in Protocol Buffers), read into features. A tile
 * that is not whole throws an error.
 */

export const POINT = 1;
export const LINE = 2;
export const AREA = 3;
/** Coordinates of features are in such parts of a side of their tile, whatever the tile says. */
export const EXTENT = 4096;

const VARINT = 0;
const FIXED_64 = 1;
const SIZED = 2;
const FIXED_32 = 5;
const MOST_VARINT_BYTES = 10;
const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;

const utf8 = new TextDecoder();

/**
 * @typedef {object} Feature
 * @property {number} kind POINT, LINE or AREA
 * @property {Map<string, any>} tags
 * @property {number[][]} parts points, lines or rings as x, y, x, y, ...; y goes down
 */

/** @param {Uint8Array} bytes a whole tile @returns {{name: string, features: Feature[]}[]} */
export function readTile(bytes) {
  return messagesOf(bytes, 3).map(readLayer);
}

function readLayer(bytes) {
  const layer = { name: "", keys: [], values: [], extent: EXTENT };
  eachField(bytes, (field, value) => {
    if (field === 1) layer.name = utf8.decode(value);
    else if (field === 3) layer.keys.push(utf8.decode(value));
    else if (field === 4) layer.values.push(readValue(value));
    else if (field === 5) layer.extent = value;
  });
  if (!(layer.extent > 0)) throw new Error("a layer has no extent");
  return { name: layer.name, features: messagesOf(bytes, 2).map((feature) => readFeature(feature, layer)) };
}

function readFeature(bytes, { keys, values, extent }) {
  const feature = { kind: 0, tags: new Map(), parts: [] };
  eachField(bytes, (field, value) => {
    if (field === 2) {
      const pairs = numbersOf(value);
      while (pairs.isMore()) feature.tags.set(keys[pairs.next()], values[pairs.next()]);
    } else if (field === 3) feature.kind = value;
    else if (field === 4) feature.parts = readParts(numbersOf(value), EXTENT / extent);
  });
  return feature;
}

/** Commands with steps from point to point become coordinates. */
function readParts(numbers, scale) {
  const parts = [];
  let [x, y] = [0, 0];
  while (numbers.isMore()) {
    const head = numbers.next();
    const command = head % 8;
    if (command === CLOSE_PATH) continue;
    if (command !== MOVE_TO && command !== LINE_TO) throw new Error("a command is unknown");
    for (let left = Math.floor(head / 8); left > 0; left--) {
      x += signed(numbers.next());
      y += signed(numbers.next());
      if (command === MOVE_TO) parts.push([]);
      if (!parts.length) throw new Error("a line begins nowhere");
      parts[parts.length - 1].push(x * scale, y * scale);
    }
  }
  return parts;
}

/** The value of a tag: the one field that is set. */
function readValue(bytes) {
  let found = null;
  eachField(bytes, (field, value) => {
    if (field === 1) found = utf8.decode(value);
    else if (field === 2) found = viewOf(value).getFloat32(0, true);
    else if (field === 3) found = viewOf(value).getFloat64(0, true);
    else if (field === 4) found = value >= 2 ** 63 ? value - 2 ** 64 : value;
    else if (field === 5) found = value;
    else if (field === 6) found = signed(value);
    else if (field === 7) found = Boolean(value);
  });
  return found;
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Zigzag: 0, -1, 1, -2, ... are written as 0, 1, 2, 3, ... */
const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** The messages within one that stand in a field. */
function messagesOf(bytes, wanted) {
  const found = [];
  eachField(bytes, (field, value) => field === wanted && found.push(value));
  return found;
}

/** Tells each field of a message: a number, or the bytes that it takes up. @param {Uint8Array} bytes @param {(field: number, value: any) => void} tell */
function eachField(bytes, tell) {
  const numbers = numbersOf(bytes);
  while (numbers.isMore()) {
    const head = numbers.next();
    const wire = head % 8;
    const field = Math.floor(head / 8);
    if (wire === VARINT) tell(field, numbers.next());
    else if (wire === SIZED) tell(field, numbers.take(numbers.next()));
    else if (wire === FIXED_64) tell(field, numbers.take(8));
    else if (wire === FIXED_32) tell(field, numbers.take(4));
    else throw new Error("a field is of no known kind");
  }
}

/** Numbers of seven bits a byte, the low ones first. @param {Uint8Array} bytes */
function numbersOf(bytes) {
  let at = 0;
  return {
    isMore: () => at < bytes.length,
    next() {
      let value = 0;
      for (let k = 0; k < MOST_VARINT_BYTES; k++) {
        if (at >= bytes.length) throw new Error("the tile ends too early");
        const byte = bytes[at++];
        value += (byte & 127) * 2 ** (7 * k);
        if (byte < 128) return value;
      }
      throw new Error("a number is too long");
    },
    take(length) {
      if (at + length > bytes.length) throw new Error("the tile ends too early");
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}
