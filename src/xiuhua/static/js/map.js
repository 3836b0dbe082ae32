/**
 * The street map of all pages: `streetMap(element, options)`. Fetches our own data, draws it in our
 * own style, keeps the list beside it in step. Attributes and events: docs/reference/face.md.
 * It never replaces a list or an address field: whoever cannot use it loses nothing.
 */
import { EMPTY, POINTS, streetStyle } from "./map_style.js";
import { features, Points } from "./map_data.js";
import { boxOf, namePoints } from "./map_places.js";
import { pickPoint } from "./map_pick.js";
import { pickedPopup } from "./map_popup.js";
import { sentence } from "./sentences.js";
import { SHAPES, shapeImage } from "./states.js";

/** @typedef {{map: StreetGlMap, refresh: () => Promise<void>, select: (id: string | null) => void, setPoints: (url: string) => Promise<void>, picked: (lon: number, lat: number) => void}} StreetMap */

/** @param {HTMLElement} element @returns {StreetMapOptions} */
export function optionsOf(element) {
  const { library, worker, boundary, blocks, roads, grids, points, list, selected, attribution, accuracy } = element.dataset;
  const centre = element.dataset.centre?.split(",").map(Number);
  const names = (element.dataset.pickNames ?? "lon,lat,crs").split(",");
  return {
    library: library ?? "",
    worker: worker ?? "",
    boundary, blocks, roads, grids, points, selected, attribution,
    centre: centre?.length === 2 ? [centre[0], centre[1]] : undefined,
    zoom: element.dataset.zoom ? Number(element.dataset.zoom) : undefined,
    refreshSeconds: Number(element.dataset.refreshSeconds) || 0,
    list: list ? document.querySelector(list) : null,
    pick: element.dataset.pick === undefined ? null : { names, accuracy },
  };
}

/** The sentence on the map. @param {HTMLElement} element */
function noteOn(element) {
  const note = document.createElement("p");
  note.className = "map__note";
  note.setAttribute("role", "status");
  note.hidden = true;
  element.append(note);
  return (/** @type {string} */ words) => {
    note.textContent = words;
    note.hidden = !words;
  };
}

function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

/** @param {string} label of this map for those who hear the page */
function locale(label) {
  return {
    "Map.Title": label,
    "NavigationControl.ZoomIn": sentence("zoom_in"),
    "NavigationControl.ZoomOut": sentence("zoom_out"),
    "GeolocateControl.FindMyLocation": sentence("locate"),
    "GeolocateControl.LocationNotAvailable": sentence("not_located"),
    "Popup.Close": sentence("close"),
    "Marker.Title": sentence("pin"),
    "AttributionControl.ToggleAttribution": sentence("source"),
  };
}

/** @param {MapLibre} maplibre @param {HTMLElement} element @param {StreetMapOptions} options @param {Record<string, Features>} data */
function drawMap(maplibre, element, options, data) {
  const box = [data.boundary, data.grids, data.roads].map(boxOf).find(Boolean);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new maplibre.Map({
    container: element,
    style: streetStyle(/** @type {any} */ ({ ...data, gridNames: namePoints(data.grids) })),
    ...(options.centre ? { center: options.centre, zoom: options.zoom ?? 16 } : {}),
    ...(!options.centre && box ? { bounds: box, fitBoundsOptions: { padding: 24 } } : {}),
    minZoom: 9,
    maxZoom: 20,
    dragRotate: false,
    touchPitch: false,
    fadeDuration: calm ? 0 : 100,
    locale: locale(element.dataset.label ?? (options.pick ? sentence("pick_map") : sentence("map"))),
    localIdeographFontFamily: false,
    attributionControl: options.attribution ? { compact: false, customAttribution: options.attribution } : false,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric", maxWidth: 100 }), "bottom-right");
  return map;
}

/** @param {StreetGlMap} map */
function addShapes(map) {
  const ratio = Math.max(2, Math.ceil(devicePixelRatio));
  for (const state of Object.keys(SHAPES)) {
    if (!map.hasImage(`state-${state}`)) map.addImage(`state-${state}`, shapeImage(state, 22, ratio), { pixelRatio: ratio });
  }
}

/** Ring a case on the map and mark its row. @param {StreetGlMap} map @param {Points} points @param {Element | null | undefined} list */
function selector(map, points, list) {
  return (/** @type {string | null} */ id) => {
    const row = id ? list?.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
    const { lon, lat } = /** @type {HTMLElement | null} */ (row)?.dataset ?? {};
    const found = id ? points.find(id) : undefined;
    const geometry = lon && lat ? { type: "Point", coordinates: [Number(lon), Number(lat)] } : found?.geometry;
    /** @type {GeoJsonSource} */ (map.getSource("selected")).setData(
      geometry ? /** @type {any} */ ({ type: "Feature", properties: {}, geometry }) : EMPTY,
    );
    if (!list) return;
    for (const other of list.querySelectorAll("[data-id]")) other.setAttribute("aria-selected", String(other === row));
    row?.scrollIntoView({ block: "nearest" });
  };
}

const MOST_IN_A_POPUP = 5;

/** What lies under the finger, a little wider than its middle. @param {StreetGlMap} map @param {{x: number, y: number}} point */
function under(map, point) {
  const box = /** @type {[[number, number], [number, number]]} */ ([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]]);
  const found = map.queryRenderedFeatures(box, { layers: ["cases", "clusters"] });
  return found.length ? found : map.queryRenderedFeatures([point.x, point.y], { layers: ["grids"] }).slice(0, 1);
}

/** @param {any} feature @param {{lng: number, lat: number}} place @returns {Picked} */
function pickedOf(feature, place) {
  const { properties } = feature;
  const kind = feature.layer.id === "grids" ? "grid" : "case";
  return { kind, id: String(properties.id ?? properties.code ?? feature.id ?? ""), lon: place.lng, lat: place.lat, properties };
}

/** @param {StreetGlMap} map @param {any} feature */
async function openCluster(map, feature) {
  const centre = /** @type {[number, number]} */ (feature.geometry.coordinates);
  const source = /** @type {GeoJsonSource} */ (map.getSource(POINTS));
  const zoom = feature.properties.cluster
    ? await source.getClusterExpansionZoom(feature.properties.cluster_id)
    : map.getZoom() + 2;
  map.easeTo({ center: centre, zoom, duration: 150 });
}

/** @param {MapLibre} maplibre @param {StreetGlMap} map @param {HTMLElement} element @param {(picked: Picked) => void} onPick */
function answerTaps(maplibre, map, element, onPick) {
  const popup = new maplibre.Popup({ maxWidth: "18rem", focusAfterOpen: false });
  map.on("click", (event) => {
    const found = under(map, event.point);
    if (!found.length) return;
    const cluster = found.find((feature) => feature.layer.id === "clusters");
    if (cluster) {
      openCluster(map, cluster);
      return;
    }
    const all = new Map(found.map((feature) => pickedOf(feature, event.lngLat)).map((one) => [one.id, one]));
    const picked = [...all.values()].slice(0, MOST_IN_A_POPUP);
    popup.setLngLat(event.lngLat).setDOMContent(pickedPopup(picked)).addTo(map);
    onPick(picked[0]);
    element.dispatchEvent(new CustomEvent("map:pick", { bubbles: true, detail: picked[0] }));
  });
  map.on("mousemove", (event) => {
    map.getCanvas().classList.toggle("map__canvas--over", under(map, event.point).length > 0);
  });
}

/** A row under the pointer or in focus is ringed on the map. @param {Element | null | undefined} list @param {(id: string | null) => void} select */
function followList(list, select) {
  /** @param {Event} event */
  const follow = (event) => {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-id]"));
    if (row?.dataset.id && row.getAttribute("aria-selected") !== "true") select(row.dataset.id);
  };
  list?.addEventListener("focusin", follow);
  list?.addEventListener("list:move", follow);
  list?.addEventListener("click", follow);
}

