/**
 * `button[data-copy="#table"]` copies a table as text with tabs, for any spreadsheet. A cell that a
 * spreadsheet would take for a formula gets an apostrophe.
 */
import { sentence } from "./sentences.js";

/** @param {string} words */
function harmless(words) {
  const isNumber = /^[+-]?[\d,.]+\s?%?$/.test(words);
  return /^[=+\-@]/.test(words) && !isNumber ? `'${words}` : words;
}

/** @param {HTMLTableElement} table */
export function tableText(table) {
  const rows = [...table.rows].filter((row) => !row.hidden);
  return rows.map((row) => [...row.cells].map((cell) => harmless(cell.innerText.replace(/\s+/g, " ").trim())).join("\t")).join("\n");
}

/** Where the page came without HTTPS the clipboard is closed to scripts, but not to a selection. @param {string} words */
function copyBySelection(words) {
  const box = document.createElement("textarea");
  box.value = words;
  box.className = "aside-word";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

/** @param {HTMLElement} button */
async function copy(button) {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector(button.dataset.copy ?? ""));
  if (!table) return;
  const words = tableText(table);
  const done = navigator.clipboard
    ? await navigator.clipboard.writeText(words).then(() => true, () => copyBySelection(words))
    : copyBySelection(words);
  let said = button.nextElementSibling;
  if (!said?.matches("[data-copied]")) {
    said = document.createElement("span");
    said.setAttribute("role", "status");
    said.setAttribute("data-copied", "");
    said.className = "soft small";
    button.after(said);
  }
  said.textContent = sentence(done ? "copied" : "copy_failed");
}

export function copyTable() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-copy]"));
    if (button) copy(button);
  });
}
