// @ts-check
/** A workspace's document: what is clicked, what is told by the server, what is undone. */

import { saveAll } from "./fields.js";
import { followLinks } from "./links.js";
import { listenForNews } from "./news.js";
import { notify } from "./notices.js";
import { app, base, isBusy, send, setStatus, visit } from "./server.js";
import { showFile } from "./viewer.js";
import { tellJob } from "./package.js";
import "./evidence.js";
import "./forms.js";

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.defaultPrevented) return;
  const goto = event.target.closest(".goto");
  if (goto instanceof HTMLElement) go(JSON.parse(goto.dataset.field ?? "[]"), goto.dataset.file ?? "");
  const button = event.target.closest("[data-do]");
  if (button instanceof HTMLElement) act(button);
});

followLinks(
  async () => {
    await saveAll();
    return true;
  },
  (link) => {
    showCurrent();
    if (link.dataset.keep === "scroll") return;
    document.getElementById("main")?.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  },
);

/** @param {HTMLElement} button */
async function act(button) {
  const what = button.dataset.do;
  if (what === "show") {
    const card = button.closest("[data-piece]");
    mark(card);
    await showFile(button.dataset.address ?? "", button.dataset.title ?? "", Number(button.dataset.from ?? 1));
  } else if (what === "undo" || what === "redo") {
    await saveAll();
    const told = await send({ do: what });
    if (!told.ok && told.said) notify(told.said, { seconds: 8 });
  }
}

/** The item that is shown is seen in the list of items, too. */
function showCurrent() {
  document.querySelector("#rail [aria-current]")?.scrollIntoView({ block: "nearest" });
}

showCurrent();

/** @param {Element | null} card */
function mark(card) {
  document.querySelector(".card.here")?.classList.remove("here");
  card?.classList.add("here");
}

// ── findings ────────────────────────────────────────────────────────────────────────────────────

/**
 * Put the cursor where something is wrong: into its field, or at its piece of evidence.
 * @param {string[]} field
 * @param {string} file
 */
async function go(field, file) {
  const answer = await fetch(`${base()}/place?field=${encodeURIComponent(JSON.stringify(field))}&file=${encodeURIComponent(file)}`);
  const { address, id } = await answer.json();
  if (!address) return;
  if (location.pathname + location.search !== address) await visit(address, { push: true });
  const target = document.getElementById(id) ?? document.querySelector(`[id^="${CSS.escape(id)}"]`);
  if (!(target instanceof HTMLElement)) return;
  target.closest("details")?.setAttribute("open", "");
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
  if (target.matches(".card")) mark(target);
}

// ── news ────────────────────────────────────────────────────────────────────────────────────────

window.addEventListener("online", () => saveAll());
// It may have been gone for a while: what could not be saved is saved now.
listenForNews({ message: hear, job: tellJob }, () => saveAll());

/** @param {{number: number, checking: boolean, step: string, done: number, total: number}} told */
async function hear(told) {
  if (told.checking) tellChecking(told);
  if (told.checking && String(told.number) === app().dataset.number) return;
  if (String(told.number) !== app().dataset.number && !isBusy()) {
    await visit(location.pathname + location.search);
  } else if (!isBusy()) {
    setStatus(isSaved() ? "已保存" : "", isSaved() ? "saved" : "");
  }
}

function isSaved() {
  return document.getElementById("status")?.classList.contains("saved") ?? false;
}

/** @param {{step: string, done: number, total: number}} told */
function tellChecking(told) {
  // That something is being saved is the nearer news.
  if (isBusy()) return;
  const counted = told.total > 1 ? ` ${told.done}/${told.total}` : "";
  const step = told.step ? `${told.step}${counted}` : "正在检查…";
  setStatus(isSaved() ? `已保存 · ${step}` : step, isSaved() ? "saved" : "");
}

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !typing) {
    const key = event.key.toLowerCase();
    const what = key === "z" && !event.shiftKey ? "undo" : key === "y" || key === "z" ? "redo" : "";
    if (what) {
      event.preventDefault();
      document.querySelector(`[data-do="${what}"]`)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    }
  }
});
