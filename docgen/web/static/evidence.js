// @ts-check
/** Evidence by hand: dropped, dragged, chosen, joined, turned, put away. Each is one step to undo. */

import { saveAll } from "./fields.js";
import { notify } from "./notices.js";
import { app, base, send } from "./server.js";
import { askCorners } from "./cutting.js";
import { chooseFiles, readDropped, readPasted, upload } from "./uploads.js";

/** @typedef {import("./uploads.js").Place} Place */

const PIECES = "application/x-docgen-pieces";

/** Where files that are dropped on this document go: its item, or what is not sorted yet. */
function placeHere() {
  const zone = document.querySelector("[data-drop]");
  const item = zone instanceof HTMLElement ? zone.dataset.drop : "";
  return item ? { item: Number(item) } : {};
}

/** @param {EventTarget | null} target */
function cardOf(target) {
  const card = target instanceof Element ? target.closest(".card[data-piece]") : null;
  return card instanceof HTMLElement ? card : null;
}

/** The pieces that are ticked, in the order in which they were: so they stand when they are joined. */
const ticked = /** @type {Set<string>} */ (new Set());

/** The pieces that are chosen, or the one whose button was pressed. @param {HTMLElement | null} card */
function chosen(card) {
  const own = card?.dataset.piece;
  if (ticked.size && (!own || ticked.has(own))) return [...ticked];
  return own ? [own] : [];
}

/** Changes after which nothing is chosen any more. */
const SETTLING = new Set(["move", "support", "remove", "join"]);

/** @param {{do: string} & Record<string, unknown>} change */
async function change(change) {
  await saveAll();
  const told = await send(change);
  if (!told.ok) notify(told.said ?? "没有做成");
  else if (SETTLING.has(change.do)) untick();
  for (const line of told.told ?? []) notify(line);
  return told.ok;
}

// ── buttons ─────────────────────────────────────────────────────────────────────────────────────

/** @type {Record<string, (button: HTMLElement, card: HTMLElement | null) => unknown>} */
const ACTS = {
  "choose-files": async () => upload(await chooseFiles(false), placeHere()),
  "choose-folder": async () => upload(await chooseFiles(true), placeHere()),
  "turn-left": (_, card) => turn(chosen(card), 270),
  "turn-right": (_, card) => turn(chosen(card), 90),
  "turn-some": (button, card) =>
    change({
      do: "turn-some", piece: card?.dataset.piece, file: Number(button.dataset.file),
      pages: JSON.parse(button.dataset.pages ?? "[]"), turn: Number(button.dataset.turn), count: Number(button.dataset.count),
    }),
  remove: (_, card) => change({ do: "remove", pieces: chosen(card) }),
  join: (_, card) => change({ do: "join", pieces: chosen(card) }),
  apart: (_, card) => change({ do: "apart", piece: card?.dataset.piece }),
  up: (_, card) => shift(card, -1),
  down: (_, card) => shift(card, 1),
  move: (_, card) => askPlace(chosen(card)),
  rename: (button, card) => askName(button, card),
  replace: async (_, card) => {
    const files = await chooseFiles(false, false);
    if (files.length) await upload(files, { replace: filesOf(card)[0] });
  },
  cut: (button, card) => cut(button, card),
  "drop-row": (button) =>
    change({
      do: "remove-row", path: ["evidence"], index: Number(button.dataset.index), seen: JSON.parse(button.dataset.written ?? "null"),
    }),
  "empty-bin": () => emptyBin(),
  restore: (button) => change({ do: "restore", removed: button.dataset.removed }),
  "use-pages": (_, card) => change({ do: "set-piece", piece: card?.dataset.piece, field: "pages", value: pagesOf(card) }),
  "split-pages": (_, card) => split(card),
  "choose-none": () => untick(),
  take: (button, card) => take([button], card),
  "take-card": (_, card) => take(takersIn(card), card),
  "take-all": () => take(takersIn(document), null),
  place: (button) => place([proposalOf(button)]),
  // Those that are not shown, too.
  "place-all": (button) => place(JSON.parse(button.dataset.sureFiles ?? "[]")),
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!(button instanceof HTMLElement)) return;
  const act = ACTS[button.dataset.do ?? ""];
  if (!act) return;
  button.closest("details.menu")?.removeAttribute("open");
  act(button, cardOf(button));
});

/** @param {HTMLElement} button @param {HTMLElement | null} card */
async function cut(button, card) {
  const file = filesOf(card)[0];
  const answer = await fetch(`${base()}/cut?file=${encodeURIComponent(file)}`);
  const told = await answer.json();
  if (!answer.ok) {
    notify(told.said);
    return;
  }
  const corners = await askCorners(button.dataset.picture ?? "", told.corners);
  if (corners) await change({ do: "cut", file, corners });
}

