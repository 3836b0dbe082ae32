/**
 * Sentences for people, as base.html prints them in the page's language: no words in scripts.
 */

/**
 * @param {string} name of data-sentence
 * @param {Record<string, string | number>} [facts] put in the place of %(name)s
 */
export function sentence(name, facts = {}) {
  const box = /** @type {HTMLTemplateElement | null} */ (
    document.querySelector("template[data-sentences]")
  );
  const words = box?.content.querySelector(`[data-sentence="${name}"]`)?.textContent ?? "";
  return words.replace(/%\((\w+)\)s/g, (_, key) => String(facts[key] ?? ""));
}
