/**
 * Shapes and colours of the states for the map, where css cannot reach. The shapes are those of
 * web/shared/shapes.py (a test compares them); the colours are read from the css custom properties.
 */

/** @type {Record<string, string>} Path data in a box of 12 by 12. */
export const SHAPES = {
  done: "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0ZM5 9 2.2 6.2l1-1L5 7l3.8-3.8 1 1Z",
  near: "M6 .5 12 11.5H0Z",
  late: "M6 0 12 6 6 12 0 6Z",
  idle: "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0Zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z",
  paused: "M1.5 0h3.2v12H1.5ZM7.3 0h3.2v12H7.3Z",
  running: "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0Zm0 2v8a4 4 0 0 1 0-8Z",
};

/** @param {string} name custom property without the dashes */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * The shape of a state as pixels for MapLibre, with a pale edge so that it stands out on a road.
 * @param {string} state
 * @param {number} size in css pixels
 * @param {number} ratio device pixels per css pixel
 */
export function shapeImage(state, size = 20, ratio = 2) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * ratio;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const scale = ((size - 4) / 12) * ratio;
  pen.setTransform(scale, 0, 0, scale, 2 * ratio, 2 * ratio);
  const path = new Path2D(SHAPES[state] ?? SHAPES.idle);
  pen.lineJoin = "round";
  pen.lineWidth = 3.2;
  pen.strokeStyle = colour("paper");
  pen.stroke(path);
  pen.fillStyle = colour("paper");
  pen.fill(path);
  pen.fillStyle = colour(state in SHAPES ? state : "idle");
  pen.fill(path, "evenodd");
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
