/**
 * Lines over the street map: a round with arrows and numbers in the order of the walk, or stretches by
 * their state. Data from the page itself (`data-route="#id"` of a json_script). Only drawing.
 */
import { boxOf } from "./map_places.js";
import { features } from "./map_data.js";
import { colour } from "./states.js";

const FONT = ["Noto Sans SC Bold", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "sans-serif"];
const STATES = ["done", "late", "near", "running", "idle"];

/** @returns {GlExpression} */
function byState() {
  const pairs = STATES.flatMap((state) => [state, colour(state)]);
  return /** @type {GlExpression} */ (/** @type {unknown} */ (["match", ["get", "state"], ...pairs, colour("idle")]));
}

/** @param {{map: StreetGlMap}} street @param {HTMLElement} element */
export async function showRoute({ map }, element) {
  const data = await features(element.dataset.route);
  map.addSource("route", { type: "geojson", data });
  map.addLayer({
    id: "route",
    type: "line",
    source: "route",
    filter: ["==", ["geometry-type"], "LineString"],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": byState(),
      "line-width": ["interpolate", ["linear"], ["zoom"], 13, 2, 18, 6],
      "line-opacity": 0.8,
    },
  }, "selected");
  map.addLayer({
    id: "route-arrows",
    type: "symbol",
    source: "route",
    filter: ["==", ["get", "arrows"], true],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 70,
      "text-field": "▶",
      "text-font": FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], 13, 9, 18, 15],
      "text-keep-upright": false,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": colour("blue-deep"), "text-halo-color": colour("paper"), "text-halo-width": 1 },
  });
  map.addLayer({
    id: "route-dots",
    type: "circle",
    source: "route",
    filter: ["==", ["get", "dot"], true],
    paint: { "circle-radius": 4.5, "circle-color": byState(), "circle-stroke-width": 1.5, "circle-stroke-color": colour("paper") },
  });
  map.addLayer({
    id: "route-numbers",
    type: "symbol",
    source: "route",
    filter: ["all", ["has", "label"], ["!", ["has", "dot"]]],
    layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 14, "text-allow-overlap": true },
    paint: { "text-color": colour("accent-deep"), "text-halo-color": colour("paper"), "text-halo-width": 2.5 },
  });
  const box = boxOf(data);
  if (box) map.fitBounds(box, { padding: 32, duration: 0, maxZoom: 17 });
}