/** The buttons of suggestions. @param {ParentNode | null} within */
function takersIn(within) {
  return [...(within?.querySelectorAll('[data-do="take"]') ?? [])];
}

/**
 * Take suggestions over, and go on to the next one of the card, or to the field that was filled in.
 * @param {Element[]} buttons @param {HTMLElement | null} card
 */
async function take(buttons, card) {
  const taken = /** @type {Record<string, Record<string, string>>} */ ({});
  for (const button of buttons) {
    const { field, value } = /** @type {HTMLElement} */ (button).dataset;
    const piece = cardOf(button)?.dataset.piece;
    if (piece && field) taken[piece] = { ...taken[piece], [field]: value ?? "" };
  }
  const id = card?.id ?? "";
  const control = buttons[0]?.getAttribute("data-control") ?? "";
  if (!(await change({ do: "take", taken }))) return;
  const next = document.getElementById(id)?.querySelector('[data-do="take"]') ?? document.getElementById(control);
  (next instanceof HTMLElement ? next : document.getElementById("main"))?.focus({ preventScroll: true });
}

/** @typedef {{path: string, item: number, kind: string}} Placed */

/** The file of a button's card, and where it was proposed to go. @param {HTMLElement} button @returns {Placed} */
function proposalOf(button) {
  const { item, kind } = button.dataset;
  return { path: cardOf(button)?.dataset.piece ?? "", item: Number(item), kind: kind ?? "" };
}

/** Put files where they were proposed to go. @param {Placed[]} files */
async function place(files) {
  if (!(await change({ do: "place", files }))) return;
  const next = document.querySelector('[data-do="place"]') ?? document.getElementById("main");
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

async function emptyBin() {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("bin-dialog"));
  if (dialog && (await ask(dialog)) !== null) await change({ do: "empty-bin" });
}

document.addEventListener("submit", async (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.dataset.doSubmit !== "password") return;
  event.preventDefault();
  const input = event.target.querySelector("input");
  if (input) await change({ do: "password", password: input.value });
});

// ── choosing ────────────────────────────────────────────────────────────────────────────────────

function boxes() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll(".card .choose")]);
}

/** @type {HTMLInputElement | null} */
let lastBox = null;

document.addEventListener("click", (event) => {
  if (!(event.target instanceof HTMLInputElement) || !event.target.matches(".choose")) return;
  const all = boxes();
  if (event.shiftKey && lastBox && all.includes(lastBox)) {
    const [a, b] = [all.indexOf(lastBox), all.indexOf(event.target)].sort((x, y) => x - y);
    for (const box of all.slice(a, b + 1)) tick(box, event.target.checked);
  } else {
    tick(event.target, event.target.checked);
  }
  lastBox = event.target;
  tellChosen();
});

/** @param {HTMLInputElement} box @param {boolean} on */
function tick(box, on) {
  const key = cardOf(box)?.dataset.piece ?? "";
  if (on) ticked.add(key);
  else ticked.delete(key);
}

function untick() {
  ticked.clear();
  tellChosen();
}

/** Show what is ticked, whatever came anew from the server; what is not here is not chosen. */
function tellChosen() {
  const here = new Map(boxes().map((box) => [cardOf(box)?.dataset.piece ?? "", box]));
  for (const key of ticked) if (!here.has(key)) ticked.delete(key);
  for (const [key, box] of here) box.checked = ticked.has(key);
  const bar = document.getElementById("chosen");
  if (!bar) return;
  const count = ticked.size;
  bar.hidden = count === 0;
  const words = bar.querySelector("[data-count]");
  if (words) words.textContent = `选了 ${count} 件`;
  const join = bar.querySelector('[data-do="join"]');
  if (join instanceof HTMLButtonElement) join.disabled = count < 2;
}

document.addEventListener("docgen:shown", tellChosen);

// ── pages of a piece ────────────────────────────────────────────────────────────────────────────

/** @type {HTMLElement | null} */
let lastPage = null;

document.addEventListener("click", (event) => {
  const page = event.target instanceof Element ? event.target.closest(".strip [data-page]") : null;
  if (!(page instanceof HTMLElement)) return;
  const all = [...(page.closest(".strip")?.querySelectorAll("[data-page]") ?? [])];
  const on = page.getAttribute("aria-pressed") !== "true";
  const from = event.shiftKey && lastPage ? all.indexOf(lastPage) : all.indexOf(page);
  const [a, b] = [from, all.indexOf(page)].sort((x, y) => x - y);
  for (const one of all.slice(Math.max(a, 0), b + 1)) one.setAttribute("aria-pressed", String(on));
  lastPage = page;
});

