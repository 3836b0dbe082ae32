/**
 * A proposal for new grids on the map: drag a block into the grid beside it (or tap the block, then a
 * block of that grid). The server checks, moves and measures; the figures on the page follow at once.
 * Without a map the form beside it does the same.
 */
import { colour } from "./states.js";

/** @typedef {{words: Record<string, string>, grids: {grid: number, work: number, is_beyond: boolean, words: Record<string, string>}[], moved: Record<string, number>}} Corrected */

const HUES = ["--blue-pale", "--done-pale", "--near-pale", "--late-pale", "--paused-pale", "--idle-pale", "--running-pale"];
/** @param {string} selector @param {string} words @param {ParentNode} [within] */
function put(selector, words, within = document) {
  const element = within.querySelector(selector);
  if (element) element.textContent = words;
}

/** @param {string} words empty: nothing to say */
function say(words) {
  const note = /** @type {HTMLElement} */ (document.querySelector("[data-note]"));
  note.textContent = words;
  note.hidden = !words;
}

/** The figures after a correction, in the words of the server. @param {Corrected} answer */
function show({ words, grids }) {
  for (const [name, said] of Object.entries(words)) put(`[data-figure=${name}]`, said);
  for (const row of grids) {
    const line = document.querySelector(`#proposed [data-grid="${row.grid}"]`);
    if (!line) continue;
    for (const [name, said] of Object.entries(row.words)) put(`[data-said=${name}]`, said, line);
    /** @type {HTMLMeterElement} */ (line.querySelector("[data-meter]")).value = row.work;
    /** @type {HTMLElement} */ (line.querySelector("[data-beyond]")).hidden = !row.is_beyond;
  }
}

/** @param {HTMLElement} element @param {any} map */
async function edit(element, map) {
  const url = element.dataset.proposal ?? "";
  const source = map.getSource("blocks");
  const blocks = await fetch(element.dataset.blocks ?? "").then((answer) => answer.json());
  map.setPaintProperty("blocks", "fill-color", [
    "match", ["%", ["get", "grid"], HUES.length],
    ...HUES.flatMap((name, n) => [n, colour(name.slice(2))]), colour("paper"),
  ]);
  map.setPaintProperty("grids", "fill-opacity", 0);
  map.setPaintProperty("grid-edges", "line-width", 3);
  map.addLayer({ id: "held", type: "line", source: "blocks", filter: ["==", ["get", "block"], ""], paint: { "line-color": colour("blue"), "line-width": 4 } });
  source.setData(blocks);
  /** @type {string | null} */
  let held = null;
  let dragging = false;

  /** @param {{x: number, y: number}} point */
  const under = (point) => map.queryRenderedFeatures([point.x, point.y], { layers: ["blocks"] })[0]?.properties ?? null;

  /** @param {string | null} block */
  function hold(block) {
    held = block;
    map.setFilter("held", ["==", ["get", "block"], block ?? ""]);
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("move_block"));
    if (field && block) field.value = block;
  }

  /** @param {string} block @param {number} grid */
  async function move(block, grid) {
    hold(null);
    const form = /** @type {HTMLFormElement} */ (document.getElementById("move-form"));
    const body = new FormData();
    body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value);
    for (const [name, value] of Object.entries({ act: "move", block, grid: String(grid), key: crypto.randomUUID?.() ?? `${Date.now()}-${block}` })) body.set(name, value);
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const said = answer && (await answer.json().catch(() => null));
    if (!answer?.ok || !said?.words) {
      say(said?.what ? `${said.what} ${said.todo ?? ""}` : element.dataset.failed ?? "");
      return;
    }
    say("");
    for (const feature of blocks.features) {
      feature.properties.grid = said.moved[feature.properties.block] ?? feature.properties.grid;
    }
    source.setData(blocks);
    map.getSource("grids").setData(new URL(element.dataset.grids ?? "", location.href).href);
    show(said);
    element.dispatchEvent(new CustomEvent("proposal:moved", { bubbles: true, detail: { block, grid } }));
  }

  /** @param {any} event */
  function drop(event) {
    const target = under(event.point);
    dragging = false;
    map.dragPan.enable();
    map.getCanvas().classList.remove("map__canvas--over");
    if (!held || !target || target.block === held) return;
    const own = blocks.features.find((/** @type {any} */ one) => one.properties.block === held)?.properties.grid;
    if (target.grid === own) hold(target.block);
    else move(held, target.grid);
  }

  map.on("mousedown", "blocks", (/** @type {any} */ event) => {
    const found = under(event.point);
    if (!found || held) return;
    event.preventDefault();
    hold(found.block);
    dragging = true;
    map.dragPan.disable();
    map.getCanvas().classList.add("map__canvas--over");
  });
  map.on("mouseup", drop);
  map.on("click", (/** @type {any} */ event) => {
    const found = under(event.point);
    if (dragging || !found) return;
    if (!held) hold(found.block);
    else drop(event);
  });
  element.dataset.ready = "yes";
}

document.addEventListener("map:ready", (event) => {
  const element = /** @type {HTMLElement} */ (event.target);
  if (element.dataset.proposal) edit(element, /** @type {CustomEvent} */ (event).detail.map);
});
