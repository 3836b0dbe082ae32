/**
 * A place by its name: type, arrows, Enter. Writes the words and the point into the form, and shows
 * the point on the form's map. Without it the field stays a field; the server decides what fits.
 */
const [WAIT_MS, CRS] = [120, "EPSG:4490"];
/** @typedef {{id: number, name: string, kind: string, lon: number, lat: number, same_as: string}} Place */
/** @type {Map<Element, any>} the map of each form, once it can be used */
const maps = new Map();
document.addEventListener("map:ready", (event) => {
  const form = /** @type {Element} */ (event.target).closest("form");
  if (form) maps.set(form, /** @type {CustomEvent} */ (event).detail);
});

/** @param {Element} element @param {Record<string, string>} values */
const put = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));

/** One line of the list. @param {Place} place @param {string} id @param {string} formerly */
function option(place, id, formerly) {
  const [item, name, kind] = ["li", "span", "small"].map((tag) => document.createElement(tag));
  put(item, { id, role: "option" });
  name.textContent = place.name;
  kind.textContent = place.kind + (place.same_as && ` · ${formerly.replace("%(name)s", place.same_as)}`);
  item.append(name, kind);
  return item;
}

/** Put the point into the form and onto its map. @param {HTMLFormElement | null} form @param {Place} place */
function locate(form, place) {
  const [lon, lat, crs] = ["lon", "lat", "crs"].map((name) => /** @type {HTMLInputElement | null} */ (form?.elements.namedItem(name)));
  if (!form || !lon || !lat || !crs) return;
  [lon.value, lat.value, crs.value] = [String(place.lon), String(place.lat), CRS];
  lon.dispatchEvent(new Event("change", { bubbles: true }));
  const street = maps.get(form);
  street?.picked(place.lon, place.lat);
  street?.map.jumpTo({ center: [place.lon, place.lat], zoom: Math.max(street.map.getZoom(), 16) });
}

/** @param {HTMLElement} box */
export function placePicker(box) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  const list = /** @type {HTMLElement} */ (box.querySelector("ul"));
  const said = /** @type {HTMLElement} */ (box.querySelector("[role=status]"));
  let [places, at, timer, asking, asked] = [/** @type {Place[]} */ ([]), -1, 0, false, new AbortController()];
  put(list, { role: "listbox", "aria-label": box.querySelector("label")?.textContent ?? "" });
  put(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  function close() {
    asked.abort();
    clearTimeout(timer);
    asking = false;
    list.hidden = true;
    put(input, { "aria-expanded": "false" });
    input.removeAttribute("aria-activedescendant");
  }
  /** @param {number} index */
  function mark(index) {
    at = index;
    [...list.children].forEach((item, i) => put(item, { "aria-selected": String(i === at) }));
    put(input, { "aria-activedescendant": list.children[at]?.id ?? "" });
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  async function ask() {
    asked = new AbortController();
    const url = new URL(box.dataset.placePicker ?? "", location.href);
    url.searchParams.set("q", input.value);
    const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer) return; // a newer letter overtook it, or no network: the field stays a field
    places = answer.ok ? (await answer.json()).places : [];
    asking = false;
    list.replaceChildren(...places.map((place, i) => option(place, `${list.id}_${i}`, said.dataset.formerly ?? "")));
    list.hidden = !places.length;
    put(input, { "aria-expanded": String(places.length > 0) });
    said.textContent = ((places.length ? said.dataset.found : said.dataset.none) ?? "").replace("%(n)s", String(places.length));
    mark(places.length ? 0 : -1);
  }
  /** @param {Place | undefined} place */
  function take(place) {
    if (!place) return;
    input.value = place.name;
    locate(input.form, place);
    close();
  }
  input.addEventListener("input", () => {
    close();
    asking = input.value.trim() !== "";
    if (asking) timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    // Enter must not send the form while the answer is on its way.
    if (event.isComposing || (list.hidden && !(asking && event.key === "Enter"))) return;
    const move = { ArrowDown: () => mark((at + 1) % places.length), ArrowUp: () => mark((at + places.length - 1) % places.length), Enter: () => asking || take(places[at]), Escape: close }[event.key];
    if (move) event.preventDefault();
    move?.();
  });
  input.addEventListener("blur", close);
  // The field keeps the focus, so that blur does not close the list first.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(places[[...list.children].findIndex((item) => item.contains(/** @type {Node} */ (event.target)))]);
  });
}

for (const box of document.querySelectorAll("[data-place-picker]")) placePicker(/** @type {HTMLElement} */ (box));
