// @ts-check
/** 生成与报送: long work started and watched, files shown, scans taken in. */

import { notify } from "./notices.js";
import { base, HEADER, setStatus, visit } from "./server.js";
import { Idiomorph } from "./vendor/idiomorph/dist/idiomorph.esm.js";
import { readDropped } from "./uploads.js";
import { showFile } from "./viewer.js";

/**
 * @typedef {{key: string, step: string, running: boolean, title: string, sign: string,
 *   question: number, file: string, wrong: number, html: string}} JobNews
 */

/** @type {JobNews | undefined} */
let last;

/**
 * @param {string} path
 * @param {{method?: string, body?: unknown}} [what]
 * @returns {Promise<Response | undefined>} nothing where docgen does not run
 */
async function ask(path, what = {}) {
  try {
    return await fetch(`${base()}${path}`, {
      method: what.method ?? "POST",
      headers: { [HEADER]: "1", "Content-Type": "application/json" },
      body: what.body === undefined ? undefined : JSON.stringify(what.body),
    });
  } catch {
    setStatus("docgen 没有在运行", "failed");
    notify("docgen 没有在运行：请再双击一次 docgen。");
    return undefined;
  }
}

function isShown() {
  return location.pathname === `${base()}/package`;
}

async function refresh() {
  if (isShown()) await visit(location.pathname + location.search);
}

document.addEventListener("click", async (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-start], [data-do], [data-scan-drop]");
  if (!(button instanceof HTMLElement)) return;
  if (button.dataset.start) await start(button, button.dataset.start);
  else if (button.dataset.scanDrop !== undefined) scanInput()?.click();
  else await acts[button.dataset.do ?? ""]?.(button);
});

/** @type {Record<string, (button: HTMLElement) => Promise<unknown>>} */
const acts = {
  "show-file": (button) => showFile(button.dataset.address ?? "", button.dataset.title ?? ""),
  "stop-job": async (button) => {
    if (button instanceof HTMLButtonElement) button.disabled = true;
    await ask("/jobs/stop");
  },
  "open-folder": async (button) => {
    const answer = await ask(`/package-folder?area=${button.dataset.area}`);
    if (answer && !answer.ok) notify((await answer.text()) || "这个文件夹已经不在了");
  },
  "drop-scan": async (button) => {
    await ask(`/scan?name=${encodeURIComponent(button.dataset.name ?? "")}`, { method: "DELETE" });
    await refresh();
  },
};

// A place on this page is gone to at once: its address is no other document.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(".step-map a") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelector(link.hash)?.scrollIntoView({ behavior: "smooth" });
}, { capture: true });

/** The printers of this computer are asked for once somebody is about to choose one. */
document.addEventListener("focusin", async (event) => {
  const list = document.getElementById("printers");
  if (!(event.target instanceof HTMLElement) || event.target.id !== "printer" || !list || list.children.length) return;
  const answer = await ask("/printers", { method: "GET" });
  if (!answer?.ok) return;
  const options = (await answer.json()).map(
    (/** @type {{name: string, value: string}} */ one) => new Option(one.name || one.value, one.value),
  );
  list.replaceChildren(...options);
});

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.dataset.options) return;
  event.preventDefault();
  const button = event.target.querySelector("[data-start]");
  if (button instanceof HTMLElement) button.click();
});

/**
 * @param {HTMLElement} button
 * @param {string} what
 */
async function start(button, what) {
  const form = button.closest("form");
  if (form && !form.reportValidity()) return;
  const options = form ? Object.fromEntries(new FormData(form)) : {};
  if (button instanceof HTMLButtonElement) button.disabled = true;
  setStatus("正在开始…");
  const answer = await ask("/jobs", { body: { ...options, do: what } });
  if (answer && !answer.ok) {
    const told = await answer.json().catch(() => ({}));
    notify(told.said ?? "没有做起来");
  }
  setStatus("");
  if (button instanceof HTMLButtonElement) button.disabled = false;
}

// ── how far it has come ─────────────────────────────────────────────────────────────────────────

/**
 * Show what is told of a job, on whatever page is open.
 * @param {JobNews} told
 */
export async function tellJob(told) {
  const ended = last?.running && last.key === told.key && !told.running;
  last = told;
  showSign();
  if (ended) {
    setStatus(told.title);
    if (isShown()) await refresh();
    else notify(told.title, { name: "去看", act: () => visit(`${base()}/package`, { push: true }), seconds: 20 });
  }
  showJob();
  if (told.question) askPassword(told);
}

function showSign() {
  const sign = document.getElementById("job-sign");
  if (!sign || !last) return;
  sign.textContent = last.sign;
  sign.hidden = !last.sign;
}

