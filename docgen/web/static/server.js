// @ts-check
/** How the page speaks with its server: one document at a time, changes one after the other. */

import { Idiomorph } from "./vendor/idiomorph/dist/idiomorph.esm.js";

export const HEADER = "X-Docgen-Change";

/** @typedef {{do: string} & Record<string, unknown>} Change */

/** The last request's work: changes are sent in their order, and never two at once. */
let busy = /** @type {Promise<unknown>} */ (Promise.resolve());
/** How many changes are under way: what the server says meanwhile is told again at the end. */
let underWay = 0;

/** @returns {HTMLElement} */
export function app() {
  return /** @type {HTMLElement} */ (document.getElementById("app"));
}

/** @returns {string} */
export function base() {
  return app().dataset.base ?? "";
}

export function isBusy() {
  return underWay > 0;
}

/**
 * Send one change and show what came of it.
 * @param {Change} change
 * @returns {Promise<{ok: boolean, told?: string[], conflict?: {mine: string, theirs: string}, said?: string, unheard?: boolean}>}
 */
export function send(change) {
  underWay += 1;
  const sent = busy.then(() => post(change)).finally(() => { underWay -= 1; });
  busy = sent.catch(() => undefined);
  return sent;
}

/** @param {Change} change */
async function post(change) {
  setStatus("正在保存…");
  let response;
  try {
    response = await fetch(`${base()}/change`, {
      method: "POST",
      headers: { [HEADER]: "1", "Content-Type": "application/json" },
      body: JSON.stringify({ ...change, view: location.pathname + location.search }),
    });
  } catch {
    setStatus("没有保存：docgen 没有在运行", "failed");
    return { ok: false, unheard: true, said: "docgen 没有在运行：请再双击一次 docgen；刚才写的还在页面上。" };
  }
  if (response.headers.get("Content-Type")?.startsWith("application/json")) {
    const told = await response.json();
    setStatus("没有保存", "failed");
    return { ok: false, ...told };
  }
  const text = await response.text();
  if (!response.ok) {
    setStatus("没有保存", "failed");
    return { ok: false, said: text };
  }
  show(text);
  setStatus("已保存", "saved");
  const said = response.headers.get("X-Docgen-Said");
  return { ok: true, told: said ? JSON.parse(decodeURIComponent(said)) : [] };
}

/** How often a document was asked for: one that comes late is not shown any more. */
let visits = 0;

/**
 * Show the document at an address, in place of the one that is shown. The address is the window's
 * from now on, so what is saved or told of meanwhile is shown in that document too.
 * @param {string} address
 * @param {{push?: boolean}} [how]
 * @returns {Promise<void>}
 */
export async function visit(address, how = {}) {
  if (how.push) history.pushState(null, "", address);
  visits += 1;
  const own = visits;
  await busy;
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" } });
  } catch {
    setStatus("docgen 没有在运行", "failed");
    return;
  }
  if (!response.ok || response.redirected) {
    location.assign(address);
    return;
  }
  const text = await response.text();
  if (own !== visits) return;
  // What was changed meanwhile stands in no document that was asked for before.
  if (underWay) await visit(address);
  else show(text);
}

/** @param {string} text A whole document; what differs of it is put in place. */
function show(text) {
  const made = new DOMParser().parseFromString(text, "text/html");
  const fresh = made.getElementById("app");
  if (!fresh) {
    location.reload();
    return;
  }
  document.title = made.title;
  Idiomorph.morph(app(), fresh, { callbacks: { beforeNodeMorphed: keep } });
  document.dispatchEvent(new CustomEvent("docgen:shown"));
}

/**
 * What is being typed, and what the page has drawn itself, is not taken from the server.
 * @param {Node} old
 * @param {Node} fresh
 */
function keep(old, fresh) {
  if (!(old instanceof HTMLElement) || !(fresh instanceof HTMLElement)) return true;
  if (old.dataset.morph === "keep" && fresh.dataset.morph === "keep") return false;
  if (old instanceof HTMLDetailsElement && fresh instanceof HTMLDetailsElement) fresh.open = old.open;
  if (old.dataset.unsaved !== undefined) return false;
  return true;
}

/**
 * @param {string} text
 * @param {"" | "saved" | "failed"} [kind]
 */
export function setStatus(text, kind = "") {
  const status = document.getElementById("status");
  if (!status) return;
  status.textContent = text;
  status.className = kind;
}
