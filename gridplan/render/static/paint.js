/** Shapes onto a canvas: paths in steps, lines and patterns in pixels. */

/**
 * @typedef {object} Brush
 * @property {CanvasRenderingContext2D} ctx
 * @property {number} ratio device pixels of a pixel
 * @property {{scale: number, left: number, top: number, zoom: number}} view
 */

/** Draws in steps from here on. @param {Brush} brush */
function enterSteps({ ctx, ratio, view }) {
  ctx.setTransform(view.scale * ratio, 0, 0, -view.scale * ratio, view.left * ratio, view.top * ratio);
}

/** Draws in pixels from here on. @param {Brush} brush */
export function enterPixels({ ctx, ratio }) {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/**
 * Begins a path of some shapes; the pen is in pixels afterwards.
 * @param {Brush} brush
 * @param {import("./codec.js").Shapes} shapes
 * @param {Iterable<number>} items
 * @param {boolean} isClosed
 */
export function tracePath(brush, shapes, items, isClosed) {
  const { ctx } = brush;
  const { start, line, xy, box } = shapes;
  const tiny = 1.3 / brush.view.scale;
  const near = 0.7 / brush.view.scale;
  enterSteps(brush);
  ctx.beginPath();
  for (const i of items) {
    if (isClosed && box[4 * i + 2] - box[4 * i] < tiny && box[4 * i + 3] - box[4 * i + 1] < tiny) {
      ctx.rect(box[4 * i], box[4 * i + 1], Math.max(box[4 * i + 2] - box[4 * i], tiny / 2), Math.max(box[4 * i + 3] - box[4 * i + 1], tiny / 2));
      continue;
    }
    for (let part = start[i]; part < start[i + 1]; part++) {
      traceLine(ctx, xy, 2 * line[part], 2 * line[part + 1] - 2, near);
      // drawing back to the start is far cheaper than closing the path
      if (isClosed && line[part] < line[part + 1]) ctx.lineTo(xy[2 * line[part]], xy[2 * line[part] + 1]);
    }
  }
  enterPixels(brush);
}

/** One ring or line; points closer than *near* to the last one drawn are left out, but the end. */
function traceLine(ctx, xy, first, last, near) {
  if (last < first) return;
  let x = xy[first];
  let y = xy[first + 1];
  ctx.moveTo(x, y);
  for (let k = first + 2; k <= last; k += 2) {
    if (k < last && Math.abs(xy[k] - x) < near && Math.abs(xy[k + 1] - y) < near) continue;
    x = xy[k];
    y = xy[k + 1];
    ctx.lineTo(x, y);
  }
}

// the cost of filling a path grows faster than its length, so long ones are cut
const CHUNK = 250;

/** @param {Brush} brush @param {...(string|CanvasPattern)} colors laid over each other */
export function fillShapes(brush, shapes, items, ...colors) {
  for (let k = 0; k < items.length; k += CHUNK) {
    tracePath(brush, shapes, items.slice(k, k + CHUNK), true);
    for (const color of colors) {
      brush.ctx.fillStyle = color;
      brush.ctx.fill("evenodd");
    }
  }
}

/** Fills the boxes of shapes too small to show more than that. @param {Brush} brush @param {string|CanvasPattern} color */
export function fillBoxes(brush, shapes, items, color) {
  const { ctx, view } = brush;
  const { box } = shapes;
  enterPixels(brush);
  ctx.fillStyle = color;
  for (const i of items) {
    const left = box[4 * i] * view.scale + view.left;
    const top = view.top - box[4 * i + 3] * view.scale;
    ctx.fillRect(left, top, Math.max(1, (box[4 * i + 2] - box[4 * i]) * view.scale), Math.max(1, (box[4 * i + 3] - box[4 * i + 1]) * view.scale));
  }
}

/**
 * @param {Brush} brush
 * @param {{color: string, width_px: number, dash_px: number[]}} pen
 * @param {boolean} [isClosed]
 */
export function strokeShapes(brush, shapes, items, pen, isClosed = false) {
  if (!items.length) return;
  const { ctx } = brush;
  tracePath(brush, shapes, items, isClosed);
  ctx.strokeStyle = pen.color;
  ctx.lineWidth = pen.width_px;
  ctx.setLineDash(pen.dash_px);
  ctx.lineJoin = "round";
  ctx.lineCap = pen.dash_px.length ? "butt" : "round";
  ctx.stroke();
  ctx.setLineDash([]);
}

const patterns = new Map();

/**
 * A pattern whose period divides a tile, so that tiles fit: `hatch` (one way, wide), `cross`
 * (both ways), `dots`.
 * @param {Brush} brush
 * @param {string} kind
 * @param {string} color
 * @returns {CanvasPattern}
 */
export function patternOf(brush, kind, color) {
  const key = [kind, color, brush.ratio].join();
  if (!patterns.has(key)) patterns.set(key, drawPattern(kind, color, brush.ratio));
  const pattern = brush.ctx.createPattern(patterns.get(key), "repeat");
  pattern.setTransform(new DOMMatrix([1 / brush.ratio, 0, 0, 1 / brush.ratio, 0, 0]));
  return pattern;
}

/** @returns {HTMLCanvasElement} */
function drawPattern(kind, color, ratio) {
  const canvas = document.createElement("canvas");
  const size = kind === "hatch" ? 16 : 8;
  canvas.width = canvas.height = Math.round(size * ratio);
  const ctx = canvas.getContext("2d");
  ctx.scale(canvas.width / size, canvas.height / size);
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = kind === "hatch" ? 1.6 : 1.1;
  ctx.beginPath();
  if (kind === "dots") ctx.arc(2, 2, 0.9, 0, 7);
  else for (const shift of [-size, 0, size]) line(shift, size, shift + size, 0);
  if (kind === "cross") for (const shift of [-size, 0, size]) line(shift, 0, shift + size, size);
  if (kind === "dots") ctx.fill();
  else ctx.stroke();
  return canvas;

  function line(x0, y0, x1, y1) {
    ctx.moveTo(x0 - 1, y0 + (y0 > y1 ? 1 : -1));
    ctx.lineTo(x1 + 1, y1 + (y0 > y1 ? -1 : 1));
  }
}
