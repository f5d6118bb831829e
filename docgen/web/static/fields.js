// @ts-check
/** Values are saved as they are typed: after a short pause, and at once when a field is left. */

import { askWhich, notify } from "./notices.js";
import { send } from "./server.js";

const PAUSE_MS = 450;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** @type {WeakMap<Control, number>} */
const waiting = new WeakMap();

/**
 * @param {EventTarget | null} target
 * @returns {Control | null}
 */
function controlOf(target) {
  const is = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  return is && target.dataset.path !== undefined ? target : null;
}

document.addEventListener("input", (event) => {
  const control = controlOf(event.target);
  if (!control) return;
  control.dataset.unsaved = "";
  clearTimeout(waiting.get(control));
  const composing = event instanceof InputEvent && event.isComposing;
  if (!composing) waiting.set(control, window.setTimeout(() => save(control), PAUSE_MS));
});

// A value of one line that is shown on several has no line ends of its own.
document.addEventListener("keydown", (event) => {
  const control = controlOf(event.target);
  if (event.key !== "Enter" || event.isComposing || control?.dataset.line === undefined) return;
  event.preventDefault();
  control.blur();
});

document.addEventListener("compositionend", (event) => {
  const control = controlOf(event.target);
  if (control) waiting.set(control, window.setTimeout(() => save(control), PAUSE_MS));
});

document.addEventListener("change", (event) => {
  const control = controlOf(event.target);
  if (control) save(control);
});

/** Save what is still waiting, before something else is done. */
export async function saveAll() {
  const unsaved = [...document.querySelectorAll("[data-unsaved]")];
  for (const element of unsaved) {
    const control = controlOf(element);
    if (control) await save(control);
  }
}

/** What is being saved of each control: a second saving begins where the first ends. */
const saving = /** @type {WeakMap<Control, Promise<void>>} */ (new WeakMap());

/** @param {Control} control */
function save(control) {
  clearTimeout(waiting.get(control));
  const done = (saving.get(control) ?? Promise.resolve()).then(() => saveNow(control));
  saving.set(control, done);
  return done;
}

/** @param {Control} control */
async function saveNow(control) {
  if (control.dataset.line !== undefined) control.value = control.value.replace(/\s*\n\s*/g, " ");
  const value = control.value;
  const seen = control.dataset.seen ?? "";
  if (value === seen && !(control instanceof HTMLInputElement && control.type === "radio")) {
    delete control.dataset.unsaved;
    return;
  }
  const told = await send(changeOf(control, value, seen));
  if (told.ok) {
    // What was typed meanwhile is saved next.
    if (control.value === value) delete control.dataset.unsaved;
    control.dataset.seen = value;
    return;
  }
  if (told.conflict) await settle(control, value, told.conflict);
  else if (told.unheard) notify(told.said ?? "", { name: "再试一次", act: saveAll });
  else notify(told.said ?? "没有保存", { name: "再试一次", act: () => save(control) });
}

/**
 * @param {Control} control
 * @param {string} value
 * @param {string | undefined} seen
 */
function changeOf(control, value, seen) {
  const path = JSON.parse(control.dataset.path ?? "[]");
  const card = control.closest("[data-piece]");
  const what = card instanceof HTMLElement ? { do: "set-piece", piece: card.dataset.piece, field: path[0] } : { do: "set", path };
  const about = control.closest("[data-about]");
  const whose = about instanceof HTMLElement ? JSON.parse(about.dataset.about ?? "{}") : {};
  return { ...what, ...whose, value, ...(seen === undefined ? {} : { seen }) };
}

/**
 * @param {Control} control
 * @param {string} value
 * @param {{mine: string, theirs: string}} conflict
 */
async function settle(control, value, conflict) {
  const title = control.labels?.[0]?.textContent ?? control.getAttribute("aria-label") ?? "这一格";
  if ((await askWhich(title, value, conflict.theirs)) === "mine") {
    const told = await send(changeOf(control, value, conflict.theirs));
    if (!told.ok) notify(told.said ?? "没有保存");
  } else {
    control.value = conflict.theirs;
  }
  control.dataset.seen = control.value;
  delete control.dataset.unsaved;
}

// What was typed before this module was there. Browsers restore no value of these by themselves.
for (const element of document.querySelectorAll("[data-path]")) {
  const control = controlOf(element);
  if (!control || !isAltered(control)) continue;
  control.dataset.unsaved = "";
  save(control);
}

/** @param {Control} control whether it holds something else than it came with */
function isAltered(control) {
  if (control instanceof HTMLSelectElement) {
    const came = [...control.options].find((one) => one.defaultSelected) ?? control.options[0];
    return control.value !== came?.value;
  }
  if (control instanceof HTMLInputElement && control.type === "radio") return control.checked && !control.defaultChecked;
  return control.value !== control.defaultValue;
}

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-unsaved]")) event.preventDefault();
});
