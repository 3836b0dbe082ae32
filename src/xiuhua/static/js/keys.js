/**
 * Work without a mouse: j and k in a list, Enter to open, / to search, ? for help, and single
 * letters a page gives to its buttons (`data-hotkey="a"`). Keys never act while somebody types.
 */

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

/** Rows of the list one works in: the one that holds the focus, else the first. */
function rowsInWork() {
  const list = document.activeElement?.closest("[data-list]") ?? document.querySelector("[data-list]");
  return /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("[data-id]") ?? [])]);
}

/** @param {number} step 1 down, -1 up */
function move(step) {
  const rows = rowsInWork();
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const chosen = at < 0 ? rows.findIndex((row) => row.getAttribute("aria-selected") === "true") : at;
  const next = rows[Math.max(0, Math.min(rows.length - 1, chosen < 0 ? 0 : chosen + step))];
  for (const row of rows) row.setAttribute("aria-selected", String(row === next));
  // The link itself gets the focus: Enter then opens it as always.
  /** @type {HTMLElement | null} */ (next.querySelector("a[href], button"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("list:move", { bubbles: true }));
  return true;
}

/** @param {string} selector */
function focusOn(selector) {
  const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  found?.focus();
  if (found instanceof HTMLInputElement) found.select();
  return Boolean(found);
}

function help() {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-keys-help]"));
  dialog?.showModal();
  return Boolean(dialog);
}

/** @param {string} key */
function press(key) {
  const button = /** @type {HTMLElement | null} */ (document.querySelector(`[data-hotkey="${CSS.escape(key)}"]`));
  if (!button) return false;
  if (button.matches("summary, a, button")) button.click();
  else button.focus();
  return true;
}

/** @type {Record<string, () => boolean>} */
const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => focusOn("[data-search]"),
  "?": help,
};

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (ACTS[event.key]?.() ?? press(event.key)) event.preventDefault();
  });
  const opener = /** @type {HTMLElement | null} */ (document.querySelector("[data-keys-open]"));
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", help);
  }
}
