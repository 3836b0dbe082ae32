/**
 * Small comforts of every page, loaded by base.html. Pages and forms work without any of it; a
 * behaviour is asked for by a data attribute (docs/reference/face.md lists them).
 */
import { copyTable } from "./copy_table.js";
import { guardForms, makeKeys, sendOnce, showNeeds, submitOnChange } from "./forms.js";
import { listenToKeys } from "./keys.js";
import { foldAway, reachScrolled, showCurrent } from "./narrow.js";
import { previewPhotos } from "./photos.js";

foldAway();
showCurrent();
reachScrolled();
guardForms();
makeKeys(document);
sendOnce();
showNeeds(document);
submitOnChange();
previewPhotos();
copyTable();
listenToKeys();
/** @type {HTMLElement | null} */ (document.querySelector("[data-focus]"))?.focus();

// What htmx brings in later gets the same care.
document.addEventListener("htmx:load", (event) => {
  const part = /** @type {CustomEvent} */ (event).detail.elt;
  makeKeys(part);
  showNeeds(part);
});

/** @param {string} selector @param {(element: HTMLElement) => Promise<unknown>} draw */
async function drawAll(selector, draw) {
  for (const element of document.querySelectorAll(selector)) await draw(/** @type {HTMLElement} */ (element));
}

if (document.querySelector("[data-map]")) {
  import("./map.js").then(({ streetMap }) => drawAll("[data-map]", async (element) => {
    const street = await streetMap(element);
    if (street && element.dataset.route) await (await import("./map_route.js")).showRoute(street, element);
  }));
}
if (document.querySelector("[data-chart]")) {
  import("./charts.js").then(({ chart }) => drawAll("[data-chart]", (element) => chart(element)));
}