/** The chosen pages as they are written: 1-3,7. @param {HTMLElement | null} card */
function pagesOf(card) {
  return rangesOf([...(card?.querySelectorAll('.strip [aria-pressed="true"]') ?? [])]);
}

/** @param {Element[]} pages */
function rangesOf(pages) {
  const numbers = pages.map((one) => Number(/** @type {HTMLElement} */ (one).dataset.page));
  /** @type {[number, number][]} */
  const ranges = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(",");
}

// ── order and place ─────────────────────────────────────────────────────────────────────────────

/** @param {Element | null} card @returns {string[]} paths below the evidence folder */
function filesOf(card) {
  return card instanceof HTMLElement ? JSON.parse(card.dataset.files ?? "[]") : [];
}

/** The folder in which a piece begins: only there it has an order. @param {Element | null} card */
function folderOf(card) {
  return (filesOf(card)[0] ?? "").split("/").slice(0, -1).join("/");
}

/** The pieces of a folder in their order that are here, and those next to them. @param {string} folder */
function keysIn(folder) {
  const list = document.getElementById("cards");
  const near = [list?.dataset.before ?? "", list?.dataset.behind ?? ""];
  const [before, behind] = near.map((key) => (key && key.split("/").slice(0, -1).join("/") === folder ? [key] : []));
  const cards = [...document.querySelectorAll(".card[data-piece]:not(.foreign)")];
  const here = cards.filter((card) => folderOf(card) === folder).map((card) => card.getAttribute("data-piece") ?? "");
  return [...before, ...here, ...behind];
}

/** Move a piece one place up or down. @param {HTMLElement | null} card @param {number} by */
function shift(card, by) {
  const keys = keysIn(folderOf(card));
  const at = keys.indexOf(card?.dataset.piece ?? "");
  if (at < 0 || at + by < 0 || at + by >= keys.length) {
    notify(by < 0 ? "已经在最前面" : "已经在最后面", { seconds: 4 });
    return;
  }
  keys.splice(at + by, 0, ...keys.splice(at, 1));
  return change({ do: "order", pieces: keys });
}

/** @param {string[]} pieces @param {HTMLElement} before */
async function putBefore(pieces, before) {
  const folder = folderOf(before);
  const cards = pieces.map((key) => document.querySelector(`.card[data-piece="${CSS.escape(key)}"]`));
  if (cards.some((card) => folderOf(card) !== folder)) {
    // Into another kind's folder: there it comes to stand by its name.
    await change({ do: "move", pieces, item: Number(before.dataset.item), kind: before.dataset.kind ?? "" });
    return;
  }
  const keys = keysIn(folder).filter((key) => !pieces.includes(key));
  keys.splice(keys.indexOf(before.dataset.piece ?? ""), 0, ...pieces);
  await change({ do: "order", pieces: keys });
}

/** @param {string[]} pieces @param {number} by degrees clockwise */
async function turn(pieces, by) {
  for (const piece of pieces) {
    const card = document.querySelector(`.card[data-piece="${CSS.escape(piece)}"]`);
    const now = Number(card?.getAttribute("data-turn") || 0);
    if (!(await change({ do: "turn", piece, turn: (now + by) % 360 }))) return;
  }
}

/** The chosen pages become a piece of their own, the others another. @param {HTMLElement | null} card */
function split(card) {
  const all = [...(card?.querySelectorAll(".strip [data-page]") ?? [])];
  const pages = pagesOf(card);
  const rest = rangesOf(all.filter((one) => one.getAttribute("aria-pressed") !== "true"));
  if (!pages || !rest) {
    notify("先在小图上选出要分出来的页，再点这里", { seconds: 6 });
    return;
  }
  return change({ do: "apart", piece: card?.dataset.piece, ranges: [rest, pages] });
}

/** @param {string[]} pieces */
async function askPlace(pieces) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("place-dialog"));
  if (!dialog || pieces.length === 0) return;
  const answer = await ask(dialog);
  if (answer === null) return;
  const [item, kind] = answer.split("/", 2);
  await change({ do: "move", pieces, ...(item ? { item: Number(item) } : {}), ...(kind ? { kind } : {}) });
}

