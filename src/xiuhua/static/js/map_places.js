/**
 * Small geometry for the map: the box around features, and where a grid's name stands.
 * Only for looks: areas, lengths and which grid a point is in are the server's business.
 */

/** @param {any} coordinates nested to any depth @param {number[]} box west, south, east, north */
function widen(coordinates, box) {
  if (typeof coordinates[0] === "number") {
    box[0] = Math.min(box[0], coordinates[0]);
    box[1] = Math.min(box[1], coordinates[1]);
    box[2] = Math.max(box[2], coordinates[0]);
    box[3] = Math.max(box[3], coordinates[1]);
    return;
  }
  for (const part of coordinates) widen(part, box);
}

/**
 * West, south, east, north of all features; null when there are none.
 * @param {Features} features
 * @returns {[number, number, number, number] | null}
 */
export function boxOf(features) {
  /** @type {[number, number, number, number]} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of features.features) {
    if (geometry && "coordinates" in geometry) widen(geometry.coordinates, box);
  }
  return Number.isFinite(box[0]) ? box : null;
}

/** Where a horizontal line crosses the rings, sorted. @param {number[][][]} rings @param {number} y */
function crossings(rings, y) {
  const found = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
      if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  return found.sort((one, other) => one - other);
}

/**
 * A point well inside a polygon: the middle of its longest inner stretch on a few horizontal lines.
 * @param {number[][][]} rings
 * @returns {{point: number[], width: number}}
 */
export function insidePoint(rings) {
  const heights = rings[0].map((place) => place[1]);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  let best = { point: rings[0][0], width: -1 };
  for (const share of [0.5, 0.42, 0.58, 0.33, 0.67, 0.25, 0.75]) {
    const y = low + (high - low) * share;
    const cuts = crossings(rings, y);
    for (let i = 1; i < cuts.length; i += 2) {
      const width = cuts[i] - cuts[i - 1];
      // Prefer the middle of the height unless another line is clearly wider.
      if (width > best.width * 1.15) best = { point: [(cuts[i] + cuts[i - 1]) / 2, y], width };
    }
  }
  return best;
}

/** @param {Geometry} geometry @returns {number[] | null} */
function namePoint(geometry) {
  if (geometry.type === "Polygon") return insidePoint(geometry.coordinates).point;
  if (geometry.type !== "MultiPolygon") return null;
  return geometry.coordinates.map(insidePoint).sort((one, other) => other.width - one.width)[0].point;
}

/**
 * What stands on the map for a grid: its name, else the last part of its code. Long codes would cover
 * each other; the whole code is in the paper that opens.
 * @param {Record<string, any> | null} properties
 */
export function gridLabel(properties) {
  const { name, code } = properties ?? {};
  if (name) return String(name);
  const part = String(code ?? "").split(/[^0-9A-Za-z\u4e00-\u9fff]+/).filter(Boolean).at(-1) ?? "";
  return part.length > 4 ? part.slice(-3) : part;
}

/**
 * One point per grid for its name (MapLibre itself would repeat it on every tile).
 * @param {Features} grids
 * @returns {Features}
 */
export function namePoints(grids) {
  const features = [];
  for (const grid of grids.features) {
    const coordinates = grid.geometry && namePoint(grid.geometry);
    if (coordinates) {
      const properties = { ...grid.properties, label: gridLabel(grid.properties) };
      features.push({ .../** @type {Feature} */ (grid), properties, geometry: { type: /** @type {"Point"} */ ("Point"), coordinates } });
    }
  }
  return { type: "FeatureCollection", features };
}