/** @param {MapLibre} maplibre @param {StreetGlMap} map */
function addLocate(maplibre, map) {
  const locate = new maplibre.GeolocateControl({
    positionOptions: { enableHighAccuracy: true, timeout: 10_000 },
    fitBoundsOptions: { maxZoom: 17 },
  });
  map.addControl(locate, "top-right");
  return locate;
}

/**
 * Draw the street map into the element; null when this device cannot (the page says so).
 * @param {HTMLElement} element
 * @param {Partial<StreetMapOptions>} [given] wins over the data attributes
 * @returns {Promise<StreetMap | null>}
 */
export async function streetMap(element, given = {}) {
  const options = { ...optionsOf(element), ...given };
  const say = noteOn(element);
  if (!canDraw()) {
    say(sentence("no_map"));
    return null;
  }
  const names = /** @type {const} */ (["boundary", "blocks", "roads", "grids"]);
  const loaded = await Promise.allSettled(names.map((name) => features(options[name])));
  const data = Object.fromEntries(loaded.map((one, i) => [names[i], one.status === "fulfilled" ? one.value : EMPTY]));
  /** @type {MapLibre} */
  const maplibre = await import(options.library);
  maplibre.setWorkerUrl(new URL(options.worker, location.href).href);
  const map = drawMap(maplibre, element, options, data);
  const points = new Points(map, options.points, say);
  const select = selector(map, points, options.list);
  const locate = addLocate(maplibre, map);
  // Before the map has drawn: its buttons are there already, and a tap on one must not be lost.
  const pick = options.pick ? pickPoint(maplibre, map, element, options.pick, say) : null;
  if (pick) {
    locate.on("geolocate", ({ coords }) => pick.put({ lng: coords.longitude, lat: coords.latitude }, coords.accuracy));
    locate.on("error", () => say(sentence("not_located")));
  }
  await map.once("load");
  addShapes(map);
  if (loaded.some((one) => one.status === "rejected")) say(sentence("no_data"));
  if (!pick) {
    answerTaps(maplibre, map, element, (picked) => {
      if (picked.kind === "case") select(picked.id);
      options.onPick?.(picked);
    });
    followList(options.list, select);
  }
  map.on("moveend", () => points.refresh());
  if (options.refreshSeconds) setInterval(() => document.hidden || points.refresh(), options.refreshSeconds * 1000);
  await points.refresh();
  if (options.selected) select(options.selected);
  const street = {
    map,
    select,
    refresh: () => points.refresh(),
    setPoints: (/** @type {string} */ url) => {
      points.url = url;
      return points.refresh();
    },
    picked: (/** @type {number} */ lon, /** @type {number} */ lat) => pick?.put({ lng: lon, lat }),
  };
  element.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: street }));
  return street;
}
