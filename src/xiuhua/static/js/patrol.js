/**
 * The track of one's own patrol: asks the phone for its place while the page is open, keeps the points on
 * the phone until the server has them, and sends them in batches that may come late and twice. It records
 * nothing on any other page, and looks at nothing but places: standing still is nobody's business.
 */
const PREFIX = "xiuhua-patrol-";
const SEND_EVERY_MS = 15_000;
const MOST_IN_A_BATCH = 300;

/** @typedef {{at: string, lon: number, lat: number, accuracy_m: number | null}} Point */
/** @typedef {{key: string, points: Point[]}} Batch */
/** @typedef {{address: string, fresh: Point[], batch: Batch | null}} Kept */

/** @param {string} id @returns {Kept | null} */
function read(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} id @param {Kept} kept */
function write(id, kept) {
  if (kept.fresh.length || kept.batch) localStorage.setItem(PREFIX + id, JSON.stringify(kept));
  else localStorage.removeItem(PREFIX + id);
}

function token() {
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"));
  return input?.value ?? "";
}

/**
 * Send what waits, one batch at a time; a batch keeps its key until it is answered.
 * @param {string} id of the patrol
 * @returns {Promise<any>} the last answer; null when nothing could be sent
 */
async function flush(id) {
  let answer = null;
  for (let kept = read(id); kept && (kept.batch || kept.fresh.length); kept = read(id)) {
    const batch = kept.batch ?? { key: crypto.randomUUID(), points: kept.fresh.splice(0, MOST_IN_A_BATCH) };
    write(id, { ...kept, batch });
    const response = await fetch(kept.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "Idempotency-Key": batch.key },
      body: JSON.stringify({ points: batch.points }),
    });
    // Asked again later: signed out, too busy, out of order. Any other no is for good.
    if ([401, 403, 429].includes(response.status) || response.status >= 500) return answer;
    const now = read(id) ?? kept;
    write(id, { ...now, batch: null });
    if (response.ok) answer = await response.json();
  }
  return answer;
}

/** @param {HTMLElement} box */
function speaker(box) {
  const said = box.querySelector("[data-patrol-said]");
  const words = /** @type {HTMLTemplateElement} */ (box.querySelector("[data-words]")).content;
  return (/** @type {string} */ name, /** @type {Record<string, string | number>} */ facts = {}) => {
    const text = words.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
    if (said) said.textContent = text.replace(/%\((\w+)\)s/g, (_, key) => String(facts[key] ?? ""));
  };
}

/** @param {HTMLElement} box */
function record(box) {
  const id = box.dataset.patrol ?? "";
  const say = speaker(box);
  /** @param {Point} point */
  const keep = (point) => {
    const kept = read(id) ?? { address: box.dataset.points ?? "", fresh: [], batch: null };
    kept.fresh.push(point);
    write(id, kept);
  };
  const watch = navigator.geolocation?.watchPosition(
    ({ coords, timestamp }) => keep({
      at: new Date(timestamp).toISOString(),
      lon: coords.longitude,
      lat: coords.latitude,
      accuracy_m: coords.accuracy ?? null,
    }),
    (error) => say(error.code === error.PERMISSION_DENIED ? "denied" : "nowhere"),
    { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 },
  );
  if (watch === undefined) say("denied");
  let busy = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = await flush(id);
      if (answer) {
        say("saved", answer);
        document.body.dispatchEvent(new CustomEvent("patrol:sent"));
      }
    } catch {
      const kept = read(id);
      say("waiting", { waiting: (kept?.fresh.length ?? 0) + (kept?.batch?.points.length ?? 0) });
    } finally {
      busy = false;
    }
  };
  setInterval(send, SEND_EVERY_MS);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);
  // While somebody walks, the screen stays on where the browser can do that.
  const wake = () => /** @type {any} */ (navigator).wakeLock?.request("screen").catch(() => undefined);
  wake();
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  document.querySelector("[data-patrol-finish]")?.addEventListener("submit", () => {
    navigator.geolocation?.clearWatch(watch);
    send();
  });
}

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-patrol]"));
if (box) record(box);
// What an ended patrol left on this phone is sent as soon as somebody looks at the list.
for (const key of Object.keys(localStorage)) {
  if (key.startsWith(PREFIX) && key !== PREFIX + box?.dataset.patrol) flush(key.slice(PREFIX.length)).catch(() => undefined);
}
