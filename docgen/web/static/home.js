// @ts-check
/** Home and the questions of a new workspace: choosing folders, dropping a former package. */

const HEADER = { "X-Docgen-Change": "1" };
const NOT_RUNNING = "docgen 没有在运行：请再双击一次 docgen，或在终端里再运行 docgen serve。";

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
const get = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * Tell the server to do something; go where it says, or return what it says against it.
 * @param {string} path
 * @param {unknown} told
 * @returns {Promise<string>} empty where it was done
 */
async function tell(path, told) {
  const sent = told instanceof Blob ? told : JSON.stringify(told);
  let response;
  try {
    response = await fetch(path, { method: "POST", headers: HEADER, body: sent });
  } catch {
    return NOT_RUNNING;
  }
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) return response.text();
  const answer = await response.json();
  if (!response.ok) return `${answer.said}${answer.where ? `（${answer.where}）` : ""}。${answer.remedy}`;
  if (answer.to) location.assign(answer.to);
  return "";
}

/**
 * @param {string} text
 * @param {string} [place]
 */
function say(text, place = "said") {
  const line = document.createElement("p");
  line.className = "said error";
  line.textContent = text;
  get(place).replaceChildren(...(text ? [line] : []));
}

// ── choosing a folder ───────────────────────────────────────────────────────────────────────────

/** @typedef {"open" | "place" | "former" | "scheme" | "review"} Mode */

/** @type {Record<Mode, {title: string, hint: string, choose: string, takes: string[]}>} */
const MODES = {
  open: { title: "打开工作文件夹", hint: "标着“工作文件夹”的，点一下就打开。", choose: "打开", takes: ["workspace"] },
  place: { title: "新文件夹放在哪里", hint: "点进要放的文件夹，再点“放在这里”。", choose: "放在这里", takes: [] },
  former: { title: "选以前的材料", hint: "选以前的工作文件夹、生成的材料，或报送的 zip。", choose: "用这个", takes: ["workspace", "package", "archive"] },
  review: { title: "选要评审的文件夹", hint: "点进收到的材料所在的文件夹，再点“评审这里的”；套几层都找得到。", choose: "评审这里的", takes: [] },
  scheme: { title: "选自己写的方案", hint: "点进方案的文件夹（里面有 scheme.yaml），再点“用这个”。", choose: "用这个", takes: [] },
};

/** Where what was chosen is told. @type {Record<"open" | "former" | "review", string>} */
const DOORS = { open: "/open", former: "/former", review: "/review" };

const chooser = /** @type {HTMLDialogElement} */ (get("chooser"));
const inside = get("chooser-inside");
const typed = /** @type {HTMLInputElement} */ (get("chooser-path"));
/** @type {Mode} */
let mode = "open";
/** @type {Element | null} */
let opener = null;
/** Whether somebody is at the path: what comes from the server meanwhile leaves it alone. */
let typing = false;
for (const sign of ["focus", "input"]) typed.addEventListener(sign, () => { typing = true; });

/**
 * @param {Mode} wanted
 * @param {string} [at]
 */
async function choose(wanted, at) {
  mode = wanted;
  opener = document.activeElement;
  get("chooser-title").textContent = MODES[mode].title;
  get("chooser-hint").textContent = MODES[mode].hint;
  chooser.querySelector("[data-do=choose]")?.replaceChildren(MODES[mode].choose);
  say("", "chooser-said");
  typed.value = "";
  if (!chooser.open) chooser.showModal();
  // The browser begins at the path, which is nobody's wish: from here on, who is there wants to be.
  chooser.focus();
  typing = false;
  await look(at ?? chooser.dataset.near ?? "");
  first();
}

function first() {
  if (typing) return;
  const entry = inside.querySelector(".folders button") ?? inside.querySelector(".places button");
  if (entry instanceof HTMLElement) entry.focus();
}

/** How often something was asked for: an answer that comes late is no answer any more. */
let asked = 0;

