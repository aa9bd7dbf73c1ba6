/**
 * Unpacks what `gridplan.render.payload.pack` packs, as base64 text or as bytes, into typed arrays.
 */

/**
 * @typedef {object} Shapes Polygons (open rings, even-odd) or lines, in steps of the frame.
 * @property {number} n number of shapes
 * @property {Uint32Array} start first line of each shape, n + 1 long
 * @property {Uint32Array} line first point of each ring or line, one longer than their number
 * @property {Int32Array} xy points, x and y in turn
 * @property {Int32Array} box west, south, east, north of each shape
 */

/** @param {string|Uint8Array} text base64, or the bytes themselves @returns {Uint8Array} */
export function readBytes(text) {
  if (typeof text !== "string") return text;
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

/** How many numbers some bytes hold: each ends with a byte below 128. @param {Uint8Array} bytes */
function countNumbers(bytes) {
  let n = 0;
  for (let i = 0; i < bytes.length; i++) n += 1 - (bytes[i] >> 7);
  return n;
}

/** Numbers of seven bits a byte, low ones first. @param {string|Uint8Array} text @returns {Uint32Array} */
export function readUnsigned(text) {
  const bytes = readBytes(text);
  const values = new Uint32Array(countNumbers(bytes));
  for (let at = 0, i = 0; at < values.length; at++) {
    let byte = bytes[i++];
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[i++];
      value |= (byte & 127) << shift;
    }
    values[at] = value;
  }
  return values;
}

/** Zigzag numbers of either sign. @param {string|Uint8Array} text @returns {Int32Array} */
export function readSigned(text) {
  const values = new Int32Array(readUnsigned(text).buffer);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] >>> 1) ^ -(values[i] & 1);
  return values;
}

/** Differences to the number before. @param {string|Uint8Array} text @returns {Int32Array} */
export function readDeltas(text) {
  const values = readSigned(text);
  for (let i = 1; i < values.length; i++) values[i] += values[i - 1];
  return values;
}

/** Points as differences. @param {string|Uint8Array} text @returns {Int32Array} x and y in turn */
export function readPoints(text) {
  const xy = readSigned(text);
  for (let i = 2; i < xy.length; i++) xy[i] += xy[i - 2];
  return xy;
}

/** @param {Uint32Array} counts @returns {Uint32Array} where each begins, and the end */
function readStarts(counts) {
  const start = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) start[i + 1] = start[i] + counts[i];
  return start;
}

/**
 * @param {{n: number, grain: number, parts: string, points: string, xy: string}} packed
 * @returns {Shapes}
 */
export function readShapes(packed) {
  const start = readStarts(readUnsigned(packed.parts));
  const line = readStarts(readUnsigned(packed.points));
  const xy = readPoints(packed.xy);
  if (packed.grain > 1) for (let i = 0; i < xy.length; i++) xy[i] *= packed.grain;
  return { n: packed.n, start, line, xy, box: boxesOf(packed.n, start, line, xy) };
}

/**
 * @param {number} n
 * @param {Uint32Array} start
 * @param {Uint32Array} line
 * @param {Int32Array} xy
 * @returns {Int32Array}
 */
function boxesOf(n, start, line, xy) {
  const box = new Int32Array(4 * n);
  for (let i = 0; i < n; i++) {
    let west = 2147483647;
    let south = 2147483647;
    let east = -2147483648;
    let north = -2147483648;
    for (let k = 2 * line[start[i]]; k < 2 * line[start[i + 1]]; k += 2) {
      if (xy[k] < west) west = xy[k];
      if (xy[k] > east) east = xy[k];
      if (xy[k + 1] < south) south = xy[k + 1];
      if (xy[k + 1] > north) north = xy[k + 1];
    }
    box[4 * i] = west;
    box[4 * i + 1] = south;
    box[4 * i + 2] = east;
    box[4 * i + 3] = north;
  }
  return box;
}
