/**
 * Where the map's data comes from: our own addresses or the page itself, never anybody else's.
 */
import { EMPTY, POINTS } from "./map_style.js";
import { sentence } from "./sentences.js";

/** @param {string | URL} url @param {AbortSignal} [signal] @returns {Promise<any>} */
async function fetchJson(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

/** Data itself, `#id` of a json_script, or an address. @param {string | Features | undefined} given @returns {Promise<Features>} */
export async function features(given) {
  if (!given) return EMPTY;
  if (typeof given !== "string") return given;
  if (given.startsWith("#")) return JSON.parse(document.querySelector(given)?.textContent || "null") ?? EMPTY;
  return fetchJson(given);
}

/** Asks for the points in the box shown; a newer move overtakes an older answer. */
export class Points {
  /** @param {StreetGlMap} map @param {string | undefined} url @param {(words: string) => void} say */
  constructor(map, url, say) {
    this.map = map;
    this.url = url;
    this.say = say;
    this.features = EMPTY.features;
    this.asked = new AbortController();
  }

  async refresh() {
    if (!this.url) return;
    this.asked.abort();
    this.asked = new AbortController();
    const url = new URL(this.url, location.href);
    url.searchParams.set("bbox", this.map.getBounds().toArray().flat().map((part) => part.toFixed(6)).join(","));
    url.searchParams.set("zoom", this.map.getZoom().toFixed(1));
    try {
      const data = await fetchJson(url, this.asked.signal);
      this.features = data.features;
      /** @type {GeoJsonSource} */ (this.map.getSource(POINTS)).setData(data);
      this.say(data.is_cut ? sentence("is_cut") : "");
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.say(sentence("no_data"));
    }
  }

  /** @param {string} id */
  find(id) {
    return this.features.find((feature) => String(feature.properties?.id ?? feature.id) === id);
  }
}
