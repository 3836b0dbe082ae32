/**
 * Photographs before they are sent: a small picture of each, and too large, too many or no image
 * said at once instead of after a long upload. The server judges by content, not by this.
 */
import { sentence } from "./sentences.js";

/** @param {HTMLInputElement} input @param {File[]} files @returns {string} what is wrong, or "" */
function complaint(input, files) {
  const maxBytes = Number(input.dataset.maxBytes) || Infinity;
  const maxFiles = Number(input.dataset.maxFiles) || Infinity;
  if (files.length > maxFiles) return sentence("too_many", { max: maxFiles });
  if (files.some((file) => file.type && !file.type.startsWith("image/"))) return sentence("not_image");
  if (files.some((file) => file.size > maxBytes)) {
    return sentence("too_large", { max: `${Math.floor(maxBytes / 1_000_000)} MB` });
  }
  return "";
}

/** @param {File} file */
function picture(file) {
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  const caption = document.createElement("figcaption");
  caption.textContent = file.name;
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  image.addEventListener("error", () => image.remove()); // HEIC: most browsers cannot show it
  figure.append(image, caption);
  return figure;
}

/** @param {HTMLInputElement} input */
function show(input) {
  const files = [...(input.files ?? [])];
  let box = input.parentElement?.querySelector(".photo-preview");
  if (!box) {
    box = document.createElement("div");
    box.className = "photo-preview";
    box.setAttribute("role", "status");
    input.after(box);
  }
  const wrong = complaint(input, files);
  input.setAttribute("aria-invalid", String(Boolean(wrong)));
  if (wrong) {
    input.value = "";
    const words = document.createElement("p");
    words.className = "field__error";
    words.textContent = wrong;
    box.replaceChildren(words);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  box.replaceChildren(...files.map(picture));
}

export function previewPhotos() {
  document.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.matches("input[type=file][data-photos]")) show(input);
  });
}
