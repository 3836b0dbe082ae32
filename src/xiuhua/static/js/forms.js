/**
 * Comforts of forms: asking before typed words are lost, one key and one sending per act, showing
 * what the rule still asks for. The server checks everything again.
 */
import { sentence } from "./sentences.js";

/** Ask before leaving a `form[data-guard]` that was typed in. */
export function guardForms() {
  /** @type {Set<Element>} */
  const typed = new Set();
  document.addEventListener("input", (event) => {
    const form = /** @type {Element} */ (event.target).closest("form[data-guard]");
    if (form) typed.add(form);
  });
  document.addEventListener("submit", (event) => typed.delete(/** @type {Element} */ (event.target)));
  addEventListener("beforeunload", (event) => {
    if (![...typed].some((form) => form.isConnected)) return;
    event.preventDefault();
    event.returnValue = sentence("leave"); // browsers of old show this sentence
  });
}

/** A random UUID, also where the page came without HTTPS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * A fresh idempotency key when the form is shown; sending the same page again keeps it, so the
 * act happens once. @param {ParentNode} part
 */
export function makeKeys(part) {
  for (const input of part.querySelectorAll("input[data-key]")) {
    /** @type {HTMLInputElement} */ (input).value = newKey();
  }
}

/** `form[data-once]`: a second press while the first is on its way does nothing. */
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLElement} */ (event.target);
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
  });
}

/** @param {HTMLFormElement} form @param {string} name whether the field holds something */
function isGiven(form, name) {
  const data = new FormData(form).getAll(name);
  return data.some((value) => (value instanceof File ? value.size > 0 : value.trim() !== ""));
}

/** @param {HTMLFormElement} form */
function tick(form) {
  for (const line of form.querySelectorAll(".needs li[data-need]")) {
    const names = (/** @type {HTMLElement} */ (line).dataset.need ?? "").split(" ");
    line.toggleAttribute("data-met", names.every((name) => isGiven(form, name)));
  }
}

/** Tick off `.needs li[data-need="field"]` as the fields are filled. @param {ParentNode} part */
export function showNeeds(part) {
  for (const list of part.querySelectorAll(".needs")) {
    const form = list.closest("form");
    if (!form || form.dataset.watched) continue;
    form.dataset.watched = "yes";
    tick(form);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => tick(form));
  }
}

/** `form[data-submit-on-change]`: filters send themselves. */
export function submitOnChange() {
  document.addEventListener("change", (event) => {
    const form = /** @type {Element} */ (event.target).closest("form[data-submit-on-change]");
    if (form) /** @type {HTMLFormElement} */ (form).requestSubmit();
  });
}
