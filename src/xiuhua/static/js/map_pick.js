/**
 * Choosing a point on the map for a form: tap, drag the pin, "locate me", or arrow keys and Enter.
 * Writes hidden inputs; whether the point is inside the subdistrict is decided by the server.
 */
import { sentence } from "./sentences.js";
import { colour } from "./states.js";

const CRS = "EPSG:4490";
const DECIMALS = 6; // a tenth of a metre

function cross() {
  const box = document.createElement("div");
  box.className = "map__cross";
  box.hidden = true;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 40 40");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M20 2v14M20 24v14M2 20h14M24 20h14");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2.5");
  svg.append(path);
  box.append(svg);
  return box;
}

/**
 * @param {MapLibre} maplibre
 * @param {StreetGlMap} map
 * @param {HTMLElement} element of the map, inside the form
 * @param {{names: string[], accuracy?: string}} options names of the inputs for lon, lat, crs
 * @param {(words: string) => void} say shows a sentence on the map
 */
export function pickPoint(maplibre, map, element, { names, accuracy }, say) {
  const form = element.closest("form");
  /** @param {string | undefined} name */
  const input = (name) =>
    /** @type {HTMLInputElement | null} */ (name ? (form?.elements.namedItem(name) ?? null) : null);
  const [lonInput, latInput, crsInput] = names.map(input);
  const accuracyInput = input(accuracy);
  const pin = new maplibre.Marker({ draggable: true, color: colour("accent") });

  /** @param {{lng: number, lat: number}} place @param {number | null} metres accuracy, when measured */
  function put(place, metres = null) {
    pin.setLngLat(place).addTo(map);
    const [lon, lat] = [place.lng.toFixed(DECIMALS), place.lat.toFixed(DECIMALS)];
    if (lonInput) lonInput.value = lon;
    if (latInput) latInput.value = lat;
    if (crsInput) crsInput.value = CRS;
    if (accuracyInput) accuracyInput.value = metres === null ? "" : String(Math.round(metres));
    lonInput?.dispatchEvent(new Event("change", { bubbles: true }));
    say(sentence("picked", { lon, lat }));
    element.dispatchEvent(
      new CustomEvent("map:picked", { bubbles: true, detail: { lon: Number(lon), lat: Number(lat), accuracy_m: metres } }),
    );
  }

  const mark = cross();
  element.append(mark);
  const canvas = map.getCanvas();
  canvas.addEventListener("focus", () => { mark.hidden = !canvas.matches(":focus-visible"); });
  canvas.addEventListener("blur", () => { mark.hidden = true; });
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    put(map.getCenter());
  });
  map.on("click", (event) => put(event.lngLat));
  pin.on("dragend", () => put(pin.getLngLat()));
  canvas.classList.add("map__canvas--pick");
  if (lonInput?.value && latInput?.value) {
    const place = { lng: Number(lonInput.value), lat: Number(latInput.value) };
    pin.setLngLat(place).addTo(map);
    map.jumpTo({ center: place, zoom: Math.max(map.getZoom(), 16) });
    say(sentence("picked", { lon: lonInput.value, lat: latInput.value }));
  } else {
    say(sentence("pick"));
  }
  return { put };
}
