/**
 * While a roster is being filled: a bar that runs as long as the search may take. The server decides when it ends.
 */
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const bar = form.querySelector("progress");
  if (!form.dataset.progress || !bar) return;
  bar.hidden = false;
  const began = performance.now();
  setInterval(() => {
    bar.value = Math.min(bar.max, (performance.now() - began) / 1000);
  }, 250);
});
