// @ts-check
/** The form: its pages as they are printed, people added, moved and taken out. */

import { saveAll } from "./fields.js";
import { notify } from "./notices.js";
import { app, base, HEADER, send, setStatus, visit } from "./server.js";
import { chooseFiles } from "./uploads.js";
import { showFile } from "./viewer.js";

const QUIET_MS = 2000;

/** The state whose pages are shown, or being drawn. */
let drawn = "";
let shownAddress = "";
let waiting = 0;

function isHere() {
  return document.getElementById("form-sheet") !== null;
}

/** Draw the pages anew once nothing has changed for a while. */
function attend() {
  if (!isHere()) {
    drawn = "";
    return;
  }
  const number = app().dataset.number ?? "";
  if (number === drawn) return;
  clearTimeout(waiting);
  const first = drawn === "";
  drawn = number;
  if (!first) say("还是改前的样子，正在重画…");
  waiting = window.setTimeout(() => draw(number), first ? 0 : QUIET_MS);
}

/** @param {string} number */
async function draw(number) {
  if (!shownAddress) say("正在画打印的样子…");
  let told;
  try {
    const response = await fetch(`${base()}/form-pages`);
    told = await response.json();
  } catch {
    say("没有画成：docgen 没有在运行", true);
    return;
  }
  // Meanwhile something was changed: what comes of it is drawn next.
  if (number !== drawn || !isHere()) return;
  if (!told.digest) {
    say(told.said ?? "", true);
    return;
  }
  const address = `${base()}/form/${told.digest}.pdf`;
  const place = () => document.getElementById("viewer-container");
  const title = document.querySelector(".form-head h1")?.textContent ?? "";
  const other = shownAddress !== "" && shownAddress !== address;
  const top = other ? place()?.scrollTop : 0;
  shownAddress = address;
  await showFile(address, title);
  if (other) place()?.scrollTo(0, top ?? 0);
  say("");
}

/**
 * @param {string} text
 * @param {boolean} [failed]
 */
function say(text, failed = false) {
  const place = document.getElementById("form-news");
  if (!place) return;
  place.hidden = text === "";
  place.classList.toggle("failed", failed);
  place.textContent = text;
}

document.addEventListener("docgen:shown", attend);
attend();

// ── people ──────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-member] [data-row]") : null;
  if (!(button instanceof HTMLElement)) return;
  const index = Number(button.closest("[data-member]")?.getAttribute("data-member"));
  await saveAll();
  const path = ["studio", "members"];
  const what = button.dataset.row;
  const to = what === "up" ? index - 1 : index + 1;
  const told = await send(what === "remove" ? { do: "remove-row", path, index } : { do: "move-row", path, index, to });
  if (!told.ok) notify(told.said ?? "没有保存");
  else if (what === "remove") notify("删去了一人", { name: "撤销", act: () => send({ do: "undo" }), seconds: 10 });
  else document.querySelector(`[data-member="${to}"] [data-row="${what}"]`)?.dispatchEvent(new Event("focus"));
});

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset.insert === undefined) return;
  const value = input.value.trim();
  if (!value) return;
  await saveAll();
  input.disabled = true;
  const path = JSON.parse(input.dataset.insert);
  const told = await send({ do: "insert-row", path, index: null, value: { [input.dataset.key ?? "name"]: value } });
  input.disabled = false;
  if (!told.ok) {
    notify(told.said ?? "没有保存");
    return;
  }
  input.value = "";
  const rows = document.querySelectorAll("[data-member]");
  const next = rows[rows.length - 1]?.querySelectorAll("[data-path]")[1];
  if (next instanceof HTMLElement) next.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.dataset.insert !== undefined) {
    event.target.blur();
  }
});

// ── the report ──────────────────────────────────────────────────────────────────────────────────

/** @param {File | undefined} file */
async function takeReport(file) {
  if (!file) return;
  await saveAll();
  setStatus("正在放上报告…");
  let said = "";
  try {
    const response = await fetch(`${base()}/report?name=${encodeURIComponent(file.name)}`, {
      method: "PUT",
      headers: { [HEADER]: "1" },
      body: file,
    });
    if (!response.ok) said = response.status === 422 ? (await response.json()).said : await response.text();
  } catch {
    said = "docgen 没有在运行，报告没有放上";
  }
  if (said) {
    setStatus("没有保存", "failed");
    notify(said);
    return;
  }
  await visit(location.pathname + location.search);
  setStatus("已保存", "saved");
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-report]") : null;
  if (button) takeReport((await chooseFiles(false, false))[0]?.file);
});

for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target instanceof Element ? event.target.closest("[data-drop-report]") : null;
    if (!place || !(event instanceof DragEvent) || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (kind === "drop") takeReport(event.dataTransfer.files[0]);
  }, true);
}
