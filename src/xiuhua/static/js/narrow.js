/**
 * What a narrow screen needs: strips that scroll by themselves show the place one is in and can be
 * reached by keyboard, and filters fold away so that the list comes first.
 */

const NARROW = "(max-width: 48rem)";

/** The current place of a menu or of tabs is in sight, without moving the page. */
export function showCurrent() {
  for (const here of document.querySelectorAll(".menu [aria-current], .tabs [aria-current]")) {
    const strip = here.closest(".menu ul, .tabs");
    const box = here.getBoundingClientRect();
    if (strip) strip.scrollLeft += box.right - strip.getBoundingClientRect().right + box.width / 2;
  }
}

/** A table wider than its box can be scrolled with the arrow keys. */
export function reachScrolled() {
  for (const box of document.querySelectorAll(".table-box")) {
    if (box.scrollWidth > box.clientWidth + 1) box.setAttribute("tabindex", "0");
  }
}

/** `details[data-fold]` is shut on a phone, unless it is in use (`data-fold="keep"`). */
export function foldAway() {
  if (!matchMedia(NARROW).matches) return;
  for (const folded of document.querySelectorAll("details[data-fold]")) {
    if (folded.getAttribute("data-fold") !== "keep") folded.removeAttribute("open");
  }
}
