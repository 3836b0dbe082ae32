/**
 * A place by its name: type, arrows, Enter. Writes the words and the point into the form, and shows
 * the point on the form's map. Without it the field stays a field; the server decides what fits.
 */
const WAIT_MS = 120;
const CRS = "EPSG:4490";

/** @typedef {{id: number, name: string, kind: string, lon: number, lat: number, same_as: string}} Place */
/** @type {Map<Element, any>} the map of each form, once it can be used */
const maps = new Map();
document.addEventListener("map:ready", (event) => {
  const form = /** @type {Element} */ (event.target).closest("form");
  if (form) maps.set(form, /** @type {CustomEvent} */ (event).detail);
});

/** @param {HTMLElement} box */
export function placePicker(box) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  const list = /** @type {HTMLElement} */ (box.querySelector("ul"));
  const said = /** @type {HTMLElement} */ (box.querySelector("[role=status]"));
  const form = input.form;
  /** @type {Place[]} */
  let places = [];
  let at = -1;
  let asked = new AbortController();
  let timer = 0;
  let asking = false; // Enter must not send the form while the answer is on its way
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("label")?.textContent ?? "");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

  function close() {
    asked.abort();
    clearTimeout(timer);
    asking = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  function mark(index) {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const formerly = said.dataset.formerly ?? "";
    list.replaceChildren(...places.map((place, i) => {
      const [item, name, kind] = ["li", "span", "small"].map((tag) => document.createElement(tag));
      Object.assign(item, { id: `${list.id}_${i}`, role: "option" });
      name.textContent = place.name;
      kind.textContent = place.same_as ? `${place.kind} · ${formerly.replace("%(name)s", place.same_as)}` : place.kind;
      item.append(name, kind);
      return item;
    }));
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(places.length > 0));
    said.textContent = (places.length ? said.dataset.found : said.dataset.none)?.replace("%(n)s", String(places.length)) ?? "";
    mark(places.length ? 0 : -1);
  }

  async function ask() {
    asked = new AbortController();
    const url = new URL(box.dataset.placePicker ?? "", location.href);
    url.searchParams.set("q", input.value);
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      ({ places } = answer.ok ? await answer.json() : { places: [] });
      asking = false;
      show();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") close();
    }
  }

  /** @param {Place | undefined} place */
  function take(place) {
    if (!place) return;
    input.value = place.name;
    const street = form && maps.get(form);
    for (const [name, value] of Object.entries({ lon: String(place.lon), lat: String(place.lat), crs: CRS })) {
      const hidden = form?.elements.namedItem(name);
      if (hidden instanceof HTMLInputElement) hidden.value = value;
    }
    /** @type {Element | null | undefined} */ (form?.elements.namedItem("lon"))?.dispatchEvent(new Event("change", { bubbles: true }));
    street?.picked(place.lon, place.lat);
    street?.map.jumpTo({ center: [place.lon, place.lat], zoom: Math.max(street.map.getZoom(), 16) });
    close();
  }

  input.addEventListener("input", () => {
    asked.abort();
    clearTimeout(timer);
    asking = input.value.trim() !== "";
    if (asking) timer = setTimeout(ask, WAIT_MS);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || (list.hidden && !(asking && event.key === "Enter"))) return;
    const moves = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => mark((at + 1) % places.length),
      ArrowUp: () => mark((at - 1 + places.length) % places.length),
      Enter: () => asking || take(places[at]),
      Escape: close,
    });
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus, so that blur does not close the list first
    take(places[[...list.children].indexOf(/** @type {Element} */ (/** @type {Element} */ (event.target).closest("li")))]);
  });
}

for (const box of document.querySelectorAll("[data-place-picker]")) placePicker(/** @type {HTMLElement} */ (box));