/** @param {string} path */
async function look(path) {
  say("", "chooser-said");
  asked += 1;
  const own = asked;
  let response;
  try {
    response = await fetch(`/folders?for=${mode}&at=${encodeURIComponent(path)}`);
  } catch {
    say(NOT_RUNNING, "chooser-said");
    return;
  }
  const text = await response.text();
  if (own !== asked) return;
  if (!response.ok) {
    say(text, "chooser-said");
    return;
  }
  const made = new DOMParser().parseFromString(text, "text/html");
  inside.replaceChildren(...made.body.children);
  inside.querySelector(".crumbs")?.scrollTo(1e6, 0);
  const here = hereOf();
  if (here && !typing) typed.value = here;
}

function hereOf() {
  const listed = inside.querySelector(".listed");
  return listed instanceof HTMLElement ? (listed.dataset.here ?? "") : "";
}

inside.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-path]") : null;
  if (!(button instanceof HTMLElement)) return;
  const path = button.dataset.path ?? "";
  if (MODES[mode].takes.includes(button.dataset.kind ?? "")) await take(path);
  else if (button.dataset.kind !== "archive") {
    typing = false;
    await look(path);
    first();
  }
});

inside.addEventListener("keydown", async (event) => {
  const entries = [...inside.querySelectorAll(".folders button")];
  const at = entries.indexOf(/** @type {Element} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  const entry = to === undefined ? undefined : entries[to];
  if (at >= 0 && entry instanceof HTMLElement) {
    event.preventDefault();
    entry.focus();
  }
  if (event.key === "Backspace") {
    event.preventDefault();
    const above = [...inside.querySelectorAll(".crumbs button")].at(-1);
    if (above instanceof HTMLElement) above.click();
  }
});

get("chooser-typed").addEventListener("submit", async (event) => {
  event.preventDefault();
  typing = false;
  await look(typed.value);
});

chooser.addEventListener("close", () => {
  if (opener instanceof HTMLElement) opener.focus();
});

/** @param {string} path */
async function take(path) {
  asked += 1;
  if (mode === "place") {
    /** @type {HTMLInputElement} */ (get("new-place")).value = path;
    chooser.close();
    showWhole();
  } else if (mode === "scheme") {
    location.assign(`/new?own=${encodeURIComponent(path)}&scheme=${encodeURIComponent(path)}&former=${encodeURIComponent(form?.dataset.former ?? "")}`);
  } else {
    say(await tell(DOORS[mode], { path }), "chooser-said");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!(button instanceof HTMLElement)) return;
  const what = button.dataset.do;
  if (what === "open" || what === "former" || what === "scheme" || what === "review") await choose(what);
  else if (what === "place") await choose("place", /** @type {HTMLInputElement} */ (get("new-place")).value);
  else if (what === "cancel") chooser.close();
  else if (what === "choose") await take(typed.value || hereOf());
  else if (what === "forget") await forget(button);
  else if (what === "leave") await leave();
});

/** @param {HTMLElement} button */
async function forget(button) {
  const row = button.closest("tr");
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  const response = await fetch("/forget", { method: "POST", headers: HEADER, body: JSON.stringify({ id: button.dataset.id, kind: button.dataset.kind }) }).catch(() => null);
  if (!response?.ok) {
    say(NOT_RUNNING);
    return;
  }
  row?.remove();
  const neighbour = next?.querySelector("[data-do=forget]");
  if (neighbour instanceof HTMLElement) neighbour.focus();
  else location.reload();
}

async function leave() {
  await fetch("/leave", { method: "POST", headers: HEADER, body: "{}" }).catch(() => null);
  const main = get("main");
  const head = document.createElement("h1");
  head.textContent = "docgen 已经关闭";
  const words = document.createElement("p");
  words.textContent = "写好的都存在文件夹里。这一页可以关掉了；再用时，再双击一次 docgen。";
  const panel = document.createElement("div");
  panel.className = "narrow panel";
  panel.append(head, words);
  main.replaceChildren(panel);
  document.querySelector(".top .tools")?.remove();
}

// ── a former package that is dropped ────────────────────────────────────────────────────────────

const READ = ["studio.xlsx", "studio.yaml", "manifest.json"];
/** Folders in each other that are looked into for one of these. */
const DEEPEST = 3;

/**
 * The file of a dropped folder that says what is to be known: its own first, then those below.
 * @param {FileSystemDirectoryEntry} folder
 * @param {number} depth
 * @returns {Promise<File | null>}
 */
async function find(folder, depth) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const entries = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) break;
    entries.push(...part);
  }
  for (const name of READ) {
    const entry = entries.find((one) => one.isFile && one.name === name);
    if (entry) return fileOf(/** @type {FileSystemFileEntry} */ (entry));
  }
  if (depth > 1) {
    for (const entry of entries.filter((one) => one.isDirectory)) {
      const found = await find(/** @type {FileSystemDirectoryEntry} */ (entry), depth - 1);
      if (found) return found;
    }
  }
  const zip = entries.find((one) => one.isFile && one.name.toLowerCase().endsWith(".zip"));
  return zip ? fileOf(/** @type {FileSystemFileEntry} */ (zip)) : null;
}

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

