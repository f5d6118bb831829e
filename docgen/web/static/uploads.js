// @ts-check
/** Files on their way into the folder: a bar for each, three at a time, put in place together. */

import { notify } from "./notices.js";
import { base, HEADER, send } from "./server.js";

const AT_ONCE = 3;
const SHOWN = 12;

/** @typedef {{file: File, path: string}} Incoming */
/** @typedef {{item?: number, kind?: string, replace?: string}} Place */

/**
 * Send files and have them put into a place.
 * @param {Incoming[]} incoming
 * @param {Place} place
 */
export async function upload(incoming, place) {
  if (incoming.length === 0) return;
  const batch = crypto.randomUUID().replaceAll("-", "");
  const board = makeBoard(incoming.length);
  const waiting = [...incoming.entries()];
  /** @type {string[]} */
  const failed = [];
  const runners = Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, one] = next;
      const bar = board.add(one.path);
      const said = await put(batch, index, one, bar.set);
      bar.end(said);
      if (said) failed.push(`${one.path}：${said}`);
    }
  });
  await Promise.all(runners);
  board.wait();
  const told = await send({ do: "add", batch, ...place });
  board.end();
  if (!told.ok) notify(told.said ?? "文件没有放进去");
  for (const line of [...failed.slice(0, 5), ...(told.told ?? [])]) notify(line);
  if (failed.length > 5) notify(`还有 ${failed.length - 5} 个文件没有传上来`);
}

/**
 * @param {string} batch
 * @param {number} index
 * @param {Incoming} one
 * @param {(share: number) => void} tell
 * @returns {Promise<string>} what went wrong, or nothing
 */
function put(batch, index, one, tell) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${base()}/upload/${batch}/${index}?name=${encodeURIComponent(one.path)}`);
    request.setRequestHeader(HEADER, "1");
    request.upload.onprogress = (event) => tell(event.total ? event.loaded / event.total : 1);
    request.onload = () => resolve(request.status < 300 ? "" : request.responseText || "没有传上来");
    request.onerror = () => resolve("没有传上来：docgen 没有在运行，或文件在传的时候变了");
    request.send(one.file);
  });
}

/** @param {number} total */
function makeBoard(total) {
  const place = /** @type {HTMLElement} */ (document.getElementById("uploads"));
  const board = document.createElement("div");
  board.className = "upload-board";
  const head = document.createElement("p");
  const whole = document.createElement("progress");
  whole.max = total;
  whole.value = 0;
  whole.setAttribute("aria-label", "全部文件");
  const list = document.createElement("ul");
  board.append(head, whole, list);
  place.append(board);
  let done = 0;
  const tell = () => { head.textContent = `正在传 ${total} 个文件，已传 ${done} 个`; };
  tell();
  return {
    /** @param {string} name */
    add(name) {
      const line = document.createElement("li");
      const title = document.createElement("span");
      title.textContent = name;
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", name);
      line.append(title, bar);
      list.append(line);
      if (list.children.length > SHOWN) list.firstElementChild?.remove();
      return {
        /** @param {number} share */
        set(share) { bar.value = share; },
        /** @param {string} said */
        end(said) {
          done += 1;
          whole.value = done;
          tell();
          if (said) line.classList.add("failed");
          else line.remove();
        },
      };
    },
    wait() { head.textContent = "正在放进文件夹…"; whole.removeAttribute("value"); },
    end() { board.remove(); },
  };
}

/**
 * The files that were dropped, those in folders too, with their paths below what was dropped.
 * @param {DataTransfer} data
 * @returns {Promise<Incoming[]>}
 */
export async function readDropped(data) {
  // The entries are there only until the event has ended, so they are taken all at once.
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  const files = [...data.files];
  if (entries.every((entry) => entry === null)) return files.map((file) => ({ file, path: nameOf(file) }));
  const found = await Promise.all(entries.map((entry) => (entry ? walk(entry, "") : [])));
  return found.flat();
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} above
 * @returns {Promise<Incoming[]>}
 */
async function walk(entry, above) {
  const path = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));
    return [{ file, path }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Incoming[][]} */
  const found = [];
  // A reader gives a hundred entries at a time.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found.flat();
    found.push(...(await Promise.all(some.map((inner) => walk(inner, `${path}/`)))));
  }
}

/** @param {File} file */
function nameOf(file) {
  // A pasted picture has a name that says nothing.
  if (!/^image\.\w+$/.test(file.name)) return file.webkitRelativePath || file.name;
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `粘贴的图片 ${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}${file.name.slice(5)}`;
}

/**
 * Ask for files, or for a whole folder.
 * @param {boolean} folder
 * @param {boolean} [several]
 * @returns {Promise<Incoming[]>}
 */
export function chooseFiles(folder, several = true) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = several;
  input.webkitdirectory = folder;
  return new Promise((resolve) => {
    input.onchange = () => resolve([...(input.files ?? [])].map((file) => ({ file, path: nameOf(file) })));
    input.oncancel = () => resolve([]);
    input.click();
  });
}

/**
 * @param {ClipboardEvent} event
 * @returns {Incoming[]}
 */
export function readPasted(event) {
  return [...(event.clipboardData?.files ?? [])].map((file) => ({ file, path: nameOf(file) }));
}
