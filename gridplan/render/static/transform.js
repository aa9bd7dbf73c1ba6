/** Between steps of the frame (tenths of Mercator metres) and pixels of the map. */

const CIRCUMFERENCE_M = 40075016.685578488;

/**
 * Where steps lie in pixels: px = x * scale + left, py = top - y * scale.
 * @param {{origin: number[], step_m: number}} frame
 * @param {number} zoom
 * @param {{x: number, y: number}} corner pixel, in the whole world's, that counts as 0, 0
 */
export function makeView(frame, zoom, corner) {
  const world = 256 * 2 ** zoom;
  const pixelsPerMetre = world / CIRCUMFERENCE_M;
  return {
    zoom,
    scale: frame.step_m * pixelsPerMetre,
    left: frame.origin[0] * pixelsPerMetre + world / 2 - corner.x,
    top: world / 2 - frame.origin[1] * pixelsPerMetre - corner.y,
  };
}

/** @returns {{x: number, y: number}} steps at a place on the map */
export function stepsAt(frame, latlng) {
  const metres = L.CRS.EPSG3857.project(latlng);
  return { x: (metres.x - frame.origin[0]) / frame.step_m, y: (metres.y - frame.origin[1]) / frame.step_m };
}

/** @returns {any} the place on the map of steps */
export function placeOf(frame, x, y) {
  return L.CRS.EPSG3857.unproject(L.point(frame.origin[0] + x * frame.step_m, frame.origin[1] + y * frame.step_m));
}

/** Bounds of shape *i* on the map. */
export function boundsOf(frame, shapes, i) {
  const box = shapes.box;
  return L.latLngBounds(placeOf(frame, box[4 * i], box[4 * i + 1]), placeOf(frame, box[4 * i + 2], box[4 * i + 3]));
}

/** Ground metres of one pixel at a place. */
export function groundOf({ lat }, zoom) {
  return (CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
}

/** The zoom at which a pixel at a place is so many ground metres. */
export function zoomOf(place, metres) {
  return Math.log2(groundOf(place, 0) / metres);
}

/** Ground metres of one pixel at the middle of the map. */
export function metresPerPixel(map) {
  return groundOf(map.getCenter(), map.getZoom());
}