const target = document.querySelector("[data-drop=former]");

document.addEventListener("dragover", (event) => {
  if (!target || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  target.classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) target?.classList.remove("over");
});

document.addEventListener("drop", async (event) => {
  const item = event.dataTransfer?.items[0];
  if (!target || !item) return;
  event.preventDefault();
  target.classList.remove("over");
  const entry = item.webkitGetAsEntry();
  const file = entry?.isDirectory ? await find(/** @type {FileSystemDirectoryEntry} */ (entry), DEEPEST) : item.getAsFile();
  if (!file) {
    say("这里面没有以前的材料。请拖以前的工作文件夹、生成的文件夹，或报送的 zip。");
    return;
  }
  target.setAttribute("aria-busy", "true");
  say(await tell(`/former/sent?name=${encodeURIComponent(file.name)}`, file));
  target.removeAttribute("aria-busy");
});

// ── a new workspace ─────────────────────────────────────────────────────────────────────────────

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("new"));
/** Whether somebody has written a name: it is not taken back then. */
let named = false;

/** @returns {HTMLInputElement | null} */
const notice = () => document.querySelector("input[name=notice]:checked");

function showWhole() {
  const place = /** @type {HTMLInputElement} */ (get("new-place")).value.replace(/[\\/]+$/, "");
  const name = /** @type {HTMLInputElement} */ (get("new-name")).value;
  get("new-whole").textContent = `${place}${place.includes("\\") ? "\\" : "/"}${name}`;
}

async function showNotice() {
  const chosen = notice();
  if (!form || !chosen) return;
  if (!named) /** @type {HTMLInputElement} */ (get("new-name")).value = chosen.dataset.name ?? "";
  showWhole();
  const carried = document.getElementById("carried");
  if (!carried) return;
  const asked = new URLSearchParams({ former: form.dataset.former ?? "", scheme: chosen.dataset.scheme ?? "", submission: chosen.value });
  const response = await fetch(`/carried?${asked}`).catch(() => null);
  const text = response ? await response.text() : NOT_RUNNING;
  // An answer that comes late says nothing of what is chosen by now.
  if (notice() !== chosen) return;
  if (!response?.ok) say(text, "carried");
  else carried.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
}

if (form) {
  get("new-name").addEventListener("input", () => { named = true; showWhole(); });
  get("new-place").addEventListener("input", showWhole);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "notice") showNotice();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = notice();
    const format = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=format]:checked"));
    say(await tell("/new", {
      scheme: chosen?.dataset.scheme ?? "",
      submission: chosen?.value ?? "",
      name: /** @type {HTMLInputElement} */ (get("new-name")).value,
      place: /** @type {HTMLInputElement} */ (get("new-place")).value,
      format: format?.value ?? "xlsx",
      former: form.dataset.former ?? "",
    }));
  });
  showNotice();
}

// A start with a folder that is no workspace looks for one in it.
const at = new URLSearchParams(location.search).get("at");
if (at && !form) choose("open", at);