/** @param {HTMLElement} button @param {HTMLElement | null} card */
async function askName(button, card) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("name-dialog"));
  const input = dialog?.querySelector("input");
  const files = JSON.parse(card?.dataset.files ?? "[]");
  if (!dialog || !input || files.length === 0) return;
  const name = files[0].split("/").at(-1);
  input.value = name.replace(/\.[^.]+$/, "");
  input.select();
  const answer = await ask(dialog);
  if (answer !== null) await change({ do: "rename", file: files[0], name: input.value });
}

/** @param {HTMLDialogElement} dialog @returns {Promise<string | null>} */
function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      const form = dialog.querySelector("form");
      const value = form ? String(new FormData(form).get("answer") ?? "yes") : "yes";
      resolve(dialog.returnValue === "yes" ? value : null);
    };
  });
}

// ── dragging ────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("dragstart", (event) => {
  const card = cardOf(event.target);
  if (!card || !event.dataTransfer || card.classList.contains("foreign")) return;
  event.dataTransfer.setData(PIECES, JSON.stringify(chosen(card)));
  event.dataTransfer.effectAllowed = "move";
  card.classList.add("dragged");
});

document.addEventListener("dragend", clearDrag);

function clearDrag() {
  for (const one of document.querySelectorAll(".dragged, .before, .over, .onto")) {
    one.classList.remove("dragged", "before", "over", "onto");
  }
}

/** What lies under the pointer that something may be dropped on. @param {DragEvent} event */
function dropTarget(event) {
  if (!(event.target instanceof Element)) return null;
  const target = event.target.closest("#rail a[data-item], #rail a[data-inbox], .card[data-piece], [data-drop]");
  return target instanceof HTMLElement ? target : null;
}

document.addEventListener("dragover", (event) => {
  const types = event.dataTransfer?.types ?? [];
  if (!types.includes(PIECES) && !types.includes("Files")) return;
  event.preventDefault();
  const target = dropTarget(event);
  for (const one of document.querySelectorAll(".before, .over")) one.classList.remove("before", "over");
  if (!target) return;
  const between = target.matches(".card") && types.includes(PIECES);
  target.classList.add(between ? "before" : "over");
  if (target.matches(".card") && !between) target.closest("[data-drop]")?.classList.add("over");
});

document.addEventListener("drop", async (event) => {
  const data = event.dataTransfer;
  if (!data) return;
  const target = dropTarget(event);
  const pieces = data.getData(PIECES);
  if (!pieces && !data.types.includes("Files")) return;
  event.preventDefault();
  clearDrag();
  if (pieces) await dropPieces(JSON.parse(pieces), target, event.ctrlKey);
  else await upload(await readDropped(data), placeOf(target));
});

/** @param {string[]} pieces @param {HTMLElement | null} target @param {boolean} also */
async function dropPieces(pieces, target, also) {
  if (!target) return;
  if (target.matches(".card")) {
    if (!pieces.includes(target.dataset.piece ?? "")) await putBefore(pieces, target);
  } else if (target.dataset.item) {
    // With Ctrl held it stays where it is, and supports the other item too.
    const items = Object.fromEntries(pieces.map((key) => [key, itemsOf(key)]));
    await change({ do: also ? "support" : "move", pieces, items, item: Number(target.dataset.item) });
  } else if (target.dataset.inbox !== undefined) {
    await change({ do: "move", pieces });
  }
}

/** The items that a piece supports now. @param {string} key @returns {number[]} */
function itemsOf(key) {
  const card = document.querySelector(`.card[data-piece="${CSS.escape(key)}"]`);
  return JSON.parse(card?.getAttribute("data-supports") ?? "[]");
}

/** @param {HTMLElement | null} target @returns {Place} */
function placeOf(target) {
  if (target?.dataset.item) return { item: Number(target.dataset.item) };
  if (target?.dataset.inbox !== undefined) return {};
  return placeHere();
}

document.addEventListener("paste", async (event) => {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  const files = readPasted(event);
  if (files.length === 0 || (typing && event.clipboardData?.types.includes("text/plain"))) return;
  event.preventDefault();
  await upload(files, placeHere());
});

window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => { if (app()) event.preventDefault(); });

// ── pictures ────────────────────────────────────────────────────────────────────────────────────

const TRIES = 3;

// A file that is just being moved or made ready has no picture for a moment.
document.addEventListener("error", (event) => {
  const image = event.target;
  if (!(image instanceof HTMLImageElement) || !image.closest(".card")) return;
  const tries = Number(image.dataset.tries ?? 0);
  if (tries >= TRIES) return;
  image.dataset.tries = String(tries + 1);
  setTimeout(() => { image.src = image.getAttribute("src") ?? ""; }, 1000 * (tries + 1));
}, true);
