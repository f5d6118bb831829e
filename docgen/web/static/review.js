// @ts-check
/** The review's documents: links, news, results; the item and the list have modules of their own. */

import { saveAll } from "./fields.js";
import { followLinks } from "./links.js";
import { listenForNews } from "./news.js";
import { notify } from "./notices.js";
import "./review_books.js";
import { showTable } from "./review_list.js";
import { showItem } from "./review_item.js";
import { app, base, HEADER, isBusy, setStatus, visit } from "./server.js";

/** Whether all that was written is saved: what could not be stays before its writer's eyes. */
export async function mayLeave() {
  await saveAll();
  if (!document.querySelector("[data-unsaved]")) return true;
  notify("刚才写的还没有存下来，先不离开这一页。", { seconds: 8 });
  return false;
}

followLinks(mayLeave, () => {
  document.querySelector(".sheet-scroll")?.scrollTo(0, 0);
});

document.addEventListener("docgen:shown", show);
show();

function show() {
  showTable();
  showItem();
}

// ── news ────────────────────────────────────────────────────────────────────────────────────────

listenForNews({ message: hear, job: refreshResults }, () => saveAll());

/** What goes on meanwhile, as it was told last: only that is taken back by what is told next. */
let doing = document.getElementById("status")?.textContent ?? "";

/** @param {{number: number, doing: string}} told */
async function hear(told) {
  // That something is being saved is the nearer news.
  if (!isBusy() && (told.doing || document.getElementById("status")?.textContent === doing)) setStatus(told.doing);
  doing = told.doing;
  if (String(told.number) !== app().dataset.number && !isBusy()) {
    await visit(location.pathname + location.search);
  }
}

/** @param {{running: boolean, html: string}} told */
async function refreshResults(told) {
  const place = document.getElementById("results-job");
  if (!place) return;
  const ended = place.dataset.running !== undefined && !told.running;
  place.replaceChildren(...new DOMParser().parseFromString(told.html, "text/html").body.children);
  if (told.running) place.dataset.running = "";
  else delete place.dataset.running;
  if (ended) await visit(location.pathname + location.search);
}

// ── results ─────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!(button instanceof HTMLElement)) return;
  if (button.dataset.do === "write-results") await ask("/results");
  else if (button.dataset.do === "open-results") await ask("/results/folder");
  else if (button.dataset.do === "stop-job") await ask("/results/stop");
});

/** @param {string} path */
async function ask(path) {
  try {
    const answer = await fetch(`${base()}${path}`, { method: "POST", headers: { [HEADER]: "1" } });
    if (!answer.ok) notify((await answer.text()) || "没有做成");
  } catch {
    notify("docgen 没有在运行：请再双击一次 docgen。");
  }
}
