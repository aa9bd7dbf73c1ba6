/** Labels that never overlap: the most important first, each where nothing stands yet. */

const CELL_PX = 64;
const HERE = [0];
const SHIFTS = [0, -1.8, 1.8, -3.6, 3.6, -5.4, 5.4]; // sizes of its letters
const SLACK = 1.05;
const BRIEF_PX = 11;

/** How high so many lines of a label are. @param {number} lines @param {number} size */
const heightOf = (lines, size) => lines * size * 1.22 + 4;

/** A lower zone has no room for any label. */
export const LEAST_TALL_PX = heightOf(1, BRIEF_PX) / SLACK;

/** Remembers what is taken, in a lattice of pixels. */
export function makeOccupancy() {
  const cells = new Map();
  const all = [];
  const keysOf = (box) => {
    const keys = [];
    for (let r = Math.floor(box[1] / CELL_PX); r <= Math.floor(box[3] / CELL_PX); r++) {
      for (let c = Math.floor(box[0] / CELL_PX); c <= Math.floor(box[2] / CELL_PX); c++) keys.push(r * 4096 + c);
    }
    return keys;
  };
  const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  return {
    /** Takes *box* (left, top, right, bottom) if it is free. @returns {boolean} */
    take(box) {
      const keys = keysOf(box);
      if (keys.some((key) => (cells.get(key) || []).some((other) => meets(box, other)))) return false;
      all.push(box);
      for (const key of keys) {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
      }
      return true;
    },
    /** @returns {number[][]} what is taken */
    boxes: () => all,
  };
}

/**
 * @typedef {object} Label
 * @property {string[]} lines
 * @property {string[]} [brief] shorter lines, written smaller where the others have no room
 * @property {number} x middle, pixels
 * @property {number} y middle, pixels
 * @property {number} size pixels of the first line
 * @property {string} role community, grid, microgrid, place or water
 * @property {number} rank smaller comes first
 * @property {number} room pixels the labeled thing is wide
 * @property {number} tall pixels it is high
 * @property {boolean} [isAbove] a level above the one colored
 */

/**
 * Chooses the labels to draw, by rank; one that does not fit its own zone stays away.
 * @param {Label[]} labels
 * @param {(text: string, size: number, role: string) => number} widthOf
 * @param {ReturnType<typeof makeOccupancy>} taken
 */
export function placeLabels(labels, widthOf, taken) {
  /** Puts a label where it belongs, or moved by so many sizes of its letters; null where there is no room. @param {Label} label @param {number[]} shifts @returns {Label|null} */
  const put = (label, shifts) => {
    const isBound = label.role !== "community"; // a community is large: its name may reach out
    const height = heightOf(label.lines.length, label.size);
    if (isBound && height >= label.tall * SLACK) return null;
    const width = Math.max(...label.lines.map((text, k) => widthOf(text, k ? label.size - 1 : label.size, label.role))) + 6;
    if (isBound && width >= label.room * SLACK) return null;
    for (const shift of shifts) {
      const y = label.y + shift * label.size;
      if (taken.take([label.x - width / 2, y - height / 2, label.x + width / 2, y + height / 2])) return { ...label, y };
    }
    return null;
  };
  const ordered = labels.map((label, k) => ({ label, k })).sort((a, b) => a.label.rank - b.label.rank || a.k - b.k);
  const placed = [];
  for (const { label } of ordered) {
    const found = put(label, label.role === "community" ? SHIFTS : HERE) || (label.brief && put({ ...label, lines: label.brief, size: BRIEF_PX }, HERE));
    if (found) placed.push(found);
  }
  return placed;
}
