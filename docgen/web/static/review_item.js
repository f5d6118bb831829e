// @ts-check
/** One item of one studio: its pages beside it, points by keys, the same item of the next studio. */

import { saveAll } from "./fields.js";
import { notify } from "./notices.js";
import { send, visit } from "./server.js";
import { actOnPages, prepareFile, showFile } from "./viewer.js";

/** So long figures that are pressed one after the other are one number. */
const TOGETHER_MS = 1_000;

/** When a figure was pressed last; what it begins is another number after a while. */
let pressed = 0;

/** What the pages show: studio, item, and which of its pieces. */
let shown = { place: "", piece: "" };

/** @returns {HTMLElement[]} */
const pieces = () => [...document.querySelectorAll("#pieces [data-piece]")].filter((one) => one instanceof HTMLElement);
const isHere = () => document.querySelector("main[data-about]") !== null;
/** @returns {HTMLInputElement | null} the field of points; an item without points has none */
const points = () => /** @type {HTMLInputElement | null} */ (document.getElementById("points"));

/** Show the pages of the item, from its first piece on, where another item is shown than before. */
export async function showItem() {
  if (!isHere()) {
    shown = { place: "", piece: "" };
    return;
  }
  const fresh = shown.place !== location.pathname;
  if (fresh) {
    shown = { place: location.pathname, piece: document.getElementById("pieces")?.dataset.first ?? "" };
    // A number that was begun ends with its item.
    pressed = 0;
  }
  mark();
  if (!fresh) return;
  const first = current()?.querySelector(".look") ?? document.getElementById("divider");
  if (first instanceof HTMLElement) await look(first);
  await prepareNext();
}

/** The next studio's first page is drawn while this one is judged. */
async function prepareNext() {
  const next = document.getElementById("next-studio");
  if (next?.dataset.file) await prepareFile(next.dataset.file, Number(next.dataset.page));
}

function current() {
  return pieces().find((one) => one.dataset.piece === shown.piece);
}

function mark() {
  for (const piece of pieces()) piece.classList.toggle("here", piece.dataset.piece === shown.piece);
}

/** @param {HTMLElement} button */
async function look(button) {
  const piece = button.closest("[data-piece]");
  if (piece instanceof HTMLElement) shown.piece = piece.dataset.piece ?? "";
  mark();
  if (button.dataset.file) await showFile(button.dataset.file, button.dataset.title ?? "", Number(button.dataset.page));
}

/** @param {number} by */
function turnPiece(by) {
  const all = pieces();
  const at = all.findIndex((one) => one.dataset.piece === shown.piece);
  const button = all[at + by]?.querySelector(".look");
  if (!(button instanceof HTMLElement)) return;
  look(button);
  button.scrollIntoView({ block: "nearest" });
}

// ── points ──────────────────────────────────────────────────────────────────────────────────────

/** @param {string} value what is to stand in the field of points; it is saved as if it were typed */
function write(value) {
  const field = points();
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  markStep();
}

function markStep() {
  for (const button of document.querySelectorAll("[data-points].step-button")) {
    button.setAttribute("aria-pressed", String(button instanceof HTMLElement && button.dataset.points === points()?.value));
  }
}

/** @param {string} figure */
function press(figure) {
  const now = performance.now();
  const begun = now - pressed < TOGETHER_MS ? (points()?.value ?? "") : "";
  pressed = now;
  write(begun + figure);
}

/** @param {number} by one step of the rule up or down */
async function step(by) {
  const field = points();
  if (!field) return;
  /** @type {string[]} */
  const ladder = JSON.parse(field.dataset.ladder ?? "[]");
  if (!ladder.length) return;
  const value = Number(field.value);
  const above = ladder.findIndex((one) => (by > 0 ? Number(one) > value : Number(one) >= value));
  const end = above < 0 ? ladder.length : above;
  const at = field.value === "" ? (by > 0 ? 0 : ladder.length - 1) : by > 0 ? end : end - 1;
  write(ladder[Math.min(Math.max(at, 0), ladder.length - 1)]);
}

/** @param {string} value */
async function give(value) {
  write(value);
  await saveAll();
}

// ── pieces that are struck ──────────────────────────────────────────────────────────────────────

/** @param {HTMLElement | undefined} piece */
async function strike(piece) {
  const button = piece?.querySelector(".strike");
  const about = piece?.closest("[data-about]");
  if (!(button instanceof HTMLElement) || !(about instanceof HTMLElement)) return;
  await saveAll();
  const struck = button.getAttribute("aria-pressed") !== "true";
  const told = await send({ do: "strike", ...JSON.parse(about.dataset.about ?? "{}"), piece: piece?.dataset.piece, struck });
  if (!told.ok) notify(told.said ?? "没有保存");
}

// ── what is clicked and pressed ─────────────────────────────────────────────────────────────────

/** @type {Record<string, (button: HTMLElement) => unknown>} */
const ACTS = {
  look,
  strike: (button) => strike(/** @type {HTMLElement | undefined} */ (button.closest("[data-piece]") ?? undefined)),
  agree: (button) => give(button.dataset.points ?? ""),
  withdraw: () => give(""),
  keys: () => keys()?.showModal(),
  "close-keys": () => keys()?.close(),
};

/** @returns {HTMLDialogElement | null} */
const keys = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do], .step-button") : null;
  if (!(button instanceof HTMLElement)) return;
  if (button.matches(".step-button")) give(button.dataset.points ?? "");
  else ACTS[button.dataset.do ?? ""]?.(button);
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.dataset.goes !== undefined) follow(event.target.value);
});

/** @param {string} address */
async function follow(address) {
  await saveAll();
  if (document.querySelector("[data-unsaved]")) notify("刚才写的还没有存下来，先不离开这一项。", { seconds: 8 });
  else await visit(address, { push: true });
}

/** @param {string} id */
const click = (id) => document.getElementById(id)?.click();

/** @param {number} by */
function scroll(by) {
  const frame = document.getElementById("viewer-container");
  frame?.scrollBy(0, by * frame.clientHeight * 0.85);
}

/** @type {Record<string, () => unknown>} */
const KEYS = {
  ArrowRight: () => click("next-studio"),
  ArrowLeft: () => click("former-studio"),
  s: () => click("next-item"),
  w: () => click("former-item"),
  d: () => turnPiece(1),
  a: () => turnPiece(-1),
  ArrowUp: () => step(1),
  ArrowDown: () => step(-1),
  x: () => strike(current()),
  r: () => document.getElementById("remark")?.focus(),
  PageDown: () => scroll(1),
  PageUp: () => scroll(-1),
  "+": () => actOnPages("in"),
  "=": () => actOnPages("in"),
  "-": () => actOnPages("out"),
  "?": () => keys()?.showModal(),
  "？": () => keys()?.showModal(),
};
/** A button or link that has the cursor has these itself. */
const BUTTON_KEYS = {
  Enter: () => document.querySelector(".agree")?.dispatchEvent(new MouseEvent("click", { bubbles: true })),
  " ": () => scroll(1),
};

document.addEventListener("keydown", (event) => {
  if (!isHere() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (document.querySelector("dialog[open]")) return;
  if (at.matches("input, textarea, select")) {
    if (event.key === "Escape" && at instanceof HTMLElement) at.blur();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const own = at.closest("button, a, summary") ? undefined : BUTTON_KEYS[/** @type {keyof typeof BUTTON_KEYS} */ (key)];
  const act = KEYS[key] ?? own ?? (/^[0-9.]$/.test(key) ? () => press(key) : undefined);
  if (!act) return;
  event.preventDefault();
  act();
});
