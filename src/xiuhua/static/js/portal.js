/**
 * Comforts of the public's pages: "locate me", what is reported nearby, the receipt kept on this phone.
 * Every page works without; nothing leaves the phone but the form, and the place only when asked for.
 */

const KEPT = "xiuhua-last-report";
const NEAR_METRES = 100;
const MOST_SHOWN = 3;
const METRES_PER_DEGREE = 111_320;

/** @param {string} name @param {Record<string, string | number>} facts */
function say(name, facts = {}) {
  const box = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-portal-sentences]"));
  const words = box?.content.querySelector(`[data-say="${name}"]`)?.textContent ?? "";
  return words.replace(/%\((\w+)\)s/g, (_, key) => String(facts[key] ?? ""));
}

/** @returns {{number: string, word: string} | null} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    return null; // storage is shut, or holds something else
  }
}

/** @param {{number: string, word: string} | null} receipt */
function keep(receipt) {
  try {
    if (receipt) localStorage.setItem(KEPT, JSON.stringify(receipt));
    else localStorage.removeItem(KEPT);
    return true;
  } catch {
    return false;
  }
}

/** @param {ParentNode} part @param {string} selector @param {boolean} isShown */
function show(part, selector, isShown) {
  const found = /** @type {HTMLElement | null} */ (part.querySelector(selector));
  if (found) found.hidden = !isShown;
}

/** @param {number} lon @param {number} lat @param {number} otherLon @param {number} otherLat */
function metresBetween(lon, lat, otherLon, otherLat) {
  const east = (otherLon - lon) * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, otherLat - lat) * METRES_PER_DEGREE;
}

/** Say what is open near the chosen place. @param {HTMLElement} box @param {number} lon @param {number} lat */
async function showNearby(box, lon, lat) {
  const around = NEAR_METRES / METRES_PER_DEGREE;
  const wide = around / Math.cos((lat * Math.PI) / 180);
  const url = new URL(box.dataset.nearby ?? "", location.href);
  url.searchParams.set("bbox", [lon - wide, lat - around, lon + wide, lat + around].map((d) => d.toFixed(6)).join(","));
  const answer = await fetch(url);
  if (!answer.ok) return;
  /** @type {{geometry: {coordinates: [number, number]}, properties: {label: string}}[]} */
  const features = (await answer.json()).features;
  const near = features
    .map(({ geometry, properties }) => ({ label: properties.label, metres: metresBetween(lon, lat, ...geometry.coordinates) }))
    .sort((one, other) => one.metres - other.metres)
    .slice(0, MOST_SHOWN);
  const lines = near.map(({ label, metres }) => {
    const line = document.createElement("li");
    line.textContent = say("distance", { label, metres: Math.max(10, Math.round(metres / 10) * 10) });
    return line;
  });
  box.querySelector("ul")?.replaceChildren(...lines);
  box.hidden = !lines.length;
}

/** @param {HTMLFormElement} form */
function helpReport(form) {
  const nearby = /** @type {HTMLElement | null} */ (form.querySelector("[data-nearby]"));
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("[data-locate]"));
  const status = form.querySelector("[data-located]");
  /** @type {any} */
  let street = null;

  /** @param {string} words */
  const tell = (words) => {
    if (status) status.textContent = words;
  };
  form.addEventListener("map:ready", (event) => {
    street = /** @type {CustomEvent} */ (event).detail;
  });
  form.addEventListener("map:picked", (event) => {
    const { lon, lat } = /** @type {CustomEvent} */ (event).detail;
    if (nearby) showNearby(nearby, lon, lat).catch(() => {}); // only a hint
  });
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    tell(say("locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { longitude, latitude, accuracy } = coords;
        const values = { lon: longitude.toFixed(6), lat: latitude.toFixed(6), crs: "EPSG:4326" };
        street?.picked(longitude, latitude);
        street?.map?.jumpTo({ center: [longitude, latitude], zoom: 17 });
        for (const [name, value] of Object.entries(values)) {
          const input = form.elements.namedItem(name);
          if (input instanceof HTMLInputElement) input.value = value;
        }
        if (!street && nearby) showNearby(nearby, longitude, latitude).catch(() => {});
        tell(say("located", { metres: Math.max(1, Math.round(accuracy)) }));
      },
      () => tell(say("denied")),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  });
}

/** @param {HTMLFormElement} form */
function helpFollow(form) {
  const receipt = kept();
  const number = /** @type {HTMLInputElement} */ (form.elements.namedItem("number"));
  const word = /** @type {HTMLInputElement} */ (form.elements.namedItem("check_word"));
  if (!receipt || number.value) return;
  number.value = receipt.number;
  word.value = receipt.word;
  show(form, "[data-remembered]", true);
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    keep(null);
    number.value = word.value = "";
    show(form, "[data-remembered]", false);
    number.focus();
  });
}

const report = document.querySelector("form[data-report]");
if (report instanceof HTMLFormElement) helpReport(report);
const follow = document.querySelector("form[data-follow]");
if (follow instanceof HTMLFormElement) helpFollow(follow);

const receipt = /** @type {HTMLElement | null} */ (document.querySelector("[data-remember-number]"));
if (receipt) {
  const { rememberNumber = "", rememberWord = "" } = receipt.dataset;
  show(receipt, "[data-remembered]", keep({ number: rememberNumber, word: rememberWord }));
}
const printButton = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-print]"));
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => globalThis.print());
}
document.querySelector("[data-forget-form]")?.addEventListener("submit", () => keep(null));
