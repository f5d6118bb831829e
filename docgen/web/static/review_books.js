// @ts-check
/** Workbooks that were filled in Excel, chosen or dropped on the list: one after the other. */

import { notify } from "./notices.js";
import { base, HEADER, visit } from "./server.js";
import { chooseFiles, readDropped } from "./uploads.js";

const BOOK = /\.(xlsx|zip)$/i;

/** Where it is told what came of them; only the list of studios has it. */
const board = () => document.getElementById("taken-books");

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do=take-books]") : null;
  if (button) await take((await chooseFiles(false)).map((one) => one.file));
});

document.addEventListener("dragover", (event) => {
  if (board() && event.dataTransfer?.types.includes("Files")) event.preventDefault();
});

document.addEventListener("drop", async (event) => {
  if (!board() || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  await take((await readDropped(event.dataTransfer)).map((one) => one.file));
});

/** @param {File[]} files */
async function take(files) {
  for (const file of files) {
    if (BOOK.test(file.name)) await send(file);
    else notify(`${file.name} 不是填好的对照表：要 .xlsx，或装着它的 .zip`);
  }
  if (files.length) await visit(location.pathname + location.search);
}

/** @param {File} file */
async function send(file) {
  try {
    const answer = await fetch(`${base()}/book?name=${encodeURIComponent(file.name)}`, {
      method: "PUT",
      headers: { [HEADER]: "1" },
      body: file,
    });
    const text = await answer.text();
    if (answer.ok) board()?.append(...new DOMParser().parseFromString(text, "text/html").body.children);
    else notify(`${file.name}：${text}`);
  } catch {
    notify(`${file.name} 没有取：docgen 没有在运行，或文件在传的时候变了`);
  }
}
