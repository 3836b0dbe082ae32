/**
 * The look of the street map: our own pale style, drawn from our own data, without any request to
 * others. Letters are drawn by the browser itself (no glyph server): the style names no `glyphs`.
 * Widths and colours only; what is fetched and what a tap does is in map.js.
 */
import { sentence } from "./sentences.js";
import { SHAPES, colour } from "./states.js";

const REGULAR = ["PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "sans-serif"];
const BOLD = ["Noto Sans SC Bold", ...REGULAR];

export const POINTS = "points";
export const EMPTY = /** @type {Features} */ ({ type: "FeatureCollection", features: [] });

/** How many cases a point stands for: 1, or what the server or the clustering says. */
const N = /** @type {GlExpression} */ (["coalesce", ["get", "n"], 1]);
const LATE = /** @type {GlExpression} */ (["coalesce", ["get", "late"], 0]);

/** Road widths in px at zoom 13 and 18, after the class of the road. */
const WIDTHS = { expressway: [4, 22], main: [3.5, 20], secondary: [2.5, 15], branch: [1.4, 10], lane: [0.7, 6] };

/** @param {number} extra px added, for the edge @returns {GlExpression} */
function roadWidth(extra) {
  const at = (/** @type {0 | 1} */ end) => [
    "match",
    ["get", "road_class"],
    ...Object.entries(WIDTHS).flatMap(([name, widths]) => [name, widths[end] + extra]),
    WIDTHS.branch[end] + extra,
  ];
  return /** @type {any} */ (["interpolate", ["exponential", 1.5], ["zoom"], 13, at(0), 18, at(1)]);
}

/** @param {string} suffix of the token @param {string} other colour without a state */
function byState(suffix, other) {
  const pairs = Object.keys(SHAPES).flatMap((state) => [state, colour(`${state}${suffix}`)]);
  return /** @type {GlExpression} */ (/** @type {unknown} */ (["match", ["get", "state"], ...pairs, other]));
}

/** @returns {GlLayer[]} */
function groundLayers() {
  return [
    { id: "ground", type: "background", paint: { "background-color": colour("map-ground") } },
    { id: "blocks", type: "fill", source: "blocks", paint: { "fill-color": colour("map-block") } },
    {
      id: "grids",
      type: "fill",
      source: "grids",
      paint: { "fill-color": byState("-pale", colour("paper")), "fill-opacity": 0.75 },
    },
    {
      id: "road-edges",
      type: "line",
      source: "roads",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colour("map-road-edge"), "line-width": roadWidth(1.5) },
    },
    {
      id: "roads",
      type: "line",
      source: "roads",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colour("map-road"), "line-width": roadWidth(0) },
    },
  ];
}

/** @returns {GlLayer[]} */
function edgeLayers() {
  return [
    {
      id: "grid-edges",
      type: "line",
      source: "grids",
      layout: { "line-join": "round" },
      paint: {
        "line-color": byState("", colour("line-strong")),
        "line-width": ["interpolate", ["linear"], ["zoom"], 12, 0.8, 17, 2.2],
        "line-opacity": 0.8,
      },
    },
    {
      id: "boundary",
      type: "line",
      source: "boundary",
      paint: { "line-color": colour("ink-soft"), "line-width": 2, "line-dasharray": [4, 2, 1, 2] },
    },
  ];
}

/** @returns {GlLayer[]} */
function nameLayers() {
  const halo = { "text-halo-color": colour("map-ground"), "text-halo-width": 1.6 };
  return [
    {
      id: "road-names",
      type: "symbol",
      source: "roads",
      minzoom: 13.5,
      filter: ["all", ["has", "name"], ["!=", ["get", "name"], ""]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 280,
        "symbol-sort-key": ["match", ["get", "road_class"], "expressway", 0, "main", 1, "secondary", 2, 3],
        "text-field": ["get", "name"],
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 11, 18, 14],
        "text-padding": 8,
      },
      paint: { "text-color": colour("map-name"), ...halo },
    },
    {
      id: "grid-names",
      type: "symbol",
      source: "grid-names",
      minzoom: 12,
      layout: {
        "text-field": ["get", "label"],
        "text-font": BOLD,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10, 17, 15],
        "text-padding": 2,
      },
      paint: { "text-color": byState("", colour("ink-soft")), ...halo },
    },
  ];
}

/** @returns {GlLayer[]} */
function pointLayers() {
  const [before, after = ""] = sentence("late_n", { n: "\u0000" }).split("\u0000");
  return [
    {
      id: "clusters",
      type: "circle",
      source: POINTS,
      filter: [">", N, 1],
      paint: {
        "circle-radius": ["step", N, 17, 10, 20, 100, 24, 1000, 30],
        "circle-color": colour("paper"),
        "circle-stroke-width": 2.5,
        "circle-stroke-color": ["case", [">", LATE, 0], colour("late"), colour("running")],
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: POINTS,
      filter: [">", N, 1],
      layout: {
        "text-field": [
          "format",
          ["to-string", N],
          {},
          ["case", [">", LATE, 0], ["concat", "\n", before, ["to-string", LATE], after], ""],
          { "font-scale": 0.72, "text-color": colour("late") },
        ],
        "text-font": BOLD,
        "text-size": 14,
        "text-line-height": 1.05,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": colour("ink") },
    },
    {
      id: "cases",
      type: "symbol",
      source: POINTS,
      filter: ["==", N, 1],
      layout: {
        "icon-image": ["concat", "state-", ["coalesce", ["get", "state"], "idle"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["match", ["get", "state"], "late", 3, "near", 2, 1],
      },
    },
    {
      id: "selected",
      type: "circle",
      source: "selected",
      paint: {
        "circle-radius": 15,
        "circle-color": "rgba(0, 0, 0, 0)",
        "circle-stroke-width": 3,
        "circle-stroke-color": colour("blue"),
      },
    },
  ];
}

/**
 * The whole style for the data given.
 * @param {{boundary: Features, blocks: Features, roads: Features, grids: Features, gridNames: Features}} data
 * @returns {GlStyle}
 */
export function streetStyle({ boundary, blocks, roads, grids, gridNames }) {
  /** @param {Features} data */
  const source = (data) => ({ type: /** @type {"geojson"} */ ("geojson"), data });
  return {
    version: 8,
    sources: {
      boundary: source(boundary),
      blocks: source(blocks),
      roads: { ...source(roads), tolerance: 0.2 },
      grids: { ...source(grids), tolerance: 0.2 },
      "grid-names": source(gridNames),
      selected: source(EMPTY),
      [POINTS]: {
        ...source(EMPTY),
        cluster: true,
        clusterRadius: 34,
        clusterMaxZoom: 17,
        clusterProperties: { n: ["+", N], late: ["+", ["case", ["==", ["get", "state"], "late"], 1, LATE]] },
      },
    },
    layers: [...groundLayers(), ...edgeLayers(), ...nameLayers(), ...pointLayers()],
  };
}
