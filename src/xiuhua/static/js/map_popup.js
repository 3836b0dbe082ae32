/**
 * The small paper that opens at a tapped case or grid: what it is, its state in words, the way to
 * its page. Built from text only, never from html.
 */
import { sentence } from "./sentences.js";
import { SHAPES } from "./states.js";

/** @param {string} tag @param {string} words @param {string} [css] */
function part(tag, words, css) {
  const element = document.createElement(tag);
  element.textContent = words;
  if (css) element.className = css;
  return element;
}

/** @param {string} state */
function chip(state) {
  const element = part("span", "", `chip chip--${state}`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[state]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  element.append(svg, sentence(`state_${state}`));
  return element;
}

/** @param {string} url only ways within this site */
function isOurs(url) {
  return new URL(url, location.href).origin === location.origin;
}

/** @param {HTMLElement} box @param {Picked} picked */
function describe(box, { kind, properties }) {
  const title = kind === "grid" ? [properties.code, properties.name].filter(Boolean).join(" ") : properties.label;
  box.append(part("strong", title ?? properties.id ?? ""));
  if (properties.state in SHAPES) box.append(chip(properties.state));
  if (properties.n !== undefined) box.append(part("span", sentence("cluster", { n: properties.n, late: properties.late ?? 0 })));
  if (properties.due) box.append(part("span", properties.due));
  if (properties.url && isOurs(properties.url)) {
    const link = /** @type {HTMLAnchorElement} */ (part("a", sentence("open")));
    link.href = properties.url;
    box.append(link);
  }
}

/** @param {Picked[]} picked what lies under the finger, the uppermost first */
export function pickedPopup(picked) {
  const box = part("div", "", "stack stack--tight");
  picked.forEach((one, i) => {
    if (i) box.append(document.createElement("hr"));
    describe(box, one);
  });
  return box;
}