function showJob() {
  if (!last) return;
  const place = document.getElementById(`job-${last.step}`);
  if (place) Idiomorph.morph(place, last.html, { morphStyle: "innerHTML" });
  for (const button of document.querySelectorAll("[data-start]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    if (last.running && !button.disabled) {
      button.disabled = true;
      button.dataset.waits = "";
    } else if (!last.running && button.dataset.waits !== undefined) {
      button.disabled = false;
      delete button.dataset.waits;
    }
  }
}

document.addEventListener("docgen:shown", () => { showSign(); showJob(); });

// ── passwords ───────────────────────────────────────────────────────────────────────────────────

/** The question that is shown, with its job: each is asked once. */
let asked = "";

/** @param {JobNews} told */
function askPassword(told) {
  const question = `${told.key} ${told.question}`;
  if (asked === question) return;
  asked = question;
  document.getElementById("password-dialog")?.remove();
  const dialog = document.createElement("dialog");
  dialog.id = "password-dialog";
  dialog.setAttribute("aria-labelledby", "password-title");
  const form = document.createElement("form");
  const head = document.createElement("h2");
  head.id = "password-title";
  head.textContent = "这个文件有密码";
  const which = document.createElement("p");
  which.className = "path";
  which.textContent = told.file;
  const label = document.createElement("label");
  label.htmlFor = "password";
  label.textContent = told.wrong ? "密码不对，请再输一次" : "打开它的密码";
  if (told.wrong) label.className = "said error";
  const input = document.createElement("input");
  input.id = "password";
  input.type = "password";
  input.autocomplete = "off";
  input.required = true;
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = "密码只用来打开这个文件，不会存下来。不知道的，这个文件就不收入，检查会写明。";
  const tools = document.createElement("div");
  tools.className = "tools";
  const enter = document.createElement("button");
  enter.className = "main";
  enter.textContent = "打开";
  const leave = document.createElement("button");
  leave.type = "button";
  leave.textContent = "不知道密码";
  tools.append(enter, leave);
  form.append(head, which, label, input, hint, tools);
  dialog.append(form);
  document.body.append(dialog);
  /** @param {string | null} password */
  const answer = async (password) => {
    dialog.remove();
    const taken = await ask("/jobs/answer", { body: { number: told.question, password } });
    if (taken && !taken.ok) notify("这件事已经做完或停下了，用不着密码了", { seconds: 8 });
  };
  form.onsubmit = (event) => { event.preventDefault(); answer(input.value); };
  leave.onclick = () => answer(null);
  dialog.oncancel = () => answer(null);
  dialog.showModal();
}

// ── scans ───────────────────────────────────────────────────────────────────────────────────────

/** @returns {HTMLInputElement | null} */
function scanInput() {
  return /** @type {HTMLInputElement | null} */ (document.getElementById("scan-files"));
}

document.addEventListener("change", async (event) => {
  const input = scanInput();
  if (!input || event.target !== input) return;
  const files = [...(input.files ?? [])];
  input.value = "";
  await takeScans(files);
});

document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.scanDrop === undefined) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    scanInput()?.click();
  }
});

// Before evidence is dropped: files that are dropped on this page are scans wherever they fall.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!(event instanceof DragEvent) || !isShown() || !event.dataTransfer?.types.includes("Files")) return;
    const zone = document.querySelector("[data-scan-drop]");
    if (!zone) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    zone.classList.toggle("over", kind === "dragover");
    if (kind === "drop") {
      readDropped(event.dataTransfer).then((found) => takeScans(found.map((one) => one.file)));
    }
  }, { capture: true });
}

/** @param {File[]} files */
async function takeScans(files) {
  const board = /** @type {HTMLElement} */ (document.getElementById("scan-uploads"));
  let failed = 0;
  for (const [index, file] of files.entries()) {
    const said = await put(file, (share) => {
      board.replaceChildren(line(`正在传 ${index + 1} / ${files.length}：${file.name}`, share));
    });
    if (said) {
      failed += 1;
      notify(`${file.name}：${said}`);
    }
  }
  board.replaceChildren();
  await refresh();
  const go = document.querySelector("[data-start=collect]");
  if (failed === 0 && go instanceof HTMLElement && files.length) go.click();
}

/**
 * @param {string} text
 * @param {number} share
 */
function line(text, share) {
  const whole = document.createElement("p");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = share;
  bar.setAttribute("aria-label", text);
  whole.append(text, bar);
  return whole;
}

/**
 * @param {File} file
 * @param {(share: number) => void} tell
 * @returns {Promise<string>} what went wrong, or nothing
 */
function put(file, tell) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${base()}/scan?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader(HEADER, "1");
    tell(0);
    request.upload.onprogress = (event) => tell(event.total ? event.loaded / event.total : 1);
    request.onload = () => resolve(request.status < 300 ? "" : request.responseText || "没有传上来");
    request.onerror = () => resolve("没有传上来：docgen 没有在运行，或文件在传的时候变了");
    request.send(file);
  });
}
